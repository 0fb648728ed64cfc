"""The questions and answers about registers, made from what each register says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, create_model

from answerable.discovery import parts
from answerable.events.base import OriginatorId, SiteId
from answerable.queries.base import NAMES, Answer, Direction, Query
from answerable.queries.matters import NEEDS_OWNER, OVERDUE, CaseRow, HandoverRow, Present
from answerable.register import DAYS, Column, Kind, Names, Register

_MODULE = "answerable.queries.desk"
_CURSOR = 4000
"""Characters of a place in a list; the longest text that a list is sorted by is in it."""

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.MOMENT: AwareDatetime,
    Kind.DAY: date,
    Kind.FLAG: bool,
    Kind.NUMBER: int,
    Kind.LIST: tuple[Any, ...],
}


_NAMED: dict[Names, Any] = {
    Names.MATTER: Annotated[str, NAMES],
    Names.SITE: SiteId,
    Names.NOTHING: Annotated[str, Field(max_length=200)],
}
"""What a list is asked for by, where that is a text."""


CALLED_SO = "called_so"
"""What a list of people is asked with beside a text: those whose names have it, which no event has."""

MOST_CALLED_SO = 50
"""People whom a question names so."""

_Called = Annotated[str, Field(max_length=80)]


def usual_order(register: Register, sort: str) -> Direction:
    """Give the way round in which a list is sorted where none is asked for: the newest come first."""
    return Direction.DESCENDING if sort == register.newest else Direction.ASCENDING


@dataclass(frozen=True)
class RegisterQuery:
    """A register and what can be asked about it.

    Arguments:
        register: what it says of itself.
        row: the model of a row in a list.
        page: the model of the answer: ``rows``, ``total``, ``counts``, ``before`` and ``after``.
        query: the model of the question.
        timely: the marks that depend on the moment at which one looks.
    """

    register: Register
    row: type[Answer]
    page: type[Answer]
    query: type[Query[Any]]
    timely: tuple[str, ...] = ()


def _type_of(column: Column) -> Any:
    choices: Any = column.choices
    if choices is None:
        return _TYPES[column.kind]
    return tuple[choices, ...] if column.kind is Kind.LIST else choices


def _named(column: Column) -> Any:
    """Give the type of what a list is narrowed by."""
    return _NAMED[column.names] if column.kind is Kind.TEXT else _type_of(column)


def _row_fields(register: Register) -> Iterator[tuple[str, Any]]:
    yield register.stream, (OriginatorId, ...)
    yield "site", (SiteId, ...)
    if register.number:
        yield "number", (str | None, None)
    if register.flow is not None:
        yield "state", (register.flow.stages, ...)
    for column in register.columns:
        if column.is_listed:
            of = _type_of(column)
            yield column.name, (of, ...) if column.is_required else (of | None, None)


def _question_fields(register: Register, marks: Any, sorts: Any) -> Iterator[tuple[str, Any]]:
    yield "site", (SiteId | None, Field(default=None, description="of one site"))
    if register.flow is not None:
        yield "state", (register.flow.stages | None, Field(default=None, description="in one state"))
    if marks is not None:
        yield "mark", (marks | None, Field(default=None, description="only those of which this is true"))
    for name in register.filters:
        yield (
            name,
            (_named(register.column(name)) | None, Field(default=None, description=f"of one {name}")),
        )
    for name, end in zip(DAYS, ("on or after", "on or before"), strict=True):
        told = f"whose {register.newest} is {end} this day, by its site's clock"
        yield name, (date | None, Field(default=None, description=told))
    searched = Field(default=None, max_length=80, description="whose id or text contains this")
    yield "text", (str | None, searched)
    if register.is_of_people:
        called = (
            "who is found beside those whose id or text contains it: whoever asks knows what they are called"
        )
        yield (
            CALLED_SO,
            (tuple[_Called, ...], Field(default=(), max_length=MOST_CALLED_SO, description=called)),
        )
    sorted_by = f"what it is sorted by; by {register.usual_sort} where left out"
    yield "sort", (sorts | None, Field(default=None, description=sorted_by))
    yield "order", (Direction | None, Field(default=None, description="which way round"))
    usual = min(50, register.most_rows)
    yield "limit", (int, Field(default=usual, ge=1, le=register.most_rows, description="rows on a page"))
    yield (
        "after",
        (str | None, Field(default=None, max_length=_CURSOR, description="where the page before ended")),
    )
    began = Field(default=None, max_length=_CURSOR, description="where the next page began")
    yield "before", (str | None, began)


def _enumeration(name: str, members: Iterable[str]) -> Any:
    make: Any = StrEnum
    return make(name, {member.upper(): member for member in members}, module=_MODULE)


def query_of(
    register: Register, row: type[Answer] | None = None, timely: tuple[str, ...] = ()
) -> RegisterQuery:
    """Make the models of a register's question and answer.

    Arguments:
        register: what it says of itself.
        row: the model of a row in a list, where it says more than the register keeps.
        timely: further marks, which depend on the moment at which one looks.
    """
    one, many = register.stream.capitalize(), register.name.capitalize()
    named = (*register.all_marks, *timely)
    marks = _enumeration(f"{one}Mark", named) if named else None
    sorts = _enumeration(f"{one}Sort", register.all_sorts)
    of_row: Any = row or _row_of(register)
    page: Any = create_model(
        f"{one}Page",
        __base__=Answer,
        __module__=_MODULE,
        __doc__=f"""Some {register.name} of a longer list.

    Arguments:
        rows: this page.
        total: how many the whole list has, where that is known without counting: only by site, state or mark.
        counts: how many there are at the site in all, in each state and of each mark.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
        taken_back: of the matters that are named, those that count for nothing any more, each with the stage
            that it is in.
    """,
        rows=(tuple[of_row, ...], ...),
        total=(int | None, None),
        counts=(dict[str, int], ...),
        before=(str | None, None),
        after=(str | None, None),
        taken_back=(dict[str, str], {}),
    )
    base: Any = Query[page]
    made: Any = create_model
    query: Any = made(
        many,
        __base__=base,
        __module__=_MODULE,
        __doc__=f"Which {register.name} are there?",
        **dict(_question_fields(register, marks, sorts)),
    )
    return RegisterQuery(register, of_row, page, query, timely)


def _row_of(register: Register) -> type[Answer]:
    """Make the model of a row from what the register keeps."""
    made: Any = create_model
    row: type[Answer] = made(
        f"{register.stream.capitalize()}Row",
        __base__=Answer,
        __module__=_MODULE,
        __doc__=f"A {register.stream} in a list.",
        **dict(_row_fields(register)),
    )
    return row


_BY_HAND: dict[str, tuple[type[Answer] | None, tuple[str, ...]]] = {
    "case": (CaseRow, (OVERDUE, NEEDS_OWNER)),
    "handover": (HandoverRow, ()),
    "staff": (None, tuple(Present)),
}
"""The rows that say more than their register keeps, and the marks that depend on the moment."""

REGISTERS: dict[str, RegisterQuery] = {
    stream: query_of(module.REGISTER, *_BY_HAND.get(stream, (None, ())))
    for stream, module in parts("register").items()
}
"""The question and answer of every register, by the stream's name."""
