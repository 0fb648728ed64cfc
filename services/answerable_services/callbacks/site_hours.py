"""When a site works, as the views of what is due keep it: what was said of it, in order, in one text."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Table

from answerable.calendar.working_time import Closure, Timetable
from answerable.projection.writing.rows import Row, Rows
from answerable.streams.site import events as site
from answerable.streams.site.timetable import CHANGES, Changes, change_of, closings_of, timetable_of

TimetableChanged = site.HoursSet | site.ClosingAnnounced | site.ClosingWithdrawn

NOTHING_SAID = "[]"
"""What a site has that never said when it works."""


def keep_change(event: TimetableChanged, sites: Table, rows: Rows) -> None:
    """Know when a site works by one number more.

    Arguments:
        event: what it said.
        sites: the view's table of sites.
        rows: of the batch.
    """
    known = rows.get(sites, site=event.site)
    if known is not None:
        changes = (*_changes_in(known["changes"]), change_of(event))
        rows.put(sites, **{**known, "changes": CHANGES.dump_json(changes).decode()})


def number_of(known: Row) -> int | None:
    """Give the number of the timetable that holds now; None where the site never said when it works.

    Arguments:
        known: the site's row.
    """
    return len(_changes_in(known["changes"])) or None


def timetable_in(known: Row, number: int | None) -> Timetable | None:
    """Give when a site works, by the number of one of its timetables; None for none.

    Arguments:
        known: the site's row.
        number: which.
    """
    if number is None:
        return None
    return timetable_of(_changes_in(known["changes"])[:number], known["timezone"], known["country"])


def closings_in(known: Row) -> tuple[Closure, ...]:
    """Give the days on which a site is closed, as it said them.

    Arguments:
        known: the site's row.
    """
    return tuple(closings_of(_changes_in(known["changes"])))


@lru_cache(maxsize=512)
def _changes_in(text: str) -> Changes:
    return CHANGES.validate_json(text)
