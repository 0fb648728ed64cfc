"""Holidays: dated tables of days off and make-up working days, each with the notice it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from answerable.errors import Corrupt

_SATURDAY = 5


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


@dataclass(frozen=True, slots=True)
class Holidays:
    """Says which days are off and which days of a weekend are worked.

    A year without an announced table has its weekends only, and is provisional: a date worked
    out in it may move when the table is announced, and nothing is ever computed in its place.

    Arguments:
        off: days off, with the holiday's names.
        worked: days of a weekend that are worked, with the holiday they make up for.
        notices: the years that have a table, each with the notice that announced it.
    """

    off: Mapping[date, Holiday]
    worked: Mapping[date, Holiday]
    notices: Mapping[int, str]

    def is_provisional(self, day: date) -> bool:
        """Tell whether no table has been announced for the day's year."""
        return day.year not in self.notices

    def is_off(self, day: date) -> bool:
        """Tell whether nobody works on that day by the calendar: a holiday, or a free weekend."""
        return day in self.off or (day.weekday() >= _SATURDAY and day not in self.worked)


def _collect(years: Mapping[int, _Year]) -> Holidays:
    off: dict[date, Holiday] = {}
    worked: dict[date, Holiday] = {}
    for year in years.values():
        for holiday in year.days_off:
            off.update(dict.fromkeys(holiday.days(), holiday))
            worked.update(dict.fromkeys(holiday.worked, holiday))
    return Holidays(off, worked, {number: year.notice for number, year in years.items()})


@cache
def china() -> Holidays:
    """Give the holidays of mainland China for the years announced so far.

    Raises:
        Corrupt: the packaged table does not read.
    """
    text = files("answerable.calendar").joinpath("china.yaml").read_text(encoding="utf-8")
    try:
        raw: dict[int, Any] = yaml.safe_load(text)
        return _collect({number: _Year.model_validate(year) for number, year in raw.items()})
    except (yaml.YAMLError, ValidationError) as error:
        raise Corrupt(f"the table of holidays china.yaml cannot be read: {error}") from error
