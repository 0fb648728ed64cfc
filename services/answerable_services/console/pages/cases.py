"""Cases: the list with its filters, and each case's story."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.desk import CaseTimeline
from answerable.queries.matters import CaseRow, CaseStory
from answerable.queries.registers import REGISTERS
from answerable.wording.numbers import NONE
from answerable_services.console.addresses import After, lists
from answerable_services.console.marks import BandWords, colours_of, ownership_band
from answerable_services.console.pages.listing import listing_of
from answerable_services.console.view import View, matter_in, question, status_of, view_of
from answerable_services.console.views.deadline import time_left
from answerable_services.console.views.format import duration
from answerable_services.console.views.links import name_of
from answerable_services.console.views.registers import Stage, stage_of
from answerable_services.console.views.story import Place, entries_of
from answerable_services.console.views.timeline import Band, Span, band_of

router = APIRouter(prefix="/cases")

_PUBLISHED = REGISTERS["case"]


@router.get("")
@lists(_PUBLISHED)
async def index(view: Annotated[View, Depends(view_of)]) -> Response:
    """List cases, most urgent first where nothing else is asked for."""
    listing = await listing_of(_PUBLISHED, view)
    answer = listing.asked.answer
    rows: tuple[CaseRow, ...] = () if answer is None else answer.rows
    return view.page(
        "cases/list.html",
        "cases",
        status=status_of(listing.asked),
        **listing.shown,
        rows=[(row, _stage(row, view), time_left(row, view.now, view.words)) for row in rows],
    )


def _stage(row: CaseRow, view: View) -> Stage | None:
    return stage_of(_PUBLISHED.register, row.state, view.words)


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
async def story(view: Annotated[View, Depends(view_of)], case: str, after: After = 0) -> Response:
    """Show what happened in a case, and who owned it when."""
    told, _ = await asyncio.gather(
        view.ask(question(CaseTimeline, case=matter_in(case, "case"), after=after)), view.sites()
    )
    status = status_of(told)
    if told.answer is None:
        return view.page("cases/story.html", "cases", status=status, told=told, story=None, case=case)
    row, is_whole = told.answer.case, after == 0 and told.answer.next_after is None
    # What a page tells only in part draws no band: who was responsible is known from the whole story.
    band = band_of(told.answer, view.now) if is_whole else None
    words = None if band is None else _words_of(band, told.answer, view)
    return view.page(
        "cases/story.html",
        "cases",
        told=told,
        story=told.answer,
        case=case,
        stage=_stage(row, view),
        left=time_left(row, view.now, view.words),
        band=band,
        words=words,
        chart="" if band is None or words is None else ownership_band(band, words),
        colours={} if band is None else colours_of(band.owners),
        place=Place(after, told.answer.next_after),
        entries=entries_of(told.answer.entries, view, row.site),
    )
