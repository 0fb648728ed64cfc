"""Callbacks: what is owed after deliveries, and what was made or missed."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.callbacks import Due, History, MonthCount
from services.console.charts import Stack, stacked_columns
from services.console.view import View, question, status_of, view_of

router = APIRouter(prefix="/callbacks")

_MONTHS = 13


def _column(month: MonthCount, view: View) -> Stack:
    waiting = max(0, month.due - month.completed - month.missed)
    return Stack(
        month.month[2:],
        (("done", month.completed), ("missed", month.missed), ("open", waiting)),
        view.words(
            "callbacks.month_title",
            month=month.month,
            due=month.due,
            completed=month.completed,
            missed=month.missed,
        ),
    )


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], site: str = "", on: str = "") -> Response:
    """Show what is due, overdue and upcoming, and the months behind."""
    due, history, sites = await asyncio.gather(
        view.ask(question(Due, site=site, on=on)), view.ask(question(History, site=site)), view.sites()
    )
    months = () if history.answer is None else history.answer.months[-_MONTHS:]
    owed = () if due.answer is None else due.answer.callbacks
    return view.page(
        "callbacks.html",
        "callbacks",
        status=status_of(due),
        due=due,
        history=history,
        sites=sites.answer,
        site=site,
        on=on,
        overdue=[row for row in owed if row.days_over > 0],
        today=[row for row in owed if row.days_over <= 0],
        months=months,
        chart=stacked_columns([_column(m, view) for m in months], label=view.words("callbacks.months"))
        if months
        else None,
    )
