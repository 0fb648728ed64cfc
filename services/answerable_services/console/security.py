"""Headers that keep a page from loading, running or leaking what is not its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

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


BY_LINK = "/calendar/"
"""Addresses that prove somebody by themselves."""


def without_secrets(path: str) -> str:
    """Give an address as a log may have it: without what proves somebody.

    Arguments:
        path: the address's path.
    """
    return f"{BY_LINK}…" if path.startswith(BY_LINK) else path


FILES = "/attachments/"

OF_FILES = "sandbox; default-src 'none'"
"""What a file may do that somebody has sent: nothing at all."""


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
                if scope["path"].startswith(FILES):
                    headers["Content-Security-Policy"] = OF_FILES
                headers.setdefault(
                    "Cache-Control", "no-cache" if scope["path"].startswith(STATIC) else "no-store"
                )
            await send(message)

        await self._app(scope, receive, send_with_headers)
