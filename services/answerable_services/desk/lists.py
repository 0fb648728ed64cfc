"""Lists from registers: narrowed, sorted and cut in the database, a page at a time from where the last ended.

A page is found by its neighbours' place in the order and not by a number of rows to pass over, so that the
thousandth page costs what the first one does. Totals come from what the projection counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    UnaryExpression,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.operators import custom_op

from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.projection.views.paging import Order
from answerable.projection.views.paging import Part as Stretch
from answerable.projection.views.seen import Part, of_sites, parts_of
from answerable.projection.writing.rows import Row
from answerable.queries.base import Direction
from answerable.queries.registers import CALLED_SO, RegisterQuery, usual_order
from answerable.register import DAYS, Kind, Register
from answerable.spelling import folded
from answerable.streams.staff.register import KEPT
from answerable_services.desk import naming, searching
from answerable_services.desk import tables as t
from answerable_services.desk.own import counts_of_own
from answerable_services.desk.reading_back import newest_in
from answerable_services.desk.searching import texts_of
from answerable_services.desk.tables import EVERY

_COUNTED = frozenset({"site", "state", "mark"})
"""What totals are kept by; a list that is narrowed by anything else has none."""

_FEW_OF_A_SITE = 1000
"""Matters of a site that are sorted, where an order has no index for each site; more are met on the way."""

_NARROWING_NOTHING = frozenset({"sort", "order", "limit", "after", "before"})


@dataclass(frozen=True)
class Timely:
    """What of a register depends on the moment at which one looks.

    Arguments:
        marks: by the name of each further mark, what makes the SQL that tells whether it is true.
        counts: how many matters there are of each of these marks.
        row: makes a list's row of the table's.
    """

    marks: Mapping[str, Callable[[], ColumnElement[bool]]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    row: Callable[[Row], Row] = dict


NEVER = Timely()
"""Nothing of a register depends on the moment."""


def counts_of(connection: Connection, register: Register, sight: Sight) -> dict[str, int]:
    """Give how many matters somebody sees: in all, in each state and of each mark.

    Of the sites of which they see everything it is kept; what is theirs elsewhere is counted.

    Arguments:
        connection: reads the view.
        register: whose matters.
        sight: what they may see.
    """
    statement = select(t.COUNTS.c.name, t.COUNTS.c.matters).where(
        t.COUNTS.c.register == register.stream, of_sites(t.COUNTS.c.site, sight.sites)
    )
    counts = {EVERY: 0} | dict.fromkeys(register.all_marks, 0)
    if register.flow is not None:
        counts |= {f"state.{stage}": 0 for stage in register.flow.stages}
    for name, matters in (
        *connection.execute(statement),
        *counts_of_own(connection, register, sight).items(),
    ):
        counts[name] = counts.get(name, 0) + matters
    return counts


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Keep SQLite from using an index on a column (its query planner's documentation, 2.2)."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


@cache
def _all_unindexed(table: Table) -> Mapping[str, ColumnElement[Any]]:
    """Keep SQLite from using any index of a table."""
    return {name: _unindexed(column) for name, column in table.c.items()}


def _conditions(
    register: Register, columns: Mapping[str, ColumnElement[Any]], asked: dict[str, Any], timely: Timely
) -> list[ColumnElement[bool]]:
    equal = ["site", "state", *register.filters]
    found: list[ColumnElement[bool]] = [
        columns[name] == asked[name] for name in equal if asked.get(name) is not None
    ]
    if (mark := asked.get("mark")) is not None:
        found.append(timely.marks[mark]() if mark in timely.marks else columns[mark].is_(True))
    if texts := texts_of(asked.get("text")):
        alike = [columns["words"].contains(text, autoescape=True) for text in texts]
        if called := asked.get(CALLED_SO):
            alike.append(columns[register.stream].in_(called))
        found.append(or_(*alike))
    return found


def _looked_for(asked: dict[str, Any]) -> tuple[str, ...]:
    """Give all texts of which a row has one: what was typed, and the ids of those who are called so."""
    texts = texts_of(asked.get("text"))
    return (*texts, *map(folded, asked.get(CALLED_SO, ()))) if texts else ()


def _total(asked: dict[str, Any], counts: dict[str, int]) -> int | None:
    """Give how long the whole list is, where that is kept; nobody waits for a count."""
    narrowed = {name for name, value in asked.items() if value} - _NARROWING_NOTHING
    if not narrowed <= _COUNTED or {"state", "mark"} <= narrowed:
        return None
    state, mark = asked.get("state"), asked.get("mark")
    return counts[f"state.{state}" if state is not None else mark or EVERY]


@dataclass(frozen=True)
class Days:
    """Which days a list is narrowed to, at the sites of one zone; half-open, as moments or as days.

    Arguments:
        sites: the sites; None for all there are.
        start: the first moment; None where it is not bounded.
        end: the first moment behind it; None where it is not bounded.
    """

    sites: tuple[str, ...] | None
    start: Any = None
    end: Any = None

    def holds(self, site: ColumnElement[Any], newest: ColumnElement[Any]) -> ColumnElement[bool]:
        """Tell in SQL whether a matter is of these days."""
        if self.sites == ():
            return false()
        found = [] if self.sites is None else [site.in_(self.sites)]
        found += [] if self.start is None else [newest >= self.start]
        found += [] if self.end is None else [newest < self.end]
        return and_(true(), *found)


def days_of(connection: Connection, register: Register, asked: dict[str, Any]) -> tuple[Days, ...]:
    """Work out from when to when a question's days are; at sites of other zones they are at other moments.

    Arguments:
        connection: reads the view.
        register: whose list.
        asked: the question.
    """
    since, until = (asked.get(name) for name in DAYS)
    if since is None and until is None:
        return ()
    behind = None if until is None or until == date.max else until + timedelta(days=1)
    if register.column(register.newest).kind is Kind.DAY:
        return (Days(None, since, behind),)
    sites: dict[str, list[str]] = {}
    for site, zone in connection.execute(select(t.SITES.c.site, t.SITES.c.timezone)):
        if asked.get("site") in {None, site}:
            sites.setdefault(zone, []).append(site)

    def midnight(day: date | None, zone: str) -> datetime | None:
        # Where the year is the calendar's first or last, its midnight in UTC may be in no year.
        is_bound = day is not None and date.min + timedelta(days=1) < day < date.max - timedelta(days=1)
        return datetime.combine(day, time(), zone_of(zone)).astimezone(UTC) if is_bound and day else None

    found = tuple(
        Days(None if len(sites) == 1 else tuple(of_zone), midnight(since, zone), midnight(behind, zone))
        for zone, of_zone in sorted(sites.items())
    )
    return found or (Days(()),)


class Way(StrEnum):
    """How the rows of a page are come by."""

    ORDER = "the order is walked until the page is full"
    FEW = "the few that the filters keep are found, and sorted"
    BLOCKS = "some blocks are read, and what is found in them is sorted"


def way_of(
    register: Register, asked: dict[str, Any], counts: dict[str, int], timely: Timely = NEVER
) -> Way | None:
    """Tell how a page is come by; None where one index has both what narrows the list and its order.

    Few matters are found by what narrows the list, and sorted; among many the order is walked until the page
    is full, which it soon is. So neither grows with all that ever happened. PostgreSQL works that out itself,
    and SQLite is told, for it keeps no figures of its own.

    Arguments:
        register: whose list.
        asked: the question, with its sort and its order.
        counts: how many matters there are.
        timely: what depends on the moment.
    """
    if asked["sort"] == register.newest:
        return None
    if any(asked.get(name) is not None for name in (*register.filters, *DAYS) if name != register.newest):
        return Way.FEW
    mark, state = asked.get("mark"), asked.get("state")
    if mark is not None and mark not in timely.marks:
        found = counts[mark]
    elif state is not None:
        found = counts[f"state.{state}"]
    elif asked.get("site") is not None and asked["sort"] != register.first_sort:
        return Way.FEW if counts[EVERY] <= _FEW_OF_A_SITE else Way.ORDER
    else:
        return None
    return Way.FEW if found * found <= asked["limit"] * counts[EVERY] else Way.ORDER


def statement_of(
    published: RegisterQuery,
    asked: dict[str, Any],
    way: Way | None,
    timely: Timely = NEVER,
    blocks: Sequence[int] | None = None,
    *,
    days: Sequence[Days] = (),
    is_told: bool = True,
    seen: Sequence[Part] = (),
) -> Select[Any]:
    """Give the question for one page, and one row more, in SQL.

    Arguments:
        published: the register with its models.
        asked: the question, with its sort and its order.
        way: how the rows are come by.
        timely: what depends on the moment.
        blocks: the only ones in which rows can be; None where they can be in any.
        days: those that the list is narrowed to, zone by zone; all where there are none.
        is_told: whether the database has to be told the way.
        seen: what of the list is seen; all of it where there are none.

    Raises:
        Invalid: its place in the list is none.
    """
    register, table = published.register, t.MATTERS[published.register.stream]
    is_descending = part_of(published, asked).is_descending
    names = (*register.all_sorts[asked["sort"]], register.stream)
    plain: Mapping[str, ColumnElement[Any]] = dict(table.c)
    held = _all_unindexed(table) if is_told else plain
    narrowing = held if way in {Way.ORDER, Way.BLOCKS} else plain
    ordering = held if way in {Way.FEW, Way.BLOCKS} else plain
    conditions = _conditions(register, narrowing, asked, timely)
    if seen:
        conditions.append(or_(*(part.holds(narrowing, register.own) for part in seen)))
    if days:
        conditions.append(or_(*(one.holds(narrowing["site"], narrowing[register.newest]) for one in days)))
    conditions += part_of(published, asked).beyond([ordering[name] for name in names])
    # Texts that no list shows stay in the database.
    shown = {name for name in published.row.model_fields if name in table.c} | set(names)
    if timely is not NEVER:
        shown |= {"paused_at", "timetable", KEPT} & set(plain)
    statement = select(*(table.c[name] for name in sorted(shown))).where(*conditions)
    order = [ordering[name] for name in names]
    if blocks is not None:
        of_blocks = table.c.block.in_(bindparam("blocks", blocks, expanding=True))
        found = statement.where(of_blocks).cte("found").prefix_with("MATERIALIZED")
        statement, order = select(found), [found.c[name] for name in names]
    return statement.order_by(*(column.desc() if is_descending else column for column in order)).limit(
        asked["limit"] + 1
    )


def asked_of(published: RegisterQuery, query: BaseModel) -> dict[str, Any]:
    """Give a question's words, with the sort and the order that hold where it names none."""
    asked = dict(query)
    asked["sort"] = asked["sort"] or published.register.usual_sort
    asked["order"] = asked["order"] or usual_order(published.register, asked["sort"])
    return asked


def part_of(published: RegisterQuery, asked: dict[str, Any]) -> Stretch:
    """Say which part of a list a question asks for.

    Raises:
        Invalid: its place is none, or is one of another order, or there are two.
    """
    register, table = published.register, t.MATTERS[published.register.stream]
    names = (*register.all_sorts[asked["sort"]], register.stream)
    order = Order(
        f"{asked['sort']}.{asked['order']}",
        tuple(table.c[name] for name in names),
        is_descending=asked["order"] is Direction.DESCENDING,
    )
    return order.part(after=asked["after"], before=asked["before"], limit=asked["limit"])


def _read(
    connection: Connection,
    published: RegisterQuery,
    asked: dict[str, Any],
    counts: dict[str, int],
    timely: Timely,
    sight: Sight,
) -> Iterable[Mapping[Any, Any]]:
    """Read a page's rows, and one more, in the order of the database.

    Who sees several sites, or what is theirs at some, is told the first of what each part has: so every part
    is read along an index of its own, and no further than the page reaches.
    """
    register, parts = published.register, parts_of(sight)
    is_told = connection.dialect.name == "sqlite"
    days = days_of(connection, register, asked)
    texts = _looked_for(asked)
    is_read_back = sight.sites is None and _begins_with_the_newest(register, asked)
    blocks = (
        searching.blocks_with_any(connection, register.stream, texts, is_read_back=is_read_back)
        if texts
        else None
    )
    if blocks is not None:
        statement = statement_of(
            published, asked, Way.BLOCKS, timely, blocks, days=days, is_told=is_told, seen=parts
        )
        if is_read_back:
            return newest_in(connection, register, statement, blocks, asked["limit"] + 1)
        return connection.execute(statement).mappings()
    statements = []
    for part in parts:
        of_part = asked if part.site is None else {**asked, "site": part.site}
        way = way_of(register, of_part, counts, timely) if part.owner is None else Way.FEW
        seen = () if part.owner is None else (part,)
        statements.append(
            statement_of(published, of_part, way, timely, days=days, is_told=is_told, seen=seen)
        )
    if len(statements) == 1:
        return connection.execute(statements[0]).mappings()
    found = union_all(*(select(one.subquery()) for one in statements)).subquery()
    is_descending = part_of(published, asked).is_descending
    order = (found.c[name] for name in (*register.all_sorts[asked["sort"]], register.stream))
    merged = select(found).order_by(*(column.desc() if is_descending else column for column in order))
    return connection.execute(merged.limit(asked["limit"] + 1)).mappings()


def _begins_with_the_newest(register: Register, asked: dict[str, Any]) -> bool:
    """Tell whether a page is the first of a list that a text narrows and nothing else, the newest first."""
    narrowed = {name for name, value in asked.items() if value} - {"sort", "order", "limit"}
    is_usual = asked["sort"] == register.newest and asked["order"] is Direction.DESCENDING
    return is_usual and narrowed == {"text"}


def page_of(
    connection: Connection, published: RegisterQuery, query: BaseModel, sight: Sight, timely: Timely = NEVER
) -> BaseModel:
    """Answer a question for a page of a register.

    Arguments:
        connection: reads the view.
        published: the register with its models.
        query: the question.
        sight: what of the register the asker may see.
        timely: what depends on the moment.

    Raises:
        Invalid: its place in the list is none.
    """
    register = published.register
    asked = asked_of(published, query)
    counts = counts_of(connection, register, sight) | dict(timely.counts)
    found = _read(connection, published, asked, counts, timely, sight)
    page = part_of(published, asked).page(found, is_sorted=True)
    fields = published.row.model_fields
    made = [timely.row(dict(row)) for row in page.rows]
    named = naming.named_in([{**row, register.stream: None} for row in made])
    return published.page.model_validate(
        {
            "rows": [{name: row[name] for name in fields if name in row} for row in made],
            "total": _total(asked, counts),
            "counts": counts,
            "before": page.before,
            "after": page.after,
            "taken_back": naming.taken_back(connection, named, sight),
        }
    )
