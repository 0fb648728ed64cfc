"""What is due, as calendar programs read it by a link of its own; and one's own links, made and revoked.

A program cannot sign in, so its link is what proves it: 256 random bits, of which the accounts keep a digest,
good for reading what is due and for nothing else. Whatever is wrong with one, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from pydantic import SecretStr

from answerable.errors import AnswerableError, Invalid, TooManyAttempts, Unavailable
from answerable.identity import Principal
from answerable.identity.permission import scope
from answerable.queries import accounts as q
from answerable.queries.base import Query
from answerable_services.console.address import question
from answerable_services.console.asking import Reply, ask, failures
from answerable_services.console.calendar.entries import Entry
from answerable_services.console.calendar.feed import MEDIA_TYPE, feed_of
from answerable_services.console.calendar.gathering import Gathered, Period, gather
from answerable_services.console.gate import open_to_all
from answerable_services.console.language import Language, choose, words_of
from answerable_services.console.pages.account import account_page, give, session_of
from answerable_services.console.pages.entrance import Page, Sent, asked, place_of, typed_in
from answerable_services.console.view import View
from answerable_services.console.views.links import link_of

router = APIRouter()

_OF_SITES = "sites"
_BEHIND, _PART, _PARTS = timedelta(days=30), timedelta(days=60), 2
"""A feed begins a month ago, and is asked for in parts that a calendar's questions allow."""

_ASK_AGAIN = {"Retry-After": "300"}
_NONE = "not found\n"


def _refused(error: AnswerableError) -> Response:
    """Answer a program that gets no calendar: in one way whatever was wrong with its link."""
    if isinstance(error, TooManyAttempts):
        return PlainTextResponse("wait\n", status_code=error.status, headers=_ASK_AGAIN)
    if error.status >= AnswerableError.status:
        return PlainTextResponse("not now\n", status_code=Unavailable.status, headers=_ASK_AGAIN)
    return PlainTextResponse(_NONE, status_code=404)


@router.get("/calendar/{link}.ics")
@open_to_all
async def feed(view: Page, link: str) -> Response:
    """Give what is due to whoever made a link, as a calendar."""
    try:
        query = question(q.ProveCalendarLink, link=SecretStr(link), where=place_of(view, None))
    except Invalid as error:
        return _refused(error)
    shown = await asked(view, query)
    if shown.answer is None:
        return _refused(shown.error or Unavailable("the accounts gave no reason"))
    parts = await _gathered(view, shown.answer)
    if failures(*(one for part in parts for one in part.asked)) or any(part.is_cut for part in parts):
        # A calendar without a part of it would have that deleted from whoever reads it.
        return _refused(Unavailable("a service is away, or a day has more than is told"))
    entries = _once(entry for part in parts for entry in part.entries)
    wanted = view.request.query_params.get("lang")
    language = choose(wanted, shown.answer.language, view.request.headers.get("accept-language"))
    written = feed_of(
        entries,
        words_of(Language(language)),
        partial(_address_of, view=view),
        urlsplit(view.console.settings.pages).hostname or "answerable",
        view.now,
    )
    headers = {"ETag": written.tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    if written.is_known(view.request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(written.content, media_type=MEDIA_TYPE, headers=headers)


async def _gathered(view: View, proved: q.ProvedCalendarLink) -> list[Gathered]:
    """Ask what is due, as whoever the link proves, a part after the other."""
    asker = view.console.bus.proved_by(proved.token.get_secret_value)
    principal = Principal(id=proved.person, grants=proved.grants, scope=q.CALENDAR_QUESTIONS)

    async def put(query: Query[Any]) -> Reply[Any]:
        return await ask(asker, query, deadline_s=view.console.settings.page_wait_s)

    def may(action: str) -> bool:
        return any(sites is None or sites for sites in scope(principal, action).reaches.values())

    today = view.now.astimezone(view.zone()).date()
    whose = None if proved.is_of_sites else proved.person
    first = today - _BEHIND

    async def whole(period: Period) -> list[Gathered]:
        """Ask for a period, and for its halves where it has more than is told at once."""
        found = await gather(put, may, period, view.zone)
        days = (period.last - period.first).days
        if not found.is_cut or not days or failures(*found.asked):
            return [found]
        middle = period.first + timedelta(days=days // 2)
        return [
            *await whole(replace(period, last=middle)),
            *await whole(replace(period, first=middle + timedelta(days=1))),
        ]

    periods = (
        Period(first + number * _PART, first + (number + 1) * _PART - timedelta(days=1), today, whose=whose)
        for number in range(_PARTS)
    )
    return [one for period in periods for one in await whole(period)]


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Give every entry once: no two of a calendar have one name."""
    return list({entry.name: entry for entry in entries}.values())


def _address_of(entry: Entry, view: View) -> str:
    where = link_of(entry.reference) if entry.reference else entry.address
    return f"{view.console.settings.pages}{where}" if where else ""


@router.post("/account/calendar")
async def make(view: Page, form: Sent) -> Response:
    """Make a calendar link, and show it once."""
    typed = typed_in(view, form, "called")
    made = None
    if not typed.faults:
        query = q.MakeCalendarLink(
            session=session_of(view),
            name=typed.said["called"],
            is_of_sites=_OF_SITES in form.get("covers", ()),
        )
        made = await give(view, query, typed, "called")
    if made is None:
        return await account_page(view, "calendar", typed)
    address = f"{view.console.settings.pages}/calendar/{made.link.get_secret_value()}.ics"
    return view.page("account/calendar_link.html", "account", kept=made.kept, address=address)


@router.post("/account/calendar/revoke")
async def revoke(view: Page, form: Sent) -> Response:
    """Let a calendar link be worth nothing any more."""
    handle = next(iter(form.get("link", ())), "")
    revoked = await asked(view, question(q.RevokeCalendarLink, session=session_of(view), handle=handle))
    if revoked.error is not None:
        raise revoked.error
    return view.lead_to("/account?done=calendar_revoked#calendar")
