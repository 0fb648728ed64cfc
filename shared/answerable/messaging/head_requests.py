"""HEAD over HTTP: what answers GET answers it with the same status and headers, and nothing behind them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GET, _HEAD = "GET", "HEAD"


class HeadRequests:
    """Answers HEAD as the application answers GET, up to the body (RFC 9110, section 9.3.2).

    The application is stopped when it has begun its answer: a stream of events would otherwise go on for as
    long as somebody listens, and a long list would be read for nobody. What a path allows names HEAD too.

    Arguments:
        app: what it stands in front of.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] != _HEAD:

            async def answer(message: Message) -> None:
                await send(_with_head(message))

            await self._app(scope, receive, answer)
            return
        begun = asyncio.Event()

        async def begin(message: Message) -> None:
            await send(_with_head(message))
            begun.set()
            await asyncio.Event().wait()  # what follows is for nobody

        answering = asyncio.ensure_future(self._app({**scope, "method": _GET}, receive, begin))
        beginning = asyncio.ensure_future(begun.wait())
        try:
            await asyncio.wait({answering, beginning}, return_when=asyncio.FIRST_COMPLETED)
            if begun.is_set():
                await send({"type": "http.response.body", "body": b""})
            if answering.done():
                answering.result()
        finally:
            answering.cancel()
            beginning.cancel()
            await asyncio.gather(answering, beginning, return_exceptions=True)


def _with_head(message: Message) -> Message:
    """Have what a path allows, where that is told, name HEAD beside GET."""
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        allowed = [method.strip() for method in headers.get("allow", "").split(",")]
        if _GET in allowed and _HEAD not in allowed:
            headers["allow"] = ", ".join([*allowed, _HEAD])
    return message
