"""What every list of a register shares: what its address asks for, what its page shows, and its files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from fastapi.responses import Response

from answerable.queries.accounts import FindPeople
from answerable.queries.base import Direction
from answerable.queries.desk import SiteNames
from answerable.queries.registers import CALLED_SO, MOST_CALLED_SO, RegisterQuery, usual_order
from answerable.queries.registry import name_of
from answerable.register import DAYS, Kind, Names, Register
from answerable.wording import Sentence
from answerable_services.console.address import question
from answerable_services.console.address_words import words_of_list
from answerable_services.console.asking import Reply
from answerable_services.console.doing.offers import begun_in
from answerable_services.console.exports import Table, export
from answerable_services.console.narrowing import must_be_one, people_in, people_of
from answerable_services.console.news import push, seen_in
from answerable_services.console.view import View
from answerable_services.console.views.registers import heading
from answerable_services.console.views.tables import columns_of, shown_columns

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
class Further:
    """A field of the form that narrows a list.

    Arguments:
        name: its word in the address.
        label: what it is called.
        value: what the address said; empty where it said nothing.
        choices: the values that it can have, each with its word; none where it can have any.
        is_day: whether it is a day.
        fault: why the list is not narrowed by it.
        hint: what the person is called whose id it says.
    """

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    is_day: bool = False
    fault: str | None = None
    hint: str | None = None


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


async def asked_of(published: RegisterQuery, view: View, limit: int) -> tuple[Any, dict[str, Sentence]]:
    """Read the question from the address; people are found by their names, too, which the accounts keep.

    Returns:
        The question, and what stands against words of the address that are left out of it.

    Raises:
        Invalid: the address says what cannot be.
    """
    words = words_of_list(published)
    said = {name: value for name, value in view.request.query_params.items() if name in words}
    matters, groups = people_of(published.register)
    said, faults = people_in(said, matters, view, of_groups=groups)
    query: Any = question(published.query, **{**said, "limit": min(limit, published.register.most_rows)})
    if not published.register.is_of_people or not query.text or not view.may(name_of(FindPeople)):
        return query, faults
    found = await view.ask(question(FindPeople, text=query.text, site=query.site, limit=MOST_CALLED_SO))
    names = () if found.answer is None else found.answer.names
    return query.model_copy(update={CALLED_SO: tuple(one.person for one in names)}), faults


def _seen(register: Register, answer: Any) -> str:
    return seen_in(answer.total, (getattr(row, register.stream) for row in answer.rows))


def lines_of(register: Register) -> dict[str, str]:
    """Tell on which line of a small screen each column stands, as its cells' class; empty for on none.

    Arguments:
        register: whose list.
    """
    found = dict.fromkeys(("site", "state", register.stream, *(one.name for one in register.columns)), "")
    for line, names in zip(("one", "two"), register.small_lines, strict=True):
        for place, name in enumerate(names):
            found[name] = f"{line} lead" if place == 0 else line
    return found


def _further(
    register: Register,
    filters: Mapping[str, str],
    view: View,
    sites: SiteNames | None,
    faults: Mapping[str, Sentence],
) -> list[Further]:
    """Give what a list can be narrowed by beside site, state and mark: by its days first."""
    t = view.words
    days = [Further(name, t(f"registers.{name}"), filters[name], is_day=True) for name in DAYS]
    found = list(days)
    for name in register.filters:
        column = register.column(name)
        area = column.words or name
        choices = [(one.value, t.get(f"{area}.{one}", one.value)) for one in column.choices or ()]
        if column.names is Names.SITE and sites is not None:
            choices = [(one.site, view.named(one, sites.sites)) for one in sites.sites]
        is_day = column.kind is Kind.DAY
        named = Further(name, heading(register, name, t), filters[name], tuple(choices), is_day=is_day)
        fault = faults.get(name)
        who = view.words.called(filters[name])
        found.append(replace(named, fault=None if fault is None else fault.in_(view.language), hint=who))
    return found


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
    query, faults = await asked_of(published, view, limit)
    asked, sites = await asyncio.gather(view.ask(query), view.sites())
    answer = asked.answer
    filters = {name: view.request.query_params.get(name, "") for name in words_of_list(published)}
    is_counted = not any(filters[name] for name in filters if name not in _OF_COUNTS)
    sort = query.sort or register.usual_sort
    order = query.order or usual_order(register, sort)
    headings = _headings(register, sort, order, view)
    choices = [] if answer is None else _choices(published, answer.counts, view, is_counted=is_counted)
    shown = {
        "asked": asked,
        "register": register,
        "begins": begun_in(view, register.stream, filters["site"]),
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
        "further": _further(register, filters, view, sites.answer, faults),
        "lines": lines_of(register),
        "seen": "" if answer is None or filters["after"] or filters["before"] else _seen(register, answer),
        "states": [] if register.flow is None else [stage.value for stage in register.flow.stages],
    }
    return Listing(asked, filters, sort, order, headings, choices, shown)


_COLUMNS: dict[str, tuple[str, ...]] = {
    "case": (
        "case",
        "topic",
        "priority",
        "state",
        "due_at",
        "owner",
        "waiting_for",
        "opened_at",
        "transfers",
        "site",
    )
}
"""What the pages that are written by hand show, where that is not what their registers list."""

_CALLED: Mapping[str, Mapping[str, str]] = {"case": {"case": "case.id", "transfers": "case.transfers"}}


async def table_of(published: RegisterQuery, view: View) -> Response:
    """Give a whole list as a file, narrowed and sorted as its page is.

    Arguments:
        published: the register with its models.
        view: what was asked.

    Raises:
        AnswerableError: the desk does not give the list's beginning.
    """
    register = published.register
    asked, faults = await asked_of(published, view, register.most_rows)
    must_be_one(faults)
    query = asked.model_copy(update={"after": None, "before": None})
    await view.sites()
    names = _COLUMNS.get(register.stream, shown_columns(register))
    taken_back: dict[str, str] = {}

    def rows(answer: Any) -> Iterable[Any]:
        taken_back.clear()
        taken_back.update(answer.taken_back)
        return cast("Iterable[Any]", answer.rows)

    columns = columns_of(register, view, names, taken_back, _CALLED.get(register.stream))
    title = view.words(f"{register.name}.title")
    about = (query.site,) if query.site else ()
    return await export(view, Table(register.name, title, query, columns, rows, about))


async def news_of(published: RegisterQuery, view: View) -> Response:
    """Push what a list's first page has, in short, whenever a view moved.

    Arguments:
        published: the register with its models.
        view: what was asked.

    Raises:
        AnswerableError: the list cannot be had at all.
    """
    asked, _ = await asked_of(published, view, _PAGE)
    query = asked.model_copy(update={"after": None, "before": None})
    return await push(view, query, partial(_seen, published.register))
