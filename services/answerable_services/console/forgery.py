"""That a form was sent by our own page, in the browser that it was made for, and by nobody else's page.

A token in the form is bound to a cookie that no script reads (OWASP, signed double submit), and the
browser says itself which page a request comes from (Fetch Metadata, RFC 6454). Each is enough, and both are
asked for.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from answerable.errors import Forbidden, Malformed, TooLarge, UnsupportedMedia
from answerable.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import Request

FIELD = "form_token"
"""The input of every form that has the token."""

FORGED = frozenset({"error.form_foreign", "error.form_stale"})
"""What refusals say of a form that is none of ours."""

_FORM = "application/x-www-form-urlencoded"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_INPUTS = 5000
_NONCE = 16


def token_of(secret: SecretStr) -> str:
    """Make a token for a form: another one each time, so that pages that are packed together tell nothing.

    Arguments:
        secret: of the cookie that it is bound to.
    """
    nonce = secrets.token_hex(_NONCE)
    return f"{nonce}.{_sign(secret, nonce)}"


def is_token_of(token: str, secret: SecretStr) -> bool:
    """Tell whether a token was made for a cookie.

    Arguments:
        token: as the form has it.
        secret: of the cookie.
    """
    nonce, _, signature = token.partition(".")
    return hmac.compare_digest(signature.encode(), _sign(secret, nonce).encode())


def _sign(secret: SecretStr, nonce: str) -> str:
    return hmac.new(secret.get_secret_value().encode(), f"form {nonce}".encode(), sha256).hexdigest()


def derived_from(secret: SecretStr, what: str) -> SecretStr:
    """Make a secret of 256 bits from another one, which it does not give away (RFC 2104).

    Arguments:
        secret: of the cookie.
        what: what for; another one for each.
    """
    made = hmac.new(secret.get_secret_value().encode(), f"derived {what}".encode(), sha256).digest()
    return SecretStr(urlsafe_b64encode(made).rstrip(b"=").decode())


def changes_something(request: Request) -> bool:
    """Tell whether a request is of a method that changes something."""
    return request.method not in _SAFE


def check_origin(request: Request) -> None:
    """Let a request through that comes from a page of ours.

    Browsers say where it comes from in one header or the other; what says nothing is no browser's.

    Raises:
        Forbidden: it comes from elsewhere, or does not say.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_ours = site == "same-origin" if site is not None else origin is not None
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        is_ours = False  # the scheme is not compared: a proxy may have changed it
    if not is_ours:
        raise Forbidden(say("error.form_foreign"))


async def read_form(request: Request, most_bytes: int) -> Mapping[str, Sequence[str]]:
    """Read what a form sent, by the names of its inputs.

    Arguments:
        request: what was sent.
        most_bytes: the largest body that is read.

    Raises:
        UnsupportedMedia: it is of another kind than forms without files are.
        TooLarge: it is larger than what is read.
        Malformed: it is not what a browser sends.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise UnsupportedMedia(say("error.form_unreadable"))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise TooLarge(say("error.form_too_large", most=most_bytes))
    try:
        return parse_qs(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_INPUTS
        )
    except ValueError as error:
        raise Malformed(say("error.form_unreadable")) from error


def check_token(sent: Mapping[str, Sequence[str]], secret: SecretStr | None) -> None:
    """Let a form through that was made for this browser, and for whoever is signed in there now.

    Arguments:
        sent: what the form sent.
        secret: of the cookie that its token has to be bound to; None where the browser has none.

    Raises:
        Forbidden: it was made for another session, or by somebody else's page.
    """
    [token, *more] = sent.get(FIELD) or [""]
    if secret is None or more or not is_token_of(token, secret):
        raise Forbidden(say("error.form_stale"))
