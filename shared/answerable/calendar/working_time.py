"""Working time: when a centre works, so that time counts towards a limit, and why it does not elsewhere.

A day's hours are what a clock on the centre's wall shows. Where that clock is moved on or back, what counts
is the time that really passes while it shows them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from answerable.calendar.holidays import Holidays
from answerable.errors import Invalid

_NOTHING = timedelta()
_SECOND = timedelta(seconds=1)
_ONE_DAY = timedelta(days=1)
_WEEK = 7
_SATURDAY = 5
_FORESEEABLE = timedelta(days=3660)
"""How far a limit is followed: a centre that is closed for ten years does not open again."""


class Passing(StrEnum):
    """How a stretch of time passes."""

    WORKED = "worked"
    """The centre works: it counts."""
    BREAK = "break"
    """Between two stretches of a day's hours, as at noon."""
    AFTER_HOURS = "after_hours"
    """Before the first of a day's hours, or behind the last."""
    DAY_OFF = "day_off"
    """A day of the week on which the centre does not work."""
    HOLIDAY = "holiday"
    """A holiday of the centre's country."""
    CLOSED = "closed"
    """The centre said that it is closed."""


class Hours(NamedTuple):
    """A stretch of a day in which a centre works, by the clock on its wall.

    Arguments:
        starts: when it begins.
        ends: when it ends; 00:00 is the midnight at the day's end.
    """

    starts: time
    ends: time


class Closure(NamedTuple):
    """Days on which a centre does not work, whatever its hours are.

    Arguments:
        first: the first day.
        last: the last day.
    """

    first: date
    last: date


class Stretch(NamedTuple):
    """Time that passes in one way.

    Arguments:
        starts_at: its first moment.
        ends_at: the first moment behind it.
        passing: how it passes.
    """

    starts_at: datetime
    ends_at: datetime
    passing: Passing

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of a centre's week, and the days that are none of it.

    Arguments:
        zone: whose clock is on the wall.
        week: the hours of each day of the week, Monday's first; those of a day in order, none within another.
        holidays: the holidays of its country.
        closures: the days on which it is closed beside them.
        is_open_on_holidays: whether it works on holidays as on any day.

    Raises:
        Invalid: a day's hours are out of order, or the week has not seven days.
    """

    zone: tzinfo
    week: tuple[tuple[Hours, ...], ...]
    holidays: Holidays
    closures: tuple[Closure, ...] = ()
    is_open_on_holidays: bool = False

    def __post_init__(self) -> None:
        if len(self.week) != _WEEK:
            raise Invalid(f"a week has seven days, and not {len(self.week)}")
        for day in self.week:
            ends = [(_since_midnight(one.starts), _until_midnight(one.ends)) for one in day]
            if any(end <= start for start, end in ends) or any(b[0] < a[1] for a, b in pairwise(ends)):
                raise Invalid(
                    "the hours of a day come one behind the other, and each ends behind its beginning"
                )

    def on(self, day: date) -> tuple[tuple[Hours, ...], Passing]:
        """Give a day's hours, and how the rest of it passes.

        A day of a weekend that is worked to make up for a holiday has the hours of a Monday, where its own
        day of the week has none.
        """
        if any(one.first <= day <= one.last for one in self.closures):
            return (), Passing.CLOSED
        if not self.is_open_on_holidays and self.holidays.is_holiday(day):
            return (), Passing.HOLIDAY
        hours = self.week[day.weekday()]
        if not hours and day.weekday() >= _SATURDAY and not self.holidays.is_off(day):
            hours = self.week[0]
        return hours, Passing.AFTER_HOURS if hours else Passing.DAY_OFF

    def stretches(self, starts_at: datetime, ends_at: datetime) -> Iterator[Stretch]:
        """Say how the time between two moments passes, in order and without a gap.

        Arguments:
            starts_at: the first moment.
            ends_at: the first moment behind it.
        """
        for begun, ended, offset in _by_offset(self.zone, starts_at, ends_at):
            day = (begun + offset).date()
            while (midnight := _at_midnight(day, offset)) < ended:
                for piece in self._pieces(day, midnight):
                    cut = Stretch(max(piece.starts_at, begun), min(piece.ends_at, ended), piece.passing)
                    if cut.lasts > _NOTHING:
                        yield cut
                day += _ONE_DAY

    def _pieces(self, day: date, midnight: datetime) -> Iterator[Stretch]:
        """Say how a day passes whose clock is not moved."""
        hours, rest = self.on(day)
        at = _NOTHING
        for number, one in enumerate(hours):
            begins, ends = _since_midnight(one.starts), _until_midnight(one.ends)
            yield Stretch(midnight + at, midnight + begins, Passing.BREAK if number else rest)
            yield Stretch(midnight + begins, midnight + ends, Passing.WORKED)
            at = ends
        yield Stretch(midnight + at, midnight + _ONE_DAY, rest)


class Edition(NamedTuple):
    """Hours that hold from a moment on.

    Arguments:
        since: the moment.
        hours: which.
    """

    since: datetime
    hours: OpeningHours


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a centre works, now and before: its hours change, and so may its zone.

    Arguments:
        editions: in the order of their moments; the first one holds for what was before it too.

    Raises:
        Invalid: there is none, or they are out of order.
    """

    editions: Sequence[Edition]
    _since: tuple[datetime, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.editions or any(b.since <= a.since for a, b in pairwise(self.editions)):
            raise Invalid("the editions of a timetable come one behind the other, and there is at least one")
        object.__setattr__(self, "_since", tuple(one.since for one in self.editions))

    def stretches(self, starts_at: datetime, ends_at: datetime) -> Iterator[Stretch]:
        """Say how the time between two moments passes: neighbours differ in how they do.

        Arguments:
            starts_at: the first moment.
            ends_at: the first moment behind it.
        """
        running: Stretch | None = None
        for stretch in self._pieces(starts_at, ends_at):
            if running is not None and running.passing is stretch.passing:
                running = running._replace(ends_at=stretch.ends_at)
                continue
            if running is not None:
                yield running
            running = stretch
        if running is not None:
            yield running

    def _pieces(self, starts_at: datetime, ends_at: datetime) -> Iterator[Stretch]:
        at = starts_at.astimezone(UTC)
        number = max(bisect_right(self._since, at) - 1, 0)
        while at < ends_at:
            is_last = number + 1 == len(self.editions)
            until = (
                ends_at.astimezone(UTC) if is_last else min(ends_at, self._since[number + 1]).astimezone(UTC)
            )
            yield from self.editions[number].hours.stretches(at, until)
            at, number = until, number + 1

    def worked(self, starts_at: datetime, ends_at: datetime) -> timedelta:
        """Give how much of the time between two moments is worked; none where the second is the earlier."""
        found = self.stretches(starts_at, ends_at)
        return sum((one.lasts for one in found if one.passing is Passing.WORKED), _NOTHING)

    def horizon(self, starts_at: datetime) -> datetime:
        """Give the moment up to which a limit is followed that begins at another."""
        return starts_at.astimezone(UTC) + _FORESEEABLE


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _until_midnight(at: time) -> timedelta:
    return _since_midnight(at) or _ONE_DAY


def _at_midnight(day: date, offset: timedelta) -> datetime:
    return datetime.combine(day, time(), UTC) - offset


def _offset(zone: tzinfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or _NOTHING


def _by_offset(
    zone: tzinfo, starts_at: datetime, ends_at: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Cut the time between two moments where the zone's clocks are moved, to the second.

    No zone moves its clocks twice within a day.
    """
    at, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    begun, offset = at, _offset(zone, at)
    while at < end:
        ahead = min(at + _ONE_DAY, end)
        if _offset(zone, ahead) != offset:
            before, moved = at, ahead
            while moved - before > _SECOND:
                middle = before + (moved - before) / 2
                if _offset(zone, middle) == offset:
                    before = middle
                else:
                    moved = middle
            moved = moved.replace(microsecond=0)
            yield begun, moved, offset
            begun, offset = moved, _offset(zone, moved)
            at = moved
        else:
            at = ahead
    if begun < end:
        yield begun, end, offset
