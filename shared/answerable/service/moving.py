"""Whether a service's views move: told to those who show them, and waited for by those who work from them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from nats.aio.client import Client
from pydantic_core import to_json

from answerable.messaging.subjects import notice_subject

_NOTICE_EVERY_S = 0.2
_SETTLED_AFTER_S = 0.5


class Moving:
    """Says that views moved, and knows since when nobody has looked."""

    def __init__(self) -> None:
        self._noticed: dict[str, float] = {}
        self._moved = asyncio.Event()

    async def notice(self, client: Client, projection: str, position: int) -> None:
        """Say that a view moved, not more often than pages can use it.

        Arguments:
            client: the connection on which it is said.
            projection: the view's name.
            position: how far it is, as a sequence of the ledger.
        """
        self._moved.set()
        now = asyncio.get_running_loop().time()
        if now - self._noticed.get(projection, 0.0) >= _NOTICE_EVERY_S:
            self._noticed[projection] = now
            body = to_json({"projection": projection, "position": position})
            await client.publish(notice_subject(projection), body)

    async def until_moved(self, timeout_s: float) -> None:
        """Wait until a view has moved and settled, or until a time is over.

        A view that moved since the last wait counts: who looked at it meanwhile may have looked too early.

        Arguments:
            timeout_s: seconds to wait, at most.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._moved.wait()
            await asyncio.sleep(_SETTLED_AFTER_S)
        self._moved.clear()
