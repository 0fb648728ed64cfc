"""The interpreter: a row and what is known of the rows before it become commands, or a reason why not."""

from __future__ import annotations

from collections.abc import Mapping as Cells
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from answerable.commands.base import BulkItem
from answerable.commands.registry import COMMANDS
from answerable.events.base import IMPORT_PREFIX
from answerable.importing.cells import Unreadable
from answerable.importing.conditions import Facts, Known
from answerable.importing.mapping import Emit, Mapping, Rule
from answerable.importing.memory import Fact, Memory, Past, Waiting
from answerable.importing.names import name_of
from answerable.importing.part import as_json
from answerable.importing.readings import Readings

_IDENTITY_LENGTH = 90
_NO_RULE = "no rule of the mapping applies"
_UNKNOWN = "~"
"""Stands for a moment that cannot be told; it sorts behind all others."""

WAITS = "waits-for-another"
_WAITS_BECAUSE = (
    "a row of the same matter before this one was rejected; mend that one, leave this one as it is, and "
    "import both from the file of rejected rows"
)


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A row that asks for something.

    Arguments:
        row: its number.
        items: the commands, in order.
        kept_as: the group and identity under which the row is remembered, where it is.
    """

    row: int
    items: tuple[BulkItem, ...]
    kept_as: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A row that asks for nothing.

    Arguments:
        row: its number.
        reason: why.
    """

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used.

    Arguments:
        row: its number.
        rule: the rule it breaks.
        reason: what is wrong, for a person.
        columns: where, if that can be said.
    """

    row: int
    rule: str
    reason: str
    columns: tuple[str, ...] = ()


RowResult = Interpreted | Unchanged | Rejected
"""What became of a row."""


class Interpreter:
    """Reads the rows of a file in their order.

    Arguments:
        mapping: what rows mean.
        site: the site that the commands are for.
        memory: what is known of the rows before.
        is_mended: whether the rows were rejected before: then those that waited for others come with them.
    """

    def __init__(self, mapping: Mapping, site: str, memory: Memory, *, is_mended: bool = False) -> None:
        self._mapping = mapping
        self._site = site
        self._readings = Readings(mapping, site)
        self._memory = memory
        self._is_mended = is_mended
        self._waiting_here: set[str] = set()

    def row(self, number: int, cells: Cells[str, str]) -> RowResult:
        """Interpret a row and remember it; a rejected row leaves no trace in the memory.

        Arguments:
            number: the row's number, for reports.
            cells: its cells by heading.
        """
        mapping = self._mapping
        group, identity = self._names(cells)
        past = self._memory.before(group, identity) if mapping.group else Past()
        if past.seen is not None and dict(past.seen) != dict(cells):
            columns = tuple(
                column
                for column in dict.fromkeys((*cells, *past.seen))
                if column and cells.get(column) != past.seen.get(column)
            )
            if columns:
                reason = f"another row of this identity was imported before; {', '.join(columns)} differ"
                return Rejected(number, "identity", reason, columns)
        if mapping.group and past.seen is None and (waiting := self._memory.waiting(group)) is not None:
            if not self._is_mended_one(waiting, group, identity, cells):
                return Rejected(number, WAITS, _WAITS_BECAUSE)
            self._memory.go_on(group)
            past = self._memory.before(group, identity)
        outcome, remembered = self._interpret(number, identity, cells, past)
        if not mapping.group:
            return outcome
        if isinstance(outcome, Rejected):
            self._wait(group, identity)
            return outcome
        self._memory.keep(group, identity, cells, remembered)
        return replace(outcome, kept_as=(group, identity)) if isinstance(outcome, Interpreted) else outcome

    def unusable(self, cells: Cells[str, str]) -> None:
        """Take note of a row that could not be read: those behind it wait, as far as its matter can be told.

        Arguments:
            cells: what there is of its cells.
        """
        if self._mapping.group and all(cells.get(column, "").strip() for column in self._mapping.group):
            self._wait(*self._names(cells))

    def refused(self, group: str, identity: str) -> None:
        """Take note that intake carried out nothing of a row: it may be mended and come again.

        Arguments:
            group: its group.
            identity: which it is.
        """
        if self._memory.refuse(group, identity):
            self._waiting_here.add(group)

    def _names(self, cells: Cells[str, str]) -> tuple[str, str]:
        """Name the group that a row belongs to, and the row."""
        group, identity = (
            name_of([cells.get(column, "") for column in columns], limit=_IDENTITY_LENGTH)
            for columns in (self._mapping.group, self._mapping.identity)
        )
        return group, identity

    def _wait(self, group: str, identity: str, at: str | None = None) -> None:
        self._memory.wait(group, identity, at)
        self._waiting_here.add(group)

    def _is_mended_one(self, waiting: Waiting, group: str, identity: str, cells: Cells[str, str]) -> bool:
        """Tell whether a row is the one that its group waits for; one that is not waits with the others.

        In a later import it is where it has the same identity, or comes in a file of rejected rows, or lies
        before the rows that waited for it.
        """
        at = self._moment(cells)
        is_it = (
            self._is_mended
            or identity in waiting.rejected
            or (at is not None and waiting.earliest is not None and at < waiting.earliest)
        )
        if is_it and group not in self._waiting_here:
            return True
        if identity not in waiting.rejected:
            self._wait(group, identity, at or _UNKNOWN)
        return False

    def _moment(self, cells: Cells[str, str]) -> str | None:
        """Tell when a row happened, as text that sorts; None where it cannot be told."""
        try:
            at = moment_in(self._mapping, self._readings, cells)
        except Unreadable:
            return None
        return None if at is None else at.astimezone(UTC).isoformat()

    def _interpret(
        self, number: int, identity: str, cells: Cells[str, str], past: Past
    ) -> tuple[RowResult, Cells[str, Fact]]:
        """Interpret one row; nothing but the mapping and what is passed in decides.

        Arguments:
            number: the row's number in its file.
            identity: which it is, in any file.
            cells: its cells by heading.
            past: what is known of its group.

        Returns:
            What became of it, and what is remembered of its group from here on.
        """
        mapping, read = self._mapping, self._readings.of
        try:
            known = Known(
                values=read(cells),
                previous=None if past.previous is None else read(past.previous),
                remembered=past.remembered,
                changed=() if past.previous is None else _changed(cells, past.previous),
                is_emitting=False,
            )
        except Unreadable as fault:
            return Rejected(number, fault.rule, fault.reason, fault.columns), past.remembered
        items: list[BulkItem] = []
        reason = _NO_RULE
        seen = Facts(mapping.readers, known)
        for rule in mapping.rules:
            if not rule.applies(seen):
                continue
            if rule.reject is not None:
                return Rejected(number, rule.id, rule.reject, rule.columns), past.remembered
            reason = rule.unchanged or reason
            try:
                items.extend(_item(mapping, self._site, identity, emit, known) for emit in rule.emit)
            except Unreadable as fault:
                return Rejected(number, fault.rule, fault.reason, fault.columns), past.remembered
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                where = ".".join(map(str, first["loc"]))
                return Rejected(number, f"{rule.id}.{where}", f"{where}: {first['msg']}"), past.remembered
            known = replace(known, remembered=_remember(rule, known), is_emitting=bool(items))
            seen.known = known
        if not items:
            return Unchanged(number, reason), known.remembered
        return Interpreted(number, tuple(items)), known.remembered


def moment_in(mapping: Mapping, readings: Readings, cells: Cells[str, str]) -> datetime | None:
    """Tell when a row happened, as far as it tells that by itself.

    Arguments:
        mapping: what rows mean.
        readings: read what the moment is taken from.
        cells: its cells by heading.

    Raises:
        Unreadable: a cell is not what it has to be.
    """
    known = Known(readings.of(cells), previous=None, remembered={}, changed=(), is_emitting=False)
    at = mapping.common.occurred_at.take(known)
    return at if isinstance(at, datetime) else None


def _changed(cells: Cells[str, str], previous: Cells[str, str]) -> tuple[str, ...]:
    return tuple(column for column, text in cells.items() if text != previous.get(column))


def _item(mapping: Mapping, site: str, identity: str, emit: Emit, known: Known) -> BulkItem:
    body: dict[str, Any] = {"site": site}
    for field, source in mapping.fields_of(emit):
        value = as_json(source.take(known))
        if value is not None:
            body[field] = value
    if "occurred_at" not in body:
        # Intake would take its own clock's time, and the record would say what nobody did.
        columns = tuple(
            column for name in mapping.common.occurred_at.names() for column in mapping.values[name].columns
        )
        raise Unreadable(
            "required", f"{', '.join(columns) or 'occurred_at'} does not say when it happened", columns
        )
    COMMANDS[emit.command].model_validate(body)
    key = f"{IMPORT_PREFIX}{mapping.mapping}:{site}:{identity}:{emit.step}"
    return BulkItem(name=emit.command, key=key, body=body)


def _remember(rule: Rule, known: Known) -> dict[str, Fact]:
    remembered = dict(known.remembered)
    for name, source in rule.remember.items():
        value = None if source is None else as_json(source.take(known))
        if value is None:
            remembered.pop(name, None)
        else:
            remembered[name] = value
    return remembered
