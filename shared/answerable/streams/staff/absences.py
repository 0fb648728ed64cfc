"""When somebody cannot be given work: on leave, gone, or moved to another site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from answerable.streams.staff.standing import Entry, EntryKind, Standing
from answerable.streams.staff.state import Staff

_DAY = timedelta(days=1)


class Absence(NamedTuple):
    """Days on which somebody cannot be given work at a site.

    Arguments:
        why: they are on leave, they left, or they moved away.
        first: the first of the days.
        last: the last one; None where no end is known.
        site: the one that they moved away from; every site where None.
    """

    why: EntryKind
    first: date
    last: date | None
    site: str | None


def absences(state: Staff) -> tuple[Absence, ...]:
    """Give the days on which a person cannot be given work, why, and where.

    Arguments:
        state: what holds of them.
    """
    days = sorted({day for entry in state.entries for day in _turns(entry)})
    found: list[Absence] = []
    been: dict[str, None] = {}
    for number, day in enumerate(days):
        last = days[number + 1] - _DAY if number + 1 < len(days) else None
        standing = state.on(day)
        found += [Absence(why, day, last, site) for why, site in _away(standing, been)]
        if standing.is_employed and standing.site is not None:
            been[standing.site] = None
    return tuple(_joined(found))


def _turns(entry: Entry) -> Iterator[date]:
    """Give the days on which something changes by an entry."""
    yield entry.since
    if entry.until is not None:
        yield entry.until + _DAY


def _away(standing: Standing, been: dict[str, None]) -> Iterator[tuple[EntryKind, str | None]]:
    """Tell why somebody cannot be given work, and where."""
    if not standing.is_employed:
        if been:
            yield EntryKind.LEFT, None
        return
    if standing.leave is not None:
        yield EntryKind.ON_LEAVE, None
    for site in been:
        if site != standing.site:
            yield EntryKind.MOVED, site


def _joined(absences: list[Absence]) -> Iterator[Absence]:
    """Put together the absences of one kind that follow each other day by day."""
    running: dict[tuple[EntryKind, str | None], Absence] = {}
    for one in absences:
        key = (one.why, one.site)
        before = running.get(key)
        if before is not None and before.last is not None and before.last + _DAY == one.first:
            running[key] = before._replace(last=one.last)
        else:
            if before is not None:
                yield before
            running[key] = one
    yield from running.values()
