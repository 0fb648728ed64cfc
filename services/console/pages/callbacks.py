"""Callbacks: what is owed after deliveries, and what was made or missed."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.callbacks import CallbackState, Due, History, MonthCount
from services.console.charts import Stack, stacked_columns
from services.console.view import View, one_of, question, status_of, view_of
from services.console.views.paging import paged

router = APIRouter(prefix="/callbacks")

_MONTHS = 25
"""Two years and the running month: the first and the second year of a delivery beside one another."""

_PAGE = 30
_MOST = 500
_ENDED = (CallbackState.COMPLETED, CallbackState.MISSED)


def _open(month: MonthCount) -> int:
    return max(0, month.due - month.completed - month.missed)


def _column(month: MonthCount, view: View) -> Stack:
    return Stack(
        month.month[2:],
        (("done", month.completed), ("missed", month.missed), ("open", _open(month))),
        view.words(
            "callbacks.month_title",
            month=month.month,
            due=month.due,
            completed=month.completed,
            missed=month.missed,
        ),
    )


@router.get("")
async def index(
    view: Annotated[View, Depends(view_of)],
    site: str = "",
    on: str = "",
    state: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    after: str = "",
) -> Response:
    """Show what is due, overdue and upcoming, and the months behind."""
    due, history, sites = await asyncio.gather(
        view.ask(question(Due, site=site, on=on, after=after)),
        view.ask(question(History, site=site, limit=_MOST)),
        view.sites(),
    )
    wanted = one_of(CallbackState, state)
    ended = () if history.answer is None else history.answer.ended
    choices = [
        (None, view.words("all"), len(ended)),
        *((one, view.words(f"state.{one}"), sum(1 for row in ended if row.state is one)) for one in _ENDED),
    ]
    months = () if history.answer is None else history.answer.months[-_MONTHS:]
    owed = () if due.answer is None else due.answer.callbacks
    answers = [one.answer for one in (due, history) if one.answer is not None]
    unannounced = {(one.country, one.year) for answer in answers for one in answer.unannounced}
    return view.page(
        "callbacks.html",
        "callbacks",
        status=status_of(due),
        due=due,
        history=history,
        sites=sites.answer,
        site=site,
        on=on,
        state=state,
        choices=choices,
        is_cut=len(ended) == _MOST,
        most=_MOST,
        ended=paged([row for row in ended if wanted in {None, row.state}], page, _PAGE),
        overdue=[row for row in owed if row.days_over > 0],
        today=[row for row in owed if row.days_over <= 0],
        unannounced=sorted(unannounced),
        months=[(month, _open(month)) for month in reversed(months)],
        chart=stacked_columns([_column(m, view) for m in months], label=view.words("callbacks.months"))
        if months
        else None,
    )
