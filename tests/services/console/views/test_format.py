"""How moments, points, money and lengths of time are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from answerable.calendar.zones import DEFAULT_ZONE
from services.console.language import Language, words_of
from services.console.views.format import day, duration, machine_time, moment, money, number, percent, points

ZH, EN = words_of(Language.ZH), words_of(Language.EN)


def test_a_moment_is_shown_in_the_sites_zone() -> None:
    """An event of 22:30 UTC belongs to the next day in Shanghai."""
    assert moment(datetime(2016, 3, 1, 22, 30, tzinfo=UTC), DEFAULT_ZONE) == "2016-03-02 06:30"


def test_what_is_not_known_is_a_dash() -> None:
    """Nothing is made up for a missing moment, day, amount or number of points."""
    assert [moment(None, DEFAULT_ZONE), day(None), money(None), points(None), percent(1, 0)] == ["—"] * 5


def test_a_machine_reads_utc() -> None:
    """The `datetime` attribute is in UTC whatever the zone on the page."""
    assert machine_time(datetime(2016, 3, 1, 22, 30, tzinfo=UTC)) == "2016-03-01T22:30:00Z"


@pytest.mark.parametrize(
    ("value", "written"),
    [("-5", "−5"), ("5.00", "+5"), ("0", "0"), ("-2.50", "−2.5"), ("100", "+100"), ("-0", "0")],
)
def test_points_carry_their_sign(value: str, written: str) -> None:
    """A minus is U+2212, a plus is said, and trailing zeros are not."""
    assert points(Decimal(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("1234", "¥1,234.00"), ("-100", "−¥100.00"), ("0.5", "¥0.50"), ("0", "¥0.00")],
)
def test_money_has_two_decimals_and_thousands(value: str, written: str) -> None:
    """Yuan are written as on a pay slip."""
    assert money(Decimal(value)) == written


def test_a_proposed_gain_shows_its_plus() -> None:
    """A change of pay says in which direction it goes."""
    assert [money(Decimal(150), signed=True), money(Decimal(0), signed=True)] == ["+¥150.00", "¥0.00"]


def test_numbers_have_thousands_and_a_real_minus() -> None:
    """Counts and scores are written alike."""
    assert [number(12480), number(Decimal("80.0")), number(Decimal("1E+3")), number(-3)] == [
        "12,480",
        "80",
        "1,000",
        "−3",
    ]


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(seconds=59), "不到 1 分钟", "under 1 min"),
        (timedelta(minutes=59, seconds=59), "59 分钟", "59 min"),
        (timedelta(hours=1), "1 小时", "1 h"),
        (timedelta(hours=2, minutes=5), "2 小时 5 分", "2 h 5 min"),
        (timedelta(days=1), "1 天", "1 d"),
        (timedelta(days=3, hours=23, minutes=59), "3 天 23 小时", "3 d 23 h"),
        (-timedelta(hours=2), "2 小时", "2 h"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(length: timedelta, zh: str, en: str) -> None:
    """What is left is cut, never rounded up: 59 seconds are not a minute."""
    assert (duration(length, ZH), duration(length, EN)) == (zh, en)


def test_a_day_is_iso() -> None:
    """Tables write days as the regulations' own forms do."""
    assert day(date(2016, 2, 29)) == "2016-02-29"
