"""Handovers: the board of shifts, the list with checklists and signatures, and each one's story."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.errors import NotFound
from answerable.queries.base import Direction
from answerable.queries.desk import HandoverBoard, StoryOf
from answerable.queries.matters import HandoverRow, Story
from answerable.queries.registers import REGISTERS
from answerable.streams.handover.flow import HandoverStage
from answerable.wording import say
from answerable_services.console.address import matter_in, question
from answerable_services.console.address_words import lists
from answerable_services.console.doing.called import call_matters
from answerable_services.console.doing.checking import checking_of
from answerable_services.console.doing.offers import Offers, is_for, offers_of
from answerable_services.console.doing.telling import version_of
from answerable_services.console.failing import status_of
from answerable_services.console.pages.listing import listing_of
from answerable_services.console.saved.lists import of_register, saves_views
from answerable_services.console.view import View, view_of
from answerable_services.console.views.fields import fate_of
from answerable_services.console.views.handovers import board_of
from answerable_services.console.views.registers import stage_of
from answerable_services.console.views.story import Part, entries_of, matters_in, named_in, part_of

router = APIRouter(prefix="/handovers")

_PUBLISHED = REGISTERS["handover"]
_PAGE = 12
_DAYS = 31


@router.get("")
@saves_views(of_register(_PUBLISHED))
@lists(_PUBLISHED)
async def index(view: Annotated[View, Depends(view_of)], handover: str = "", site: str = "") -> Response:
    """Show the board, and the handovers that are asked for, newest day first."""
    if handover:
        return view.lead_to(f"/handovers/{matter_in(handover)}")
    listing, board = await asyncio.gather(
        listing_of(_PUBLISHED, view, _PAGE), view.ask(question(HandoverBoard, site=site))
    )
    answer = listing.asked.answer
    rows: tuple[HandoverRow, ...] = () if answer is None else answer.rows
    cells = () if board.answer is None else board.answer.cells
    return view.page(
        "handovers/list.html",
        "handovers",
        status=status_of(listing.asked),
        **listing.shown,
        rows=rows,
        fates=_fates({} if answer is None else answer.taken_back, view),
        any_at_all=bool(cells or rows),
        board=board_of(cells, _DAYS),
        stages={stage: _stage(stage, view) for stage in HandoverStage},
        days=[(of, list(of_day)) for of, of_day in groupby(rows, key=lambda row: row.on)],
    )


def _stage(stage: str, view: View) -> Any:
    return stage_of(_PUBLISHED.register, stage, view.words)


def _fates(taken_back: Mapping[str, str], view: View) -> dict[str, str]:
    """Say of the matters that went on to the next shift what became of those that count for nothing."""
    return {matter: fate_of(matter, taken_back, view.words) for matter in taken_back}


@router.get("/{handover}")
async def one(
    view: Annotated[View, Depends(view_of)], handover: str, part: Annotated[Part, Depends(part_of)]
) -> Response:
    """Show one handover: its checklist, both signatures, and what happened."""
    told, _ = await asyncio.gather(
        view.ask(question(StoryOf, matter=matter_in(handover, "handover"), **part.asked)), view.sites()
    )
    status = status_of(told)
    story = told.answer
    row = None if story is None else _row(story)
    if story is not None and row is not None:
        carried = named_in(item.matter for item in row.carried)
        await call_matters(view, story.site, (story.matter, *matters_in(story), *carried))
    offers = Offers() if story is None else await offers_of(view, story.site, story.matter)
    return view.page(
        "handovers/one.html",
        "handovers",
        status=status,
        told=told,
        handover=handover,
        row=row,
        offers=offers,
        can_check=row is not None
        and row.state in (HandoverStage.STARTED, HandoverStage.SIGNED_OUT)
        and is_for(view, "handover.check_item", row.site),
        fates=_fates({} if story is None else story.taken_back, view),
        site=None if story is None else story.site,
        stages={stage: _stage(stage, view) for stage in HandoverStage},
        part=part,
        story=story,
        entries=() if story is None else entries_of(story, view, story.site),
    )


def _row(story: Story) -> HandoverRow | None:
    """Give a handover as a list has it, from its story; None where nothing is known of it."""
    facts = {name: story.facts[name] for name in HandoverRow.model_fields if name in story.facts}
    if not facts:
        return None
    return HandoverRow.model_validate(
        {**facts, "handover": story.matter, "site": story.site, "state": story.state}
    )


@router.get("/{handover}/check")
async def check(view: Annotated[View, Depends(view_of)], handover: str) -> Response:
    """Show what a handover waits for, each as one button: on a tablet at the desk that is handed over."""
    matter = matter_in(handover, "handover")
    newest = question(StoryOf, matter=matter, order=Direction.DESCENDING, limit=1)
    told, _ = await asyncio.gather(view.ask(newest), view.sites())
    status_of(told)
    row = None if told.answer is None else _row(told.answer)
    if told.answer is None or row is None:
        raise told.error or NotFound(say("error.no_matter", matter=matter))
    version = version_of(told.answer.entries[0].event) if told.answer.entries else None
    return view.page(
        "handovers/check.html",
        "handovers",
        handover=handover,
        row=row,
        checking=await checking_of(view, row, version),
        stages={stage: _stage(stage, view) for stage in HandoverStage},
    )
