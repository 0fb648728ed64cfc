"""The administration: its first section, the sites with their rulebooks and days off, and who may do what."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.errors import AnswerableError, Forbidden
from answerable.identity.answers import role_named
from answerable.identity.table import table
from answerable_services.console.administration import check_section, sections_of
from answerable_services.console.failing import status_of
from answerable_services.console.view import View, view_of
from answerable_services.console.views.asked_rights import Verdict, verdict
from answerable_services.console.views.calendars import calendars_of
from answerable_services.console.views.rights import all_rights, named_actions
from answerable_services.console.views.sites import opening, places_of

router = APIRouter()

Page = Annotated[View, Depends(view_of)]
_Word = Annotated[str, Query(max_length=120)]


@router.get("/admin")
async def index(view: Page) -> Response:
    """Lead to the first section that whoever is signed in has.

    Raises:
        Forbidden: they have none.
    """
    sections = sections_of(view.may)
    if not sections:
        check_section(view.may, "people")
    return view.lead_to(f"/admin/{sections[0]}")


@router.get("/admin/sites")
async def sites(view: Page) -> Response:
    """Show every site with its zone, its country, its rulebooks by their days, and its days off."""
    check_section(view.may, "sites")
    asked = await view.sites()
    found = () if asked.answer is None else await places_of(view, asked.answer)
    countries = sorted({one.country for one in found})
    calendars = await asyncio.to_thread(calendars_of, countries, view.now.year)
    return view.page(
        "admin/sites.html",
        "admin",
        status=status_of(asked),
        sections=sections_of(view.may),
        asked=asked,
        places=found,
        opening=opening(view),
        calendars=calendars,
        this_year=view.now.year,
    )


@router.get("/admin/access")
async def access(
    view: Page, role: _Word = "", text: _Word = "", who: _Word = "", action: _Word = "", site: _Word = ""
) -> Response:
    """Show the table of who may do what, and answer whether somebody may do something somewhere."""
    check_section(view.may, "access")
    told: Verdict | None = None
    refused: AnswerableError | None = None
    if who or action:
        try:
            told = await verdict(view, who.strip(), action.strip(), site.strip())
        except Forbidden:
            raise
        except AnswerableError as error:
            refused = error
    known = await view.sites()
    groups = named_actions(view)
    return view.page(
        "admin/access.html",
        "admin",
        status=200 if refused is None else refused.status,
        sections=sections_of(view.may),
        rights=all_rights(view, role if role in table().roles else "", text),
        roles=[(one, view.text(role_named(one))) for one in table().roles],
        role=role,
        text=text,
        who=who,
        action=action,
        site=site,
        sites=known.answer,
        groups=groups,
        is_offered=any(action == one for _, actions in groups for one, _ in actions),
        told=told,
        refused=refused,
    )
