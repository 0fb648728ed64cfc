"""Faults: how far the chain was told and confirmed, and who has the analysis."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.desk import Faults
from services.console.view import View, question, status_of, view_of

router = APIRouter(prefix="/faults")


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], site: str = "") -> Response:
    """List faults, newest first."""
    asked, sites = await asyncio.gather(view.ask(question(Faults, site=site)), view.sites())
    return view.page(
        "faults.html",
        "faults",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        rows=() if asked.answer is None else asked.answer.faults,
    )
