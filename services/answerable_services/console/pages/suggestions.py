"""Violations that facts suggest, for whoever may confirm one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.errors import Forbidden
from answerable.queries.registry import name_of
from answerable.queries.scoring import Suggestions
from answerable.wording import say
from answerable_services.console.doing.offers import possible
from answerable_services.console.doing.suggesting import choices_at
from answerable_services.console.failing import status_of
from answerable_services.console.pages.doing import home
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import shown

router = APIRouter()


@router.get("/suggestions")
async def index(
    view: Annotated[View, Depends(view_of)],
    site: Annotated[str, Query(max_length=120)] = "",
    after: Annotated[str | None, Query(max_length=400)] = None,
    before: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """List what may be a violation at a site; nothing is recorded by it.

    Raises:
        Forbidden: whoever looks may not see them.
        NotFound: no site is called so.
    """
    if not view.may(name_of(Suggestions)):
        raise Forbidden(say("error.no_page", path=shown("/suggestions")))
    sites = (await view.sites()).answer
    at = site or home(view, sites)
    if at:
        possible(at)  # refuses what no site is called
    found = await choices_at(view, at, after=after, before=before) if at else None
    status = 200 if found is None else status_of(found.asked)
    return view.page("suggestions.html", "scores", status=status, sites=sites, site=at, found=found)
