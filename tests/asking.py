"""Asking an application of ours as a web server does: any path, byte for byte, and no more than is needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Answered(NamedTuple):
    """What came back.

    Arguments:
        status: the HTTP status.
        headers: in the order sent, but for those that tell the hour.
        body: as far as it was waited for.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> str:
        """Give a header's value; empty where there is none."""
        return dict(self.headers).get(name.encode(), b"").decode()


async def ask(
    app: ASGIApp, method: str, path: str, *, lang: str = "zh", beginning: bool = False, cookie: str = ""
) -> Answered:
    """Ask for a path; a client such as httpx would tidy it up first.

    Arguments:
        app: the application.
        method: the HTTP method.
        path: as it stands in the request's first line, with its query.
        lang: the reader's language.
        cookie: the header ``Cookie``; none where empty.
        beginning: whether only the status and the headers are waited for, as of a stream without an end.
    """
    raw, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept-language", lang.encode())]
        + ([(b"cookie", cookie.encode())] if cookie else []),
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    coming = [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[dict[str, Any]] = []
    begun = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not coming:  # the browser waits, and sends nothing further
            await asyncio.Event().wait()
        return coming.pop()

    async def send(message: Any) -> None:
        sent.append(message)
        begun.set()
        await asyncio.sleep(0)  # as a connection does, so that a list without an end can be left

    answering = asyncio.ensure_future(app(scope, receive, send))
    waiting = asyncio.ensure_future(begun.wait())
    async with asyncio.timeout(60):
        await asyncio.wait({answering, waiting} if beginning else {answering}, return_when="FIRST_COMPLETED")
    for task in (answering, waiting):
        task.cancel()
    await asyncio.gather(answering, waiting, return_exceptions=True)
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answered(start["status"], [one for one in start["headers"] if one[0] != b"date"], body)
