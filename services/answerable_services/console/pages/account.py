"""One's own account: where one is signed in, the password, the second factor, and what one may do.

What proves somebody is passed on to the accounts and kept nowhere here: it stands in no address and in no
cookie but the session's, and every page of it is told not to be kept by the browser.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, SecretStr

from answerable.errors import AnswerableError, Invalid, Unauthenticated
from answerable.queries.accounts import (
    ChangePassword,
    EndSession,
    MailAddress,
    NewRecoveryCodes,
    OfferSecondFactor,
    RecoveryCodes,
    RemoveSecondFactor,
    Sessions,
    SetSecondFactor,
)
from answerable.queries.base import Query
from answerable_services.console import cookies
from answerable_services.console.address import question
from answerable_services.console.pages.entrance import Page, Sent, Typed, asked, place_of, typed_in
from answerable_services.console.squares import square_code
from answerable_services.console.view import View
from answerable_services.console.views.rights import rights_of

router = APIRouter()

A = TypeVar("A", bound=BaseModel)

_DONE = frozenset(
    {
        *("password", "session", "sessions", "removed", "passkey", "passkey_removed"),
        *("calendar_revoked", "mail", "mail_removed", "mail_tried"),
    }
)
"""What can have been done before the page is shown again."""


def session_of(view: View) -> SecretStr:
    """Give what proves whoever is signed in.

    Raises:
        Unauthenticated: nobody is.
    """
    found = cookies.read(view.request, cookies.SESSION)
    if found is None:
        raise Unauthenticated("a page of somebody's own is shown to nobody else")
    return found


def _device(view: View) -> str:
    """Name the cookie by which the device is known to whoever is signed in."""
    return cookies.device("" if view.person is None else view.person.id)


def _take_over(view: View, response: Response, session: SecretStr | None) -> Response:
    """Put another session in the place of the one that proved somebody until now."""
    if session is not None:
        view.console.sessions.forget(session_of(view))
        cookies.put(response, view.request, cookies.SESSION, session)
    return response


async def give(
    view: View, query: Query[A], typed: Typed, beside: str, *, if_invalid: str | None = None
) -> A | None:
    """Ask the accounts; what they refuse is said beside an input.

    Arguments:
        view: the page.
        query: what is asked.
        typed: what was typed.
        beside: the input that a refusal is said beside.
        if_invalid: the one where what was typed breaks a rule; the same where None.

    Raises:
        Unauthenticated: the session is over.
    """
    given = await asked(view, query)
    if given.error is not None:
        await _still(view)
        if isinstance(given.error, Invalid):
            beside = if_invalid or beside
        typed.refuse(given.error, view, beside)
        if typed.error is not None and typed.error.status < AnswerableError.status:
            typed.say(typed.error, view, beside)
            typed.error = None
    return given.answer


async def _still(view: View) -> None:
    """Find out whether the session goes on, where something was refused.

    Raises:
        Unauthenticated: it does not.
    """
    seen = await asked(view, Sessions(session=session_of(view)))
    if isinstance(seen.error, Unauthenticated):
        raise seen.error


async def account_page(view: View, form: str = "", typed: Typed | None = None, done: str = "") -> Response:
    """Show the whole page of one's own account.

    Arguments:
        view: the page.
        form: the one that something is wrong in.
        typed: what was typed there.
        done: what was done before.
    """
    person = await view.still()
    seen, mail = await asyncio.gather(
        asked(view, Sessions(session=session_of(view))),
        asked(view, MailAddress(session=session_of(view))),
    )
    if isinstance(seen.error, Unauthenticated):
        raise seen.error
    typed = typed or Typed()
    status = typed.status if seen.error is None else seen.error.status
    return view.page(
        "account/index.html",
        "account",
        status=status,
        me=person.proved,
        seen=seen,
        mail=mail,
        form=form,
        typed=typed,
        nothing=Typed(),
        error=typed.error,
        done=done if done in _DONE else "",
        rights=rights_of(view, person.principal),
    )


@router.get("/account")
async def index(view: Page, done: str = "") -> Response:
    """Show one's own account."""
    return await account_page(view, done=done)


@router.post("/account/sessions")
async def end_sessions(view: Page, form: Sent) -> Response:
    """End another session, or all others."""
    handle = next(iter(form.get("session", ())), "")
    ended = await asked(view, question(EndSession, session=session_of(view), handle=handle))
    if ended.error is not None:
        raise ended.error
    await view.console.notices.moved()  # so that what is pushed to their pages ends
    return view.lead_to(f"/account?done={'session' if handle else 'sessions'}")


@router.post("/account/password")
async def change_password(view: Page, form: Sent) -> Response:
    """Set another password; every other session ends, and this one gets another cookie."""
    typed = typed_in(view, form, "old", "new", "again")
    if not typed.faults and typed.said["new"] != typed.said["again"]:
        typed.faults["again"], typed.status = view.words("entrance.not_the_same"), Invalid.status
    if typed.faults:
        return await account_page(view, "password", typed)
    device = _device(view)
    query = ChangePassword(
        session=session_of(view),
        old=SecretStr(typed.said["old"]),
        new=SecretStr(typed.said["new"]),
        where=place_of(view, device),
    )
    # What breaks a rule is the new one; what proves nobody is the old one.
    changed = await give(view, query, typed, "old", if_invalid="new")
    if changed is None:
        return await account_page(view, "password", typed)
    response = _take_over(view, view.lead_to("/account?done=password"), changed.session)
    if changed.device is not None:
        cookies.put(response, view.request, device, changed.device, lasts_s=cookies.A_YEAR_S)
    return response


def proof_of(view: View, typed: Typed) -> dict[str, Any]:
    """Give what a request brings that asks for the password again.

    Arguments:
        view: the page.
        typed: what was typed there, the password among it.
    """
    return {
        "session": session_of(view),
        "password": SecretStr(typed.said["password"]),
        "where": place_of(view, _device(view)),
    }


@router.post("/account/second-factor/offer")
async def offer_second_factor(view: Page, form: Sent) -> Response:
    """Show a second factor that can be taken into an app, once."""
    typed = typed_in(view, form, "password")
    offered = None
    if not typed.faults:
        offered = await give(view, OfferSecondFactor(**proof_of(view, typed)), typed, "password")
    if offered is None:
        return await account_page(view, "offer", typed)
    return view.page(
        "account/second_factor.html",
        "account",
        square=square_code(offered.uri.get_secret_value()),
        offered=offered,
        typed=Typed(),
        error=None,
    )


@router.post("/account/second-factor")
async def set_second_factor(view: Page, form: Sent) -> Response:
    """Take the second factor that was offered, with a code of it; every other session ends."""
    typed = typed_in(view, form, "code")
    done = None
    if not typed.faults:
        code, where = typed.said["code"], place_of(view, _device(view))
        done = await give(
            view, SetSecondFactor(session=session_of(view), code=code, where=where), typed, "code"
        )
    if done is None:
        return view.page(
            "account/second_factor.html",
            "account",
            status=typed.status if typed.error is None else typed.error.status,
            square=None,
            offered=None,
            typed=typed,
            error=typed.error,
        )
    return _take_over(view, _codes(view, done), done.session)


def _codes(view: View, made: RecoveryCodes) -> Response:
    codes = [code.get_secret_value() for code in made.codes]
    return view.page("account/codes.html", "account", codes=codes)


@router.post("/account/second-factor/remove")
async def remove_second_factor(view: Page, form: Sent) -> Response:
    """Ask for a second factor no more."""
    typed = typed_in(view, form, "password")
    done = None
    if not typed.faults:
        done = await give(view, RemoveSecondFactor(**proof_of(view, typed)), typed, "password")
    return (
        await account_page(view, "remove", typed) if done is None else view.lead_to("/account?done=removed")
    )


@router.post("/account/recovery-codes")
async def new_recovery_codes(view: Page, form: Sent) -> Response:
    """Show new recovery codes, once; earlier ones are worth nothing."""
    typed = typed_in(view, form, "password")
    done = None
    if not typed.faults:
        done = await give(view, NewRecoveryCodes(**proof_of(view, typed)), typed, "password")
    return await account_page(view, "codes", typed) if done is None else _codes(view, done)
