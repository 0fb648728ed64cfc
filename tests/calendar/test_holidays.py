"""Holidays come from announced tables; a year without one has weekends only, and says so."""

from datetime import date

import pytest
from pydantic import ValidationError

from answerable.calendar.holidays import Holiday, china


@pytest.mark.parametrize("day", [date(2016, 2, 8), date(2017, 10, 8), date(2024, 2, 17), date(2026, 2, 23)])
def test_announced_days_are_off(day: date) -> None:
    """A day named in the notice is off, weekday or not."""
    assert china().is_off(day)


@pytest.mark.parametrize("day", [date(2016, 2, 6), date(2016, 10, 9), date(2017, 9, 30), date(2026, 1, 4)])
def test_make_up_weekends_are_worked(day: date) -> None:
    """A weekend day that makes up for a holiday is worked."""
    assert not china().is_off(day)


def test_year_without_a_table_is_provisional() -> None:
    """National Day 2027 is not announced: a Friday like others, and provisional."""
    day = date(2027, 10, 1)

    assert (china().is_off(day), china().is_provisional(day)) == (False, True)


def test_every_year_names_its_notice() -> None:
    """Each table names the notice of the State Council's General Office it comes from."""
    assert all(notice.startswith("国办发明电〔") for notice in china().notices.values())
    assert sorted(china().notices) == [2016, 2017, 2024, 2025, 2026]


@pytest.mark.parametrize("year", [2016, 2017, 2024, 2025, 2026])
def test_a_table_stays_inside_its_year(year: int) -> None:
    """No table reaches into another year, so a year is either announced or not."""
    assert {day.year for day in china().off} == set(china().notices)
    assert year in {day.year for day in china().off}


@pytest.mark.parametrize(("year", "statutory"), [(2016, 11), (2017, 11), (2024, 11), (2025, 13), (2026, 13)])
def test_make_up_days_balance_the_statutory_days(year: int, statutory: int) -> None:
    """Weekdays off minus weekend days worked never exceed the statutory holidays of the year."""
    weekdays_off = sum(1 for day in china().off if day.year == year and day.weekday() < 5)
    worked = sum(1 for day in china().worked if day.year == year)

    assert statutory - 2 <= weekdays_off - worked <= statutory


def test_a_made_up_weekday_is_refused() -> None:
    """Only a free weekend day can be made up for a holiday."""
    with pytest.raises(ValidationError, match="no free day of a weekend"):
        Holiday(
            zh="元旦",
            en="New Year",
            first=date(2016, 1, 1),
            last=date(2016, 1, 3),
            worked=(date(2016, 1, 4),),
        )
