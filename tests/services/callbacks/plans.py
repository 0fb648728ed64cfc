"""How the database reads an answer, as it is really asked: with its parameters bound, not written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event


def plans_of(connection: Connection, ask: Callable[[], object]) -> list[str]:
    """Give SQLite's plan of each question that something asks.

    Arguments:
        connection: to the view.
        ask: asks over it.
    """
    asked: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", hear)
    plans = []
    for statement, parameters in asked:
        told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plans.append("; ".join(str(row[-1]) for row in told))
    return plans
