"""Coming in and going out: the name and the password, the code, the link of an invitation, and the sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, SecretStr

from answerable.errors import AnswerableError, Forbidden, Invalid, TooManyAttempts, Unauthenticated
from answerable.queries.accounts import (
    AcceptLink,
    Entered,
    EnterSample,
    LeaveProvider,
    LinkSeen,
    LookAtLink,
    SamplePeople,
    ShowCode,
    SignIn,
    SignOut,
    WaysIn,
    Where,
)
from answerable.queries.base import Query
from answerable_services.console import cookies
from answerable_services.console.address import question
from answerable_services.console.asking import Reply, ask
from answerable_services.console.gate import open_to_all, sent
from answerable_services.console.leading import HOME, own_path, with_way
from answerable_services.console.sessions import Person
from answerable_services.console.view import View, view_of
from answerable_services.console.views.cast import cast_by_site
from answerable_services.console.views.failures import reason_of

router = APIRouter()

A = TypeVar("A", bound=BaseModel)
Sent = Annotated[Mapping[str, Sequence[str]], Depends(sent)]
Page = Annotated[View, Depends(view_of)]

_WITHIN_S = 8.0
"""Seconds that somebody waits for a password to be looked at, which takes its time."""

_LONGEST = {
    **dict.fromkeys(("password", "old", "new", "again"), 1_000),
    "name": 200,
    "code": 100,
    "called": 64,
    "mail": 254,
}
_LONGEST_AGENT = 1000

_TYPED_WRONG = (Unauthenticated, Invalid, TooManyAttempts, Forbidden)
"""What is said beside the inputs; anything else is no matter of what was typed."""


@dataclass
class Typed:
    """What was typed into a form, and what is wrong with it.

    Arguments:
        said: by the names of the inputs.
        faults: what is said beside an input.
        error: why nobody could look at it.
        status: the page's.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    error: AnswerableError | None = None
    status: int = 200

    def refuse(self, error: AnswerableError, view: View, beside: str) -> Typed:
        """Say what the accounts refused.

        Arguments:
            error: why.
            view: the page.
            beside: the input that it is said beside.
        """
        if isinstance(error, _TYPED_WRONG):
            return self.say(error, view, beside)
        self.error, self.status = error, error.status
        return self

    def say(self, error: AnswerableError, view: View, beside: str) -> Typed:
        """Say beside an input why it was refused, whatever it was.

        Arguments:
            error: why.
            view: the page.
            beside: the input that it is said beside.
        """
        self.faults[beside] = reason_of(error, view.language)
        # A status of 401 would have to say how else to sign in; here is the page on which to.
        self.status = Invalid.status if isinstance(error, Unauthenticated) else error.status
        return self


def typed_in(view: View, form: Mapping[str, Sequence[str]], *wanted: str) -> Typed:
    """Read what was typed; an input that is empty, or far too long, is a fault.

    Arguments:
        view: the page.
        form: what it sent.
        wanted: the names of the inputs.
    """
    said = {name: next(iter(form.get(name, ())), "") for name in wanted}
    typed = Typed(said)
    for name, value in said.items():
        if not value.strip():
            typed.faults[name] = view.words(f"entrance.missing.{name}")
        elif len(value) > _LONGEST[name]:
            typed.faults[name] = view.words("entrance.too_long", most=_LONGEST[name])
    if typed.faults:
        typed.status = Invalid.status
    return typed


async def asked(view: View, query: Query[A]) -> Reply[A]:
    """Ask the accounts, as the console.

    Arguments:
        view: the page that wants to know.
        query: what.
    """
    return await ask(view.console.bus, query, deadline_s=_WITHIN_S)


def place_of(view: View, device: str | None) -> Where:
    """Tell where somebody is.

    Arguments:
        view: the page.
        device: the name of the cookie by which the device is known to them; None where there is none.
    """
    client = view.request.client
    return Where(
        address="" if client is None else client.host[:64],
        agent=view.request.headers.get("user-agent", "")[:_LONGEST_AGENT],
        device=None if device is None else cookies.read(view.request, device),
    )


async def _already(view: View) -> Person | None:
    """Tell who is signed in already, for whoever comes to the entrance again."""
    session = cookies.read(view.request, cookies.SESSION)
    if session is None:
        return None
    try:
        return await view.console.sessions.of(session)
    except AnswerableError:
        return None


def came_in(view: View, entered: Entered, device: str, to: str) -> Response:
    """Lead on whoever came in, or is half in, with the cookies that say so.

    Arguments:
        view: the page.
        entered: what the accounts gave.
        device: the name of the cookie by which the device is known to them.
        to: where they want to go.
    """
    request = view.request
    if entered.session is None:
        response = view.lead_to(with_way("/sign-in/code", to))
        ticket = "" if entered.ticket is None else entered.ticket.get_secret_value()
        cookies.put(response, request, cookies.TICKET, SecretStr(f"{device}.{ticket}"))
    else:
        response = view.lead_to(to)
        if (before := cookies.read(request, cookies.SESSION)) is not None:
            view.console.sessions.forget(before)
        cookies.put(response, request, cookies.SESSION, entered.session)
        cookies.drop(response, request, cookies.TICKET)
        device = device if entered.person is None else cookies.device(entered.person)
    if entered.device is not None:
        cookies.put(response, request, device, entered.device, lasts_s=cookies.A_YEAR_S)
    return response


async def entrance(view: View, to: str, typed: Typed) -> Response:
    """Show where one signs in, with the sample's people where it is the sample.

    Arguments:
        view: the page.
        to: where whoever signs in wants to go.
        typed: what they have tried until now.
    """
    ways, cast = await asked(view, WaysIn()), await asked(view, SamplePeople())
    error = typed.error or ways.error or cast.error
    people = () if cast.answer is None else cast_by_site(cast.answer.people)
    status = typed.status if error is None or typed.faults else error.status
    provider = None if ways.answer is None else ways.answer.provider
    return view.page(
        "entrance/sign_in.html",
        "",
        status=status,
        typed=typed,
        error=error,
        cast=people,
        here=await _already(view),
        to=own_path(to),
        action=with_way("/sign-in", own_path(to)),
        passwords=ways.answer is None or ways.answer.passwords,
        provider=provider,
        by_provider=with_way("/sign-in/provider", own_path(to)),
        passkeys_at=None if ways.answer is None else ways.answer.passkeys_at,
        by_passkey=with_way("/sign-in/passkey", own_path(to)),
    )


@router.get("/sign-in")
@open_to_all
async def sign_in(view: Page, to: str = HOME) -> Response:
    """Show where one signs in."""
    return await entrance(view, to, Typed())


@router.post("/sign-in")
@open_to_all
async def signed_in(view: Page, form: Sent, to: str = HOME) -> Response:
    """Look at a name and a password, or let a visitor be somebody of the sample."""
    before = cookies.read(view.request, cookies.SESSION)
    if person := next(iter(form.get("person", ())), ""):
        device = cookies.device(person)
        query: SignIn | EnterSample = question(
            EnterSample, person=person, where=place_of(view, device), replaces=before
        )
        typed, beside = Typed(), "person"
    else:
        typed, beside = typed_in(view, form, "name", "password"), "password"
        if typed.faults:
            return await entrance(view, to, typed)
        name, device = typed.said["name"], cookies.device(typed.said["name"])
        password = SecretStr(typed.said["password"])
        query = SignIn(name=name, password=password, where=place_of(view, device), replaces=before)
    entered = await asked(view, query)
    if entered.answer is None:
        error = entered.error or Unauthenticated("the accounts gave no reason")
        return await entrance(view, to, typed.refuse(error, view, beside))
    return came_in(view, entered.answer, device, own_path(to))


def _code_page(view: View, to: str, typed: Typed) -> Response:
    return view.page(
        "entrance/code.html",
        "",
        status=typed.status,
        typed=typed,
        error=typed.error,
        anew=with_way("/sign-in", to),
        action=with_way("/sign-in/code", to),
    )


@router.get("/sign-in/code")
@open_to_all
async def code(view: Page, to: str = HOME) -> Response:
    """Show where the code of the second factor is typed."""
    if cookies.read(view.request, cookies.TICKET) is None:
        return view.lead_to(with_way("/sign-in", own_path(to)))
    return _code_page(view, own_path(to), Typed())


@router.post("/sign-in/code")
@open_to_all
async def code_shown(view: Page, form: Sent, to: str = HOME) -> Response:
    """Look at a code."""
    held = cookies.read(view.request, cookies.TICKET)
    if held is None:
        return view.lead_to(with_way("/sign-in", own_path(to)))
    device, _, ticket = held.get_secret_value().partition(".")
    typed = typed_in(view, form, "code")
    if typed.faults:
        return _code_page(view, own_path(to), typed)
    query = ShowCode(ticket=SecretStr(ticket), code=typed.said["code"], where=place_of(view, device))
    entered = await asked(view, query)
    if entered.answer is None:
        error = entered.error or Unauthenticated("the accounts gave no reason")
        return _code_page(view, own_path(to), typed.refuse(error, view, "code"))
    return came_in(view, entered.answer, device, own_path(to))


def _join_page(view: View, link: str, seen: Reply[LinkSeen], typed: Typed) -> Response:
    status = typed.status
    if seen.error is not None:
        status = Forbidden.status if isinstance(seen.error, Unauthenticated) else seen.error.status
    return view.page(
        "entrance/join.html",
        "",
        status=status,
        typed=typed,
        error=typed.error,
        seen=seen,
        action=with_way("/join", link, "link"),
    )


@router.get("/join")
@open_to_all
async def join(view: Page, link: str = "") -> Response:
    """Show whose a link is, and where they choose a password."""
    return _join_page(view, link, await asked(view, question(LookAtLink, link=link or "-")), Typed())


@router.post("/join")
@open_to_all
async def joined(view: Page, form: Sent, link: str = "") -> Response:
    """Set a password, and let its person in."""
    seen = await asked(view, question(LookAtLink, link=link or "-"))
    typed = typed_in(view, form, "password", "again")
    if not typed.faults and typed.said["password"] != typed.said["again"]:
        typed.faults["again"], typed.status = view.words("entrance.not_the_same"), Invalid.status
    if seen.answer is None or typed.faults:
        return _join_page(view, link, seen, typed)
    device = cookies.device(seen.answer.person)
    password = SecretStr(typed.said["password"])
    query = AcceptLink(link=SecretStr(link), password=password, where=place_of(view, device))
    entered = await asked(view, query)
    if entered.answer is None:
        error = entered.error or Unauthenticated("the accounts gave no reason")
        return _join_page(view, link, seen, typed.refuse(error, view, "password"))
    return came_in(view, entered.answer, device, HOME)


def _left(view: View, address: str) -> Response:
    """Lead whoever signed out here to where they sign out at the identity provider, too.

    A form may lead to our own pages alone (Content Security Policy, ``form-action``), so it is a page that
    leads on by itself, without a script.

    Arguments:
        view: the page.
        address: where.
    """
    view.person = None
    response = view.page("entrance/left.html", "", address=address)
    response.headers["Refresh"] = f"0; url={address}"
    return response


@router.post("/sign-out")
async def sign_out(view: Page) -> Response:
    """End the session, everywhere that it is used."""
    session = cookies.read(view.request, cookies.SESSION)
    response: Response = view.lead_to("/sign-in")
    if session is not None:
        left = await asked(view, LeaveProvider(session=session))
        ended = await asked(view, SignOut(session=session))
        if ended.error is not None:  # nobody is told that they are out while they are in
            raise ended.error
        view.console.sessions.forget(session)
        await view.console.notices.moved()  # so that what is pushed to its pages ends
        if left.answer is not None and left.answer.address is not None:
            response = _left(view, left.answer.address)
    cookies.drop(response, view.request, cookies.SESSION)
    return response
