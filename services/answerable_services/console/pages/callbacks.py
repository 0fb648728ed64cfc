"""Callbacks: what is owed after deliveries, and what was made or missed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Annotated

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
from answerable.queries.registry import name_of
from answerable_services.console.address import matter_in, one_of, question
from answerable_services.console.doing.calling_back import calling_of
from answerable_services.console.exports import PAGE, Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.news import push, seen_in
from answerable_services.console.plots import callbacks_by_month
from answerable_services.console.saved.lists import Said, SavedList, saves_views, words_of_views
from answerable_services.console.view import View, view_of
from answerable_services.console.views.links import link_of
from answerable_services.console.views.tables import who

router = APIRouter()

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


def _look(said: Said) -> None:
    filters = Filters.model_validate(said)
    filters.owed(_PAGE)
    filters.ended(_PAGE)


_VIEWS = SavedList(
    "callbacks",
    "/callbacks",
    "callbacks.title",
    "callbacks",
    (name_of(Due),),
    words_of_views(Filters.model_fields),
    _look,
)


def _seen(answer: DueList) -> str:
    rows = (*answer.callbacks, *answer.upcoming)
    return seen_in(None if answer.counts is None else answer.counts.owed, (row.callback for row in rows))


@router.get("/callbacks")
@saves_views(_VIEWS)
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
        calls={row.callback: calling_of(view, row, view.with_query()) for row in owed},
        seen="" if due.answer is None or filters.after or filters.before else _seen(due.answer),
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


def _state(row: CallbackRow, view: View) -> str:
    return view.words("callbacks.superseded" if row.is_superseded else f"state.{row.state}")


def _columns(view: View, *, has_ended: bool) -> tuple[Column, ...]:
    t = view.words
    ended = (
        Column(t("callbacks.ended_on"), lambda row: row.ended_on),
        Column(t("callbacks.state"), lambda row: _state(row, view)),
        Column(t("callbacks.satisfaction"), lambda row: row.satisfaction),
    )
    owed = (Column(t("callbacks.days_over"), lambda row: max(row.days_over, 0) or None),)
    return (
        Column(t("callbacks.due_on"), lambda row: row.due_on),
        Column(t("callbacks.project"), lambda row: row.project),
        Column(t("callbacks.customer"), lambda row: who(view, row.customer, t("callbacks.customer"))),
        Column(t("callbacks.ordinal"), lambda row: t("callbacks.ordinal_n", n=row.ordinal)),
        *(ended if has_ended else owed),
        Column(t("callbacks.attempts"), lambda row: row.attempts or None),
        Column(t("case.site"), lambda row: row.site),
    )


@router.get("/callbacks.csv")
@router.get("/callbacks.xlsx")
async def owed_table(
    view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]
) -> Response:
    """Give what is owed, and what will be within a week, as a file."""
    query = filters.owed(PAGE).model_copy(update={"after": None, "before": None})

    def rows(answer: DueList) -> Iterable[CallbackRow]:
        return (*answer.callbacks, *answer.upcoming)

    title, about = view.words("callbacks.title"), tuple(one for one in (filters.site, filters.on) if one)
    return await export(view, Table("callbacks", title, query, _columns(view, has_ended=False), rows, about))


@router.get("/callbacks/history.csv")
@router.get("/callbacks/history.xlsx")
async def ended_table(
    view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]
) -> Response:
    """Give what has ended as a file."""
    query = filters.ended(PAGE).model_copy(update={"after": None, "before": None})

    def rows(answer: HistoryAnswer) -> Iterable[CallbackRow]:
        return answer.ended

    title, about = view.words("callbacks.history"), (filters.site,) if filters.site else ()
    return await export(
        view, Table("callbacks-history", title, query, _columns(view, has_ended=True), rows, about)
    )


@router.get("/callbacks/{callback}")
async def one(view: Annotated[View, Depends(view_of)], callback: str) -> Response:
    """Lead from a callback's address to its story, as other lists' addresses lead to their matters."""
    return view.lead_to(str(link_of(matter_in(callback, "callback"))))


@router.get("/news/callbacks")
async def news(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Push what the first page of what is owed has, whenever a view moved."""
    query = filters.owed(_PAGE).model_copy(update={"after": None, "before": None})
    return await push(view, query, _seen)
