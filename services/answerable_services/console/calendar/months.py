"""A month as a page shows it: whole weeks from Monday on, each day with the little that fits into it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from answerable.calendar import Month
from answerable.queries.callbacks import DayOff
from answerable_services.console.calendar.entries import Entry, EntryKind
from answerable_services.console.calendar.gathering import Gathered

SHOWN = 3
"""Entries that a day of a month shows; the rest is behind it."""

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's page.

    Arguments:
        on: which.
        is_of_month: whether it is one of the month's own.
        is_today: whether it is today.
        off: why nobody works on it, where nobody does.
        shown: the entries that are told here.
        callbacks: how many callbacks it has, where they are told by their number alone.
        hidden: how many further entries it has.
    """

    on: date
    is_of_month: bool
    is_today: bool
    off: DayOff | None
    shown: tuple[Entry, ...]
    callbacks: int
    hidden: int

    @property
    def count(self) -> int:
        """How much is on it."""
        return len(self.shown) + self.callbacks + self.hidden


def bounds_of(month: Month) -> tuple[date, date]:
    """Give the first and the last day of a month's page: those of whole weeks.

    Arguments:
        month: which.
    """
    first, last = month.first_day, month.last_day
    return first - timedelta(days=first.weekday()), last + timedelta(days=_WEEK - 1 - last.weekday())


def weeks_of(month: Month, gathered: Gathered, today: date) -> list[tuple[Day, ...]]:
    """Lay a month out.

    Arguments:
        month: which.
        gathered: what is on its days.
        today: which day it is.
    """
    by_day: defaultdict[date, list[Entry]] = defaultdict(list)
    for entry in gathered.entries:
        by_day[entry.on].append(entry)
    first, last = bounds_of(month)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    made = [_day(on, month, by_day[on], gathered, today) for on in days]
    return [tuple(made[at : at + _WEEK]) for at in range(0, len(made), _WEEK)]


def _day(on: date, month: Month, entries: list[Entry], gathered: Gathered, today: date) -> Day:
    callbacks = max(gathered.callbacks.get(on, 0), sum(one.kind is EntryKind.CALLBACK for one in entries))
    one_by_one = [one for one in entries if one.kind is not EntryKind.CALLBACK or callbacks == 1]
    shown = tuple(one_by_one[:SHOWN])
    return Day(
        on=on,
        is_of_month=on in month,
        is_today=on == today,
        off=gathered.off.get(on),
        shown=shown,
        callbacks=0 if callbacks == 1 else callbacks,
        hidden=len(one_by_one) - len(shown),
    )
