"""A register's rows and facts in words: one cell a column, each id a link, each stage a chip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python

from answerable.register import Column, Kind, Register
from answerable.wording.numbers import NONE
from answerable_services.console.language import Words
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.fields import Field, written
from answerable_services.console.views.links import link_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

_WIDE = 60
"""Characters from which a text gets the wide column."""


@dataclass(frozen=True, slots=True)
class Cell(Field):
    """One value of a row: wide ones are wrapped, empty ones faint, moments such for machines too."""

    at: datetime | None = None
    is_empty: bool = False
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a matter stands, as a chip: its word, its colour and its sign."""

    text: str
    tone: Tone
    icon: str


def heading(register: Register, column: str, words: Words) -> str:
    """Give a column's name: the register's own, or what the field is called everywhere."""
    return words.get(f"{register.name}.{column}", words.get(f"field.{column}", column))


def stage_of(register: Register, state: str | None, words: Words) -> Stage | None:
    """Give the chip of a matter's stage; None where the stream has no flow."""
    if register.flow is None or state is None:
        return None
    text = words.get(f"state.{state}", state)
    if state in register.urgent:
        return Stage(text, Tone.BAD, "overdue")
    if state in register.void:
        return Stage(text, Tone.CALM, "note")
    is_over = state in register.flow.ends
    return Stage(text, Tone.GOOD, "done") if is_over else Stage(text, Tone.WATCH, "clock")


def cell_of(column: Column, value: Any, view: View, site: str) -> Cell:
    """Write one value.

    Arguments:
        column: which.
        value: as the row or JSON has it; None where there is none.
        view: the page.
        site: by whose clock moments are written.
    """
    if value is None or value in ([], ()):
        return Cell(column.name, NONE, is_empty=True)
    if column.kind is Kind.MOMENT:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return Cell(column.name, view.moment(moment, site), at=moment)
    value = to_jsonable_python(value)
    text = written(column.words or column.name, value, view.words, view.zone(site))
    href = link_of(value) if isinstance(value, str) and column.kind is Kind.TEXT else None
    return Cell(column.name, text, href, is_wide=len(text) > _WIDE)


def facts_of(
    register: Register, facts: Mapping[str, Any], view: View, site: str
) -> tuple[tuple[str, Cell], ...]:
    """Write what a register keeps of one matter, name by name; what is empty is left out.

    Arguments:
        register: whose.
        facts: JSON values by column.
        view: the page.
        site: by whose clock moments are written.
    """
    shown = (column for column in register.columns if column.is_shown)
    cells = ((column, cell_of(column, facts.get(column.name), view, site)) for column in shown)
    return tuple(
        (heading(register, column.name, view.words), cell) for column, cell in cells if not cell.is_empty
    )
