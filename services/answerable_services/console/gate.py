"""What a browser sends of a form: read within bounds, and only where the form was made by these pages.

A page with a form sends a word along that stands in a cookie too. Another site can have a browser send a form
here, but reads neither (OWASP, double submit cookie).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import parse_qs

from fastapi import Request

from answerable.errors import Forbidden, Malformed, TooLarge, UnsupportedMedia
from answerable.wording import say

COOKIE = "seal"
"""The cookie that the word stands in."""

FIELD = "csrf"
"""The name under which a form sends the word."""

MOST_BYTES = 512 * 1024
"""Bytes of a form, at most: its longest list of the longest texts is far below that."""

_FORM = "application/x-www-form-urlencoded"
_MOST_INPUTS = 5000
_WORD = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def seal_of(request: Request) -> str | None:
    """Give the word that a browser has; None where it has none, or one that nobody here gave it."""
    word = request.cookies.get(COOKIE, "")
    return word if _WORD.fullmatch(word) is not None else None


def new_seal() -> str:
    """Make a word that nobody guesses."""
    return token_urlsafe(32)


async def sent(request: Request) -> Mapping[str, list[str]]:
    """Read a form that was sent, by the names of its inputs (a FastAPI dependency).

    Raises:
        Forbidden: it was not made by these pages for this browser.
        Malformed: it cannot be read.
        TooLarge: it is longer than any form of ours.
        UnsupportedMedia: it is no form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise UnsupportedMedia(say("error.form_unreadable"))
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise TooLarge(say("error.form_too_large", most=MOST_BYTES))
    try:
        found = parse_qs(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_INPUTS
        )
    except ValueError as error:
        raise Malformed(say("error.form_unreadable")) from error
    word, known = found.get(FIELD, [""])[0], seal_of(request)
    if known is None or not compare_digest(word.encode(), known.encode()):
        raise Forbidden(say("error.form_stale"))
    return found
