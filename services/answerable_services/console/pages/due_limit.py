"""Until when something owed can be done, explained: the hours and days that count, and those left out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.callbacks import OwedExplained, OwedTold
from answerable.streams.obligation.commands import Move
from answerable_services.console.address import matter_in, question
from answerable_services.console.failing import status_of
from answerable_services.console.home.items import step_of
from answerable_services.console.home.panels import Step
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import duration
from answerable_services.console.views.site_numbers import numbered

router = APIRouter()


@router.get("/due/{obligation}/limit")
async def limit(view: Annotated[View, Depends(view_of)], obligation: str) -> Response:
    """Explain until when something can be done: from when it was counted, what was left out, and why."""
    asked = matter_in(obligation, "obligation")
    told, _ = await asyncio.gather(view.ask(question(OwedExplained, obligation=asked)), view.sites())
    one = told.answer

    def length(minutes: int) -> str:
        return duration(timedelta(minutes=minutes), view.words)

    def with_unit(number: int | None) -> str | None:
        return None if one is None or number is None or one.unit is None else numbered(view, number, one.unit)

    return view.page(
        "due/limit.html",
        "due",
        status=status_of(told),
        told=told,
        called=None if one is None else (one.name_zh if view.language == "zh" else one.name_en),
        number=None if one is None else with_unit(one.number),
        proposed=None if one is None else with_unit(one.proposed),
        move=None if one is None else _move(view, one),
        length=length,
    )


def _move(view: View, one: OwedTold) -> Step | None:
    """Give the form that moves it, where it is owed yet and whoever looks may, and does not owe it."""
    is_owed = one.done_at is None and one.missed_at is None and not one.is_over
    is_ones_own = view.person is not None and view.person.id == one.owed_by
    if not is_owed or is_ones_own:
        return None
    what = {"rule": one.rule, "matter": one.matter, "step": one.part, "occurrence": str(one.occurrence)}
    said = {name: value for name, value in what.items() if value is not None}
    return step_of(view, Move.command_name, one.site, **said)
