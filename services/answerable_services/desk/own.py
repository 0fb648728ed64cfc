"""Whose a matter is: who sees only what is theirs is told of nothing else, and no number counts more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from answerable.errors import Conflict
from answerable.identity.relations import Relation
from answerable.identity.sight import Sight
from answerable.identity.table import Table
from answerable.projection.views.seen import Part, parts_of
from answerable.projection.writing.rows import Row
from answerable.queries.registers import RegisterQuery
from answerable.queries.registry import STORIES
from answerable.register import Register
from answerable_services.desk import tables as t

CONCERNS: Mapping[str, str] = {"assessment": "staff", "record": "custodian"}
"""Of streams without a register, the field of their events that says whose a matter is."""


def is_shown(register: Register, row: Row, sight: Sight) -> bool:
    """Tell whether somebody may see a matter.

    Arguments:
        register: its stream's.
        row: the view's.
        sight: what they may see.
    """
    return sight.shows(row["site"], is_own=any(row[name] == sight.person for name in register.own))


def own_parts(sight: Sight) -> tuple[Part, ...]:
    """Give what of somebody's sight is theirs only: few rows, which nobody has counted."""
    return tuple(part for part in parts_of(sight) if part.owner is not None)


def counts_of_own(connection: Connection, register: Register, sight: Sight) -> dict[str, int]:
    """Count what is somebody's own where they do not see everything, as `lists.counts_of` names it.

    Arguments:
        connection: reads the view.
        register: whose matters.
        sight: what they may see.
    """
    columns = t.MATTERS[register.stream].c
    found: dict[str, int] = {}
    for part in own_parts(sight):
        stage = [] if register.flow is None else [columns.state]
        marked = (func.sum(case((columns[mark].is_(True), 1), else_=0)) for mark in register.all_marks)
        asked = select(func.count(), *marked, *stage).where(part.holds(dict(columns), register.own))
        for number, *rest in connection.execute(asked.group_by(*stage)):
            names = [t.EVERY, *register.all_marks] + [
                f"state.{one}" for one in rest[len(register.all_marks) :]
            ]
            numbers = [number, *rest[: len(register.all_marks)], number]
            for name, counted in zip(names, numbers, strict=False):
                found[name] = found.get(name, 0) + int(counted or 0)
    return found


def count_own(
    connection: Connection, register: Register, sight: Sight, of: Callable[[], ColumnElement[bool]]
) -> int:
    """Count of somebody's own where they do not see everything what depends on the moment.

    Arguments:
        connection: reads the view.
        register: whose matters.
        sight: what they may see.
        of: makes the SQL that tells which are counted.
    """
    parts = own_parts(sight)
    if not parts:
        return 0
    table = t.MATTERS[register.stream]
    counted = select(func.count()).select_from(table).where(of())
    numbers = [
        connection.execute(counted.where(part.holds(dict(table.c), register.own))).scalar_one()
        for part in parts
    ]
    return sum(numbers)


def refuse_unowned(table: Table, published: Iterable[RegisterQuery]) -> None:
    """See that everything of which somebody may see their own says whose it is.

    Arguments:
        table: of who may do what.
        published: the registers.

    Raises:
        Conflict: a row of the table lets somebody see what is theirs of matters that name nobody.
    """
    owned = {one.register.stream for one in published if one.register.own} | set(CONCERNS)
    asked = {f"desk.{one.query.query_name}": one.register.stream for one in published}
    for action in table.actions:
        if action.startswith(f"{STORIES}."):
            asked[action] = action.rpartition(".")[2]
    for action, stream in asked.items():
        reaches: Any = table.row(action).who
        if (reaches.get(Relation.OWN) or reaches.get(Relation.ASKED)) and stream not in owned:
            raise Conflict(
                f"the table of who may do what lets somebody see their own of {action}, but no column says "
                f"whose a {stream} is: name it in its register, own=(...)"
            )
