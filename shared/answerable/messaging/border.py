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
from urllib.parse import urlsplit

from answerable.errors import Forbidden, UnsupportedMedia

_AUTHORITY = re.compile(r"(?:\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:]+))(?::\d*)?")

ANY = "*"
"""Stands for every name: a proxy or a network in front decides who may ask."""


def allowed_hosts(host: str) -> list[str]:
    """Tell the names under which a server may be asked.

    On loopback only the machine's own names: otherwise any web page could point a name of its own at this
    machine and read, or write, what is here.

    Arguments:
        host: the address that the server listens on.
    """
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    return ["localhost", "127.0.0.1", "::1", host] if is_loopback else [ANY]


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
        raise Forbidden(message)


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
    asked = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc != asked:
        message = f"commands are not taken from pages of {origin.decode('latin-1')!r}"
        raise Forbidden(message)
    content_type = headers.get(b"content-type", b"").decode("latin-1")
    if not _is_json(content_type):
        message = f"a command is sent as application/json, not as {content_type or 'something unnamed'!r}"
        raise UnsupportedMedia(message)


def _name(authority_asked: str) -> str:
    """Give the name in a ``Host`` header, without port and brackets; nothing where it is no such header."""
    found = _AUTHORITY.fullmatch(authority_asked)
    return "" if found is None else (found["address"] or found["name"]).lower()


def _is_json(content_type: str) -> bool:
    """Tell whether a content type is JSON, or of a form that is JSON (RFC 6838, section 4.2.8)."""
    media = content_type.partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))
