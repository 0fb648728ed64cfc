"""A form as it is printed: its header, its cells, its signature lines, blank or filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from answerable.forms import Cell, CellKind, Column, Form, Section
from answerable.forms.checking import YES_NO
from answerable.forms.declaration import cells_of, rows_of
from answerable.queries.matters import Story
from answerable.streams.filledform.flow import FilledFormStage
from answerable_services.console.views.links import name_of

if TYPE_CHECKING:
    from answerable_services.console.view import View


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature and whose it is.

    Arguments:
        says: what stands before the line.
        person: who signs; None on a blank form.
        team: their department, as the register had it when the form was begun.
        role: their post.
        at: when they signed; None where they did not yet.
    """

    says: str
    person: str | None = None
    team: str = ""
    role: str = ""
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A cell on paper.

    Arguments:
        says: what it is headed.
        text: what stands in it.
        is_long: whether it is several lines high.
        is_narrow: whether figures or a word fill it.
    """

    says: str
    text: str
    is_long: bool
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table on paper.

    Arguments:
        beside: what stands beside its group, on the first row of it.
        span: how many rows that stands beside.
        cells: its cells.
    """

    beside: str | None
    span: int
    cells: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A section on paper.

    Arguments:
        title: its heading; empty for none.
        fields: its fields, where it has some.
        rows: its rows, where it is a table.
        total: what its numbers come to, in the column that has them.
        empty: how many columns stand before and behind that.
    """

    title: str
    fields: tuple[Written, ...] = ()
    rows: tuple[Row, ...] = ()
    total: str = ""
    empty: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form on paper.

    Arguments:
        form: its declaration.
        title: what it is called.
        blocks: its body.
        signatures: who signs.
        guide: how it is filled in, each with the article that says so.
        first_day: of the time that it is about.
        last_day: the last of it.
        is_void: whether it counts for nothing.
    """

    form: Form
    title: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signed, ...]
    guide: tuple[tuple[str, str], ...]
    first_day: date | None = None
    last_day: date | None = None
    is_void: bool = False


def written_in(story: Story) -> dict[str, str]:
    """Give what stands in a filled form's cells, by their keys.

    Arguments:
        story: the form's.
    """
    return {one["cell"]: one["value"] for one in story.facts.get("entries") or ()}


def sheet_of(view: View, form: Form, story: Story | None = None) -> Sheet:
    """Set a form as it is printed.

    Arguments:
        view: the page, in whose language it is.
        form: its declaration.
        story: the filled form's; None for a blank one.
    """
    said = {} if story is None else written_in(story)
    language = view.language.value
    facts: Mapping[str, Any] = {} if story is None else story.facts
    return Sheet(
        form,
        form.title.of(language),
        tuple(_block(view, section, said) for section in form.sections),
        tuple(_signatures(view, form, story)),
        tuple((hint.says.of(language), hint.article) for hint in form.guide),
        _day(facts.get("first_day")),
        _day(facts.get("last_day")),
        is_void=story is not None and story.state == FilledFormStage.VOIDED.value,
    )


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def _signatures(view: View, form: Form, story: Story | None) -> Iterator[Signed]:
    facts: Mapping[str, Any] = {} if story is None else story.facts
    header = {one["signed_as"]: one for one in facts.get("header") or ()}
    signed = {one["signed_as"]: one["at"] for one in facts.get("signatures") or ()}
    for one in form.signatures:
        says, who = one.says.of(view.language.value), header.get(one.name)
        if who is None or story is None:
            yield Signed(says)
            continue
        role = who.get("role")
        at = signed.get(one.name)
        yield Signed(
            says,
            who["staff"],
            who.get("team") or "",
            "" if role is None else view.words(f"role.{role}"),
            None if at is None else view.moment(datetime.fromisoformat(at), story.site),
        )


def _block(view: View, section: Section, said: Mapping[str, str]) -> Block:
    title = "" if section.title is None else section.title.of(view.language.value)
    if section.fields:
        return Block(title, tuple(_cell(view, one, said) for one in cells_of(section)))
    rows = []
    for group in section.groups:
        for number, cells in enumerate(rows_of(section, group)):
            beside = None if number else group.says.of(view.language.value)
            rows.append(Row(beside, group.rows, tuple(_cell(view, one, said) for one in cells)))
    if section.total is None:
        return Block(title, rows=tuple(rows))
    place = [column.name for column in section.columns].index(section.total.column)
    behind = len(section.columns) - place - 1
    return Block(title, rows=tuple(rows), total=str(section.total.is_), empty=(place, behind))


def _cell(view: View, cell: Cell, said: Mapping[str, str]) -> Written:
    column = cell.column
    value = said.get(cell.key)
    narrow = column.kind in {CellKind.NUMBER, CellKind.RATING, CellKind.PERCENT}
    is_long = column.kind is CellKind.LONG_TEXT
    text = _blank(view, column) if value is None and not said else told_in(view, column, value)
    return Written(column.says.of(view.language.value), text, is_long, narrow)


def _blank(view: View, column: Column) -> str:
    """Give what is printed in a cell to be ticked by hand: the choices that there are."""
    options = options_of(view, column)
    return "　".join(f"□ {text}" for _, text in options)


def told_in(view: View, column: Column, value: str | None) -> str:
    """Write what stands in a cell, in the language of the page.

    Arguments:
        view: the page.
        column: the cell's.
        value: as it is recorded; None where the cell is empty.
    """
    if value is None:
        return ""
    if column.kind is CellKind.CUSTOMER:
        return name_of(value, words=view.words)
    return dict(options_of(view, column)).get(value, value)


def options_of(view: View, column: Column) -> tuple[tuple[str, str], ...]:
    """Give what can be chosen in a cell, each as it is recorded and in words; nothing where it is typed.

    Arguments:
        view: the page.
        column: the cell's.
    """
    if column.kind is CellKind.YES_NO:
        return tuple((one, view.words(one)) for one in YES_NO)
    if column.kind is CellKind.RATING:
        return tuple((str(one), str(one)) for one in range(1, 6))
    return tuple((one.value, one.says.of(view.language.value)) for one in column.options)
