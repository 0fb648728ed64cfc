"""The days off of countries, as far as they are known: which years are, and what was announced for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from answerable.calendar.holidays import AnnouncedHolidays, Holiday, holidays_of


class Year(NamedTuple):
    """A year of a country's.

    Arguments:
        year: which.
        is_known: whether its days off are known; of any other only the weekends are.
        notice: what announced them, where a notice did.
        holidays: those of the notice, in order of their days; a country whose laws say it has none here.
    """

    year: int
    is_known: bool
    notice: str
    holidays: tuple[Holiday, ...]


class Calendar(NamedTuple):
    """A country's days off.

    Arguments:
        country: which, by ISO 3166.
        years: this one and the next, and the one before where it is known.
    """

    country: str
    years: tuple[Year, ...]


def calendars_of(countries: Iterable[str], this_year: int) -> tuple[Calendar, ...]:
    """Tell what is known of countries' days off.

    Arguments:
        countries: whose.
        this_year: by the sites' clock.
    """
    return tuple(_calendar(country, this_year) for country in countries)


def _calendar(country: str, this_year: int) -> Calendar:
    known = holidays_of(country)
    notices = known.notices if isinstance(known, AnnouncedHolidays) else {}
    years = {this_year - 1, this_year, this_year + 1}
    found: dict[int, dict[date, Holiday]] = {}
    if isinstance(known, AnnouncedHolidays):
        for day, holiday in known.off.items():
            if day.year in years:
                found.setdefault(day.year, {})[holiday.first] = holiday
    return Calendar(
        country,
        tuple(
            Year(
                year,
                known.is_announced(year),
                notices.get(year, ""),
                tuple(holiday for _, holiday in sorted(found.get(year, {}).items())),
            )
            for year in sorted(years)
            if year >= this_year or known.is_announced(year)
        ),
    )
