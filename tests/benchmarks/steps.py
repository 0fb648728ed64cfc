"""How much work a question is to SQLite, counted and not timed: the same on every machine at every load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from answerable.projection.views.store import Store


def steps_of(store: Store, ask: Callable[[Any], object]) -> int:
    """Count the steps of SQLite's virtual machine that a question takes; rows that are read cost steps.

    Arguments:
        store: holds the view.
        ask: the question.
    """
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with store.reading() as connection:
        ask(connection)
        database: Any = connection.connection.dbapi_connection
        database.set_progress_handler(step, 1)
        try:
            ask(connection)
        finally:
            database.set_progress_handler(None, 0)
    return steps
