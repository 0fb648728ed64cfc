"""What is remembered of aggregates: the last event of each, and what its history was folded to.

One memory for both, so that they cannot disagree: what an aggregate was folded to is given only while its
head is the event that it was folded up to. It is bounded, the least recently used is forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, NamedTuple, Protocol, TypeVar


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


class Folded(Protocol):
    """What an aggregate's history comes to."""

    @property
    def version(self) -> int:
        """The version of the last event in it; 0 where there is none."""
        ...


F = TypeVar("F", bound=Folded)


class _Known(Generic[F]):
    """What is known of one aggregate."""

    __slots__ = ("folded", "head")

    def __init__(self) -> None:
        self.head: Head | None = None
        self.folded: F | None = None


class Memory(Generic[F]):
    """Remembers the aggregates used last.

    Arguments:
        capacity: how many, at most.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._known: OrderedDict[str, _Known[F]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def head(self, originator_id: str) -> Head | None:
        """Give an aggregate's head, where it is remembered."""
        known = self._known.get(originator_id)
        if known is None:
            return None
        self._known.move_to_end(originator_id)
        return known.head

    def is_news(self, originator_id: str, sequence: int) -> bool:
        """Tell whether a message stands behind what is known of its aggregate; that is no use of it."""
        known = self._known.get(originator_id)
        return known is None or known.head is None or known.head.sequence < sequence

    def learn(self, originator_id: str, head: Head) -> None:
        """Remember a head, unless a later one is known: acknowledgements may overtake each other."""
        known = self._place(originator_id)
        if known.head is None or known.head.sequence < head.sequence:
            known.head = head

    def folded(self, originator_id: str) -> F | None:
        """Give what an aggregate was folded to, where that is remembered and nothing came behind it."""
        known = self._known.get(originator_id)
        if known is None or known.folded is None:
            return None
        self._known.move_to_end(originator_id)
        if known.folded.version != (0 if known.head is None else known.head.version):
            known.folded = None
        return known.folded

    def glimpsed(self, originator_id: str) -> F | None:
        """Give what an aggregate was folded to, as `folded` does, without that being a use of it."""
        known = self._known.get(originator_id)
        if known is None or known.folded is None:
            return None
        is_current = known.folded.version == (0 if known.head is None else known.head.version)
        return known.folded if is_current else None

    def keep(self, originator_id: str, folded: F) -> None:
        """Remember what an aggregate was folded to.

        What lies behind the head that is known by now is not kept: it was read earlier than that was learned.
        """
        known = self._place(originator_id)
        if known.folded is None or known.folded.version <= folded.version:
            known.folded = folded

    def forget(self, originator_ids: Iterable[str]) -> None:
        """Forget all that is known of some aggregates."""
        for originator_id in originator_ids:
            self._known.pop(originator_id, None)

    def _place(self, originator_id: str) -> _Known[F]:
        """Give an aggregate's place, letting go of the one unused for longest where there are too many."""
        known = self._known.get(originator_id)
        if known is not None:
            self._known.move_to_end(originator_id)
            return known
        known = self._known[originator_id] = _Known()
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)
        return known
