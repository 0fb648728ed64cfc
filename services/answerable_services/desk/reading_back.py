"""Reading blocks from the last to the first, until a page is full of the newest there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select

from answerable.register import Register
from answerable_services.desk import edges

_AT_ONCE = 24
"""Blocks that are read by the first question; by each further one twice as many as before."""

Found = TypeVar("Found")


def read_back(
    blocks: Sequence[int],
    ask: Callable[[Sequence[int]], Iterable[Found]],
    is_enough: Callable[[list[Found], int], bool],
) -> list[Found]:
    """Read blocks from the last to the first, some at once, until what was found is enough.

    Arguments:
        blocks: which, the first ones first.
        ask: reads what is looked for in some blocks.
        is_enough: tells whether no more is to be read, by all that was found and the next block.
    """
    left, at_once = blocks[::-1], _AT_ONCE
    found: list[Found] = []
    while left:
        found += ask(left[:at_once])
        left, at_once = left[at_once:], 2 * at_once
        if left and is_enough(found, left[0]):
            break
    return found


def newest_in(
    connection: Connection, register: Register, statement: Select[Any], blocks: Sequence[int], most: int
) -> list[Mapping[Any, Any]]:
    """Give the newest rows that a question finds in some blocks, the newest first.

    Arguments:
        connection: reads the view.
        register: whose matters.
        statement: the question, the newest first, which takes ``blocks``.
        blocks: which, the first ones first.
        most: rows, at most.
    """

    def newest(found: Iterable[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
        return sorted(found, key=lambda row: (row[register.newest], row[register.stream]), reverse=True)[
            :most
        ]

    def is_enough(found: list[Mapping[Any, Any]], block: int) -> bool:
        if len(found) < most:
            return False
        until = edges.until(connection, register.stream, block)
        return edges.written(newest(found)[-1][register.newest]) > until

    found = read_back(
        blocks, lambda some: connection.execute(statement, {"blocks": some}).mappings(), is_enough
    )
    return newest(found)
