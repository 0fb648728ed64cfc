"""A form to be filled in on the screen: an input for each cell, and what was changed in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answerable.forms import Cell, CellKind, Form
from answerable.forms.declaration import cells_of, rows_of
from answerable.queries.matters import Story
from answerable_services.console.forms.prefilling import WAS
from answerable_services.console.views.sheets import options_of, told_in, written_in

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
        value: what stands in it, or was typed over that.
        was: what stands in it.
        now: that as it is read, where somebody else has changed it since; None where nobody has.
        kind: what is typed into it.
        options: what can be chosen, where nothing is typed.
        example: what somebody might write; empty for nothing.
        is_required: whether nobody signs while it is empty.
    """

    name: str
    says: str
    value: str
    was: str
    now: str | None
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


def inputs_of(
    view: View, form: Form, story: Story, sent: Mapping[str, Sequence[str]] | None = None
) -> tuple[Part, ...]:
    """Give the inputs of a form, with what stands in its cells, and what was typed over that.

    Arguments:
        view: the page.
        form: its declaration.
        story: the filled form's.
        sent: what a browser sent of it before, by the names of the inputs.
    """
    said, language = written_in(story), view.language.value
    typed = said if sent is None else typed_over(story, form, sent)
    both = frozenset[str]() if sent is None else changed_by_both(form, story, sent)

    def asked(cells: Iterable[Cell]) -> tuple[CellInput, ...]:
        return tuple(_input(view, one, said, typed, both) for one in cells)

    parts = []
    for section in form.sections:
        title = "" if section.title is None else section.title.of(language)
        if section.fields:
            rows = Rows("", (asked(cells_of(section)),))
            parts.append(Part(title, (rows,)))
            continue
        groups = []
        for group in section.groups:
            of_group = tuple(asked(cells) for cells in rows_of(section, group))
            groups.append(Rows(group.says.of(language), of_group))
        parts.append(Part(title, tuple(groups)))
    return tuple(parts)


def _input(
    view: View, cell: Cell, said: Mapping[str, str], typed: Mapping[str, str], both: Collection[str]
) -> CellInput:
    column, language = cell.column, view.language.value
    return CellInput(
        f"{_CELL}{cell.key}",
        column.says.of(language),
        typed.get(cell.key, ""),
        said.get(cell.key, ""),
        told_in(view, column, said.get(cell.key)) if cell.key in both else None,
        column.kind,
        options_of(view, column),
        "" if column.example is None else column.example.of(language),
        column.is_required,
    )


def changed_in(form: Form, story: Story, sent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give what was changed in a form, as the inputs of the command's own form say it.

    A cell is changed against what stood in it on the page, which is sent along: what others have filled in
    since is not written over by a page that knew nothing of it. A cell whose input was not sent stays as it
    is; one that was emptied is empty again.

    Arguments:
        form: its declaration.
        story: the filled form's.
        sent: what a browser sent, by the names of the inputs.
    """
    said = written_in(story)
    found: dict[str, list[str]] = {}
    for key, value, _ in _typed_anew(form, said, sent):
        row = f"entries.{len(found) // 2}"
        found |= {f"{row}.cell": [key], f"{row}.value": [value]}
    return found


def changed_by_both(form: Form, story: Story, sent: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Give the cells that were changed, by their keys, and that somebody else has changed otherwise since.

    Arguments:
        form: its declaration.
        story: the filled form's.
        sent: what a browser sent, by the names of the inputs.
    """
    said = written_in(story)
    return frozenset(key for key, _, was in _typed_anew(form, said, sent) if was != said.get(key, ""))


def typed_over(story: Story, form: Form, sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give what stands in a form's cells with what was typed over it, by their keys.

    Arguments:
        story: the filled form's.
        form: its declaration.
        sent: what a browser sent, by the names of the inputs.
    """
    said = written_in(story)
    return {**said, **{key: value for key, value, _ in _typed_anew(form, said, sent)}}


def _typed_anew(
    form: Form, said: Mapping[str, str], sent: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, str]]:
    """Give each cell that was changed: its key, what was typed, and what stood in it on the page."""
    for cell in form.cells:
        name, now = f"{_CELL}{cell.key}", said.get(cell.key, "")
        if name not in sent:
            continue
        value = _plain(sent[name][0])
        was = _plain(sent.get(f"{WAS}{name}", [now])[0])
        if value not in (was, now):
            yield cell.key, value, was


def _plain(typed: str) -> str:
    """Give what was typed as it is recorded: a browser ends lines in its own way."""
    return typed.replace("\r\n", "\n").strip()
