"""Connections to a web server of ours: so many and no more, and none that takes for ever to ask."""

from __future__ import annotations

import asyncio
import resource
import time
from typing import TYPE_CHECKING, Any

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from uvicorn.config import Config

log = structlog.get_logger()

REQUEST_S = 20.0
"""Seconds in which a request's head, and then its body, has to be there."""

TOLD_EVERY_S = 60.0
"""Seconds between two lines about connections that were turned away."""


_RESERVE = 256
_MOST = 4096


_AT_ONCE = 2048


def _files() -> int:
    """Tell how many files this process may have open."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2 * (_MOST + 4 * _AT_ONCE) if allowed == resource.RLIM_INFINITY else allowed


def places() -> int:
    """Tell how many connections a web server of this process may hold; files are needed for more."""
    return max(16, min(_MOST, _files() - _RESERVE, _files() // 2))


def arriving(most: int) -> int:
    """Tell how many connections may be taken in one go, those included that find no place and are let go.

    The event loop takes as many as may wait (asyncio's ``backlog``) before it looks at the first of them, and
    takes the next ones before the last ones are gone. Each is an open file: where they are used up, whatever
    else the process opens fails, and the service with it.

    Arguments:
        most: connections that may be open at once.
    """
    return max(8, min(_AT_ONCE, (_files() - most) // 8))


class Door:
    """Counts who is turned away, and says so at most once a minute.

    Arguments:
        most: connections that may be open at once.
        request_s: seconds in which a request's head, and then its body, has to be there.
    """

    def __init__(self, most: int, request_s: float = REQUEST_S) -> None:
        self.most = most
        self.request_s = request_s
        self._turned_away = 0
        self._too_slow = 0
        self._told_at: float | None = None

    @property
    def arriving(self) -> int:
        """How many may come in one go, so that files are left for the rest of the process."""
        return arriving(self.most)

    def turned_away(self) -> None:
        """Count a connection that found no place."""
        self._turned_away += 1
        self._tell()

    def too_slow(self) -> None:
        """Count a connection whose request did not come in time."""
        self._too_slow += 1
        self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if self._told_at is not None and now - self._told_at < TOLD_EVERY_S:
            return
        self._told_at = now
        log.warning(
            "http.connections_closed", no_place=self._turned_away, too_slow=self._too_slow, most=self.most
        )
        self._turned_away = self._too_slow = 0

    def protocol(self) -> type[asyncio.Protocol]:
        """Give the protocol that a server lets people in with."""
        door = self

        class AtTheDoor(_Bounded):
            def __init__(self, config: Config, *arguments: Any, **named: Any) -> None:
                super().__init__(config, *arguments, **named)
                self.door = door

        return AtTheDoor


class _Bounded(HttpToolsProtocol):
    """HTTP/1.1 by uvicorn, with a place for each connection and a deadline for each request."""

    door: Door
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Let the connection in, where there is a place."""
        if len(self.connections) >= self.door.most:
            self.door.turned_away()
            transport.abort()
            return
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._wait_no_more()
        if self in self.connections:
            super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Expect the head of the next request."""
        self._expect()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Expect the body."""
        self._expect()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect nothing more: the answer is ours to give."""
        self._wait_no_more()
        super().on_message_complete()

    def _expect(self) -> None:
        self._wait_no_more()
        self._deadline = self.loop.call_later(self.door.request_s, self._close_slow)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close_slow(self) -> None:
        if not self.transport.is_closing():
            self.door.too_slow()
            self.transport.abort()
