"""Handovers: the board of shifts, and each one's checklist, marks, signatures and refusal."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.desk import Handovers
from services.console.view import View, day_in, one_of, question, status_of, view_of
from services.console.views.handovers import (
    Show,
    abnormal_in,
    board_of,
    day_of,
    is_listed,
    standing_of,
)
from services.console.views.paging import paged

router = APIRouter(prefix="/handovers")

_PAGE = 12
_DAYS = 31
_MOST = 500


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
    asked, sites = await asyncio.gather(view.ask(question(Handovers, site=site, limit=_MOST)), view.sites())
    every = () if asked.answer is None else asked.answer.handovers
    wanted = one_of(Show, show)
    day = day_of(every, handover) or day_in(on)
    of_day = [row for row in every if day in {None, row.on}]
    listed = [row for row in of_day if is_listed(row, wanted)]
    place = next((index for index, row in enumerate(listed) if row.handover == handover), None)
    on_page = paged(listed, page if place is None else place // _PAGE + 1, _PAGE)
    choices: list[tuple[str | None, str, int]] = [(None, view.words("all"), len(of_day))]
    for one in Show:
        count = sum(1 for row in of_day if is_listed(row, one))
        choices.append((one, view.words(f"handovers.show.{one}"), count))
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
        every=every,
        board=board_of(every, _DAYS),
        standing_of=standing_of,
        abnormal_in=abnormal_in,
        paged=on_page,
        days=[(of, list(rows)) for of, rows in groupby(on_page.rows, key=lambda row: row.on)],
    )
