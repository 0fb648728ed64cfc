"""What an HTTP request has to show before anything is done for it: whom it asks, and from where it comes.

A browser sends requests to this machine for any page that asks it to. A name of the page's own can be pointed
here (DNS rebinding), and a form can be posted across sites without the browser asking first, as long as its
content type is one that forms have (Fetch standard, "CORS-safelisted request-header"). So the name asked for,
the origin and the content type are looked at before a command is read.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from answerable.errors import Forbidden, UnsupportedMedia

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_AUTHORITY = re.compile(r"(?:\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:]+))(?::\d*)?")

FOREIGN = "foreign"
"""The rule that requests are for this server by its name, and come from no page of somebody else."""

ANY = "*"
"""Stands for every name: a proxy or a network in front decides who may ask."""


def allowed_hosts(host: str, known_as: str = "") -> list[str]:
    """Tell the names under which a server may be asked.

    On loopback only the machine's own names, and that under which a proxy on this machine makes it known:
    otherwise any web page could point a name of its own at this machine and read, or write, what is here.

    Arguments:
        host: the address that the server listens on.
        known_as: the address under which people reach it, ``https://centre.example``; none where empty.
    """
    further = urlsplit(known_as).hostname
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if not is_loopback:
        return [ANY]
    return ["localhost", "127.0.0.1", "::1", host, *([further] if further else [])]


def authority(host: str, port: int) -> str:
    """Write an address as it stands in a URL: IPv6 in brackets (RFC 3986, section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def check_host(headers: Mapping[bytes, bytes], hosts: Sequence[str]) -> None:
    """Let a request through that asks this server by its name.

    Arguments:
        headers: the request's, names in lower case.
        hosts: the names under which the server may be asked, as `allowed_hosts` gives them.

    Raises:
        Forbidden: it asks for another host.
    """
    asked = headers.get(b"host", b"").decode("latin-1")
    if ANY not in hosts and _name(asked) not in hosts:
        message = (
            f"this server does not answer for the host {asked!r}; ask it as {hosts[0]} or by its address"
        )
        raise Forbidden(message, rule=FOREIGN)


class OwnHosts:
    """Answers only who asks for this server by its name, whatever the path.

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
                await _refuse(scope["type"], error, send)
                return
        await self._app(scope, receive, send)


async def _refuse(kind: str, error: Forbidden, send: Send) -> None:
    """Say why, in plain text; a web socket is closed before it is opened (ASGI, "Close")."""
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": error.message})
        return
    body = f"{error.message}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def check_request(headers: Mapping[bytes, bytes], hosts: Sequence[str]) -> None:
    """Let a command through that asks this server by its name, from no foreign page, and as JSON.

    Arguments:
        headers: the request's, names in lower case.
        hosts: the names under which the server may be asked, as `allowed_hosts` gives them.

    Raises:
        Forbidden: it asks for another host, or comes from a page of another origin.
        UnsupportedMedia: its body is said to be something else than JSON.
    """
    check_host(headers, hosts)
    check_origin(headers)
    content_type = headers.get(b"content-type", b"").decode("latin-1")
    if not _is_json(content_type):
        message = f"a command is sent as application/json, not as {content_type or 'something unnamed'!r}"
        raise UnsupportedMedia(message)


def check_origin(headers: Mapping[bytes, bytes]) -> None:
    """Let a request through that comes from no page, or from one of this server's own.

    Arguments:
        headers: the request's, names in lower case.

    Raises:
        Forbidden: it comes from a page of another origin.
    """
    asked = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc != asked:
        message = f"commands are not taken from pages of {origin.decode('latin-1')!r}"
        raise Forbidden(message, rule=FOREIGN)


def _name(authority_asked: str) -> str:
    """Give the name in a ``Host`` header, without port and brackets; nothing where it is no such header."""
    found = _AUTHORITY.fullmatch(authority_asked)
    return "" if found is None else (found["address"] or found["name"]).lower()


def _is_json(content_type: str) -> bool:
    """Tell whether a content type is JSON, or of a form that is JSON (RFC 6838, section 4.2.8)."""
    media = content_type.partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))
