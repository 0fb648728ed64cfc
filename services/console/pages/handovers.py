"""Handovers: the board of shifts, and each one's checklist, marks, signatures and refusal."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.desk import HandoverBoard, Handovers, HandoverShow
from services.console.view import View, day_in, one_of, question, status_of, view_of
from services.console.views.handovers import board_of, standing_of
from services.console.views.paging import Paged

router = APIRouter(prefix="/handovers")

_PAGE = 12
_DAYS = 31


@router.get("")
async def index(
    view: Annotated[View, Depends(view_of)],
    site: str = "",
    show: str = "",
    on: str = "",
    handover: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show the board, and the handovers that are asked for, newest day first."""
    day = day_in(on)
    query = question(
        Handovers,
        site=site,
        on=day,
        handover=handover,
        show=one_of(HandoverShow, show),
        limit=_PAGE,
        offset=(page - 1) * _PAGE,
    )
    asked, board, sites = await asyncio.gather(
        view.ask(query), view.ask(question(HandoverBoard, site=site)), view.sites()
    )
    rows = () if asked.answer is None else asked.answer.handovers
    every = 0 if asked.answer is None else asked.answer.every
    counts = {} if asked.answer is None else asked.answer.counts
    cells = () if board.answer is None else board.answer.cells
    if handover and rows:
        day = rows[0].on
    choices: list[tuple[str | None, str, int]] = [(None, view.words("all"), every)]
    choices += [(one, view.words(f"handovers.show.{one}"), counts.get(one, 0)) for one in HandoverShow]
    return view.page(
        "handovers.html",
        "handovers",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=site,
        show=show,
        on=day,
        choices=choices,
        any_at_all=bool(cells or rows),
        board=board_of(cells, _DAYS),
        standing_of=standing_of,
        paged=Paged(rows, 0 if asked.answer is None else asked.answer.total, page, _PAGE),
        days=[(of, list(of_day)) for of, of_day in groupby(rows, key=lambda row: row.on)],
    )
