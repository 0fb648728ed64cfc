"""The first page: what waits for whoever is signed in, each item one step from done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from answerable_services.console.home.beginning import lacks_of
from answerable_services.console.home.finding import panels_of
from answerable_services.console.home.items import Me
from answerable_services.console.home.panels import Panel
from answerable_services.console.home.work import TOLD, WAITED_FOR, Work
from answerable_services.console.news import push_seen, seen_in
from answerable_services.console.view import View, view_of

router = APIRouter()


@router.get("/waiting")
async def waiting(view: Annotated[View, Depends(view_of)]) -> Response:
    """Count what others wait for whoever is signed in to do; pages that stay open ask again and again."""
    person = await view.still()
    found = await panels_of(view, Me(person.id, person.proved.grants), WAITED_FOR)
    return JSONResponse({"count": sum(panel.total or 0 for panel in found)})


_ANNOUNCED = frozenset(Work) - TOLD
"""The parts whose changes are told while the page stays open."""


def _seen(panels: Iterable[Panel]) -> str | None:
    """Say in short what waits; None where a part of it is not known."""
    waiting = [panel for panel in panels if panel.work in _ANNOUNCED]
    if any(panel.failed for panel in waiting):
        return None
    return seen_in(
        [(panel.work.value, panel.total) for panel in waiting],
        [(panel.work.value, item.href) for panel in waiting for item in panel.items],
    )


@router.get("/news/home")
async def news(view: Annotated[View, Depends(view_of)]) -> Response:
    """Say that something came or went, to a page that stays open."""
    await view.still()

    async def look() -> str | None:
        person = await view.still()
        return _seen(await panels_of(view, Me(person.id, person.proved.grants), _ANNOUNCED))

    return push_seen(view, look)


@router.get("/")
async def page(view: Annotated[View, Depends(view_of)]) -> Response:
    """Show what waits for whoever is signed in."""
    person = await view.still()
    me = Me(person.id, person.proved.grants)
    # The sites come first: whose month it is depends on their clocks.
    sites = await view.sites()
    is_new = sites.answer is not None and not sites.answer.sites and view.may("site.open")
    panels = await panels_of(view, me)
    failed = [panel for panel in panels if panel.failed is not None]
    status = 503 if panels and len(failed) == len(panels) else 200
    is_free = all(panel.is_empty or panel.work in TOLD for panel in panels)
    # Only a page on which nothing waits asks what is still to be set up.
    lacks = await lacks_of(view, sites.answer) if is_free and sites.answer is not None else ()
    return view.page(
        "home.html",
        "home",
        status=status,
        me=me,
        panels=panels,
        is_free=is_free,
        is_new=is_new,
        lacks=lacks,
        seen=_seen(panels) or "",
    )
