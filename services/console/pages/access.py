"""Access: what should be looked at, and who saw which record and why."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.audit import Accesses, FindingKind, Findings
from services.console.view import View, one_of, question, status_of, view_of

router = APIRouter(prefix="/access")


@router.get("")
async def index(
    view: Annotated[View, Depends(view_of)], site: str = "", kind: str = "", staff: str = ""
) -> Response:
    """Show findings with their counts, and the readings and exports behind them."""
    findings, accesses, sites = await asyncio.gather(
        view.ask(question(Findings, site=site, kind=one_of(FindingKind, kind), staff=staff)),
        view.ask(question(Accesses, site=site, staff=staff)),
        view.sites(),
    )
    return view.page(
        "access.html",
        "access",
        status=status_of(findings),
        findings=findings,
        accesses=accesses,
        sites=sites.answer,
        site=site,
        kind=kind,
        staff=staff,
    )
