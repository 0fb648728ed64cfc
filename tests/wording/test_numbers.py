"""Numbers, points, money, shares and lengths of time, as each language writes them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from answerable.wording import Language, say
from answerable.wording.numbers import duration, money, month, number, percent, points

ZH, EN = Language.ZH, Language.EN


def test_what_is_not_known_is_a_dash() -> None:
    """Nothing is made up for a missing amount, number of points or share."""
    assert [money(None), points(None), percent(1, 0)] == ["—"] * 3


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


def test_yuan_are_not_taken_for_yen() -> None:
    """An English reader sees whose ¥ it is."""
    assert money(Decimal(-100), EN) == "−CN¥100.00"


def test_a_share_is_in_whole_hundredths() -> None:
    """Decimals of a rate promise more than the counts hold."""
    assert [percent(1, 3), percent(2, 3), percent(0, 5), percent(1250, 100, EN)] == [
        "33%",
        "67%",
        "0%",
        "1,250%",
    ]


@pytest.mark.parametrize("language", Language)
def test_a_number_is_written_alike_in_both_languages(language: Language) -> None:
    """A live number on the page need not know who reads it."""
    assert number(Decimal("12480.5"), language) == "12,480.5"


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(), "0 秒", "0 sec"),
        (timedelta(seconds=59), "59 秒", "59 sec"),
        (timedelta(hours=2, minutes=5, seconds=9), "2 小时 5 分钟", "2 hr 5 min"),
        (timedelta(days=1, minutes=5), "1 天", "1 day"),
        (-timedelta(days=3, hours=23), "3 天 23 小时", "3 days 23 hr"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(length: timedelta, zh: str, en: str) -> None:
    """What is smaller is cut."""
    assert (duration(length, ZH), duration(length, EN)) == (zh, en)


def test_a_month_has_its_name() -> None:
    """A heading says it as people do."""
    assert [month(date(2016, 3, 1), language) for language in Language] == ["2016年3月", "March 2016"]


@pytest.mark.parametrize(
    ("n", "zh", "en"),
    [(1, "1 人", "1 person"), (0, "0 人", "0 persons"), (1200, "1,200 人", "1,200 persons")],
)
def test_a_number_of_things_has_its_plural(n: int, zh: str, en: str) -> None:
    """English tells one from several, Chinese does not."""
    said = say("audit.persons", n=n)
    assert (said.zh, said.en) == (zh, en)
