"""Days and minutes, walked one by one: which are off, and which are worked."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tests.kinds.by_hand.acts import Act

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY, _DECEMBER = 5, 12
_TIMETABLE = frozenset({"site.set_hours", "site.announce_closing", "site.withdraw_closing"})


@cache
def _published() -> Mapping[int, Any]:
    """Read the holidays of mainland China as they were announced."""
    text = files("answerable.calendar").joinpath("china.yaml").read_text(encoding="utf-8")
    found: Mapping[int, Any] = yaml.safe_load(text)
    return found


def is_announced(year: int) -> bool:
    """Tell whether the holidays of a year are known."""
    return year in _published()


@cache
def is_holiday(day: date) -> bool:
    """Tell whether a day lies in a holiday that was announced."""
    of_year = _published().get(day.year, {"days_off": []})["days_off"]
    return any(one["first"] <= day <= one["last"] for one in of_year)


@cache
def is_off(day: date) -> bool:
    """Tell whether nobody works: a holiday, or a weekend that does not make up for one."""
    made_up = [
        worked
        for one in _published().get(day.year, {"days_off": []})["days_off"]
        for worked in one.get("worked", ())
    ]
    return is_holiday(day) or (day.weekday() >= _SATURDAY and day not in made_up)


def next_worked(day: date) -> date:
    """Give the day itself where somebody works, else the first one behind it."""
    while is_off(day):
        day += A_DAY
    return day


def worked_days_later(day: date, count: int) -> date:
    """Give the day so many working days behind one."""
    while count:
        day += A_DAY
        count -= not is_off(day)
    return day


def months_later(day: date, months: int) -> date:
    """Give the same day so many months later, or the last one of a month that is shorter."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == _DECEMBER else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def at_wall(day: date, wall: str, zone: ZoneInfo) -> datetime:
    """Give the moment at which a clock on the wall shows a time; 24:00 is the midnight at the day's end."""
    if wall == "24:00":
        return datetime.combine(day + A_DAY, time(), zone).astimezone(UTC)
    return datetime.combine(day, time.fromisoformat(wall), zone).astimezone(UTC)


def begun_minutes(lasted: timedelta) -> int:
    """Count minutes, a begun one as a whole."""
    return ceil(lasted / A_MINUTE)


class Hours:
    """When a centre works, by all that it had said of that: minute by minute.

    Arguments:
        acts: what it had said, in order.
        zone: whose clock is on its wall.
    """

    def __init__(self, acts: Sequence[Act], zone: ZoneInfo) -> None:
        self._zone = zone
        self._said = {
            date.fromisoformat(act.body["since"]): act.body for act in acts if act.name == "site.set_hours"
        }
        self._closings: dict[date, date] = {}
        for act in acts:
            if act.name == "site.announce_closing":
                first, last = (date.fromisoformat(act.body[name]) for name in ("first", "last"))
                self._closings[first] = last
            if act.name == "site.withdraw_closing":
                self._closings.pop(date.fromisoformat(act.body["first"]), None)
        self._minutes = cache(self._minutes_of)

    @classmethod
    def said_before(cls, acts: Sequence[Act], zone: ZoneInfo) -> Hours | None:
        """Give the hours that all of these say; None where they say none."""
        found = cls([act for act in acts if act.name in _TIMETABLE], zone)
        return found if found._said else None

    @property
    def since(self) -> datetime:
        """Since when they hold."""
        return datetime.combine(min(self._said), time(), self._zone)

    def _minutes_of(self, day: date) -> frozenset[int]:
        """Give the minutes of a day, from its midnight, that are worked."""
        if any(first <= day <= last for first, last in self._closings.items()):
            return frozenset()
        since = max((one for one in self._said if one <= day), default=min(self._said))
        said = self._said[since]
        if is_holiday(day) and not said.get("is_open_on_holidays", False):
            return frozenset()
        found = self._of_weekday(said["hours"], day.weekday())
        if not found and day.weekday() >= _SATURDAY and not is_off(day):
            return self._of_weekday(said["hours"], 0)  # made up for a holiday: as a Monday
        return found

    @staticmethod
    def _of_weekday(hours: Sequence[Mapping[str, str]], weekday: int) -> frozenset[int]:
        found: set[int] = set()
        for one in hours:
            day, last = _DAYS.index(one["from_day"]), _DAYS.index(one["to_day"])
            days = {day}
            while day != last:
                day = (day + 1) % len(_DAYS)
                days.add(day)
            if weekday in days:
                found.update(range(_minute_of(one["starts"]), _minute_of(one["ends"])))
        return frozenset(found)

    def worked(self, begun_at: datetime, ended_at: datetime) -> timedelta:
        """Count what is worked between two moments."""
        counted, begun, ended = timedelta(), begun_at.astimezone(self._zone), ended_at.astimezone(self._zone)
        day = begun.date()
        while day <= ended.date():
            midnight = datetime.combine(day, time(), self._zone)
            for number in self._minutes(day):
                minute = midnight + number * A_MINUTE
                counted += max(min(minute + A_MINUTE, ended) - max(minute, begun), timedelta())
            day += A_DAY
        return counted

    def when_worked(self, begun_at: datetime, lasts: timedelta) -> datetime:
        """Give the moment at which so much has been worked since another."""
        begun, left = begun_at.astimezone(self._zone), lasts
        day = begun.date()
        while True:
            midnight = datetime.combine(day, time(), self._zone)
            for number in sorted(self._minutes(day)):
                minute = midnight + number * A_MINUTE
                since = max(minute, begun)
                counts = max(minute + A_MINUTE - since, timedelta())
                if counts >= left:
                    return (since + left).astimezone(UTC)
                left -= counts
            day += A_DAY


def _minute_of(wall: str) -> int:
    hours, minutes = map(int, wall.split(":"))
    return hours * 60 + minutes
