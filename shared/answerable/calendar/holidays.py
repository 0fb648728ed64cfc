"""Holidays: a country's days off and make-up working days, for the years that are known.

For China they are dated tables, each with the notice it comes from; for other countries the library
`holidays` works them out from their laws.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from inspect import signature
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from answerable.calendar.countries import NOWHERE
from answerable.errors import Corrupt
from answerable.strict_yaml import values

CHINA = "CN"

_SATURDAY = 5
_ESTIMATED = "estimated"


class Holiday(BaseModel):
    """One holiday of one year.

    Arguments:
        zh: its Chinese name.
        en: its English name.
        first: the first day off.
        last: the last day off.
        worked: days of a weekend that are worked to make up for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str
    first: date
    last: date
    worked: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _is_in_order(self) -> Holiday:
        if self.last < self.first:
            message = f"{self.en} ends on {self.last}, before it starts on {self.first}"
            raise ValueError(message)
        for day in self.worked:
            if day.weekday() < _SATURDAY or self.first <= day <= self.last:
                message = f"{day} cannot be made up for {self.en}: it is no free day of a weekend"
                raise ValueError(message)
        return self

    def days(self) -> tuple[date, ...]:
        """List the days off."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


class _Year(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    notice: str
    days_off: tuple[Holiday, ...] = Field(min_length=1)


class Holidays(ABC):
    """Says which days nobody works on, and for which years that is known.

    A year that is not announced has its weekends only, and is provisional: a date worked out in it may
    move when its holidays become known, and nothing is ever made up in their place.

    Arguments:
        country: whose, by ISO 3166.
    """

    def __init__(self, country: str) -> None:
        self.country = country

    @abstractmethod
    def is_off(self, day: date) -> bool:
        """Tell whether nobody works on that day by the calendar: a holiday, or a free weekend."""

    @abstractmethod
    def is_holiday(self, day: date) -> bool:
        """Tell whether it is one of the days off for a holiday, whatever day of the week it is."""

    @abstractmethod
    def is_announced(self, year: int) -> bool:
        """Tell whether the holidays of a year are known."""

    def is_provisional(self, day: date) -> bool:
        """Tell whether the holidays of the day's year are not known."""
        return not self.is_announced(day.year)


def not_known(country: str, year: int, *, has_begun: bool) -> str:
    """Say that a year's holidays are not known: those of one that has begun are missing here alone.

    Arguments:
        country: whose, by ISO 3166.
        year: which year.
        has_begun: whether it has begun, so that whoever announces its holidays has done so.
    """
    if has_begun:
        return f"the holidays of {year} in {country} are not known here, whatever was announced"
    return f"the holidays of {year} are not announced yet for {country}"


class AnnouncedHolidays(Holidays):
    """Holidays as dated tables say them.

    Arguments:
        country: whose, by ISO 3166.
        off: days off, with the holiday's names.
        worked: days of a weekend that are worked, with the holiday they make up for.
        notices: the years that have a table, each with the notice that announced it.
    """

    def __init__(
        self,
        country: str,
        off: Mapping[date, Holiday] = MappingProxyType({}),
        worked: Mapping[date, Holiday] = MappingProxyType({}),
        notices: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(country)
        self.off = off
        self.worked = worked
        self.notices = notices

    def is_announced(self, year: int) -> bool:
        """Tell whether a notice has announced the year's holidays."""
        return year in self.notices

    def is_off(self, day: date) -> bool:
        """Tell whether it is a holiday, or a free day of a weekend."""
        return self.is_holiday(day) or (day.weekday() >= _SATURDAY and day not in self.worked)

    def is_holiday(self, day: date) -> bool:
        """Tell whether a table has it as a day off."""
        return day in self.off


class _LawfulYear(NamedTuple):
    off: frozenset[date]
    holidays: frozenset[date]
    is_known: bool


class LawfulHolidays(Holidays):
    """Holidays as the library `holidays` works them out from a country's laws.

    A year before the laws that the library knows, or with a holiday whose day it only estimates, as those
    by the moon are until somebody has seen it, is not announced.

    Arguments:
        country: a country that the library knows, or a part of one.
    """

    def __init__(self, country: str) -> None:
        super().__init__(country)
        self._year = lru_cache(maxsize=256)(self._reckon)

    def is_announced(self, year: int) -> bool:
        """Tell whether the library knows the year's holidays."""
        return self._year(year).is_known

    def is_off(self, day: date) -> bool:
        """Tell whether it is a holiday there, or a free day of that country's weekend."""
        return day in self._year(day.year).off

    def is_holiday(self, day: date) -> bool:
        """Tell whether it is a holiday there by law."""
        return day in self._year(day.year).holidays

    def _reckon(self, year: int) -> _LawfulYear:
        from holidays import country_holidays  # noqa: PLC0415  (large, and only sites outside China need it)

        code, _, part = self.country.partition("-")
        kind: Any = type(country_holidays(code))
        options: dict[str, Any] = {"subdiv": part or None, "years": year, "expand": False}
        if "en_US" in kind.supported_languages:
            options["language"] = "en_US"
        if "islamic_show_estimated" in signature(kind).parameters:
            options["islamic_show_estimated"] = True
        with warnings.catch_warnings(record=True) as warned:
            # So it tells of a year for which it has only some of the holidays.
            warnings.simplefilter("always")
            found = kind(**options)
        first = date(year, 1, 1)
        days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
        is_known = found.start_year <= year <= found.end_year
        is_estimated = any(_ESTIMATED in name for name in found.values())
        return _LawfulYear(
            frozenset(day for day in days if not found.is_working_day(day)),
            frozenset(found),
            is_known and not is_estimated and not warned,
        )


class Consulted(Holidays):
    """A calendar that remembers which unannounced years it was asked about.

    Arguments:
        holidays: the calendar that answers.
    """

    def __init__(self, holidays: Holidays) -> None:
        super().__init__(holidays.country)
        self._holidays = holidays
        self._years: set[int] = set()

    def is_announced(self, year: int) -> bool:
        """Tell whether the holidays of a year are known."""
        self._years.add(year)
        return self._holidays.is_announced(year)

    def is_off(self, day: date) -> bool:
        """Tell whether nobody works on that day by the calendar."""
        self._years.add(day.year)
        return self._holidays.is_off(day)

    def is_holiday(self, day: date) -> bool:
        """Tell whether it is one of the days off for a holiday."""
        self._years.add(day.year)
        return self._holidays.is_holiday(day)

    @property
    def unannounced(self) -> tuple[int, ...]:
        """The years asked about whose holidays are not known."""
        return tuple(sorted(year for year in self._years if not self._holidays.is_announced(year)))


def _collect(years: Mapping[int, _Year]) -> AnnouncedHolidays:
    off: dict[date, Holiday] = {}
    worked: dict[date, Holiday] = {}
    for year in years.values():
        for holiday in year.days_off:
            off.update(dict.fromkeys(holiday.days(), holiday))
            worked.update(dict.fromkeys(holiday.worked, holiday))
    return AnnouncedHolidays(CHINA, off, worked, {number: year.notice for number, year in years.items()})


@cache
def china() -> AnnouncedHolidays:
    """Give the holidays of mainland China for the years announced so far.

    Raises:
        Corrupt: the packaged table does not read.
    """
    text = files("answerable.calendar").joinpath("china.yaml").read_text(encoding="utf-8")
    try:
        raw: dict[int, Any] = values(text)
        return _collect({number: _Year.model_validate(year) for number, year in raw.items()})
    except (yaml.YAMLError, ValidationError) as error:
        raise Corrupt(f"the table of holidays china.yaml cannot be read: {error}") from error


@cache
def _lawful_parts() -> Mapping[str, frozenset[str]]:
    """Give the countries that the library knows, each with its parts that have holidays of their own."""
    from holidays import list_supported_countries  # noqa: PLC0415  (large, and only sites outside China need it)

    listed = list_supported_countries(include_aliases=False)
    return {country: frozenset(parts) for country, parts in listed.items()}


def parts_of(country: str) -> frozenset[str]:
    """List the parts of a country that may be named: those with holidays of their own."""
    return frozenset() if country == CHINA else _lawful_parts().get(country, frozenset())


@cache
def holidays_of(country: str) -> Holidays:
    """Give the holidays of a country or a part of one.

    One whose holidays nobody here knows has weekends, and no year of it is announced.

    Arguments:
        country: by ISO 3166, as `answerable.calendar.countries.country_of` gives it.
    """
    code = country.partition("-")[0]
    if code == CHINA:
        return china()
    is_lawful = code != NOWHERE and code in _lawful_parts()
    return LawfulHolidays(country) if is_lawful else AnnouncedHolidays(country)
