"""Complaints: filed, investigated, judged, mended, told."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.desk import Complaints
from services.console.view import View, question, status_of, view_of

router = APIRouter(prefix="/complaints")


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], site: str = "") -> Response:
    """List complaints, newest first."""
    asked, sites = await asyncio.gather(view.ask(question(Complaints, site=site)), view.sites())
    return view.page(
        "complaints.html",
        "complaints",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        rows=() if asked.answer is None else asked.answer.complaints,
    )
