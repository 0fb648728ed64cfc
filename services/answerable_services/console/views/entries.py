"""A form to be filled in on the screen: an input for each cell, and what was changed in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answerable.forms import Cell, CellKind, Form
from answerable.forms.declaration import cells_of, rows_of
from answerable.queries.matters import Story
from answerable_services.console.views.sheets import options_of, written_in

if TYPE_CHECKING:
    from answerable_services.console.view import View

_CELL = "cell."
"""What the name of an input begins with, before the cell's key."""


@dataclass(frozen=True, slots=True)
class CellInput:
    """An input for a cell.

    Arguments:
        name: the input's.
        says: what the cell is headed.
        value: what stands in it.
        kind: what is typed into it.
        options: what can be chosen, where nothing is typed.
        example: what somebody might write; empty for nothing.
        is_required: whether nobody signs while it is empty.
    """

    name: str
    says: str
    value: str
    kind: CellKind
    options: tuple[tuple[str, str], ...]
    example: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The inputs of a group, row by row; of fields by themselves one row.

    Arguments:
        says: what the group is headed; empty for fields by themselves.
        rows: the inputs.
    """

    says: str
    rows: tuple[tuple[CellInput, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section to be filled in.

    Arguments:
        title: its heading; empty for none.
        groups: its rows.
    """

    title: str
    groups: tuple[Rows, ...]


def inputs_of(view: View, form: Form, story: Story) -> tuple[Part, ...]:
    """Give the inputs of a form, with what stands in its cells.

    Arguments:
        view: the page.
        form: its declaration.
        story: the filled form's.
    """
    said, language = written_in(story), view.language.value
    parts = []
    for section in form.sections:
        title = "" if section.title is None else section.title.of(language)
        if section.fields:
            rows = Rows("", (tuple(_input(view, one, said) for one in cells_of(section)),))
            parts.append(Part(title, (rows,)))
            continue
        groups = []
        for group in section.groups:
            of_group = tuple(
                tuple(_input(view, one, said) for one in cells) for cells in rows_of(section, group)
            )
            groups.append(Rows(group.says.of(language), of_group))
        parts.append(Part(title, tuple(groups)))
    return tuple(parts)


def _input(view: View, cell: Cell, said: Mapping[str, str]) -> CellInput:
    column, language = cell.column, view.language.value
    return CellInput(
        f"{_CELL}{cell.key}",
        column.says.of(language),
        said.get(cell.key, ""),
        column.kind,
        options_of(view, column),
        "" if column.example is None else column.example.of(language),
        column.is_required,
    )


def changed_in(form: Form, story: Story, sent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give what was changed in a form, as the inputs of the command's own form say it.

    A cell whose input was not sent stays as it is; one that was emptied is empty again.

    Arguments:
        form: its declaration.
        story: the filled form's.
        sent: what a browser sent, by the names of the inputs.
    """
    said = written_in(story)
    found: dict[str, list[str]] = {}
    for cell in form.cells:
        values = sent.get(f"{_CELL}{cell.key}")
        if values is None:
            continue
        value = values[0].replace("\r\n", "\n").strip()
        if value == said.get(cell.key, ""):
            continue
        row = f"entries.{len(found) // 2}"
        found |= {f"{row}.cell": [cell.key], f"{row}.value": [value]}
    return found
