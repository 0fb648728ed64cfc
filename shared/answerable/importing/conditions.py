"""Conditions: when a rule of a mapping applies to a row. There is no expression language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Discriminator, Field, StrictBool, StrictInt, Tag, model_validator

from answerable.importing.part import Column, Datum, Name, Part, kind_by_key

Operand = StrictBool | StrictInt | str


@dataclass(frozen=True, slots=True)
class Known:
    """What a condition and a field can look at.

    Arguments:
        values: the row's values.
        previous: those of the previous row of its group; None on the group's first row.
        remembered: what rules have remembered of the group.
        changed: the columns that differ from the previous row; empty on the first.
        is_emitting: whether a rule before this one has emitted a command for this row.
    """

    values: Mapping[str, Datum | None]
    previous: Mapping[str, Datum | None] | None
    remembered: Mapping[str, str | int | bool]
    changed: tuple[str, ...]
    is_emitting: bool

    def was(self, name: str) -> Datum | None:
        """Give the value of the previous row; None where there is none."""
        return None if self.previous is None else self.previous[name]


def _grew(value: Datum | None, before: Datum | None) -> bool:
    return isinstance(value, int) and isinstance(before, int) and value > before


_TESTS: Mapping[str, Callable[[Any, Datum | None, Datum | None, Mapping[str, str | int | bool]], bool]] = {
    "is_": lambda operand, value, _, __: bool(value == operand),
    "one_of": lambda operand, value, _, __: value in operand,
    "present": lambda operand, value, _, __: (value is not None) is operand,
    "changed": lambda operand, value, before, __: (value != before) is operand,
    "grew": lambda operand, value, before, __: _grew(value, before) is operand,
    "was": lambda operand, _, before, __: bool(before == operand),
    "was_in": lambda operand, _, before, __: before in operand,
    "below": lambda operand, value, _, __: isinstance(value, int) and value < operand,
    "at_least": lambda operand, value, _, __: isinstance(value, int) and value >= operand,
    "is_remembered": lambda operand, value, _, memory: value == memory.get(operand),
    "is_not_remembered": lambda operand, value, _, memory: value != memory.get(operand),
}


class ValueTest(Part):
    """What a value of the row has to satisfy; all that is given has to hold.

    Arguments:
        value: which value.
        is_: it equals this (``is`` in the YAML).
        one_of: it is one of these (``in``).
        present: whether it is there.
        changed: whether it differs from the previous row; on a first row, whether it is there.
        grew: whether it is greater than in the previous row.
        was: the previous row's value equals this.
        was_in: the previous row's value is one of these.
        below: it is less than this.
        at_least: it is this or more.
        is_remembered: whether it equals what is remembered under this name.
        is_not_remembered: whether it differs from what is remembered under this name.
    """

    value: Name
    is_: Operand | None = Field(default=None, alias="is")
    one_of: tuple[Operand, ...] | None = Field(default=None, alias="in", min_length=1)
    present: StrictBool | None = None
    changed: StrictBool | None = None
    grew: StrictBool | None = None
    was: Operand | None = None
    was_in: tuple[Operand, ...] | None = Field(default=None, min_length=1)
    below: StrictInt | None = None
    at_least: StrictInt | None = None
    is_remembered: Name | None = None
    is_not_remembered: Name | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ValueTest:
        given = {name: getattr(self, name) for name in self.model_fields_set - {"value"}}
        if not given or None in given.values():
            message = "a value needs at least one test, and a test an operand"
            raise ValueError(message)
        return self

    def holds(self, known: Known) -> bool:
        """Tell whether the value satisfies every test."""
        return all(self._outcomes(known))

    def _outcomes(self, known: Known) -> Iterator[bool]:
        value, before = known.values[self.value], known.was(self.value)
        for name, test in _TESTS.items():
            operand = getattr(self, name)
            if operand is not None:
                yield test(operand, value, before, known.remembered)

    def names(self) -> Iterator[str]:
        """Give the values it looks at."""
        yield self.value

    def columns(self) -> Iterator[str]:
        """Give the columns it looks at beside the values."""
        return iter(())

    def memories(self) -> Iterator[str]:
        """Give what it expects to be remembered."""
        yield from (name for name in (self.is_remembered, self.is_not_remembered) if name is not None)


class RememberedTest(Part):
    """Whether something is remembered of the group.

    Arguments:
        remembered: under which name.
        present: whether anything is.
    """

    remembered: Name
    present: StrictBool

    def holds(self, known: Known) -> bool:
        """Tell whether it is so."""
        return (self.remembered in known.remembered) is self.present

    def names(self) -> Iterator[str]:
        """Give the values it looks at."""
        return iter(())

    def columns(self) -> Iterator[str]:
        """Give the columns it looks at beside the values."""
        return iter(())

    def memories(self) -> Iterator[str]:
        """Give what it expects to be remembered."""
        yield self.remembered


class _Bare(Part):
    """A test that looks at no value of its own."""

    def names(self) -> Iterator[str]:
        """Give the values it looks at."""
        return iter(())

    def columns(self) -> Iterator[str]:
        """Give the columns it looks at beside the values."""
        return iter(())

    def memories(self) -> Iterator[str]:
        """Give what it expects to be remembered."""
        return iter(())


class FirstRow(_Bare):
    """Whether the row is its group's first."""

    first_row: StrictBool

    def holds(self, known: Known) -> bool:
        """Tell whether it is so."""
        return (known.previous is None) is self.first_row


class Emitting(_Bare):
    """Whether a rule before this one has emitted a command for the row."""

    emitting: StrictBool

    def holds(self, known: Known) -> bool:
        """Tell whether it is so."""
        return known.is_emitting is self.emitting


class ColumnsChanged(_Bare):
    """Whether any of some columns differs from the previous row; never on a first row."""

    columns_changed: tuple[Column, ...] = Field(min_length=1)

    def columns(self) -> Iterator[str]:
        """Give the columns it looks at beside the values."""
        return iter(self.columns_changed)

    def holds(self, known: Known) -> bool:
        """Tell whether it is so."""
        return any(column in known.changed for column in self.columns_changed)


class _Several(Part):
    """A test made of others."""

    def _parts(self) -> tuple[Condition, ...]:
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """Give the values they look at."""
        return (name for part in self._parts() for name in part.names())

    def memories(self) -> Iterator[str]:
        """Give what they expect to be remembered."""
        return (name for part in self._parts() for name in part.memories())

    def columns(self) -> Iterator[str]:
        """Give the columns they look at beside the values."""
        return (name for part in self._parts() for name in part.columns())


class AnyOf(_Several):
    """At least one of several conditions holds."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def _parts(self) -> tuple[Condition, ...]:
        return self.any

    def holds(self, known: Known) -> bool:
        """Tell whether it is so."""
        return any(part.holds(known) for part in self._parts())


class AllOf(_Several):
    """Every one of several conditions holds."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def _parts(self) -> tuple[Condition, ...]:
        return self.all

    def holds(self, known: Known) -> bool:
        """Tell whether it is so."""
        return all(part.holds(known) for part in self._parts())


class Span(Part):
    """Two moments and the seconds that another column says lie between them.

    Arguments:
        start: the earlier moment (``from`` in the YAML).
        end: the later one (``to``).
        seconds: the value that holds the seconds.
    """

    start: Name = Field(alias="from")
    end: Name = Field(alias="to")
    seconds: Name


class Disagree(_Bare):
    """Whether a span and its seconds contradict each other."""

    disagree: Span

    def holds(self, known: Known) -> bool:
        """Tell whether it is so; a missing moment contradicts nothing."""
        start, end = known.values[self.disagree.start], known.values[self.disagree.end]
        seconds = known.values[self.disagree.seconds]
        if not (isinstance(start, datetime) and isinstance(end, datetime)):
            return False
        return end.timestamp() - start.timestamp() != seconds

    def names(self) -> Iterator[str]:
        """Give the values it looks at."""
        yield from (self.disagree.start, self.disagree.end, self.disagree.seconds)


Condition = Annotated[
    Annotated[ValueTest, Tag("value")]
    | Annotated[RememberedTest, Tag("remembered")]
    | Annotated[FirstRow, Tag("first_row")]
    | Annotated[Emitting, Tag("emitting")]
    | Annotated[ColumnsChanged, Tag("columns_changed")]
    | Annotated[Disagree, Tag("disagree")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")],
    Discriminator(
        kind_by_key(
            "value", "remembered", "first_row", "emitting", "columns_changed", "disagree", "any", "all"
        ),
        custom_error_type="condition",
        custom_error_message="a condition has one of the keys value, remembered, first_row, emitting, "
        "columns_changed, disagree, any, all",
    ),
]
"""When a rule applies."""

AnyOf.model_rebuild()
AllOf.model_rebuild()
