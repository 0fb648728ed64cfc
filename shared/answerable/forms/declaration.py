"""How a form is declared: its header, its sections of fields and tables, and who signs it in which order."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints, model_validator

from answerable.events.base import ArticleId
from answerable.streams.staff.events import Role
from answerable.wording.both import Both

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The name of a form or of a part of it, in figures, small letters and lines."""

StreamName = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]


class CellKind(StrEnum):
    """What is written into a cell."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    RATING = "rating"
    PERCENT = "percent"
    CUSTOMER = "customer"


class Period(StrEnum):
    """Which stretch of time a form is about."""

    MONTH = "month"
    QUARTER = "quarter"


class Part(BaseModel):
    """A part of a form: immutable, and without any key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One of the few things that a cell can say.

    Arguments:
        value: as it is recorded.
        says: in words.
    """

    value: Name
    says: Both


class Column(Part):
    """A cell's declaration: a field by itself, or a column of a table.

    Arguments:
        name: its name.
        says: what it is headed.
        kind: what is written into it.
        is_required: whether nobody signs while it is empty; of a table, in each row that says something.
        options: what can be chosen, where it is a choice.
        example: what somebody might write.
        not_before: of a day, the field of another one that it does not lie before.
    """

    name: Name
    says: Both
    kind: CellKind = CellKind.TEXT
    is_required: bool = False
    options: tuple[Option, ...] = ()
    example: Both | None = None
    not_before: Name | None = None

    @model_validator(mode="after")
    def _has_options(self) -> Self:
        if (self.kind is CellKind.CHOICE) is not bool(self.options):
            message = f"{self.name} is a choice of something, and nothing else has options"
            raise ValueError(message)
        return self


class Group(Part):
    """Some rows of a table, with one heading beside them.

    Arguments:
        name: its name.
        says: what stands beside the rows.
        rows: how many.
        is_required: whether one of them at least has to be filled in before anybody signs.
    """

    name: Name
    says: Both
    rows: PositiveInt = 1
    is_required: bool = False


class Total(Part):
    """What the numbers of a column come to, on the whole.

    Arguments:
        column: which.
        is_: their sum.
    """

    column: Name
    is_: PositiveInt


class Section(Part):
    """A part of a form: fields one below the other, or a table of rows.

    Arguments:
        title: its heading; none where left out.
        fields: its fields.
        groups: its rows, where it is a table.
        columns: the columns of these.
        total: what a column comes to.
    """

    title: Both | None = None
    fields: tuple[Column, ...] = ()
    groups: tuple[Group, ...] = ()
    columns: tuple[Column, ...] = ()
    total: Total | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if bool(self.fields) is bool(self.groups) or bool(self.groups) is not bool(self.columns):
            message = "a section has fields, or groups of rows and columns"
            raise ValueError(message)
        if self.total is not None and self.total.column not in {one.name for one in self.columns}:
            message = f"there is no column {self.total.column}"
            raise ValueError(message)
        return self


class Signature(Part):
    """A signature that a form has to have.

    Arguments:
        name: the signer's part.
        says: what stands before the line.
        roles: what the signer has to be, one of these; anybody where there is none.
    """

    name: Name
    says: Both
    roles: tuple[Role, ...] = ()


class Hint(Part):
    """How a form is to be filled in.

    Arguments:
        says: what stands on it.
        article: where the regulations say so.
    """

    says: Both
    article: ArticleId


class Due(Part):
    """By when a form has to be issued.

    Arguments:
        days: so many days later, 0 being the same day.
        is_behind_period: whether they are counted from the last day of its period, not from its beginning.
        assumed: whether the number is nobody's regulation, but a proposal for the site.
    """

    days: Annotated[int, Field(ge=0, le=366)]
    is_behind_period: bool = False
    assumed: bool = True


class Cell(NamedTuple):
    """Where something is written.

    Arguments:
        name: the field's, or the group's and the column's with a point between them.
        row: which row of its group, from 1; 0 where it is a field by itself.
        column: what is written there.
        group: the rows it belongs to; None of a field by itself.
    """

    name: str
    row: int
    column: Column
    group: Group | None = None

    @property
    def key(self) -> str:
        """The cell's name, with its row where it has one."""
        return f"{self.name}.{self.row}" if self.row else self.name


class Form(Part):
    """A form that the regulations name: declared here, or kept in a register of its own.

    Arguments:
        form: its name.
        code: the code that is printed on it; none where a register holds it.
        edition: which edition of it this is.
        title: what it is called.
        articles: where the regulations name it.
        held_by: the streams in which its content is recorded, where these are registers of their own.
        period: the stretch of time that it is about.
        is_of_signer: whether it is about what its first signer does in that time, who is there then.
        due: by when it has to be issued.
        copies: how many copies are signed.
        signatures: who signs, in this order.
        sections: its body.
        guide: how it is to be filled in.
    """

    form: Name
    code: Annotated[str, StringConstraints(pattern=r"^BD-[0-9]{2}$")] | None = None
    edition: PositiveInt = 1
    title: Both
    articles: tuple[ArticleId, ...] = Field(min_length=1)
    held_by: tuple[StreamName, ...] = ()
    period: Period | None = None
    is_of_signer: bool = False
    due: Due | None = None
    copies: PositiveInt = 1
    signatures: tuple[Signature, ...] = Field(default=(), max_length=2)
    sections: tuple[Section, ...] = ()
    guide: tuple[Hint, ...] = ()

    @model_validator(mode="after")
    def _is_filled_in_or_held(self) -> Self:
        is_filled_in = bool(self.sections)
        if is_filled_in is bool(self.held_by) or is_filled_in is not (self.code is not None):
            message = f"{self.form} has a code and sections, or is held by registers"
            raise ValueError(message)
        if is_filled_in is not bool(self.signatures):
            message = f"{self.form} is signed where it is filled in, and nowhere else"
            raise ValueError(message)
        if self.due is not None and self.due.is_behind_period and self.period is None:
            message = f"{self.form} is due behind a period that it does not have"
            raise ValueError(message)
        keys = [cell.key for cell in self.cells]
        days = {cell.key for cell in self.cells if cell.column.kind is CellKind.DAY}
        in_order = [(cell.key, cell.column.not_before) for cell in self.cells]
        if amiss := [key for key, first in in_order if first is not None and not {key, first} <= days]:
            message = f"{self.form} has what is to lie behind a day and is none, or behind none: {amiss}"
            raise ValueError(message)
        if len(set(keys)) < len(keys):
            message = f"{self.form} has two cells of one name"
            raise ValueError(message)
        return self

    @property
    def is_filled_in(self) -> bool:
        """Whether it is filled in as a form, and not held by a register of its own."""
        return bool(self.sections)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, in the order in which they are filled in."""
        return tuple(cell for section in self.sections for cell in cells_of(section))

    @cached_property
    def by_key(self) -> dict[str, Cell]:
        """Every cell by its name and row."""
        return {cell.key: cell for cell in self.cells}


def rows_of(section: Section, group: Group) -> Iterator[tuple[Cell, ...]]:
    """Give the cells of a section's group, a row at a time.

    Arguments:
        section: which.
        group: one of its groups.
    """
    for row in range(1, group.rows + 1):
        yield tuple(cell for cell in cells_of(section) if cell.group is group and cell.row == row)


def cells_of(section: Section) -> Iterator[Cell]:
    """Give the cells of a section, row by row.

    Arguments:
        section: which.
    """
    for field in section.fields:
        yield Cell(field.name, 0, field)
    for group in section.groups:
        for row in range(1, group.rows + 1):
            for column in section.columns:
                yield Cell(f"{group.name}.{column.name}", row, column, group)
