"""The address at which passkeys are good: the one under which people reach the pages, and no other."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from answerable.settings import Settings

_USUAL_PORT = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom browsers make passkeys for (WebAuthn, section 4).

    Arguments:
        id: a host name; a passkey is bound to it for ever.
        origin: scheme, name and port of the pages, as browsers write them.
    """

    id: str
    origin: str


def relying_party(settings: Settings) -> RelyingParty | None:
    """Give the address at which passkeys are good; None where there are none.

    Browsers make them by https, and on this very machine as ``localhost``; never for a number in place of a
    name (WebAuthn, section 5.1.3). Where people come in by the identity provider alone, there are none.

    Arguments:
        settings: where the pages are, and whether people sign in with what is kept here.
    """
    parts = urlsplit(settings.pages)
    host = _as_browsers_write(parts.hostname or "")
    is_own_machine = host == "localhost" or host.endswith(".localhost")
    if not settings.local_passwords or not host or _is_number(host):
        return None
    if parts.scheme != "https" and not is_own_machine:
        return None
    is_usual = parts.port is None or parts.port == _USUAL_PORT[parts.scheme]
    return RelyingParty(host, f"{parts.scheme}://{host}{'' if is_usual else f':{parts.port}'}")


def _as_browsers_write(host: str) -> str:
    """Write a host name in ASCII (RFC 3490); nothing where it is none."""
    try:
        return host.rstrip(".").encode("idna").decode()
    except UnicodeError:
        return ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
