"""A signed request to another system, for each reminder.

It is signed as the specification of Standard Webhooks 1.0 says: whoever gets it looks at the signature, and
knows a repeat by ``webhook-id``.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2 as httpx
from pydantic_core import to_json

from answerable.errors import Misconfigured
from answerable_services.accounts.messages.mail import NotTakenError, RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from answerable.settings import Settings

_TIMEOUT_S = 15.0
_PREFIX = "whsec_"
_SHORTEST = 24
_LATER = frozenset({408, 425, 429})
_SERVERS_OWN = 500


@dataclass(frozen=True, slots=True)
class Hook:
    """Where another system takes reminders.

    Arguments:
        url: its address.
        secret: by which requests are signed.
    """

    url: str
    secret: bytes

    def send(self, event: str, what: str, told: Mapping[str, Any], now: datetime) -> None:
        """Tell the other system of an event.

        Arguments:
            event: its id.
            what: its type.
            told: its fields.
            now: the moment.

        Raises:
            NotTakenError: it was not taken this time.
            RefusedError: it never will be.
        """
        body = to_json({"type": what, "timestamp": now.isoformat(), "data": told})
        at = str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": event,
            "webhook-timestamp": at,
            "webhook-signature": signature(self.secret, event, at, body),
        }
        try:
            answer = httpx.post(self.url, content=body, headers=headers, timeout=_TIMEOUT_S)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotTakenError(type(error).__name__) from error
        if answer.is_success:
            return
        if answer.status_code in _LATER or answer.status_code >= _SERVERS_OWN:
            raise NotTakenError(f"HTTP {answer.status_code}")
        raise RefusedError(f"HTTP {answer.status_code}")


def signature(secret: bytes, message_id: str, at: str, body: bytes) -> str:
    """Sign a request.

    Arguments:
        secret: shared with whoever gets it.
        message_id: the header ``webhook-id``.
        at: the header ``webhook-timestamp``, in seconds.
        body: what is sent.
    """
    signed = hmac.digest(secret, b".".join((message_id.encode(), at.encode(), body)), sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def hook_of(settings: Settings) -> Hook | None:
    """Read where another system takes reminders; None where nobody said.

    Arguments:
        settings: of the installation.

    Raises:
        Misconfigured: it cannot be read.
    """
    if not settings.hook_url:
        return None
    parts = urlsplit(settings.hook_url)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.scheme not in ({"http", "https"} if is_here else {"https"}):
        raise Misconfigured(
            "ANSWERABLE_HOOK_URL is an address with TLS, such as https://bus.example/reminders"
        )
    said = settings.hook_secret.get_secret_value()
    if settings.hook_secret_file is not None:
        try:
            said = settings.hook_secret_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(f"ANSWERABLE_HOOK_SECRET_FILE cannot be read: {error.strerror}") from error
    try:
        secret = base64.b64decode(said.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) < _SHORTEST:
        raise Misconfigured(
            f"the secret of ANSWERABLE_HOOK_URL is {_PREFIX} and at least {_SHORTEST} bytes in base64, "
            "in ANSWERABLE_HOOK_SECRET_FILE or ANSWERABLE_HOOK_SECRET"
        )
    return Hook(settings.hook_url, secret)
