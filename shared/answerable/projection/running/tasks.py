"""Small ways with tasks: work in a thread that is waited for, and tasks that are ended for sure."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

T = TypeVar("T")

_CANCEL_AGAIN_AFTER_S = 3.0  # longer than an HTTP server takes to end what it was answering


async def in_thread(work: Callable[..., T], *arguments: object) -> T:
    """Work in a thread, and leave only when it has ended: what follows may remove what it works on."""
    doing = asyncio.ensure_future(asyncio.to_thread(partial(work, *arguments)))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        if not doing.cancelled():
            doing.exception()
        raise


async def ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended, and look at no result.

    Once is not always enough: before Python 3.12 `asyncio.wait_for`, which every request to the server
    goes through, swallows a cancellation that comes in the same moment as the answer.
    """
    still_open = set(tasks)
    while still_open:
        for task in still_open:
            task.cancel()
        _, still_open = await asyncio.wait(still_open, timeout=_CANCEL_AGAIN_AFTER_S)
    await asyncio.gather(*tasks, return_exceptions=True)
