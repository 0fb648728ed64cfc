"""Passkeys: coming in with one, and adding and removing one's own."""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import SecretStr

from answerable.errors import Forbidden, Unauthenticated
from answerable.queries.accounts import AddPasskey, BeginPasskey, OfferPasskey, RemovePasskey, ShowPasskey
from answerable.wording import say
from answerable_services.console import cookies
from answerable_services.console.address import question
from answerable_services.console.gate import open_to_all
from answerable_services.console.leading import HOME, own_path
from answerable_services.console.pages.account import account_page, give, proof_of, session_of
from answerable_services.console.pages.entrance import (
    Page,
    Sent,
    Typed,
    asked,
    came_in,
    entrance,
    place_of,
    typed_in,
)
from answerable_services.console.view import View

router = APIRouter()


def _visit(view: View) -> SecretStr:
    """Give what a sign-in with a passkey is bound to: the cookie that the way in has set before.

    Raises:
        Forbidden: this browser was never there.
    """
    visit = cookies.read(view.request, cookies.VISIT)
    if visit is None:
        raise Forbidden(say("error.form_stale"))
    return visit


def _sent(form: Sent, name: str) -> SecretStr:
    return SecretStr(next(iter(form.get(name, ())), ""))


@router.get("/sign-in/passkey")
@open_to_all
async def begin(view: Page) -> Response:
    """Say what the browser is to ask a passkey for; nothing of it is kept."""
    begun = await asked(view, BeginPasskey(visit=_visit(view)))
    if begun.answer is None:
        raise begun.error or Unauthenticated("the accounts gave no reason")
    options = json.loads(begun.answer.options.get_secret_value())
    return JSONResponse({"ticket": begun.answer.ticket.get_secret_value(), "options": options})


@router.post("/sign-in/passkey")
@open_to_all
async def shown(view: Page, form: Sent, to: str = HOME) -> Response:
    """Let somebody in who shows a passkey."""
    request, way = view.request, own_path(to)
    device = cookies.only_device(request)
    query = question(
        ShowPasskey,
        ticket=_sent(form, "ticket"),
        visit=_visit(view),
        credential=_sent(form, "credential"),
        where=place_of(view, device),
        replaces=cookies.read(request, cookies.SESSION),
    )
    entered = await asked(view, query)
    if entered.answer is None:
        error = entered.error or Unauthenticated("the accounts gave no reason")
        return await entrance(view, way, Typed().say(error, view, "passkey"))
    return came_in(view, entered.answer, device or "", way)


@router.post("/account/passkeys/offer")
async def offer(view: Page, form: Sent) -> Response:
    """Show the page on which somebody's device makes a passkey."""
    typed = typed_in(view, form, "called", "password")
    begun = None
    if not typed.faults:
        query = OfferPasskey(**proof_of(view, typed), name=typed.said["called"])
        begun = await give(view, query, typed, "password", if_invalid="called")
    if begun is None:
        return await account_page(view, "passkey", typed)
    return view.page("account/passkey.html", "account", begun=begun, called=typed.said["called"])


@router.post("/account/passkeys")
async def add(view: Page, form: Sent) -> Response:
    """Take a passkey that was made."""
    typed = typed_in(view, form, "called")
    done = None
    if not typed.faults:
        query = question(
            AddPasskey,
            session=session_of(view),
            ticket=_sent(form, "ticket"),
            credential=_sent(form, "credential"),
            name=typed.said["called"],
        )
        done = await give(view, query, typed, "passkey")
    return (
        await account_page(view, "passkey", typed) if done is None else view.lead_to("/account?done=passkey")
    )


@router.post("/account/passkeys/remove")
async def remove(view: Page, form: Sent, passkey: str = "") -> Response:
    """Let a passkey be worth nothing; every other session ends."""
    typed = typed_in(view, form, "password")
    done = None
    if not typed.faults:
        query = question(RemovePasskey, **proof_of(view, typed), handle=passkey or "-")
        done = await give(view, query, typed, "password")
    if done is None:
        return await account_page(view, f"passkey-{passkey}", typed)
    await view.console.notices.moved()  # so that what is pushed to the pages of other sessions ends
    return view.lead_to("/account?done=passkey_removed")
