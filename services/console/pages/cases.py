"""Cases: the list with its filters, and each case's story."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from answerable.queries.desk import Cases, CaseStory, CaseTimeline
from answerable.streams.case.flow import CaseStage
from answerable.wording.numbers import NONE
from services.console.charts import BandWords, colours_of, ownership_band
from services.console.view import View, one_of, question, status_of, view_of
from services.console.views.deadline import time_left
from services.console.views.format import duration
from services.console.views.links import name_of
from services.console.views.paging import Paged
from services.console.views.story import entries_of
from services.console.views.timeline import Band, Span, band_of

router = APIRouter(prefix="/cases")

_PAGE = 50


class Filters(BaseModel):
    """What an address of the list can say.

    Arguments:
        site: of one site.
        state: in one state.
        owner: of one owner.
        open: only those in work, paused ones included.
        overdue: only those behind their time limit.
        waiting: only those whose transfer nobody has accepted.
        text: whose id, topic or people contain this.
        page: which page of the list.
    """

    site: str = ""
    state: str = ""
    owner: str = ""
    open: str = ""
    overdue: str = ""
    waiting: str = ""
    text: str = Field(default="", max_length=80)
    page: int = Field(default=1, ge=1, le=100_000)


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], asked: Annotated[Filters, Query()]) -> Response:
    """List cases, most urgent first."""
    query = question(
        Cases,
        site=asked.site,
        state=one_of(CaseStage, asked.state),
        owner=asked.owner,
        only_open=bool(asked.open),
        overdue=bool(asked.overdue),
        waiting=bool(asked.waiting),
        text=asked.text.strip(),
        limit=_PAGE,
        offset=(asked.page - 1) * _PAGE,
    )
    found, sites = await asyncio.gather(view.ask(query), view.sites())
    rows = () if found.answer is None else found.answer.cases
    total = 0 if found.answer is None else found.answer.total
    return view.page(
        "cases/list.html",
        "cases",
        status=status_of(found),
        found=found,
        sites=sites.answer,
        rows=[(row, time_left(row, view.now, view.words)) for row in rows],
        paged=Paged(rows, total, asked.page, _PAGE),
        states=list(CaseStage),
        filters=asked.model_dump(exclude={"page"}),
    )


def _words_of(band: Band, story: CaseStory, view: View) -> BandWords:
    t = view.words

    def moment(value: datetime) -> str:
        return view.moment(value, story.case.site)

    def said(key: str, span: Span, who: str) -> str:
        end = t("case.now") if span.is_open else moment(span.end)
        length = duration(span.end - span.start, t)
        return t(key, who=who, start=moment(span.start), end=end, length=length)

    def named(span: Span) -> str:
        return name_of(span.who, t) if span.who else NONE

    return BandWords(
        label=t("case.band", case=story.case.case),
        owners=tuple(said("case.span_owner", span, named(span)) for span in band.owners),
        waiting=tuple(said("case.span_waiting", span, named(span)) for span in band.waiting),
        pauses=tuple(
            said("case.span_pause", span, t.get(f"reason.{span.who}", span.who)) for span in band.pauses
        ),
        limit=t("case.limit_at", at=moment(band.limits[-1])),
        start=moment(band.start),
        end=t("case.now") if band.owners and band.owners[-1].is_open else moment(band.end),
    )


@router.get("/{case}")
async def story(view: Annotated[View, Depends(view_of)], case: str) -> Response:
    """Show what happened in a case, and who owned it when."""
    told, _ = await asyncio.gather(view.ask(question(CaseTimeline, case=case)), view.sites())
    status = status_of(told)
    if told.answer is None:
        return view.page("cases/story.html", "cases", status=status, told=told, story=None, case=case)
    band = band_of(told.answer, view.now)
    words = _words_of(band, told.answer, view)
    entries = entries_of(told.answer.entries, view, told.answer.case.site)
    return view.page(
        "cases/story.html",
        "cases",
        told=told,
        story=told.answer,
        case=case,
        left=time_left(told.answer.case, view.now, view.words),
        band=band,
        words=words,
        chart=ownership_band(band, words),
        colours=colours_of(band.owners),
        entries=entries,
    )
