"""Faults: how far the chain was told and confirmed, and who has the analysis."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.desk import Faults, FaultState
from services.console.view import View, one_of, question, status_of, view_of
from services.console.views.paging import Paged

router = APIRouter(prefix="/faults")

_PAGE = 50


@router.get("")
async def index(
    view: Annotated[View, Depends(view_of)],
    site: str = "",
    state: str = "",
    text: Annotated[str, Query(max_length=80)] = "",
    only_open: Annotated[str, Query(alias="open")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """List faults, newest first."""
    query = question(
        Faults,
        site=site,
        state=one_of(FaultState, state),
        only_open=bool(only_open),
        text=text.strip(),
        limit=_PAGE,
        offset=(page - 1) * _PAGE,
    )
    asked, sites = await asyncio.gather(view.ask(query), view.sites())
    rows = () if asked.answer is None else asked.answer.faults
    total = 0 if asked.answer is None else asked.answer.total
    return view.page(
        "faults.html",
        "faults",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        only_open=bool(only_open),
        state=state,
        states=list(FaultState),
        text=text,
        rows=rows,
        paged=Paged(rows, total, page, _PAGE),
    )
