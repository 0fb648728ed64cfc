"""Mapping: how the rows of one kind of file become commands, as data."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator, model_validator

from answerable.commands.registry import COMMANDS
from answerable.conditions.compiling import ConditionResult, Test, all_of, compile_alternatives, compile_when
from answerable.conditions.vocabulary import When
from answerable.importing.cells import zone_named
from answerable.importing.conditions import COLUMNS_CHANGED, Facts, Reader, fault_in, reader_of
from answerable.importing.ids import IdValue
from answerable.importing.part import Column, Name, Part, Tag
from answerable.importing.people import People
from answerable.importing.sources import Source
from answerable.importing.values import Value

_COMMON = frozenset({"site", "acting_for", "occurred_at", "correlation_id"})
_GIVEN = frozenset({"site", "entered_by"})
"""Fields that no mapping sets: the site is the import's, and who asks is proved."""


class Encoding(StrEnum):
    """How a file's letters are written; in all of these a line's end is one byte."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"
    LATIN_1 = "latin-1"
    WINDOWS_1252 = "windows-1252"


class Scope(StrEnum):
    """Where the numbers of a file are unique."""

    SITE = "site"
    CENTRE = "centre"


class Dialect(Part):
    """How the file is written.

    Arguments:
        delimiter: what stands between two cells.
        encoding: how its letters are written; UTF-8 with or without a byte order mark.
        quote: what stands around a cell that holds the delimiter; none where cells never do.
        nulls: what stands for nothing.
    """

    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: Encoding = Encoding.UTF_8
    quote: str | None = Field(default='"', min_length=1, max_length=1)
    nulls: tuple[str, ...] = ("",)

    @field_validator("delimiter", "quote")
    @classmethod
    def _ends_no_line(cls, letter: str | None) -> str | None:
        if letter is not None and letter in "\r\n\0":
            message = f"{letter!r} ends a line, or a text, and cannot stand in one"
            raise ValueError(message)
        return letter

    @model_validator(mode="after")
    def _are_told_apart(self) -> Dialect:
        if self.delimiter == self.quote:
            message = f"{self.delimiter!r} is both the delimiter and the quote"
            raise ValueError(message)
        return self


def _as_commands_say(fields: Any) -> Any:
    """Give a command's fields as commands have them: who did it is somebody else than the import."""
    if not isinstance(fields, dict):
        return fields
    return {"acting_for" if name == "actor" else name: source for name, source in fields.items()}


class Emit(Part):
    """A command that a rule emits.

    Arguments:
        step: its name, unique in the mapping; a part of its idempotency key.
        command: the command's name, for example ``case.open``.
        fields: its fields, and ``actor`` where another did it than the row's; one whose source gives nothing
            is left out.
    """

    step: Tag
    command: str
    fields: Annotated[dict[str, Source], BeforeValidator(_as_commands_say)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_its_command(self) -> Emit:
        if self.command not in COMMANDS:
            message = f"there is no command {self.command!r}"
            raise ValueError(message)
        known = COMMANDS[self.command].model_fields
        if unknown := sorted(set(self.fields) - set(known) | set(self.fields) & _GIVEN):
            message = f"{self.command} has no field {', '.join(unknown)} to be set"
            raise ValueError(message)
        required = {name for name, field in known.items() if field.is_required()}
        if missing := sorted(required - set(self.fields) - _COMMON):
            message = f"{self.command} needs {', '.join(missing)}"
            raise ValueError(message)
        return self


class Rule(Part):
    """What a row means, where its conditions hold.

    Arguments:
        id: its name.
        when: what has to hold. Always, where there is nothing.
        any: alternatives, of which one has to hold beside that.
        emit: the commands it emits, in order.
        reject: instead: why the whole row is rejected.
        columns: the columns that are to blame for that.
        unchanged: instead: why the row changes nothing, where no other rule emits anything.
        remember: what is to be remembered of the group from here on; ``null`` forgets.
    """

    id: Tag
    when: When = Field(default_factory=dict)
    any: tuple[When, ...] = ()
    emit: tuple[Emit, ...] = ()
    reject: str | None = None
    columns: tuple[Column, ...] = ()
    unchanged: str | None = None
    remember: dict[Name, Source | None] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Rule:
        if sum((bool(self.emit), self.reject is not None, self.unchanged is not None)) != 1:
            message = f"rule {self.id} has to emit, to reject, or to say unchanged, and only one of them"
            raise ValueError(message)
        if self.reject is None and self.columns:
            message = f"rule {self.id} names columns without rejecting"
            raise ValueError(message)
        return self

    @cached_property
    def _tests(self) -> tuple[Test, ...]:
        when = compile_when(self.when)
        return (when, compile_alternatives(self.any)) if self.any else (when,)

    def applies(self, seen: Facts) -> bool:
        """Tell whether it applies: all that it asks for is known, and is so."""
        return all_of(self._tests, seen) is ConditionResult.HIT

    def conditions(self) -> Iterator[tuple[tuple[str | int, ...], When]]:
        """Give its conditions, each with its place."""
        yield ("when",), self.when
        for number, when in enumerate(self.any):
            yield ("any", number), when

    def sources(self) -> Iterator[Source]:
        """Give every source in it."""
        for emitted in self.emit:
            yield from emitted.fields.values()
        yield from (source for source in self.remember.values() if source is not None)


class Common(Part):
    """The fields that every command has.

    Arguments:
        actor: who did it.
        occurred_at: when.
        correlation_id: the matter it belongs to.
    """

    actor: Source
    occurred_at: Source
    correlation_id: Source | None = None

    def sources(self) -> dict[str, Source]:
        """Give the sources by the field they fill."""
        given = {"acting_for": self.actor, "occurred_at": self.occurred_at}
        return given if self.correlation_id is None else {**given, "correlation_id": self.correlation_id}


class Mapping(Part):
    """How the rows of one kind of file become commands.

    Arguments:
        mapping: its id; a part of every idempotency key, so never change it.
        title: what kind of file it reads.
        zone: the IANA zone that the file's times are told in.
        dialect: how the file is written.
        identity: the columns that together tell a row from every other, in whichever file it stands.
        group: the columns that tell the rows of one matter from others; where missing, each row is
            a matter of its own and has no previous row.
        scope: where the file's numbers are unique: at a site, so that ids have the site in them and the same
            number of another site is another thing, or in all of the centre.
        values: what is read from a row, in this order.
        people: as what the people are hired whom the rows name and who are on no register; nobody is hired,
            and rows that name a stranger are rejected, where it is missing.
        common: the fields that every command has.
        rules: what rows mean, in this order.
    """

    mapping: Tag
    title: str = Field(min_length=1)
    zone: str
    dialect: Dialect = Dialect()
    identity: tuple[Column, ...] = Field(min_length=1)
    group: tuple[Column, ...] = ()
    scope: Scope = Scope.SITE
    values: dict[Name, Value] = Field(min_length=1)
    people: People | None = None
    common: Common
    rules: tuple[Rule, ...] = Field(min_length=1)

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        zone_named(name)
        return name

    @field_validator("values")
    @classmethod
    def _refer_back(cls, values: dict[str, Value]) -> dict[str, Value]:
        seen: set[str] = set()
        for name, value in values.items():
            if unknown := [other for other in value.references() if other not in seen]:
                message = f"{name} is made of {', '.join(unknown)}, which does not stand before it"
                raise ValueError(message)
            seen.add(name)
        _check_prefixes([value for value in values.values() if isinstance(value, IdValue)])
        return values

    def contradictions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Find names that stand for two things, and names that stand for none, with their place."""
        rules: set[str] = set()
        steps: set[str] = set()
        kept = {name for rule in self.rules for name in rule.remember}
        for field, source in self.common.sources().items():
            yield from self._unknown(("common", field), source, kept)
        for number, rule in enumerate(self.rules):
            place = ("rules", number)
            if rule.id in rules:
                yield (*place, "id"), f"the rule {rule.id} stands here twice"
            rules.add(rule.id)
            for index, emitted in enumerate(rule.emit):
                if emitted.step in steps:
                    yield (*place, "emit", index, "step"), f"the step {emitted.step} stands here twice"
                steps.add(emitted.step)
                for field, source in emitted.fields.items():
                    yield from self._unknown((*place, "emit", index, "fields", field), source, kept)
            yield from self._unseen(place, rule, kept)
            for name, kept_source in rule.remember.items():
                if kept_source is not None:
                    yield from self._unknown((*place, "remember", name), kept_source, kept)

    def _unseen(
        self, place: tuple[str | int, ...], rule: Rule, kept: set[str]
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for where, when in rule.conditions():
            for field, matchers in when.items():
                for looked_at in (field, *matchers.others()):
                    if (fault := fault_in(looked_at, self.values, kept)) is not None:
                        yield (*place, *where, field), fault

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """What gives each field that the conditions of its rules look at."""
        return {
            name: reader_of(name)
            for rule in self.rules
            for _, when in rule.conditions()
            for field, matchers in when.items()
            for name in (field, *matchers.others())
        }

    def _unknown(
        self, place: tuple[str | int, ...], part: Source, kept: set[str]
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        if unknown := sorted(set(part.names()) - set(self.values)):
            yield place, f"there is no value {', '.join(unknown)}"
        if unknown := sorted(set(part.memories()) - kept):
            yield place, f"no rule remembers {', '.join(unknown)}"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that a file must have, in the order in which the mapping names them."""
        read = [column for value in self.values.values() for column in value.columns]
        looked_at = [
            column for rule in self.rules for source in rule.sources() for column in source.columns()
        ]
        looked_at += [
            str(column)
            for rule in self.rules
            for _, when in rule.conditions()
            if COLUMNS_CHANGED in when
            for _, operand in when[COLUMNS_CHANGED].clauses()
            for column in (operand if isinstance(operand, tuple) else (operand,))
        ]
        return tuple(dict.fromkeys((*self.identity, *self.group, *read, *looked_at)))

    @cached_property
    def _fields(self) -> dict[str, tuple[tuple[str, Source], ...]]:
        common = self.common.sources()
        return {
            emit.step: tuple({**common, **emit.fields}.items()) for rule in self.rules for emit in rule.emit
        }

    def fields_of(self, emit: Emit) -> tuple[tuple[str, Source], ...]:
        """Give where each field of a command comes from, those included that every command has.

        Arguments:
            emit: one of its own.
        """
        return self._fields[emit.step]

    @property
    def is_of_a_site(self) -> bool:
        """Whether the file's numbers are unique at a site only."""
        return self.scope is Scope.SITE

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """The zone that the file's times are told in."""
        return zone_named(self.zone)

    @cached_property
    def nulls(self) -> frozenset[str]:
        """What stands for nothing in every column."""
        return frozenset(self.dialect.nulls)


def _check_prefixes(ids: list[IdValue]) -> None:
    for one in ids:
        for other in ids:
            if one.prefix == other.prefix and one.source != other.source:
                message = f"two ids begin with {one.prefix} and are made differently: they could meet"
                raise ValueError(message)
            if other.prefix.startswith(f"{one.prefix}-"):
                message = f"ids that begin with {one.prefix} could meet those that begin with {other.prefix}"
                raise ValueError(message)
