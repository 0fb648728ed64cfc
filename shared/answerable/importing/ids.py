"""Ids made from cells: a prefix and what a column, or several values, say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

from pydantic import Field, model_validator

from answerable.importing.cells import Row, Unreadable
from answerable.importing.names import ID_LENGTH, name_of
from answerable.importing.part import Column, Datum, Name, Part

_HOLE = "{}"


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
        # No site has a "_" in its id, so that no two sites can mean the same by two names.
        at = "" if row.site is None else f"{row.site}_"
        room = ID_LENGTH - len(self.prefix.partition("-")[2]) - 1 - len(at)
        return f"{self.prefix}-{at}{name_of(parts, limit=room, is_hidden=self.hidden)}"

    def _parts(self, row: Row) -> tuple[str, ...] | None:
        if self.column is None:
            values = [row.values[name] for name in self.of]
            return None if None in values else tuple(_plain(value) for value in values)
        text = row.cells[self.column].strip()
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
