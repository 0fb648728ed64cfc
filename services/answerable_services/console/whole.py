"""Registers that are read whole, because a page compares who stands there with who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.queries.registers import REGISTERS
from answerable_services.console.address import question

if TYPE_CHECKING:
    from answerable_services.console.asking import Reply
    from answerable_services.console.view import View

_MOST = 100
"""Rows that are asked for at once."""


class Whole(NamedTuple):
    """All that a register has of what was asked.

    Arguments:
        rows: of every page.
        last: the last answer, or why there is none.
    """

    rows: list[Any]
    last: Reply[Any]


async def whole(view: View, stream: str, **asked: Any) -> Whole:
    """Read a register to its end: of somebody beyond the first page nothing false is said.

    Arguments:
        view: the page; asks as whoever looks.
        stream: whose register.
        asked: what it is asked.
    """
    query = REGISTERS[stream].query
    rows: list[Any] = []
    while True:
        found = await view.ask(question(query, limit=_MOST, **asked))
        page: Any = found.answer
        rows += [] if page is None else page.rows
        if page is None or page.after is None:
            return Whole(rows, found)
        asked["after"] = page.after
