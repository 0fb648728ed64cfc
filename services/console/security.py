"""Headers that keep a page from loading, running or leaking what is not its own, and who may ask for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse

from answerable.errors import Forbidden
from answerable.messaging.border import check_host

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Puts the headers on every response, errors included.

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

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault(
                    "Cache-Control", "no-cache" if scope["path"].startswith(STATIC) else "no-store"
                )
            await send(message)

        await self._app(scope, receive, send_with_headers)


class OwnHosts:
    """Answers only who asks for this server by its name.

    Starlette's own check takes everything before the first colon for the name, so it knows no address of
    IPv6: ``[::1]:8080``.

    Arguments:
        app: what it stands in front of.
        hosts: the names, as `allowed_hosts` gives them.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] in {"http", "websocket"}:
            try:
                check_host(dict(scope["headers"]), self._hosts)
            except Forbidden as error:
                await PlainTextResponse(f"{error.message}\n", error.status)(scope, receive, send)
                return
        await self._app(scope, receive, send)
