"""How moments, points, money and lengths of time are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from answerable.calendar.zones import DEFAULT_ZONE
from answerable_services.console.language import Language, words_of
from answerable_services.console.views.format import (
    brief_day,
    day,
    duration,
    machine_time,
    moment,
    size,
    weekday,
)

ZH, EN = words_of(Language.ZH), words_of(Language.EN)


def test_a_moment_is_shown_in_the_sites_zone() -> None:
    """An event of 22:30 UTC belongs to the next day in Shanghai."""
    assert moment(datetime(2016, 3, 1, 22, 30, tzinfo=UTC), DEFAULT_ZONE) == "2016-03-02 06:30"


def test_what_is_not_known_is_a_dash() -> None:
    """Nothing is made up for a missing moment, day, amount or number of points."""
    assert [moment(None, DEFAULT_ZONE), day(None)] == ["—"] * 2


def test_a_machine_reads_utc() -> None:
    """The `datetime` attribute is in UTC whatever the zone on the page."""
    assert machine_time(datetime(2016, 3, 1, 22, 30, tzinfo=UTC)) == "2016-03-01T22:30:00Z"


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(seconds=59), "不到 1 分钟", "under 1 min"),
        (timedelta(minutes=59, seconds=59), "59 分钟", "59 min"),
        (timedelta(hours=1), "1 小时", "1 hr"),
        (timedelta(hours=2, minutes=5), "2 小时 5 分钟", "2 hr 5 min"),
        (timedelta(days=1), "1 天", "1 day"),
        (timedelta(days=3, hours=23, minutes=59), "3 天 23 小时", "3 days 23 hr"),
        (-timedelta(hours=2), "2 小时", "2 hr"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(length: timedelta, zh: str, en: str) -> None:
    """What is left is cut, never rounded up: 59 seconds are not a minute."""
    assert (duration(length, ZH), duration(length, EN)) == (zh, en)


def test_a_day_is_iso() -> None:
    """Tables write days as the regulations' own forms do."""
    assert day(date(2016, 2, 29)) == "2016-02-29"


def test_a_brief_day_has_another_years_year() -> None:
    """This year's is told by month and day; next January's is not mistaken for the last one."""
    today = date(2016, 12, 31)

    assert brief_day(date(2016, 3, 10), today) == "03-10"
    assert brief_day(date(2017, 3, 10), today) == "2017-03-10"


def test_a_heading_names_the_day_of_the_week() -> None:
    """Shifts are thought of by it."""
    assert weekday("2016-03-02", Language.ZH) == "2016年3月2日星期三"
    assert weekday(date(2016, 3, 2), Language.EN) == "Wednesday, March 2, 2016"


def test_a_size_has_the_largest_unit_that_leaves_a_whole_one() -> None:
    """A ledger's size is read at a glance."""
    assert [size(1023), size(6_501_171), size(2**41)] == ["1,023 B", "6.2 MiB", "2 TiB"]
