"""Chunks: a save that is too large for one atomic batch, cut so that no check is lost.

Within a batch only the first entry of an aggregate may carry a check. In every later chunk the first
entry of an aggregate therefore has to come behind the last one that an earlier chunk wrote of it: if
anybody wrote in between, that chunk is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.errors import Invalid
from answerable.ledger.store.recorded import Entry


class Links:
    """Puts the checks into chunks that earlier chunks make necessary."""

    def __init__(self) -> None:
        self._scopes: dict[str, str] = {}
        self._ends: dict[str, int] = {}

    def linked(self, chunk: Sequence[Entry]) -> list[Entry]:
        """Give a chunk with a check on the first entry of every subject; see `refuse_unchecked`."""
        begun: set[str] = set()
        linked: list[Entry] = []
        for entry in chunk:
            subject = entry.subject
            if subject in begun:
                linked.append(entry)
                continue
            begun.add(subject)
            if entry.expected is None:
                scope = self._scopes[subject]
                linked.append(entry._replace(expected=self._ends[scope], scope=scope))
            else:
                self._scopes[subject] = entry.scope or subject
                linked.append(entry)
        return linked

    def written(self, chunk: Sequence[Entry], sequences: Sequence[int]) -> None:
        """Take note of a chunk that was written."""
        for entry, sequence in zip(chunk, sequences, strict=True):
            self._ends[self._scopes[entry.subject]] = sequence


def refuse_unchecked(entries: Sequence[Entry]) -> None:
    """Refuse a save of which the first entry of some subject has no check, before any of it is written.

    Raises:
        Invalid: there is such an entry.
    """
    begun: set[str] = set()
    for entry in entries:
        if entry.subject not in begun and entry.expected is None:
            message = (
                f"the first event for {entry.subject} must say which sequence it follows: "
                "in chunks every aggregate needs its check"
            )
            raise Invalid(message)
        begun.add(entry.subject)
