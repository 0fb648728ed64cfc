"""Doing something: what can be begun, and each command's form, from its first look to its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.errors import NotFound
from answerable.identity.answers import Denied
from answerable.identity.permission import may
from answerable.queries.desk import SiteNames
from answerable.spelling import folded
from answerable.wording import say
from answerable_services.console import gate
from answerable_services.console.address import Number
from answerable_services.console.doing.giving import Desk, Given
from answerable_services.console.doing.offers import begun_at, possible
from answerable_services.console.failing import status_of
from answerable_services.console.forms import form_of
from answerable_services.console.view import View, view_of
from answerable_services.console.views.actions import stream_told
from answerable_services.console.views.format import shown

router = APIRouter()

_Word = Annotated[str, Query(max_length=120)]


def home(view: View, sites: SiteNames | None) -> str:
    """Give the site where whoever looks has a role, or the only one there is; empty where it has to be said.

    Arguments:
        view: the page.
        sites: all that there are.
    """
    known = [] if sites is None else [one.site for one in sites.sites]
    grants = () if view.person is None else view.person.proved.grants
    theirs = [one.site for one in grants if one.site is not None]
    return theirs[0] if theirs else known[0] if len(known) == 1 else ""


@router.get("/do")
async def index(
    view: Annotated[View, Depends(view_of)], site: _Word = "", text: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """List what can be begun at a site, by stream."""
    sites = await view.sites()
    chosen = site or home(view, sites.answer)
    asked = None if not chosen else await view.ask(possible(chosen))
    groups = {} if asked is None or asked.answer is None else begun_at(view, asked.answer)
    named = {stream: stream_told(stream, view.words) for stream in groups}
    found = {
        stream: wanted
        for stream, actions in groups.items()
        if (
            wanted := [
                one
                for one in actions
                if folded(text) in folded(f"{named[stream]} {one.title} {one.form.command}")
            ]
        )
    }
    return view.page(
        "do/list.html",
        "do",
        status=200 if asked is None else status_of(asked),
        sites=sites.answer,
        site=chosen,
        text=text,
        asked=asked,
        groups=found,
        titles=named,
        is_empty=not groups,
    )


def _model(stream: str, command: str) -> type[Command]:
    model = COMMANDS.get(f"{stream}.{command}")
    if model is None:
        raise NotFound(say("error.no_command", command=shown(f"{stream}.{command}")))
    return model


class Beside(BaseModel):
    """What the address of a form can say beside the matter, by the names of the fields.

    Arguments:
        month: of a command about a month.
        ordinal: which callback of a delivery.
        version: which event of the matter.
        occurred_at: when it happened.
        staff: whom it concerns.
        article: under which article.
        evidence: an event that shows it.
        reason: what happened, in words that can be changed.
        rule: of which rule of the rulebook.
        matter: of which matter it is owed.
        step: for which of its steps.
        occurrence: which of several in a row.
        effective_from: the day from which it holds.
    """

    month: str = Field(default="", max_length=120)
    ordinal: Number = None
    version: Number = None
    occurred_at: str = Field(default="", max_length=40)
    staff: str = Field(default="", max_length=120)
    article: str = Field(default="", max_length=120)
    evidence: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=400)
    rule: str = Field(default="", max_length=120)
    matter: str = Field(default="", max_length=120)
    step: str = Field(default="", max_length=120)
    occurrence: Number = None
    effective_from: str = Field(default="", max_length=40)


def given_in(
    beside: Annotated[Beside, Query()], site: _Word = "", target: _Word = "", about: _Word = ""
) -> Given:
    """Read what the address of a form says (a FastAPI dependency)."""
    said = beside.model_dump() | {"evidence": (beside.evidence,) if beside.evidence else ()}
    return Given(site, target, about, said)


async def _desk(view: View, given: Given, stream: str, command: str) -> Desk:
    model = _model(stream, command)
    sites = await view.sites()
    at = given if given.site else replace(given, site=home(view, sites.answer))
    form = form_of(model, is_for_others=_may_for_others(view, model.command_name, at.site or None))
    return Desk(view, form, at, sites.answer)


def _may_for_others(view: View, command: str, site: str | None) -> bool:
    """Tell whether whoever looks may take down what somebody else did, as from a paper or by telephone."""
    if view.person is None:
        return False
    return not isinstance(may(view.person.principal, command, site, is_for_others=True), Denied)


@router.get("/do/{stream}/{command}")
async def ask_for(
    view: Annotated[View, Depends(view_of)],
    given: Annotated[Given, Depends(given_in)],
    stream: str,
    command: str,
) -> Response:
    """Show a command's form, with the matter's facts beside it."""
    return await (await _desk(view, given, stream, command)).show()


@router.post("/do/{stream}/{command}")
async def take(
    view: Annotated[View, Depends(view_of)],
    given: Annotated[Given, Depends(given_in)],
    sent: Annotated[Mapping[str, list[str]], Depends(gate.sent)],
    stream: str,
    command: str,
) -> Response:
    """Give the command, and lead to its matter; show the form again where it is refused."""
    return await (await _desk(view, given, stream, command)).take(sent)
