"""Who comes in: every page is somebody's, and every form is looked at before it does anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from answerable.errors import AnswerableError, Unauthenticated
from answerable.wording import say
from answerable_services.console import cookies
from answerable_services.console.forgery import changes_something, check_origin, check_token, read_form
from answerable_services.console.leading import way_in
from answerable_services.console.taking_files import has_files, read_with_files
from answerable_services.console.view import PLAIN_IN_A_PATH

if TYPE_CHECKING:
    from answerable_services.console.parts import Console

F = TypeVar("F", bound=Callable[..., Any])

_OPEN: set[Callable[..., Any]] = set()

_BY_THEMSELVES = ("/events", "/news/", "/waiting")
"""What pages that stay open ask by themselves: it is nobody's use of a session, and leads nobody anywhere."""

_CHALLENGE = {"WWW-Authenticate": 'Cookie realm="Answerable"'}
"""What a refusal has to name (RFC 9110, section 11.6.1); there is no registered scheme for a session."""


def open_to_all(page: F) -> F:
    """Say that a page is for those, too, who are not signed in; its forms are bound to the visit."""
    _OPEN.add(page)
    return page


async def admit(request: Request) -> None:
    """Find out who asks before the page is made, and look at what they send (a dependency of all pages).

    Raises:
        Unauthenticated: the page is for those who are signed in, and nobody is.
        Forbidden: a form was sent from elsewhere, or made for another session.
        AnswerableError: the accounts do not answer, or what was sent cannot be read.
    """
    console: Console = request.app.state.console
    is_open = request.scope["endpoint"] in _OPEN
    if changes_something(request):
        check_origin(request)
    if not is_open:
        await recognise(request)
    if changes_something(request):
        secret = cookies.read(request, cookies.VISIT if is_open else cookies.SESSION)
        if has_files(request) and not is_open:
            await read_with_files(request, console.files, console.settings.max_body_bytes, secret)
            return
        request.state.sent = await read_form(request, console.settings.max_body_bytes)
        check_token(request.state.sent, secret)


async def recognise(request: Request) -> None:
    """Find out who asks.

    Raises:
        Unauthenticated: nobody is signed in.
        AnswerableError: the accounts do not answer.
    """
    console: Console = request.app.state.console
    session = cookies.read(request, cookies.SESSION)
    if session is None:
        raise Unauthenticated(say("error.account.no_session"))
    is_use = not request.scope["path"].startswith(_BY_THEMSELVES)
    request.state.person = await console.sessions.of(session, is_use=is_use)
    request.state.session = session


async def recognise_where_possible(request: Request) -> None:
    """Find out who asks, where that can be told, for a page that has something for everybody."""
    try:
        await recognise(request)
    except AnswerableError:
        request.state.person = None


async def sent(request: Request) -> Mapping[str, Sequence[str]]:
    """Give what a form sent, by the names of its inputs (a FastAPI dependency); `admit` has looked at it."""
    found: Mapping[str, Sequence[str]] = request.state.sent
    return found


def turned_away(request: Request) -> Response:
    """Lead whoever is not signed in to where they can; what no person reads is refused.

    Arguments:
        request: what was asked.
    """
    path = request.scope["path"]
    is_file = "." in getattr(request.scope.get("route"), "path", "").rpartition("/")[2]
    if is_file or path.startswith(_BY_THEMSELVES):
        response: Response = PlainTextResponse("sign in first\n", status_code=401, headers=_CHALLENGE)
    else:
        asked = request.scope["query_string"].decode("latin-1")
        wanted = quote(path, safe=PLAIN_IN_A_PATH)
        response = RedirectResponse(way_in(f"{wanted}?{asked}" if asked else wanted), status_code=303)
    cookies.drop(response, request, cookies.SESSION)
    return response
