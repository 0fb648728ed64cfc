"""Lists from registers: narrowed, sorted and cut in the database, a page at a time from where the last ended.

A page is found by its neighbours' place in the order and not by a number of rows to pass over, so that the
thousandth page costs what the first one does. Totals come from what the projection counts.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Table, literal, select, tuple_

from answerable.errors import Invalid
from answerable.projection.writing.rows import Row
from answerable.queries.registers import Order, RegisterQuery
from answerable.register import Kind, Register
from services.desk import tables as t
from services.desk.projection import EVERY

_COUNTED = frozenset({"site", "state", "mark"})
"""What totals are kept by; a list that is narrowed by anything else has none."""

_NARROWING_NOTHING = frozenset({"order", "limit", "after", "before"})


def counts_of(connection: Connection, register: Register, site: str | None) -> dict[str, int]:
    """Give how many matters there are: in all, in each state and of each mark.

    Arguments:
        connection: reads the view.
        register: whose matters.
        site: of one site; of all where left out.
    """
    statement = select(t.COUNTS.c.name, t.COUNTS.c.matters).where(t.COUNTS.c.register == register.stream)
    if site is not None:
        statement = statement.where(t.COUNTS.c.site == site)
    counts = {EVERY: 0} | dict.fromkeys(register.all_marks, 0)
    if register.flow is not None:
        counts |= {f"state.{stage}": 0 for stage in register.flow.stages}
    for name, matters in connection.execute(statement):
        counts[name] = counts.get(name, 0) + matters
    return counts


def contains(table: Table, text: str) -> ColumnElement[bool]:
    """Tell in SQL whether a matter's words contain a text, whatever the case of its letters."""
    return table.c.words.contains(text.casefold(), autoescape=True)


def _cursor(register: Register, order: Order, row: Row) -> str:
    """Write a row's place in the order as one word."""
    place = [order.value, row[register.newest].isoformat(), row[register.stream]]
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _place(register: Register, table: Table, order: Order, cursor: str) -> Any:
    """Read a place in the order.

    Raises:
        Invalid: it is none.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of, at, matter = json.loads(urlsafe_b64decode(padded.encode()))
        is_day = register.column(register.newest).kind is Kind.DAY
        moment = date.fromisoformat(at) if is_day else _moment(at)
    except (ValueError, TypeError) as error:
        message = f"{cursor!r} is no place in the list; take it from the answer of the page beside it"
        raise Invalid(message) from error
    if of != order.value:
        message = (
            f"{cursor!r} is a place in the list of the {of} first; ask for that order, or from the start"
        )
        raise Invalid(message)
    return tuple_(literal(moment, table.c[register.newest].type), literal(str(matter)))


def _conditions(register: Register, table: Table, asked: dict[str, Any]) -> list[ColumnElement[bool]]:
    equal = ["site", "state", *register.filters]
    found = [table.c[name] == asked[name] for name in equal if asked.get(name) is not None]
    if (mark := asked.get("mark")) is not None:
        found.append(table.c[mark].is_(True))
    if text := (asked.get("text") or "").strip():
        found.append(contains(table, text))
    return found


def _total(asked: dict[str, Any], counts: dict[str, int]) -> int | None:
    """Give how long the whole list is, where that is kept; nobody waits for a count."""
    narrowed = {name for name, value in asked.items() if value} - _NARROWING_NOTHING
    if not narrowed <= _COUNTED or {"state", "mark"} <= narrowed:
        return None
    state, mark = asked.get("state"), asked.get("mark")
    return counts[f"state.{state}" if state is not None else mark or EVERY]


def page_of(connection: Connection, published: RegisterQuery, query: BaseModel) -> BaseModel:
    """Answer a question for a page of a register.

    Arguments:
        connection: reads the view.
        published: the register with its models.
        query: the question.

    Raises:
        Invalid: its cursor is none.
    """
    register, table = published.register, t.MATTERS[published.register.stream]
    asked = dict(query)
    if asked["before"] is not None and asked["after"] is not None:
        raise Invalid("a page lies after one place or before one, not both: leave one of the two out")
    is_back = asked["before"] is not None
    is_descending = (asked["order"] is Order.NEWEST) is not is_back
    order = (table.c[register.newest], table.c[register.stream])
    conditions = _conditions(register, table, asked)
    if (cursor := asked["before"] or asked["after"]) is not None:
        place = _place(register, table, asked["order"], cursor)
        here = tuple_(*order)
        conditions.append(here < place if is_descending else here > place)
    # `words` and what only a matter's own page shows stay in the database.
    shown = [table.c[name] for name in published.row.model_fields]
    statement = (
        select(*shown)
        .where(*conditions)
        .order_by(*(column.desc() if is_descending else column for column in order))
        .limit(asked["limit"] + 1)
    )
    found = [dict(row) for row in connection.execute(statement).mappings()]
    is_more = len(found) > asked["limit"]
    rows = found[: asked["limit"]]
    if is_back:
        rows.reverse()
    has_before = is_more if is_back else asked["after"] is not None
    has_after = True if is_back else is_more
    counts = counts_of(connection, register, asked["site"])
    return published.page.model_validate(
        {
            "rows": rows,
            "total": _total(asked, counts),
            "counts": counts,
            "before": _cursor(register, asked["order"], rows[0]) if rows and has_before else None,
            "after": _cursor(register, asked["order"], rows[-1]) if rows and has_after else None,
        }
    )
