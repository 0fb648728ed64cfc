"""What is handed over by number: the outgoing side counts, the incoming one agrees or not (002-r7-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from answerable.streams.handover.events import Book, Countable

AT_THE_FRONT_DESK = (Countable.KEYS, Countable.LETTERS, Countable.NEWSPAPERS, Countable.MAGAZINES)
"""What the front desk always counts: its keys (002-r7-7), and the three kinds of mail (002-r7-6)."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How many of something are handed over.

    Arguments:
        thing: of what.
        number: as the outgoing side counted.
        found: as the incoming side counted; None where it has not yet.
        note: what the incoming side says where it found another number.
    """

    thing: Countable
    number: int
    found: int | None = None
    note: str | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether both sides counted alike."""
        return self.found == self.number


def counted(countings: tuple[Counting, ...], one: Counting) -> tuple[Counting, ...]:
    """Give the countings with one of them as it is now.

    Arguments:
        countings: as they were.
        one: the newer one.
    """
    others = tuple(other for other in countings if other.thing is not one.thing)
    return (*others, one)


def of(countings: Iterable[Counting], thing: Countable) -> Counting | None:
    """Give the counting of something; None where nobody counted that."""
    return next((one for one in countings if one.thing is thing), None)


def uncounted(countings: Iterable[Counting], book: Book) -> list[Countable]:
    """List what a book asks to be counted and nobody has.

    Arguments:
        countings: what was counted.
        book: which book.
    """
    there = {one.thing for one in countings}
    return [thing for thing in AT_THE_FRONT_DESK if book is Book.FRONT_DESK and thing not in there]
