"""Live numbers: notices from the services wake one shared look, and every open page gets it pushed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

import structlog
from fastapi.sse import format_sse_event
from pydantic_core import to_json

from answerable.errors import Unauthenticated, Unavailable

log = structlog.get_logger()

T = TypeVar("T")

HEARTBEAT_S = 15.0
"""Seconds after which numbers are looked at without a notice: time limits end by themselves."""

LOOK_EVERY_S = 1.0
"""The least number of seconds between two looks at the services, however many pages are open."""

RETRY_MS = 2000
"""Milliseconds after which a browser connects again."""


class Notices:
    """Wakes whoever waits when a view has moved; fed from NATS, or by hand in a test."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = asyncio.Condition()
        self.is_closed = False

    @property
    def count(self) -> int:
        """How many notices there were; a page that has seen fewer is behind."""
        return self._count

    async def moved(self) -> None:
        """Say that some view moved."""
        async with self._changed:
            self._count += 1
            self._changed.notify_all()

    async def close(self) -> None:
        """End every stream of events, so that the server can stop."""
        async with self._changed:
            self.is_closed = True
            self._changed.notify_all()

    async def wait(self, seen: int, timeout_s: float) -> int:
        """Wait for a notice that was not seen yet, or for the time to pass; gives the count.

        Arguments:
            seen: the count that is known already.
            timeout_s: seconds to wait, at most.
        """
        try:
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: self._count != seen or self.is_closed)
        except TimeoutError:
            pass
        return self._count


class Shared(Generic[T]):
    """One look at the services for all pages that want it at the same time, and may see the same.

    Arguments:
        notices: a look from before the last notice is not used again.
        every_s: the least number of seconds between two looks.
    """

    def __init__(self, notices: Notices, every_s: float = LOOK_EVERY_S) -> None:
        self._notices = notices
        self._every_s = every_s
        self._lock = asyncio.Lock()
        self._last: tuple[float, int, T] | None = None

    async def get(self, look: Callable[[], Awaitable[T]]) -> T:
        """Give the last look where it is new enough, or wait for the next one.

        Arguments:
            look: asks the services, as whoever wants it.
        """
        async with self._lock:
            if self._last is not None:
                taken_at, seen, last = self._last
                left_s = self._every_s - (asyncio.get_running_loop().time() - taken_at)
                if left_s > 0 and seen == self._notices.count:
                    return last
                await asyncio.sleep(max(left_s, 0))
            seen = self._notices.count
            looked = await look()
            self._last = (asyncio.get_running_loop().time(), seen, looked)
            return looked


def event(name: str, data: object, number: int) -> bytes:
    """Write one server-sent event (HTML standard, 9.2)."""
    return format_sse_event(event=name, data_str=to_json(data).decode(), id=str(number))


async def stream(
    notices: Notices,
    snapshot: Callable[[], Awaitable[object]],
    *,
    name: str = "numbers",
    heartbeat_s: float = HEARTBEAT_S,
) -> AsyncIterator[bytes]:
    """Push a snapshot at once, then another behind every notice and every heartbeat.

    It ends with the session of whoever listens.

    Arguments:
        notices: what wakes it.
        snapshot: gives the numbers, as JSON values, and takes its time (see `Shared`).
        name: what the events are called.
        heartbeat_s: seconds after which it pushes without a notice.
    """
    yield format_sse_event(retry=RETRY_MS)
    number = 0
    while not notices.is_closed:
        seen = notices.count
        number += 1
        try:
            data = await snapshot()
        except Unauthenticated:
            return
        except Unavailable as error:  # who listens is not cut off for what may be back in a moment
            log.warning("stream.nothing_to_push", reason=error.message)
        else:
            yield event(name, data, number)
        await notices.wait(seen, heartbeat_s)
