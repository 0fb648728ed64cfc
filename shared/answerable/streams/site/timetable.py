"""When a centre works, by the facts that say so: each change makes another timetable, and edits none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, TypeAdapter

from answerable.calendar import holidays_of
from answerable.calendar.working_time import Closure, Edition, Hours, OpeningHours, Timetable
from answerable.calendar.zones import zone_of
from answerable.streams.site.events import (
    ClosingAnnounced,
    ClosingWithdrawn,
    HoursOfWeek,
    HoursSet,
    Weekday,
    WeekHours,
)

_DAYS = tuple(Weekday)
_MIDNIGHT = "24:00"


class Change(BaseModel):
    """What one fact changed of a timetable; one of the parts is said.

    Arguments:
        since: from which day on the hours hold.
        hours: the hours of a week.
        is_open_on_holidays: whether the centre works on holidays too.
        closes: the first and the last day of a closing.
        reopens: the first day of a closing that was taken back.
        said_at: when it was said.
    """

    model_config = ConfigDict(frozen=True)

    since: date | None = None
    hours: HoursOfWeek | None = None
    is_open_on_holidays: bool = False
    closes: tuple[date, date] | None = None
    reopens: date | None = None
    said_at: datetime


Changes = tuple[Change, ...]
"""All that was said of when a centre works, in order: the timetable number n is what the first n say."""

CHANGES = TypeAdapter(Changes)
"""Writes changes as JSON, and reads them."""


def change_of(event: HoursSet | ClosingAnnounced | ClosingWithdrawn) -> Change:
    """Give what an event changes of its site's timetable."""
    at = event.occurred_at
    match event:
        case HoursSet():
            works_on = event.is_open_on_holidays
            return Change(since=event.since, hours=event.hours, is_open_on_holidays=works_on, said_at=at)
        case ClosingAnnounced():
            return Change(closes=(event.first, event.last), said_at=at)
        case ClosingWithdrawn():
            return Change(reopens=event.first, said_at=at)


def closings_of(changes: Sequence[Change]) -> dict[Closure, datetime]:
    """Give the closings that stand, in the order of their days, each with when it was announced."""
    found: dict[date, tuple[Closure, datetime]] = {}
    for change in changes:
        if change.closes is not None:
            found[change.closes[0]] = (Closure(*change.closes), change.said_at)
        elif change.reopens is not None:
            found.pop(change.reopens, None)
    return dict(found[first] for first in sorted(found))


@lru_cache(maxsize=512)
def timetable_of(changes: Changes, timezone: str, country: str) -> Timetable | None:
    """Give when a centre works; None where it was never said.

    Arguments:
        changes: what was said of it.
        timezone: the IANA name of its zone.
        country: whose holidays it has.

    Raises:
        Invalid: hours of a day lie within others.
    """
    hours: dict[date, Change] = {change.since: change for change in changes if change.since is not None}
    if not hours:
        return None
    zone, closings = zone_of(timezone), tuple(closings_of(changes))
    return Timetable(
        tuple(
            Edition(
                datetime.combine(since, time(), zone),
                OpeningHours(
                    zone,
                    _week_of(change.hours or ()),
                    holidays_of(country),
                    closings,
                    change.is_open_on_holidays,
                ),
            )
            for since, change in sorted(hours.items())
        )
    )


def _week_of(hours: tuple[WeekHours, ...]) -> tuple[tuple[Hours, ...], ...]:
    week: tuple[list[Hours], ...] = tuple([] for _ in _DAYS)
    for one in hours:
        first, last = _DAYS.index(one.from_day), _DAYS.index(one.to_day)
        # From Saturday to Monday is over the end of the week.
        for day in range(first, last + 1 if first <= last else last + 1 + len(_DAYS)):
            week[day % len(_DAYS)].append(Hours(_time(one.starts), _time(one.ends)))
    return tuple(tuple(sorted(day)) for day in week)


def _time(text: str) -> time:
    return time() if text == _MIDNIGHT else time.fromisoformat(text)
