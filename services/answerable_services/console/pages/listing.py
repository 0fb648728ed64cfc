"""What every list of a register shares: what its address asks for, what its page shows, and its CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response

from answerable.queries.base import Direction
from answerable.queries.desk import SiteNames
from answerable.queries.registers import RegisterQuery, usual_order
from answerable.register import Names, Register
from answerable_services.console.address import question
from answerable_services.console.address_words import words_of_list
from answerable_services.console.asking import Reply
from answerable_services.console.exports import csv_of
from answerable_services.console.view import View
from answerable_services.console.views.registers import heading

_PAGE = 50
_OF_COUNTS = frozenset({"site", "mark", "sort", "order", "limit", "after", "before"})
"""What is counted as events arrive is counted by site, state and mark; not by text and other filters."""

_OF_ORDER = frozenset({"sort", "order", "limit", "after", "before"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading.

    Arguments:
        text: its words.
        href: sorts the list by it, the other way round where it is so already; None where it cannot.
        sorted: how the list is sorted by it, as ``aria-sort`` says it; empty where it cannot be.
    """

    text: str
    href: str | None = None
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, as its template needs it.

    Arguments:
        asked: the desk's answer, or why there is none.
        filters: what the address said, by name; empty where it said nothing.
        sort: what the list is sorted by.
        order: which way round.
        headings: by column, ``state`` among them.
        choices: the marks to choose from, all matters first, with their counts where these hold.
        shown: what a template shows beside the rows.
    """

    asked: Reply[Any]
    filters: dict[str, str]
    sort: str
    order: Direction
    headings: dict[str, Heading]
    choices: list[tuple[str | None, str, int | None]]
    shown: dict[str, Any]


def asked_of(published: RegisterQuery, view: View, limit: int) -> Any:
    """Read the question from the address.

    Raises:
        Invalid: the address says what cannot be.
    """
    words = words_of_list(published)
    said = {name: value for name, value in view.request.query_params.items() if name in words}
    return question(published.query, **{**said, "limit": min(limit, published.register.most_rows)})


def _choices(
    published: RegisterQuery, counts: dict[str, int], view: View, *, is_counted: bool
) -> list[tuple[str | None, str, int | None]]:
    register = published.register
    marks = [
        (mark, view.words.get(f"mark.{register.stream}.{mark}", view.words.get(f"mark.{mark}", mark)))
        for mark in (*register.all_marks, *published.timely)
    ]
    named: list[tuple[str | None, str]] = [(None, view.words("all")), *marks]
    return [(name, text, counts.get(name or "every", 0) if is_counted else None) for name, text in named]


def _headings(register: Register, sort: str, order: Direction, view: View) -> dict[str, Heading]:
    found: dict[str, Heading] = {}
    for name in ("state", *(column.name for column in register.columns)):
        text = view.words("case.state") if name == "state" else heading(register, name, view.words)
        if name not in register.all_sorts:
            found[name] = Heading(text)
            continue
        usual = usual_order(register, name)
        other = Direction.DESCENDING if order is Direction.ASCENDING else Direction.ASCENDING
        then = other if name == sort else usual
        href = view.with_query(sort=name, order=then, after=None, before=None)
        found[name] = Heading(text, href, order.value if name == sort else "none")
    return found


def _picks(
    published: RegisterQuery, headings: Mapping[str, Heading], sites: SiteNames | None, view: View
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Give what a list offers to be narrowed by: word, name, and what can be chosen, each with its words."""
    found = []
    there = () if sites is None else sites.sites
    for column in published.register.columns:
        if column.name not in published.register.filters:
            continue
        area = column.words or column.name
        options = [
            (one.value, view.words.get(f"{area}.{one.value}", one.value)) for one in column.choices or ()
        ]
        if column.names is Names.SITE:
            options = [(one.site, view.named(one, there)) for one in there]
        if options:
            found.append((column.name, headings[column.name].text, options))
    return found


async def listing_of(published: RegisterQuery, view: View, limit: int = _PAGE) -> Listing:
    """Ask for a page of a list, and work out what its page shows beside the rows.

    Arguments:
        published: the register with its models.
        view: the page.
        limit: rows on it; fewer where one answer cannot hold so many.

    Raises:
        Invalid: the address says what cannot be.
    """
    register = published.register
    query = asked_of(published, view, limit)
    asked, sites = await asyncio.gather(view.ask(query), view.sites())
    answer = asked.answer
    filters = {name: view.request.query_params.get(name, "") for name in published.query.model_fields}
    is_counted = not any(filters[name] for name in filters if name not in _OF_COUNTS)
    sort = query.sort or register.usual_sort
    order = query.order or usual_order(register, sort)
    headings = _headings(register, sort, order, view)
    choices = [] if answer is None else _choices(published, answer.counts, view, is_counted=is_counted)
    shown = {
        "asked": asked,
        "register": register,
        "sites": sites.answer,
        "filters": filters,
        "is_narrowed": any(filters[name] for name in filters if name not in _OF_ORDER),
        "is_behind": bool(filters["after"] or filters["before"]),
        "sort": sort,
        "order": order,
        "orders": list(Direction),
        "headings": headings,
        "answer": answer,
        "choices": choices,
        "picks": _picks(published, headings, sites.answer, view),
        "states": [] if register.flow is None else [stage.value for stage in register.flow.stages],
    }
    return Listing(asked, filters, sort, order, headings, choices, shown)


async def table_of(published: RegisterQuery, view: View) -> Response:
    """Give a whole list as CSV, narrowed and sorted as its page is.

    Arguments:
        published: the register with its models.
        view: what was asked.

    Raises:
        AnswerableError: the desk does not give the list's beginning.
    """
    register = published.register
    query = asked_of(published, view, register.most_rows)
    return await csv_of(view, register.name, query, list(published.row.model_fields), _rows)


def _rows(answer: Any) -> Iterator[dict[str, Any]]:
    return (row.model_dump(mode="json") for row in answer.rows)
