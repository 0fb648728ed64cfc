"""Violations that facts suggest, for whoever may confirm one."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.errors import Forbidden
from answerable.queries.registry import name_of
from answerable.queries.scoring import Suggestion, Suggestions
from answerable.wording import say
from answerable_services.console.address import question
from answerable_services.console.doing.choosing import articles_at
from answerable_services.console.doing.offers import possible
from answerable_services.console.doing.suggesting import ARTICLES, choices_at
from answerable_services.console.exports import PAGE, Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.pages.doing import home
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import shown
from answerable_services.console.views.tables import at, who

router = APIRouter()

_PAGE = 20
"""Rows of a page: each has an article's words, so that more would make a small screen's page very long."""


def _check(view: View) -> None:
    if not view.may(name_of(Suggestions)):
        raise Forbidden(say("error.no_page", path=shown("/suggestions")))


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
    _check(view)
    sites = (await view.sites()).answer
    at = site or home(view, sites)
    if at:
        possible(at)  # refuses what no site is called
    found = await choices_at(view, at, after=after, before=before, limit=_PAGE) if at else None
    status = 200 if found is None else status_of(found.asked)
    return view.page("suggestions.html", "scores", status=status, sites=sites, site=at, found=found)


@router.get("/suggestions.csv")
@router.get("/suggestions.xlsx")
async def table(
    view: Annotated[View, Depends(view_of)], site: Annotated[str, Query(max_length=120)]
) -> Response:
    """Give what may be a violation at a site as a file.

    Raises:
        Forbidden: whoever asks may not see it.
        Invalid: no site is called so.
    """
    _check(view)
    _, known = await asyncio.gather(view.sites(), articles_at(view, site))
    t = view.words

    def article(row: Suggestion) -> str | None:
        return ARTICLES[row.fact] if ARTICLES[row.fact] in known else None

    columns = (
        Column(t("suggestions.what"), lambda row: t(f"suggestions.fact.{row.fact}")),
        Column(t("suggestions.matter"), lambda row: row.event),
        Column(t("suggestions.at"), lambda row: at(view, row.at, site)),
        Column(t("suggestions.who"), lambda row: who(view, row.staff)),
        Column(t("suggestions.article"), article),
    )
    query = question(Suggestions, site=site, limit=PAGE)
    title = t("suggestions.title")
    return await export(
        view, Table("suggestions", title, query, columns, lambda one: one.suggestions, (site,))
    )
