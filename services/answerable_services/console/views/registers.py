"""A register's rows and facts in words: one cell a column, each id a link, each stage a chip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python

from answerable.flow import Pace
from answerable.queries.matters import Story
from answerable.register import Column, Kind, Register
from answerable.wording.numbers import NONE
from answerable_services.console.language import Words
from answerable_services.console.views.actions import called_by_programs
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.fields import NOTHING, Field, fate_of, written
from answerable_services.console.workbook import width

if TYPE_CHECKING:
    from answerable_services.console.view import View

_WIDE = 60
"""Characters from which a text gets the wide column."""

_LONG = 16
"""Characters from which a text is cut short where rows are dense; a Chinese one is as wide as two."""


@dataclass(frozen=True, slots=True)
class Cell(Field):
    """One value of a row: wide ones are wrapped, empty ones faint, moments such for machines too."""

    at: datetime | None = None
    is_empty: bool = False
    is_wide: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a matter stands, as a chip: its word, its colour and its sign."""

    text: str
    tone: Tone
    icon: str


_OF_PACE = {
    Pace.RUNNING: (Tone.WATCH, "clock"),
    Pace.RESTING: (Tone.CALM, "pause"),
    Pace.DONE: (Tone.CALM, "done"),
    Pace.OVER: (Tone.GOOD, "done"),
}
"""How a stage looks: only where time runs is there a clock, in amber."""


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
    return Stage(text, *_OF_PACE[register.flow.pace(register.flow.stages(state))])


def cell_of(
    column: Column, value: Any, view: View, site: str, taken_back: Mapping[str, str] = NOTHING
) -> Cell:
    """Write one value.

    Arguments:
        column: which.
        value: as the row or JSON has it; None where there is none.
        view: the page.
        site: by whose clock moments are written.
        taken_back: of the matters that are named, those that count for nothing any more.
    """
    if value is None or value in ([], ()):
        return Cell(column.name, NONE, is_empty=True)
    if column.kind is Kind.MOMENT:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return Cell(column.name, view.moment(moment, site), at=moment)
    value = to_jsonable_python(value)
    text = written(column.words or column.name, value, view.words, view.zone(site))
    href = view.link(value) if isinstance(value, str) and column.kind is Kind.TEXT else None
    return Cell(
        column.name,
        text,
        href,
        fate_of(value, taken_back, view.words),
        called_by_programs(column.name, value),
        is_wide=len(text) > _WIDE,
        is_long=width(text) > _LONG and not href,
    )


def facts_of(register: Register, story: Story, view: View) -> tuple[tuple[str, Cell], ...]:
    """Write what a register keeps of one matter, name by name; what is empty is left out.

    Arguments:
        register: whose.
        story: the matter's, with its facts as JSON values by column.
        view: the page.
    """
    cells = (
        (column, cell_of(column, story.facts.get(column.name), view, story.site, story.taken_back))
        for column in register.columns
        if column.is_shown and column.name != register.site_column
    )
    return tuple(
        (heading(register, column.name, view.words), cell) for column, cell in cells if not cell.is_empty
    )
