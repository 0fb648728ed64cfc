"""Site: a service centre."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints

from answerable.calendar.countries import Country
from answerable.events.base import Event, Label, Text


class Opened(Event):
    """A service centre began to work.

    Arguments:
        name_zh: the centre's name in Chinese.
        name_en: the centre's name in English.
        timezone: an IANA zone name; the centre's days and months are counted in it.
        country: whose holidays it has, by ISO 3166; those of its zone's country where it is not said.
    """

    name_zh: Label
    name_en: Label
    timezone: Label
    country: Country | None = None


class Renamed(Event):
    """The centre's name was wrong, or is another now; what is left out stays as it was.

    Arguments:
        name_zh: its name in Chinese.
        name_en: its name in English.
        reason: why.
    """

    corrects = (Opened,)

    name_zh: Label | None = None
    name_en: Label | None = None
    reason: Text


class Weekday(StrEnum):
    """A day of the week; weeks start on Monday."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
"""What a clock on the wall shows, as ``13:30``; 24:00 is the midnight at the day's end."""


class WeekHours(BaseModel):
    """A stretch of the day in which the centre works on some days of the week.

    Arguments:
        from_day: the first of these days.
        to_day: the last of them.
        starts: when it begins.
        ends: when it ends.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_day: Weekday
    to_day: Weekday
    starts: TimeOfDay
    ends: TimeOfDay


HoursOfWeek = Annotated[tuple[WeekHours, ...], Field(min_length=1, max_length=21)]
"""The hours of a week: each break lies between two stretches of a day."""


class HoursSet(Event):
    """It was said when the centre works, from a day on: limits that begin later count by it (002-r8-3.5).

    Arguments:
        timetable: the number of this timetable, in the order in which they were said; a limit keeps its own.
        since: the first day.
        hours: the hours of its week.
        is_open_on_holidays: whether it works on holidays as on any day.
        reason: why.
    """

    timetable: PositiveInt
    since: date
    hours: HoursOfWeek
    is_open_on_holidays: bool = False
    reason: Text


class ClosingAnnounced(Event):
    """It was said that the centre does not work on some days.

    Arguments:
        timetable: the number of the timetable that follows.
        first: the first day.
        last: the last day.
        reason: why.
    """

    timetable: PositiveInt
    first: date
    last: date
    reason: Text


class ClosingWithdrawn(Event):
    """The centre works on these days after all.

    Arguments:
        timetable: the number of the timetable that follows.
        first: the first day of those that had been announced.
        reason: why.
    """

    corrects = (ClosingAnnounced,)

    timetable: PositiveInt
    first: date
    reason: Text
