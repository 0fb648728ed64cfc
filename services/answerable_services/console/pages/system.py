"""System: the ledger's state, how far every service's views have come, and why one stands still."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.errors import Forbidden
from answerable.queries import audit, callbacks, desk, intake, scoring
from answerable_services.console.view import View, view_of
from answerable_services.console.views import clock

router = APIRouter(prefix="/system")


def _clock(state: intake.WritingState, view: View) -> tuple[str, str | None, str | None] | None:
    """Tell how the writer's clock stands to the server's and to the ledger, and what to do about it."""
    if state.clock is None:
        return None
    return (
        clock.compared_with_the_server(state.clock, view.words),
        clock.compared_with_the_ledger(state.clock, view.words),
        clock.what_to_do(state.clock, view.words),
    )


@router.get("")
async def index(view: Annotated[View, Depends(view_of)]) -> Response:
    """Show the ledger and each service's projections; what does not answer is shown as such.

    Raises:
        Forbidden: whoever asks may see none of it.
    """
    ledger, writing, others, _, asked = await asyncio.gather(
        view.ask(desk.LedgerStatus()),
        view.ask(intake.Writing()),
        view.ask(audit.OtherViews()),
        view.sites(),
        asyncio.gather(
            *(view.ask(query) for query in (desk.Views(), scoring.Views(), callbacks.Views(), audit.Views()))
        ),
    )
    for each in asked:
        if isinstance(each.error, Forbidden):  # one row of the table has them all
            raise each.error
    if others.answer is not None and others.answer.views:
        asked = [*asked, replace(others, service="others")]
    positions = [one.position for each in asked if each.answer is not None for one in each.answer.views]
    return view.page(
        "system.html",
        "system",
        status=200 if any(each.answer is not None for each in asked) else 503,
        ledger=ledger,
        writing=writing,
        clock_said=None if writing.answer is None else _clock(writing.answer, view),
        asked=asked,
        head=max(positions, default=0),
    )
