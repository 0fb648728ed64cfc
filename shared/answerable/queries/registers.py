"""The questions and answers about registers, made from what each register says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field, create_model

from answerable.discovery import parts
from answerable.events.base import OriginatorId, SiteId
from answerable.queries.base import Answer, Query
from answerable.register import Column, Kind, Register

MOST_ROWS = 100
"""Rows on one page at most: as many of the longest texts fit into one message of the bus."""

_MODULE = "answerable.queries.desk"
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.MOMENT: AwareDatetime,
    Kind.DAY: date,
    Kind.FLAG: bool,
    Kind.NUMBER: int,
    Kind.LIST: tuple[Any, ...],
}


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class RegisterQuery:
    """A register and what can be asked about it.

    Arguments:
        register: what it says of itself.
        row: the model of a row in a list.
        page: the model of the answer: ``rows``, ``total``, ``counts``, ``before`` and ``after``.
        query: the model of the question.
    """

    register: Register
    row: type[Answer]
    page: type[Answer]
    query: type[Query[Any]]


def _type_of(column: Column) -> Any:
    choices: Any = column.choices
    if choices is None:
        return _TYPES[column.kind]
    return tuple[choices, ...] if column.kind is Kind.LIST else choices


def _row_fields(register: Register) -> Iterator[tuple[str, Any]]:
    yield register.stream, (OriginatorId, ...)
    yield "site", (SiteId, ...)
    if register.flow is not None:
        yield "state", (register.flow.stages, ...)
    for column in register.columns:
        if column.is_listed:
            of = _type_of(column)
            yield column.name, (of, ...) if column.is_required else (of | None, None)


def _question_fields(register: Register, marks: Any) -> Iterator[tuple[str, Any]]:
    yield "site", (SiteId | None, Field(default=None, description="of one site"))
    if register.flow is not None:
        yield "state", (register.flow.stages | None, Field(default=None, description="in one state"))
    if register.all_marks:
        yield "mark", (marks | None, Field(default=None, description="only those of which this is true"))
    for name in register.filters:
        yield (
            name,
            (_type_of(register.column(name)) | None, Field(default=None, description=f"of one {name}")),
        )
    searched = Field(default=None, max_length=80, description="whose id or text contains this")
    yield "text", (str | None, searched)
    yield "order", (Order, Order.NEWEST)
    yield "limit", (int, Field(default=50, ge=1, le=MOST_ROWS, description="rows on a page"))
    yield (
        "after",
        (str | None, Field(default=None, max_length=200, description="where the page before ended")),
    )
    yield "before", (str | None, Field(default=None, max_length=200, description="where the next page began"))


def _enumeration(name: str, members: Iterable[str]) -> Any:
    make: Any = StrEnum
    return make(name, {member.upper(): member for member in members}, module=_MODULE)


def query_of(register: Register) -> RegisterQuery:
    """Make the models of a register's question and answer.

    Arguments:
        register: what it says of itself.
    """
    one, many = register.stream.capitalize(), register.name.capitalize()
    marks = _enumeration(f"{one}Mark", register.all_marks)
    row: Any = create_model(
        f"{one}Row",
        __base__=Answer,
        __module__=_MODULE,
        __doc__=f"A {register.stream} in a list.",
        **dict(_row_fields(register)),
    )
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
    """,
        rows=(tuple[row, ...], ...),
        total=(int | None, None),
        counts=(dict[str, int], ...),
        before=(str | None, None),
        after=(str | None, None),
    )
    base: Any = Query[page]
    made: Any = create_model
    query: Any = made(
        many,
        __base__=base,
        __module__=_MODULE,
        __doc__=f"Which {register.name} are there?",
        **dict(_question_fields(register, marks)),
    )
    return RegisterQuery(register, row, page, query)


REGISTERS: dict[str, RegisterQuery] = {
    stream: query_of(module.REGISTER)
    for stream, module in parts("register").items()
    if module.REGISTER.has_pages
}
"""The question and answer of every register whose pages are made from it, by the stream's name."""
