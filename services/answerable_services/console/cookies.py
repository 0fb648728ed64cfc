"""Cookies that prove something: out of the reach of scripts and of other sites.

Where a request came by https, their names begin with ``__Host-``: a browser takes such a cookie from this
very host alone, by https, for all paths (RFC 6265bis, section 4.1.3.2).
"""

from __future__ import annotations

from hashlib import sha256

from fastapi import Request, Response
from pydantic import SecretStr

from answerable.spelling import of_one_width

SESSION = "session"
"""Whose the browser is; gone when it is closed."""

VISIT = "visit"
"""What forms are bound to that nobody is signed in for; gone when the browser is closed."""

TICKET = "ticket"
"""What is between the password and the code of the second factor."""

PROVIDER = "provider"
"""What binds a sign-in at the identity provider to this browser, and where it leads."""

A_YEAR_S = 365 * 24 * 3600

_DEVICE = "device-"
_LONGEST = 1000


def device(name: str) -> str:
    """Name the cookie by which a device is known to one person: people share machines, each with their own.

    Arguments:
        name: their id, as it was typed.
    """
    return f"{_DEVICE}{sha256(of_one_width(name).strip().encode()).hexdigest()[:16]}"


def only_device(request: Request) -> str | None:
    """Name the cookie by which the browser is known to one person; None where it is to nobody, or to several.

    Arguments:
        request: of the browser, before anybody knows who is behind it.
    """
    prefix = _called(request, _DEVICE)
    found = [name for name in request.cookies if name.startswith(prefix)]
    return f"{_DEVICE}{found[0].removeprefix(prefix)}" if len(found) == 1 else None


def read(request: Request, name: str) -> SecretStr | None:
    """Give what a cookie holds; None where there is none, or nothing that we ever set."""
    said = request.cookies.get(_called(request, name), "")
    return SecretStr(said) if 0 < len(said) <= _LONGEST else None


def put(
    response: Response, request: Request, name: str, value: SecretStr, *, lasts_s: int | None = None
) -> None:
    """Set a cookie.

    Arguments:
        response: where.
        request: what it answers.
        name: the cookie's, without what stands before it over https.
        value: what it holds.
        lasts_s: seconds that it is kept; until the browser is closed where None.
    """
    response.set_cookie(
        _called(request, name),
        value.get_secret_value(),
        max_age=lasts_s,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, request: Request, name: str) -> None:
    """Take a cookie away, where the browser has it."""
    called = _called(request, name)
    if called in request.cookies:
        response.delete_cookie(called, path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _called(request: Request, name: str) -> str:
    return f"__Host-{name}" if _is_secure(request) else name
