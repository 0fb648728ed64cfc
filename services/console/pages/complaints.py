"""Complaints: filed, investigated, judged, mended, told."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.desk import Complaints, ComplaintState
from services.console.view import View, question, status_of, view_of

router = APIRouter(prefix="/complaints")

_MOST = 500


@router.get("")
async def index(
    view: Annotated[View, Depends(view_of)],
    site: str = "",
    only_open: Annotated[str, Query(alias="open")] = "",
) -> Response:
    """List complaints, newest first."""
    asked, sites = await asyncio.gather(view.ask(question(Complaints, site=site, limit=_MOST)), view.sites())
    rows = () if asked.answer is None else asked.answer.complaints
    return view.page(
        "complaints.html",
        "complaints",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        only_open=bool(only_open),
        rows=[row for row in rows if not only_open or row.state is not ComplaintState.FED_BACK],
        total=len(rows),
    )
