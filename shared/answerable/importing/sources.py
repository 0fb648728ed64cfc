"""Sources: where a command's field comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Discriminator, Field, StrictBool, StrictInt, Tag

from answerable.importing.conditions import Known
from answerable.importing.part import Column, Datum, Name, Part, kind_by_key


class _Source(Part):
    def columns(self) -> Iterator[str]:
        """Give the columns it looks at beside the values."""
        return iter(())

    def names(self) -> Iterator[str]:
        """Give the values it takes."""
        return iter(())

    def memories(self) -> Iterator[str]:
        """Give what it expects to be remembered."""
        return iter(())


class FromValue(_Source):
    """A value of the row."""

    value: Name

    def take(self, known: Known) -> Datum | None:
        """Give what the field shall hold; None leaves it out."""
        return known.values[self.value]

    def names(self) -> Iterator[str]:
        """Give the values it takes."""
        yield self.value


class FromPrevious(_Source):
    """A value of the previous row."""

    previous: Name

    def take(self, known: Known) -> Datum | None:
        """Give what the field shall hold; None leaves it out."""
        return known.was(self.previous)

    def names(self) -> Iterator[str]:
        """Give the values it takes."""
        yield self.previous


class FromMemory(_Source):
    """Something remembered of the group."""

    remembered: Name

    def take(self, known: Known) -> Datum | None:
        """Give what the field shall hold; None leaves it out."""
        return known.remembered.get(self.remembered)

    def memories(self) -> Iterator[str]:
        """Give what it expects to be remembered."""
        yield self.remembered


class Constant(_Source):
    """The same for every row."""

    constant: StrictBool | StrictInt | str

    def take(self, known: Known) -> Datum | None:  # noqa: ARG002  (one signature for all)
        """Give what the field shall hold."""
        return self.constant


class ChangedColumns(_Source):
    """The headings of the columns that differ from the previous row; what they hold is not told.

    Arguments:
        changed_columns: those that may be named.
    """

    changed_columns: tuple[Column, ...] = Field(min_length=1)

    def columns(self) -> Iterator[str]:
        """Give the columns it looks at beside the values."""
        return iter(self.changed_columns)

    def take(self, known: Known) -> Datum | None:
        """Give the headings, joined by commas; None where there is none."""
        return ", ".join(column for column in self.changed_columns if column in known.changed) or None


class _Several(_Source):
    def _parts(self) -> tuple[Source, ...]:
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """Give the values they take."""
        return (name for part in self._parts() for name in part.names())

    def memories(self) -> Iterator[str]:
        """Give what they expect to be remembered."""
        return (name for part in self._parts() for name in part.memories())

    def columns(self) -> Iterator[str]:
        """Give the columns they look at beside the values."""
        return (name for part in self._parts() for name in part.columns())


class FirstPresent(_Several):
    """The first of several sources that gives anything."""

    first_present: tuple[Source, ...] = Field(min_length=1)

    def _parts(self) -> tuple[Source, ...]:
        return self.first_present

    def take(self, known: Known) -> Datum | None:
        """Give what the field shall hold; None leaves it out."""
        return next((value for part in self._parts() if (value := part.take(known)) is not None), None)


class Joined(_Several):
    """Several sources in one text; those that give nothing are left out.

    Arguments:
        joined: the sources.
        between: what stands between two of them.
    """

    joined: tuple[Source, ...] = Field(min_length=1)
    between: str = " "

    def _parts(self) -> tuple[Source, ...]:
        return self.joined

    def take(self, known: Known) -> Datum | None:
        """Give the text; None where no source gives anything."""
        values = [value for part in self._parts() if (value := part.take(known)) is not None]
        return self.between.join(map(str, values)) if values else None


Source = Annotated[
    Annotated[FromValue, Tag("value")]
    | Annotated[FromPrevious, Tag("previous")]
    | Annotated[FromMemory, Tag("remembered")]
    | Annotated[Constant, Tag("constant")]
    | Annotated[ChangedColumns, Tag("changed_columns")]
    | Annotated[FirstPresent, Tag("first_present")]
    | Annotated[Joined, Tag("joined")],
    Discriminator(
        kind_by_key(
            "value", "previous", "remembered", "constant", "changed_columns", "first_present", "joined"
        ),
        custom_error_type="source",
        custom_error_message="a source has one of the keys value, previous, remembered, constant, "
        "changed_columns, first_present, joined",
    ),
]
"""Where a field comes from."""

FirstPresent.model_rebuild()
Joined.model_rebuild()
