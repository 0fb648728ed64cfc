"""Handovers: each shift's checklist, marks, signatures and refusals."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.desk import Handovers
from services.console.view import View, question, status_of, view_of

router = APIRouter(prefix="/handovers")


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], site: str = "") -> Response:
    """Show the handover board, newest day first."""
    asked, sites = await asyncio.gather(view.ask(question(Handovers, site=site)), view.sites())
    rows = () if asked.answer is None else asked.answer.handovers
    return view.page(
        "handovers.html",
        "handovers",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        days=[(on, list(of_day)) for on, of_day in groupby(rows, key=lambda row: row.on)],
    )
