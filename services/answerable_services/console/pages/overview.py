"""The overview: every site's numbers, kept live by server-sent events."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.base import Query
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import action_of
from answerable.streams.case.flow import CaseStage
from answerable_services.console.address import question
from answerable_services.console.asking import Reply, failures
from answerable_services.console.live import stream
from answerable_services.console.navigation import NAVIGATION
from answerable_services.console.plots import contacts_by_hour
from answerable_services.console.view import View, view_of
from answerable_services.console.views.deadline import time_left
from answerable_services.console.views.overview import Look, lags_of, numbers_of, tiles_of

router = APIRouter()

_URGENT = 8


def _asked(view: View) -> tuple[Query[Any], ...]:
    """Give what the overview asks, as far as whoever looks at it may."""
    wanted: tuple[Query[Any], ...] = (
        desk.Overview(),
        question(REGISTERS["case"].query, state=CaseStage.OPEN, limit=_URGENT),
        callbacks.Due(limit=1),
        audit.Findings(limit=1),
        desk.Views(),
        scoring.Views(),
        callbacks.Views(),
        audit.Views(),
    )
    return tuple(query for query in wanted if view.may(action_of(query)))


async def look(view: View) -> Look:
    """Ask every service at once what the overview shows."""
    wanted = _asked(view)
    told: dict[type[Query[Any]], Reply[Any]] = dict(
        zip(map(type, wanted), await asyncio.gather(*map(view.ask, wanted)), strict=True)
    )

    def reply(query: type[Query[Any]]) -> Reply[Any]:
        return told.get(query) or Reply(query.service)

    numbers, urgent = reply(desk.Overview), reply(REGISTERS["case"].query)
    due, findings = reply(callbacks.Due), reply(audit.Findings)
    views = [
        told[query] for query in (desk.Views, scoring.Views, callbacks.Views, audit.Views) if query in told
    ]
    failed = failures(numbers, urgent, due, findings)
    for one in views:
        if one.error is not None:
            failed.setdefault(one.service, one.error)
    if numbers.answer is not None:
        view.knows(numbers.answer.sites)
    return Look(
        at=view.console.clock.now() if numbers.answer is None else numbers.answer.at,
        desk=numbers.answer,
        urgent=None if urgent.answer is None else urgent.answer.rows,
        due=due.answer,
        findings=findings.answer,
        views={one.service: () if one.answer is None else one.answer.views for one in views},
        failed=failed,
        hidden=frozenset(name for name, _, _ in NAVIGATION if not view.has(name)),
    )


def _regions(view: View, seen: Look) -> dict[str, str]:
    """Fill the parts of the page whose shape can change, each by its name."""
    t = view.words
    cases = seen.urgent or ()
    hours = (0,) * 24 if seen.desk is None else seen.desk.contacts_by_hour
    parts = {
        "tiles": view.fill("overview/tiles.html", tiles=tiles_of(seen), failed=seen.failed),
        "sites": view.fill("overview/sites.html", look=seen),
        "urgent": view.fill(
            "overview/urgent.html", look=seen, rows=[(case, time_left(case, seen.at, t)) for case in cases]
        ),
        "hours": view.fill("overview/hours.html", plot=contacts_by_hour(hours, t)),
        "lags": view.fill("overview/lags.html", lags=lags_of(seen)),
        "failed": view.fill("partials/failed.html", failed=seen.failed),
    }
    return {name: str(html) for name, html in parts.items()}


def _with_keys(view: View, seen: Look) -> dict[str, dict[str, str]]:
    """Give the regions with a key that changes only when the browser has to replace one.

    The tiles and the sites hold live numbers that are replaced one by one: their key is their shape.
    """
    shapes = {
        "tiles": repr([(tile.key, tile.tone, tile.value is None) for tile in tiles_of(seen)]),
        "sites": repr(
            [] if seen.desk is None else [(site.site, site.cases_overdue > 0) for site in seen.desk.sites]
        ),
    }
    return {
        name: {"key": sha256(shapes.get(name, html).encode()).hexdigest()[:16], "html": html}
        for name, html in _regions(view, seen).items()
    }


@router.get("/overview")
async def page(view: Annotated[View, Depends(view_of)]) -> Response:
    """Show every site's numbers."""
    if not view.has("overview"):
        return view.lead_to("/")
    seen = await look(view)
    status = 503 if seen.desk is None else 200
    return view.page(
        "overview/page.html", "overview", status=status, look=seen, regions=_with_keys(view, seen)
    )


@router.get("/events")
async def events(view: Annotated[View, Depends(view_of)]) -> Response:
    """Push the numbers whenever a view moved (HTML standard, 9.2)."""
    console = view.console
    asked = [action_of(query) for query in _asked(view)]

    async def snapshot() -> dict[str, object]:
        view.person = await view.still()
        seen = await console.looks.of(view.person, asked).get(lambda: look(view))
        return {"at": view.moment(seen.at), "numbers": numbers_of(seen), "regions": _with_keys(view, seen)}

    return EventSourceResponse(stream(console.notices, snapshot), headers={"X-Accel-Buffering": "no"})
