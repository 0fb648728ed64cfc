"""Months: a year and a month as one value, counted in a site's own zone."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from answerable.errors import Invalid
from answerable.wording import quoted, say

_FORM = re.compile(r"^(\d{4})-(\d{2})$", re.ASCII)
_MONTHS_A_YEAR = 12
_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; as text ``2016-03``, on the wire too.

    Arguments:
        year: from 1 to 9999.
        month: from 1, January, to 12.

    Raises:
        Invalid: there is no such month.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= _LAST_YEAR and 1 <= self.month <= _MONTHS_A_YEAR):
            raise Invalid(say("error.no_such_month", month=str(self.month), year=str(self.year)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a month written as ``2016-03``.

        Raises:
            Invalid: the text is not of that form, or there is no such month.
        """
        match = _FORM.match(text)
        if match is None:
            raise Invalid(say("error.not_a_month", given=quoted(text)))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Tell the month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, moment: datetime, zone: tzinfo) -> Self:
        """Tell the month of an aware moment, as a clock in the zone shows it."""
        return cls.of(moment.astimezone(zone).date())

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return self.day(31)

    def day(self, number: int) -> date:
        """Give the day of that number, or the month's last day where the month is shorter."""
        return date(self.year, self.month, min(number, monthrange(self.year, self.month)[1]))

    def plus(self, months: int) -> Month:
        """Give the month so many months later; earlier where the number is negative.

        Raises:
            Invalid: the result lies outside the calendar.
        """
        years, index = divmod(self.month - 1 + months, _MONTHS_A_YEAR)
        return Month(self.year + years, index + 1)

    def since(self, earlier: Month) -> int:
        """Count the months from an earlier month to this one; 0 for the same month."""
        return (self.year - earlier.year) * _MONTHS_A_YEAR + self.month - earlier.month

    def starts_at(self, zone: tzinfo) -> datetime:
        """Give the month's first moment in the zone; the next month's is its exclusive end."""
        return datetime.combine(self.first_day, time(), zone)

    def __contains__(self, day: date) -> bool:
        return Month.of(day) == self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read and write a month as its text."""
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(pattern=_FORM.pattern),
        )

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            message = "a month is text of the form YYYY-MM"
            raise ValueError(message)  # noqa: TRY004  (pydantic reports ValueError, and lets TypeError through)
        try:
            return cls.parse(value)
        except Invalid as error:
            raise ValueError(error.message) from error
