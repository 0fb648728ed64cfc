"""Holidays come from announced tables; a year without one has weekends only, and says so."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from answerable.calendar.countries import country_of, is_country
from answerable.calendar.holidays import Consulted, Holiday, LawfulHolidays, china, holidays_of, parts_of
from answerable.calendar.zones import is_named_zone


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


@pytest.mark.parametrize("year", [2016, 2017, 2024, 2025, 2026])
def test_the_library_and_the_tables_agree(year: int) -> None:
    """Two sources of one country's holidays, day by day: a slip in either would be seen."""
    library = LawfulHolidays("CN")
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    assert [day for day in days if library.is_off(day) != china().is_off(day)] == []


@pytest.mark.parametrize(
    ("country", "day", "is_off"),
    [
        ("DE", date(2026, 10, 3), True),
        ("DE", date(2026, 2, 14), True),
        ("CN", date(2026, 2, 14), False),
        ("DE", date(2026, 3, 8), True),
        ("DE", date(2027, 3, 8), False),
        ("DE-BE", date(2027, 3, 8), True),
        ("US", date(2026, 11, 26), True),
        ("SA", date(2026, 1, 4), False),
        ("SA", date(2026, 1, 2), True),
        ("ZZ", date(2026, 1, 1), False),
        ("ZZ", date(2026, 1, 3), True),
    ],
)
def test_each_country_has_its_own(country: str, day: date, is_off: bool) -> None:
    """Holidays, make-up days, those of a part of a country, and the days of its weekend."""
    assert holidays_of(country).is_off(day) is is_off


@pytest.mark.parametrize(
    ("country", "year", "is_announced"),
    [
        ("CN", 2017, True),
        ("CN", 2018, False),
        ("CN", 2023, False),
        ("CN", 2024, True),
        ("DE", 2018, True),
        ("DE", 1980, False),
        ("SA", 2090, False),
        ("AE", 2040, False),
        ("IN", 2040, False),
        ("ZZ", 2026, False),
    ],
)
def test_which_years_are_known(country: str, year: int, is_announced: bool) -> None:
    """By a notice, or by law; not where the library only estimates, or nobody knows the country."""
    calendar = holidays_of(country)

    assert calendar.is_announced(year) is is_announced
    assert calendar.is_provisional(date(year, 7, 1)) is not is_announced
    assert calendar.country == country


def test_zones_tell_their_country() -> None:
    """Each zone of the table exists, older names are in it, and what the site says comes first."""
    assert country_of(None, "Europe/Berlin") == "DE"
    assert country_of("AT", "Europe/Berlin") == "AT"
    assert [country_of(None, zone) for zone in (None, "PRC", "UTC")] == ["CN", "CN", "ZZ"]
    assert is_named_zone("Europe/Berlin")
    assert [is_country(code) for code in ("DE-BE", "CN", "XX")] == [True, True, False]
    assert "BE" in parts_of("DE")
    assert parts_of("CN") == frozenset()


def test_what_a_calendar_was_asked() -> None:
    """Only the years that were asked about and are not announced are told, each once."""
    consulted = Consulted(china())
    assert not consulted.unannounced

    assert consulted.is_off(date(2026, 1, 1))
    assert [consulted.is_off(date(2019, 1, day)) for day in (1, 5)] == [False, True]
    assert consulted.is_provisional(date(2018, 1, 1))
    assert consulted.country == "CN"
    assert consulted.unannounced == (2018, 2019)
