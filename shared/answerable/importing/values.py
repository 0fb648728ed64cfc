"""Values: how a row's cells become typed values, or a fault that names the column and the rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, NonNegativeInt, field_validator, model_validator

from answerable.importing.names import name_of
from answerable.importing.part import Column, Datum, Name, Part

_HOLE = "{}"
_DAY = timedelta(days=1)


class Unreadable(Exception):
    """A cell cannot be read as the mapping says; used inside this package only.

    Arguments:
        rule: the broken rule's short name.
        reason: what is wrong, for a person.
        columns: where.
    """

    def __init__(self, rule: str, reason: str, columns: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.columns = columns


class Row:
    """A row while it is read: its cells, and the values found so far.

    Arguments:
        cells: the row's cells by heading.
        nulls: what stands for nothing.
        zone: the zone of times where a value names none.
    """

    def __init__(self, cells: Mapping[str, str], nulls: frozenset[str], zone: ZoneInfo) -> None:
        self.cells = cells
        self.nulls = nulls
        self.zone = zone
        self.values: dict[str, Datum | None] = {}


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
        texts = [row.cells[column] for column in self.columns]
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
    format: str

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
    """

    type: Literal["moment"]
    time_column: Column | None = None
    format: str
    zone: str | None = None
    not_before: Name | None = None
    slack_s: NonNegativeInt = 0

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
            reason = f"{' and '.join(self.columns)} are no moment: {text[:40]!r}"
            raise self._unreadable("moment", reason) from None
        zone = self._zone or row.zone
        earliest = row.values.get(self.not_before) if self.not_before is not None else None
        if isinstance(earliest, datetime):
            slack = timedelta(seconds=self.slack_s)
            if local.replace(tzinfo=zone) < earliest - slack:
                local += _DAY
        return local.replace(tzinfo=zone)


class IdValue(Part):
    """An id: a prefix and what a column, or several values, say.

    Arguments:
        prefix: what it begins with: the kind of thing, and where several columns number different
            things of one kind, a word of its own for each.
        column: the column it is read from.
        pattern: what the column says around the name, with ``{}`` in the name's place.
        nulls: further texts that stand for nothing.
        of: instead of a column: the values it is made of.
        hidden: whether only a digest of the value stands in the id, where the value is a name.
        required: whether a row without it is rejected.
    """

    type: Literal["id"]
    prefix: str = Field(pattern=r"^[a-z]+(-[a-z0-9]+)*$")
    column: Column | None = None
    pattern: str = _HOLE
    nulls: tuple[str, ...] = ()
    of: tuple[Name, ...] = ()
    hidden: bool = False
    required: bool = False

    @model_validator(mode="after")
    def _has_one_source(self) -> IdValue:
        if (self.column is None) == (not self.of):
            message = "an id is made of a column, or of values (of), and not of both"
            raise ValueError(message)
        if self.pattern.count(_HOLE) != 1 or (self.of and self.pattern != _HOLE):
            message = "a pattern belongs to a column and has one {}"
            raise ValueError(message)
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from."""
        return () if self.column is None else (self.column,)

    @property
    def source(self) -> tuple[object, ...]:
        """What two ids of one prefix have to share: else they would name different things alike."""
        return (self.pattern, self.hidden, self.of)

    def references(self) -> tuple[str, ...]:
        """List the values it is made of."""
        return self.of

    def read(self, row: Row) -> str | None:
        """Read the id from a row.

        Raises:
            Unreadable: the column does not have the pattern, or a required id is missing.
        """
        parts = self._parts(row)
        if parts is None:
            if self.required:
                where = self.columns or self.of
                raise Unreadable("required", f"{', '.join(where)} is empty", self.columns)
            return None
        room = 64 - len(self.prefix.partition("-")[2]) - 1
        return f"{self.prefix}-{name_of(parts, limit=room, is_hidden=self.hidden)}"

    def _parts(self, row: Row) -> tuple[str, ...] | None:
        if self.column is None:
            values = [row.values[name] for name in self.of]
            return None if None in values else tuple(_plain(value) for value in values)
        text = row.cells[self.column]
        if text in row.nulls or text in self.nulls:
            return None
        before, _, after = self.pattern.partition(_HOLE)
        inner = text[len(before) : len(text) - len(after)]
        if not (inner and text.startswith(before) and text.endswith(after)):
            reason = f"{self.column} is {text[:40]!r}, not {self.pattern!r}"
            raise Unreadable("pattern", reason, self.columns)
        return (inner,)


def _plain(value: Datum | None) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    return str(value)


def zone_named(name: str) -> ZoneInfo:
    """Give the zone of an IANA name.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        message = f"{name!r} is no time zone"
        raise ValueError(message) from error


Value = Annotated[
    TextValue | IntegerValue | ChoiceValue | DateValue | MomentValue | IdValue, Field(discriminator="type")
]
"""How one value is read."""
