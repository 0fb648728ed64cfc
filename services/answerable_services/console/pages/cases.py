"""Cases: the list with its filters, and each case's story."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.desk import MOST_SPANS, CaseOwnership, CaseTimeline, LimitOf
from answerable.queries.matters import CaseRow, Ownership
from answerable.queries.registers import REGISTERS
from answerable.wording.numbers import NONE
from answerable_services.console.address import Number, matter_in, question
from answerable_services.console.address_words import lists
from answerable_services.console.doing.called import call_matters
from answerable_services.console.doing.offers import offers_of
from answerable_services.console.failing import status_of
from answerable_services.console.marks import BandWords, colours_of, ownership_band
from answerable_services.console.pages.listing import listing_of
from answerable_services.console.saved.lists import of_register, saves_views
from answerable_services.console.view import View, view_of
from answerable_services.console.views.deadline import time_left
from answerable_services.console.views.format import duration
from answerable_services.console.views.links import name_of
from answerable_services.console.views.registers import Stage, stage_of
from answerable_services.console.views.story import Part, entries_of, matters_in, part_of
from answerable_services.console.views.timeline import Band, Span, band_of

router = APIRouter(prefix="/cases")

_PUBLISHED = REGISTERS["case"]


@router.get("")
@saves_views(of_register(_PUBLISHED))
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


def _words_of(band: Band, case: CaseRow, view: View) -> BandWords:
    t = view.words

    def moment(value: datetime) -> str:
        return view.moment(value, case.site)

    def said(key: str, span: Span, who: str) -> str:
        end = t("case.now") if span.is_open else moment(span.end)
        length = duration(span.end - span.start, t)
        return t(key, who=who, start=moment(span.start), end=end, length=length)

    def named(span: Span) -> str:
        return name_of(span.who, t) if span.who else NONE

    return BandWords(
        label=t("case.band", case=case.case),
        owners=tuple(said("case.span_owner", span, named(span)) for span in band.owners),
        waiting=tuple(said("case.span_waiting", span, named(span)) for span in band.waiting),
        pauses=tuple(
            said("case.span_pause", span, t.get(f"reason.{span.who}", span.who)) for span in band.pauses
        ),
        limit=t("case.limit_at", at=moment(band.limit)),
        start=moment(band.start),
        end=t("case.now") if band.owners and band.owners[-1].is_open else moment(band.end),
    )


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Where the band goes on: the number of a stretch before which the band beside it ends; None for none."""

    before: int | None
    after: int | None


def _owners(told: Ownership, case: CaseRow, view: View) -> dict[str, object]:
    """Give what the page's panel of ownership shows."""
    band = band_of(case, told, view.now)
    words = _words_of(band, case, view)
    later = min(told.last + MOST_SPANS, told.total) + 1
    return {
        "told": told,
        "band": band,
        "words": words,
        "chart": ownership_band(band, words),
        "colours": colours_of(band.owners),
        "beside": _Neighbours(
            before=told.first if told.first > 1 else None,
            after=later if told.last < told.total else None,
        ),
    }


@router.get("/{case}")
async def story(
    view: Annotated[View, Depends(view_of)],
    case: str,
    part: Annotated[Part, Depends(part_of)],
    owners_before: Number = None,
) -> Response:
    """Show what happened in a case, and who owned it when."""
    asked = matter_in(case, "case")
    timeline = question(CaseTimeline, case=asked, **part.asked)
    ownership = question(CaseOwnership, {"before": "owners_before"}, case=asked, before=owners_before)
    told, owned, _ = await asyncio.gather(view.ask(timeline), view.ask(ownership), view.sites())
    status = status_of(told)
    if told.answer is None:
        return view.page("cases/story.html", "cases", status=status, told=told, story=None, case=case)
    row = told.answer.case
    await call_matters(view, row.site, matters_in(told.answer))
    return view.page(
        "cases/story.html",
        "cases",
        told=told,
        story=told.answer,
        case=case,
        stage=_stage(row, view),
        left=time_left(row, view.now, view.words),
        offers=await offers_of(view, row.site, asked),
        owned=owned,
        shown=None if owned.answer is None else _owners(owned.answer, row, view),
        part=part,
        entries=entries_of(told.answer, view, row.site),
    )


@router.get("/{case}/limit")
async def limit(view: Annotated[View, Depends(view_of)], case: str) -> Response:
    """Explain how the time limit of a case comes to its end, step by step."""
    asked = matter_in(case, "case")
    told, _ = await asyncio.gather(view.ask(question(LimitOf, case=asked)), view.sites())

    def length(minutes: int) -> str:
        return duration(timedelta(minutes=minutes), view.words)

    return view.page(
        "cases/limit.html", "cases", status=status_of(told), told=told, case=asked, length=length
    )
