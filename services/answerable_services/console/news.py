"""That a list has changed: told to whoever reads it, who looks when it suits them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256
from typing import Any

from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from answerable.queries.base import Query
from answerable_services.console.failing import status_of
from answerable_services.console.live import Shared, stream
from answerable_services.console.view import View

EVERY_S = 3.0
"""The least number of seconds between two looks at a list for one page that shows it."""


def seen_in(of_whole: object, rows: Iterable[object]) -> str:
    """Say in short what a list's first page has: another word says that something came or went.

    Arguments:
        of_whole: what is known of the whole list, such as how long it is.
        rows: what tells each row of the page from all others, in any order.
    """
    return sha256(repr((of_whole, sorted(map(str, rows)))).encode()).hexdigest()[:16]


async def push(view: View, query: Query[Any], seen: Callable[[Any], str]) -> Response:
    """Push what a list's first page has, in short, whenever a view moved (HTML standard, 9.2).

    Arguments:
        view: what was asked.
        query: asks for the first page.
        seen: says it of an answer.

    Raises:
        AnswerableError: the list cannot be had at all.
    """
    status_of(await view.ask(query))

    async def look() -> str | None:
        asked = await view.ask(query)
        return None if asked.answer is None else seen(asked.answer)

    return push_seen(view, look)


def push_seen(view: View, look: Callable[[], Awaitable[str | None]]) -> Response:
    """Push what a page has, in short, whenever a view moved.

    Arguments:
        view: what was asked.
        look: says it; None where nobody knows.
    """
    shared = Shared[dict[str, str | None]](view.console.notices, EVERY_S)

    async def looked() -> dict[str, str | None]:
        return {"seen": await look()}

    told = stream(view.console.notices, lambda: shared.get(looked), name="list")
    return EventSourceResponse(told, headers={"X-Accel-Buffering": "no"})
