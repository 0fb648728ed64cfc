"""Waiting until services answer and views have caught up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from answerable.errors import Corrupt, Unavailable
from answerable.messaging.client import Caller
from answerable.queries import accounts, audit, callbacks, desk, scoring
from answerable.queries.intake import Writing
from answerable.queries.views import ViewsQuery, ViewStatus, ViewStatuses

VIEWS: tuple[type[ViewsQuery], ...] = (desk.Views, scoring.Views, callbacks.Views, audit.Views)
"""The question to each service that has views."""

_EVERY_S = 0.1


async def view_statuses(caller: Caller) -> ViewStatuses:
    """Ask every service how far its views are, and put the answers together, by name.

    Raises:
        Unavailable: a service does not answer, or has built no view yet.
    """
    await caller.query(Writing())
    answers = await asyncio.gather(*(caller.query(query()) for query in VIEWS))
    views = sorted((view for answer in answers for view in answer.views), key=lambda view: view.name)
    return ViewStatuses(views=tuple(views), owed=sum(answer.owed for answer in answers))


async def until_answering(
    caller: Caller, *, within_s: float, check: Callable[[], None] = lambda: None
) -> ViewStatuses:
    """Wait until every service answers, and people can sign in.

    Arguments:
        caller: asks them.
        within_s: seconds to wait.
        check: raises when waiting is useless.

    Raises:
        Unavailable: one still does not answer.
    """

    async def everything() -> ViewStatuses:
        await caller.query(accounts.State())
        return await view_statuses(caller)

    return await _until(everything, within_s, check)


async def _until(
    ask: Callable[[], Awaitable[ViewStatuses]], within_s: float, check: Callable[[], None] = lambda: None
) -> ViewStatuses:
    """Ask until there is an answer.

    Raises:
        Unavailable: there still is none.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while True:
        check()
        try:
            return await ask()
        except Unavailable as error:
            if loop.time() > deadline:
                message = f"a service did not come up within {within_s:g} s: {error}"
                raise Unavailable(message) from error
        await asyncio.sleep(_EVERY_S)


async def until_caught_up(
    caller: Caller,
    *,
    within_s: float,
) -> list[ViewStatus]:
    """Wait until no event waits for any view, and no service has a fact to write that follows from one.

    Arguments:
        caller: asks the services.
        within_s: seconds to wait.

    Raises:
        Corrupt: a view cannot take an event.
        Unavailable: they are still behind.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    before: list[int] | None = None
    while True:
        statuses = await _until(partial(view_statuses, caller), max(1.0, deadline - loop.time()))
        views = list(statuses.views)
        if troubled := [view for view in views if view.trouble is not None]:
            raise Corrupt(f"view {troubled[0].name}: {troubled[0].trouble}")
        positions = [view.position for view in views]
        if all(view.lag == 0 for view in views) and statuses.owed == 0 and positions == before:
            return views
        before = positions
        if loop.time() > deadline:
            behind = ", ".join(f"{view.name} by {view.lag}" for view in views if view.lag)
            message = f"after {within_s:g} s not all is done: {behind or f'{statuses.owed} facts to write'}"
            raise Unavailable(message)
        await asyncio.sleep(_EVERY_S * 6)
