"""The movements of a sheet, and what the store holds behind them: arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """What a movement is."""

    TAKEN_IN = "taken_in"
    ISSUED = "issued"
    RETURNED = "returned"
    LENT = "lent"
    GIVEN_BACK = "given_back"
    EXPLAINED = "explained"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement.

    Arguments:
        number: its number on the sheet.
        kind: what it is.
        at: when it happened; of an explained difference, when the store was counted.
        amount: how much.
        sign: 1 where it came in, -1 where it left.
        by: who entered it: they, and who had it recorded for them.
        of: the drawing or the lending that it belongs to.
    """

    number: int
    kind: EntryKind
    at: datetime
    amount: int
    sign: int
    by: tuple[str, ...]
    of: int | None = None

    @property
    def change(self) -> int:
        """What it adds to the store."""
        return self.sign * self.amount


def balances(carried: int, entries: Iterable[Entry]) -> Iterator[tuple[Entry, int]]:
    """Give each movement in the order in which they happened, with what the store held behind it.

    Arguments:
        carried: what the store held before them.
        entries: in any order.
    """
    for entry in sorted(entries, key=lambda one: (one.at, one.number)):
        carried += entry.change
        yield entry, carried


def balance_at(carried: int, entries: Iterable[Entry], moment: datetime | None = None) -> int:
    """Tell what the store held at a moment, by the book; behind all movements where none is given.

    Arguments:
        carried: what it held before them.
        entries: in any order.
        moment: when.
    """
    return carried + sum(one.change for one in entries if moment is None or one.at <= moment)


def lowest(carried: int, entries: Iterable[Entry]) -> int:
    """Tell the least that the store ever held, by the book.

    Arguments:
        carried: what it held before them.
        entries: in any order.
    """
    return min((behind for _, behind in balances(carried, entries)), default=carried)
