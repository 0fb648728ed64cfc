"""Rows of registers without their events: as many as a test of an index needs, in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Boolean, Date, Integer, LargeBinary, Table, insert
from sqlalchemy.sql import sqltypes

from answerable.projection.views.store import Store
from answerable.projection.writing.types import Moment
from answerable.register import Register
from answerable_services.desk import tables as t
from answerable_services.desk.projection import Desk
from answerable_services.desk.tables import EVERY
from tests.services.intake.scenario import TEN


def _maker(column: Any) -> Callable[[int], Any]:
    """Give what makes the value that a column has in a row of a number."""
    kind = column.type
    if isinstance(kind, Boolean):
        return lambda number: number % 4 == 0
    if isinstance(kind, Integer):
        return lambda number: number % 7
    if isinstance(kind, Date):
        return lambda number: (TEN + timedelta(days=number // 40)).date()
    if isinstance(kind, Moment):
        return lambda number: TEN + timedelta(minutes=number)
    if isinstance(kind, sqltypes.JSON):
        return lambda _: []
    assert not isinstance(kind, LargeBinary)
    kind_of = column.name if column.name in {"customer", "delivery", "case"} else "staff"
    return lambda number: f"{kind_of}-{number * 7919 % 1009:06}"


def rows_of(register: Register, count: int) -> list[dict[str, Any]]:
    """Make rows that differ in all that lists are sorted and narrowed by."""
    table = t.MATTERS[register.stream]
    members = {one.name: [member.value for member in one.choices] for one in register.columns if one.choices}
    if register.flow is not None:
        members["state"] = [stage.value for stage in register.flow.stages]
    lists = {one.name for one in register.columns if one.kind == "list"}
    makers = [(column.name, _maker(column)) for column in table.columns]
    made = []
    for number in range(count):
        row = {name: make(number) for name, make in makers}
        row |= {name: choices[number % len(choices)] for name, choices in members.items() if name in row}
        row |= {register.stream: f"{register.stream}-{number:06}", "site": f"xm0{number % 3 + 1}"}
        # What a page is worked out from, and does not show, is nothing here.
        unshown = (one for one in register.columns if not one.is_shown)
        row |= {one.name: "" for one in unshown if one.kind in {"text", "choice"}}
        made.append({name: [] if name in lists else value for name, value in row.items()})
    return made


@contextmanager
def view_of(views: Path | SecretStr, rows: dict[Table, list[dict[str, Any]]]) -> Iterator[Store]:
    """Give a view of the desk that has rows in it, and nothing else but their number.

    Arguments:
        views: where it is kept.
        rows: by table.
    """
    store = Store(views, Desk.name, Desk.tables)
    try:
        generation = store.new()
        generation.prepare(Desk.version, TEN)
        with generation.writing() as connection:
            for table, of_table in rows.items():
                connection.execute(insert(table), of_table)
                if table not in t.MATTERS.values():
                    continue
                every = {"register": _stream(table), "site": "xm01", "name": EVERY, "matters": len(of_table)}
                connection.execute(insert(t.COUNTS), every)
        store.activate(generation.number)
        yield store
    finally:
        store.close()


def _stream(table: Table) -> str:
    return next(stream for stream, of_stream in t.MATTERS.items() if of_stream is table)
