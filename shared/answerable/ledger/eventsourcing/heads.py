"""What is known of the last event of each aggregate: a bounded memory, the least recently used forgotten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple


class Head(NamedTuple):
    """The last event of one aggregate.

    Arguments:
        version: its version.
        sequence: its place in the stream.
        subject: where it was written.
    """

    version: int
    sequence: int
    subject: str


class Heads:
    """Remembers the heads of the aggregates used last.

    Arguments:
        capacity: how many, at most.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._heads: OrderedDict[str, Head] = OrderedDict()

    def __len__(self) -> int:
        return len(self._heads)

    def get(self, originator_id: str) -> Head | None:
        """Give an aggregate's head, where it is remembered."""
        head = self._heads.get(originator_id)
        if head is not None:
            self._heads.move_to_end(originator_id)
        return head

    def peek(self, originator_id: str) -> Head | None:
        """Give an aggregate's head, which does not count as using it."""
        return self._heads.get(originator_id)

    def learn(self, originator_id: str, head: Head) -> None:
        """Remember a head, unless a later one is known: acknowledgements may overtake each other."""
        known = self._heads.get(originator_id)
        if known is None or known.sequence < head.sequence:
            self._heads[originator_id] = head
        self._heads.move_to_end(originator_id)
        if len(self._heads) > self._capacity:
            self._heads.popitem(last=False)

    def forget(self, originator_ids: Iterable[str]) -> None:
        """Forget the heads of some aggregates."""
        for originator_id in originator_ids:
            self._heads.pop(originator_id, None)
