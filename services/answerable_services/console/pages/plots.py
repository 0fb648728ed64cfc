"""Trends: plots of the last months, each with its numbers as a table and as a file (004-10a)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.errors import NotFound
from answerable.queries.callbacks import Cohorts
from answerable.queries.desk import Trends
from answerable.wording import say
from answerable_services.console.address import question
from answerable_services.console.asking import failures
from answerable_services.console.exports import Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.trend_plots import articles, causes, closing, cohorts, contacts
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import shown

router = APIRouter()

PERIODS = ("3", "6", "12", "24")
_USUAL = "12"


class Filters(BaseModel):
    """What an address of this page can say.

    Arguments:
        site: of one site.
        months: how many.
    """

    site: str = ""
    months: str = _USUAL

    def trends(self) -> Trends:
        """Ask the desk."""
        return question(Trends, site=self.site, months=self.months)

    def cohorts(self) -> Cohorts:
        """Ask about callbacks."""
        return question(Cohorts, site=self.site, months=self.months)


@router.get("/plots")
async def index(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show the trends of the last months."""
    t, trends, ends = view.words, filters.trends(), filters.cohorts()
    sites, told, ended = await asyncio.gather(view.sites(), view.ask(trends), view.ask(ends))
    status = status_of(told)
    plots = [] if told.answer is None else [make(told.answer, t) for make in _OF_DESK]
    plots += [] if ended.answer is None else [cohorts(ended.answer, t)]
    return view.page(
        "plots/page.html",
        "overview",
        status=status,
        sites=sites.answer,
        filters=filters,
        asked=told,
        away=failures(told, ended),
        plots=plots,
        is_empty=all(one.plot is None for one in plots),
        periods=PERIODS,
    )


_OF_DESK = (closing, contacts, causes, articles)


class _File(NamedTuple):
    """A plot's numbers as a file.

    Arguments:
        query: asks for them.
        rows: takes them out of the answer.
        columns: makes the columns.
    """

    query: Callable[[Filters], Any]
    rows: Callable[[Any], Iterable[Any]]
    columns: Callable[[View], tuple[Column, ...]]


def _of_closing(view: View) -> tuple[Column, ...]:
    t = view.words
    return (
        Column(t("plots.closing.axis"), lambda row: f"{row.percent}%"),
        Column(t("plots.closing.open"), lambda row: row.share),
        Column(t("plots.closing.at_risk"), lambda row: row.at_risk),
        Column(t("plots.closing.closed"), lambda row: row.closed),
    )


def _of_contacts(view: View) -> tuple[Column, ...]:
    t = view.words

    def of(day: int) -> Column:
        return Column(t(f"plots.weekday.{day + 1}"), lambda row: row[1][day])

    return (Column(t("overview.hour"), lambda row: f"{row[0]:02d}:00"), *(of(day) for day in range(7)))


def _counted(axis: str) -> Callable[[View], tuple[Column, ...]]:
    def columns(view: View) -> tuple[Column, ...]:
        t = view.words
        return (
            Column(t(axis), lambda row: t("plots.rest") if row.name is None else row.name),
            Column(t("plots.count"), lambda row: row.count),
        )

    return columns


def _of_cohorts(view: View) -> tuple[Column, ...]:
    t = view.words
    return (
        Column(t("plots.cohorts.accepted"), lambda row: row.accepted),
        Column(t("plots.cohorts.service_year"), lambda row: row.service_year),
        Column(t("plots.cohorts.planned"), lambda row: row.planned),
        Column(t("callbacks.done"), lambda row: row.completed),
        Column(t("callbacks.missed"), lambda row: row.missed),
    )


_FILES = {
    "closing": _File(Filters.trends, lambda answer: answer.open_shares, _of_closing),
    "contacts": _File(
        Filters.trends, lambda answer: enumerate(zip(*answer.contacts, strict=True)), _of_contacts
    ),
    "causes": _File(Filters.trends, lambda answer: answer.causes, _counted("plots.causes.axis")),
    "articles": _File(Filters.trends, lambda answer: answer.articles, _counted("plots.articles.axis")),
    "cohorts": _File(Filters.cohorts, lambda answer: answer.rows, _of_cohorts),
}


@router.get("/plots/{plot}.csv")
@router.get("/plots/{plot}.xlsx")
async def table(
    view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()], plot: str
) -> Response:
    """Give a plot's numbers as a file.

    Raises:
        NotFound: there is no such plot.
    """
    file = _FILES.get(plot)
    if file is None:
        raise NotFound(say("error.no_page", path=shown(view.request.scope["path"])))
    about = tuple(one for one in (filters.site, filters.months) if one)
    title = view.words(f"plots.{plot}.title")
    made = Table(plot, title, file.query(filters), file.columns(view), file.rows, about)
    return await export(view, made)
