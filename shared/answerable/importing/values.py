"""Values: how a row's cells become typed values, or a fault that names the column and the rule."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, NonNegativeInt, field_validator

from answerable.importing.cells import Row, Unreadable, zone_named
from answerable.importing.ids import IdValue
from answerable.importing.part import Column, Datum, Name, Part


def _as_strptime_reads(form: str) -> str:
    """Check a form of writing dates, as ``strptime`` has them.

    Raises:
        ValueError: it has a directive that there is not, or one twice.
    """
    try:
        datetime.strptime("", form)  # noqa: DTZ007  (only the form is looked at)
    except re.error:
        message = f"{form!r} has a directive twice"
        raise ValueError(message) from None
    except ValueError as error:
        if "directive" in str(error) or "stray" in str(error):
            message = f"{form!r} is no form of strptime: {error}"
            raise ValueError(message) from None
    return form


Form = Annotated[str, AfterValidator(_as_strptime_reads)]
"""How a day or a moment is written."""

_DAY = timedelta(days=1)
_MOST_DIGITS = 18
"""More digits are no count of anything, and Python refuses to read some thousands of them."""


class _Value(Part):
    """What every value has.

    Arguments:
        column: the column it is read from.
        nulls: further texts that stand for nothing, in this column only.
        required: whether a row without it is rejected.
    """

    column: Column
    nulls: tuple[str, ...] = ()
    required: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from."""
        return (self.column,)

    def references(self) -> tuple[str, ...]:
        """List the values it is made of."""
        return ()

    def read(self, row: Row) -> Datum | None:
        """Read the value from a row.

        Raises:
            Unreadable: a cell is not what it has to be.
        """
        texts = [row.cells[column].strip() for column in self.columns]
        missing = [
            column
            for column, text in zip(self.columns, texts, strict=True)
            if text in row.nulls or text in self.nulls
        ]
        if missing:
            if self.required:
                raise Unreadable("required", f"{', '.join(missing)} is empty", tuple(missing))
            return None
        return self._typed(" ".join(texts), row)

    def _typed(self, text: str, row: Row) -> Datum:
        raise NotImplementedError

    def _unreadable(self, rule: str, reason: str) -> Unreadable:
        return Unreadable(rule, reason, self.columns)


class TextValue(_Value):
    """A text as it stands, without surrounding blanks."""

    type: Literal["text"]

    def _typed(self, text: str, row: Row) -> str:  # noqa: ARG002  (one signature for all)
        return text.strip()


class IntegerValue(_Value):
    """A whole number.

    Arguments:
        minimum: the least that is possible.
        maximum: the most that is possible.
    """

    type: Literal["integer"]
    minimum: int | None = None
    maximum: int | None = None

    def _typed(self, text: str, row: Row) -> int:  # noqa: ARG002  (one signature for all)
        digits = text.strip().removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise self._unreadable("integer", f"{self.column} is not a whole number: {text[:40]!r}")
        if len(digits) > _MOST_DIGITS:
            reason = f"{self.column} has {len(digits):,} digits; at most {_MOST_DIGITS} are read"
            raise self._unreadable("integer", reason)
        number = int(text)
        if self.minimum is not None and number < self.minimum:
            raise self._unreadable("minimum", f"{self.column} is {number}, below {self.minimum}")
        if self.maximum is not None and number > self.maximum:
            raise self._unreadable("maximum", f"{self.column} is {number}, above {self.maximum}")
        return number


class ChoiceValue(_Value):
    """One of a closed set.

    Arguments:
        of: what the column can say, and what each stands for.
    """

    type: Literal["choice"]
    of: dict[str, str] = Field(min_length=1)

    def _typed(self, text: str, row: Row) -> str:  # noqa: ARG002  (one signature for all)
        try:
            return self.of[text.strip()]
        except KeyError:
            known = ", ".join(self.of)
            raise self._unreadable("choice", f"{self.column} is {text[:40]!r}, not one of: {known}") from None


class DateValue(_Value):
    """A day.

    Arguments:
        format: how it is written, in the directives of ``strptime``.
    """

    type: Literal["date"]
    format: Form

    def _typed(self, text: str, row: Row) -> date:  # noqa: ARG002  (one signature for all)
        try:
            return datetime.strptime(text.strip(), self.format).replace(tzinfo=UTC).date()
        except ValueError:
            raise self._unreadable("date", f"{self.column} is no day: {text[:40]!r}") from None


class MomentValue(_Value):
    """A moment: a day and a time of day, in one column or in two.

    Arguments:
        time_column: the column of the time, where the day has one of its own.
        format: how it is written, in the directives of ``strptime``; a blank between two columns.
        zone: the IANA zone it is told in; the mapping's where left out.
        not_before: a moment it cannot lie before; a time that does belongs to the next day.
        slack_s: seconds by which it may lie before all the same, for clocks that disagree.
        clock_change: which moment a time means that the clocks showed twice or left out; else it is rejected.
    """

    type: Literal["moment"]
    time_column: Column | None = None
    format: Form
    zone: str | None = None
    not_before: Name | None = None
    slack_s: NonNegativeInt = 0
    clock_change: Literal["earlier", "later"] | None = None

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        if name is not None:
            zone_named(name)
        return name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from."""
        return (self.column,) if self.time_column is None else (self.column, self.time_column)

    def references(self) -> tuple[str, ...]:
        """List the values it is made of."""
        return () if self.not_before is None else (self.not_before,)

    @cached_property
    def _zone(self) -> ZoneInfo | None:
        return None if self.zone is None else ZoneInfo(self.zone)

    def _typed(self, text: str, row: Row) -> datetime:
        try:
            local = datetime.strptime(text.strip(), self.format)  # noqa: DTZ007  (the zone follows below)
        except ValueError:
            reason = f"{' and '.join(self.columns)}: {text[:40]!r} is no moment"
            raise self._unreadable("moment", reason) from None
        if local.tzinfo is not None:
            return local  # the cell says its own offset
        zone = self._zone or row.zone
        earliest = row.values.get(self.not_before) if self.not_before is not None else None
        if isinstance(earliest, datetime):
            slack = timedelta(seconds=self.slack_s)
            if local.replace(tzinfo=zone) < earliest - slack:
                local += _DAY
        return self._settled(local, zone)

    def _settled(self, local: datetime, zone: ZoneInfo) -> datetime:
        """Give the moment that a clock's time means; in a clock change only as the mapping says."""
        moments = sorted(local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if moments[0] == moments[1]:
            return local.replace(tzinfo=zone)
        if self.clock_change is not None:
            return moments[0 if self.clock_change == "earlier" else 1].astimezone(zone)
        is_shown = moments[0].astimezone(zone).replace(tzinfo=None) == local
        what = "was shown twice" if is_shown else "was never shown"
        reason = (
            f"{' and '.join(self.columns)}: {local:%Y-%m-%d %H:%M:%S} {what} by the clocks of {zone.key}, "
            "which changed then; correct the cell, or let the mapping choose with clock_change: earlier "
            "or later"
        )
        raise self._unreadable("clock-change", reason)


class SpanValue(Part):
    """The whole seconds between two moments of the row, to be compared with what a column says of them.

    Arguments:
        start: the earlier moment (``from`` in the YAML).
        end: the later one (``to``); a span that ends before it starts is negative.
    """

    type: Literal["span"]
    start: Name = Field(alias="from")
    end: Name = Field(alias="to")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from: none beside those of its moments."""
        return ()

    def references(self) -> tuple[str, ...]:
        """List the values it is made of."""
        return (self.start, self.end)

    def read(self, row: Row) -> int | None:
        """Work it out; None where a moment is missing."""
        start, end = row.values.get(self.start), row.values.get(self.end)
        if not (isinstance(start, datetime) and isinstance(end, datetime)):
            return None
        return round(end.timestamp() - start.timestamp())


Value = Annotated[
    TextValue | IntegerValue | ChoiceValue | DateValue | MomentValue | SpanValue | IdValue,
    Field(discriminator="type"),
]
"""How one value is read."""
