"""Coming in by the identity provider: led there, and led back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from pydantic import SecretStr

from answerable.errors import AnswerableError, Unauthenticated
from answerable.queries.accounts import BeginProvider, ReturnFromProvider
from answerable_services.console import cookies
from answerable_services.console.address import question
from answerable_services.console.address_words import asked_by_others
from answerable_services.console.gate import open_to_all
from answerable_services.console.leading import HOME, own_path
from answerable_services.console.pages.entrance import Typed, asked, came_in, entrance, place_of
from answerable_services.console.view import View, view_of

router = APIRouter()

Page = Annotated[View, Depends(view_of)]

_LASTS_S = 600
_LONGEST_WAY = 600
_NO_TICKET = SecretStr("-")


async def _refused(view: View, to: str, error: AnswerableError | None) -> Response:
    """Show the entrance again, with the reason beside the way by the provider; the others stay open."""
    reason = error or Unauthenticated("the accounts gave no reason")
    return await entrance(view, to, Typed().say(reason, view, "provider"))


@router.get("/sign-in/provider")
@open_to_all
async def begin(view: Page, to: str = HOME) -> Response:
    """Lead somebody to the identity provider."""
    way = own_path(to)
    begun = await asked(view, BeginProvider())
    if begun.answer is None:
        return await _refused(view, way, begun.error)
    # A link and no form: where forms may lead says the Content Security Policy, and that stays as it is.
    response = RedirectResponse(begun.answer.address.get_secret_value(), status_code=303)
    kept = quote(way, safe="/")
    held = f"{begun.answer.ticket.get_secret_value()}.{kept if len(kept) <= _LONGEST_WAY else HOME}"
    cookies.put(response, view.request, cookies.PROVIDER, SecretStr(held), lasts_s=_LASTS_S)
    return response


@router.get("/sign-in/provider/return")
@open_to_all
@asked_by_others
async def come_back(view: Page, state: str = "", code: str = "", error: str = "", iss: str = "") -> Response:
    """Let somebody in whom the identity provider sends back to this browser."""
    request = view.request
    held = cookies.read(request, cookies.PROVIDER)
    ticket, _, kept = ("" if held is None else held.get_secret_value()).partition(".")
    to = own_path(unquote(kept))
    device = cookies.only_device(request)
    query = question(
        ReturnFromProvider,
        ticket=SecretStr(ticket) if ticket else _NO_TICKET,
        state=SecretStr(state or "-"),
        code=SecretStr(code) if code else None,
        error=error,
        issuer=iss,
        where=place_of(view, device),
        replaces=cookies.read(request, cookies.SESSION),
    )
    entered = await asked(view, query)
    if entered.answer is None:
        response = await _refused(view, to, entered.error)
    else:
        response = came_in(view, entered.answer, device or "", to)
    cookies.drop(response, request, cookies.PROVIDER)
    return response
