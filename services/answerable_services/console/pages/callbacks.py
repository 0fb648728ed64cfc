"""Callbacks: what is owed after deliveries, and what was made or missed."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.queries.callbacks import (
    CallbackRow,
    CallbackState,
    Due,
    DueList,
    History,
    HistoryAnswer,
    MonthCount,
)
from answerable_services.console.address import one_of, question
from answerable_services.console.exports import PAGE, csv_of
from answerable_services.console.plots import callbacks_by_month
from answerable_services.console.view import View, status_of, view_of

router = APIRouter(prefix="/callbacks")

_MONTHS = 25
"""Two years and the running month: the first and the second year of a delivery beside one another."""

_PAGE = 50


def _open(month: MonthCount) -> int:
    return max(0, month.due - month.completed - month.missed)


class Filters(BaseModel):
    """What an address of this page can say.

    Arguments:
        site: of one site.
        on: what is owed on that day; today where left out.
        state: of what has ended, only what was made, or only what was missed.
        after: where the page of what is owed before it ended.
        before: where the next page of what is owed began.
        ended_after: where the page of what has ended before it ended.
        ended_before: where the next page of what has ended began.
    """

    site: str = ""
    on: str = ""
    state: str = ""
    after: str = ""
    before: str = ""
    ended_after: str = ""
    ended_before: str = ""

    def owed(self, limit: int) -> Due:
        """Ask for what is owed."""
        return question(Due, site=self.site, on=self.on, after=self.after, before=self.before, limit=limit)

    def ended(self, limit: int) -> History:
        """Ask for what has ended."""
        wanted = one_of(CallbackState, self.state)
        place = {"after": self.ended_after, "before": self.ended_before}
        return question(
            History,
            {name: f"ended_{name}" for name in place},
            site=self.site,
            state=wanted,
            limit=limit,
            months=_MONTHS,
            **place,
        )


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show what is due, overdue and upcoming, and the months behind."""
    owed_now, ended = filters.owed(_PAGE), filters.ended(_PAGE)
    due, history, sites = await asyncio.gather(view.ask(owed_now), view.ask(ended), view.sites())
    status = max(status_of(due), status_of(history) if filters.ended_after or filters.ended_before else 0)
    counts = () if history.answer is None else history.answer.counts
    choices = [
        (None, view.words("all"), sum(one.count for one in counts)),
        *((one.state, view.words(f"state.{one.state}"), one.count) for one in counts),
    ]
    told = () if history.answer is None else history.answer.months
    months = [(month, _open(month)) for month in told]
    owed = () if due.answer is None else due.answer.callbacks
    answers = [one.answer for one in (due, history) if one.answer is not None]
    unannounced = {(one.country, one.year, one.has_begun) for answer in answers for one in answer.unannounced}
    return view.page(
        "callbacks.html",
        "callbacks",
        status=status,
        due=due,
        history=history,
        sites=sites.answer,
        filters=filters,
        choices=choices,
        overdue=[row for row in owed if row.days_over > 0],
        today=[row for row in owed if row.days_over <= 0],
        unannounced=sorted(unannounced),
        months=list(reversed(months)),
        plot=callbacks_by_month(months, view.words),
    )


@router.get(".csv")
async def owed_table(
    view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]
) -> Response:
    """Give what is owed, and what will be within a week, as CSV."""
    query = filters.owed(PAGE).model_copy(update={"after": None, "before": None})

    def rows(answer: DueList) -> list[dict[str, Any]]:
        return [row.model_dump(mode="json") for row in (*answer.callbacks, *answer.upcoming)]

    return await csv_of(view, "callbacks", query, tuple(CallbackRow.model_fields), rows)


@router.get("/history.csv")
async def ended_table(
    view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]
) -> Response:
    """Give what has ended as CSV."""
    query = filters.ended(PAGE).model_copy(update={"after": None, "before": None})

    def rows(answer: HistoryAnswer) -> list[dict[str, Any]]:
        return [row.model_dump(mode="json") for row in answer.ended]

    return await csv_of(view, "callbacks-history", query, tuple(CallbackRow.model_fields), rows)
