"""Faults: how far the chain was told and confirmed, and who has the analysis."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.desk import Faults, FaultState
from services.console.view import View, question, status_of, view_of

router = APIRouter(prefix="/faults")

_MOST = 500


@router.get("")
async def index(
    view: Annotated[View, Depends(view_of)],
    site: str = "",
    only_open: Annotated[str, Query(alias="open")] = "",
) -> Response:
    """List faults, newest first."""
    asked, sites = await asyncio.gather(view.ask(question(Faults, site=site, limit=_MOST)), view.sites())
    rows = () if asked.answer is None else asked.answer.faults
    return view.page(
        "faults.html",
        "faults",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        only_open=bool(only_open),
        rows=[row for row in rows if not only_open or row.state is not FaultState.CLOSED],
        total=len(rows),
    )
