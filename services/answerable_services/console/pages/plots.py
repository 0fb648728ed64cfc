"""Trends: plots of the last months, each with its numbers as a table and as a file (004-10a)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.errors import NotFound
from answerable.queries.base import Query as Asked
from answerable.queries.callbacks import Cohorts
from answerable.queries.desk import Coverage, FaultTiming, GoodsMovements, KeyMovements, Trends
from answerable.wording import say
from answerable_services.console.address import question
from answerable_services.console.asking import failures
from answerable_services.console.chain_plot import chain, limit_of, name_of
from answerable_services.console.coverage_plot import coverage
from answerable_services.console.exports import Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.language import Words
from answerable_services.console.movement_plots import goods, keys, rows_of_goods
from answerable_services.console.trend_plots import (
    Trend,
    articles,
    causes,
    closing,
    cohorts,
    contacts,
    kind_of_cause,
)
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import shown

router = APIRouter()

PERIODS = ("3", "6", "12", "24")
_USUAL = "12"

Q = TypeVar("Q", bound=Asked[Any])


class Filters(BaseModel):
    """What an address of this page can say.

    Arguments:
        site: of one site.
        months: how many.
    """

    site: str = ""
    months: str = _USUAL

    def of(self, query: type[Q], **more: Any) -> Q:
        """Ask a question of this site and these months.

        Arguments:
            query: which.
            more: what it asks besides.
        """
        return question(query, site=self.site, months=self.months, **more)


@router.get("/plots")
async def index(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show the trends of the last months."""
    (told, covered, lent, stocked, timed), (sites, ended) = await asyncio.gather(
        asyncio.gather(
            view.ask(filters.of(Trends)),
            view.ask(filters.of(Coverage)),
            view.ask(filters.of(KeyMovements)),
            view.ask(filters.of(GoodsMovements)),
            view.ask(filters.of(FaultTiming)),
        ),
        asyncio.gather(
            view.sites(),
            view.ask(filters.of(Cohorts)),
        ),
    )
    t = view.words
    names = {} if sites.answer is None else {one.site: view.named(one) for one in sites.answer.sites}
    plots: list[Trend] = []
    if told.answer is not None:
        plots += [closing(told.answer, t), contacts(told.answer, t)]
    if covered.answer is not None:
        plots.append(coverage(covered.answer, t, names))
    if told.answer is not None:
        plots.append(causes(told.answer, t))
    if timed.answer is not None:
        plots.append(chain(timed.answer, t))
    if told.answer is not None:
        plots.append(articles(told.answer, t))
    if ended.answer is not None:
        plots.append(cohorts(ended.answer, t))
    if lent.answer is not None:
        plots.append(keys(lent.answer, t))
    if stocked.answer is not None:
        plots += goods(stocked.answer, t)
    return view.page(
        "plots/page.html",
        "overview",
        status=status_of(told),
        sites=sites.answer,
        filters=filters,
        asked=told,
        away=failures(told, ended, covered, lent, stocked, timed),
        plots=plots,
        is_empty=all(one.plot is None for one in plots),
        periods=PERIODS,
    )


class _File(NamedTuple):
    """A plot's numbers as a file.

    Arguments:
        query: the question whose answer has them.
        rows: takes them out of the answer.
        columns: makes the columns.
    """

    query: type[Asked[Any]]
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


def _as_it_is(name: str, _: Words) -> str:
    return name


def _counted(
    axis: str, called: Callable[[str, Words], str] = _as_it_is
) -> Callable[[View], tuple[Column, ...]]:
    """Make the columns of what is counted by a name."""

    def columns(view: View) -> tuple[Column, ...]:
        t = view.words
        return (
            Column(t(axis), lambda row: t("plots.rest") if row.name is None else called(row.name, t)),
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


def _of_coverage(view: View) -> tuple[Column, ...]:
    t = view.words
    return (
        Column(t("plots.coverage.weekday"), lambda row: t(f"plots.weekday.{row.weekday + 1}")),
        Column(t("overview.hour"), lambda row: f"{row.hour:02d}:00"),
        Column(t("overview.contacts"), lambda row: row.contacts),
        Column(t("plots.coverage.people"), lambda row: row.people),
        Column(t("plots.coverage.unattended"), lambda row: row.unattended),
    )


def _of_chain(view: View) -> tuple[Column, ...]:
    t = view.words

    def minutes(name: str) -> Column:
        heading = t("plots.chain.in_minutes", what=t(f"plots.chain.{name}"))
        return Column(heading, lambda row: getattr(row, name))

    return (
        Column(t("plots.chain.axis"), lambda row: name_of(row, t)),
        Column(t("plots.chain.faults"), lambda row: row.faults),
        *(minutes(name) for name in ("quarter", "median", "three_quarters", "longest")),
        Column(t("plots.chain.limit"), lambda row: limit_of(row, t)),
        Column(t("plots.chain.in_time"), lambda row: row.in_time),
        Column(t("plots.chain.late"), lambda row: row.late),
    )


def _of_keys(view: View) -> tuple[Column, ...]:
    t = view.words

    def counted(name: str) -> Column:
        return Column(t(f"plots.keys.{name}"), lambda row: getattr(row, name))

    names = ("lent", "returned", "lost", "out")
    return (Column(t("plots.day"), lambda row: row.day), *(counted(name) for name in names))


def _of_goods(view: View) -> tuple[Column, ...]:
    t = view.words

    def moved(name: str) -> Column:
        return Column(t(f"plots.goods.{name}"), lambda row: getattr(row[1], name))

    names = ("received", "issued", "returned", "lent", "given_back", "explained", "balance")
    return (
        Column(t("plots.day"), lambda row: row[1].day),
        Column(t("plots.goods.good"), lambda row: t(f"substance.{row[0].substance}")),
        Column(t("plots.goods.unit"), lambda row: t(f"unit.{row[0].unit}")),
        *(moved(name) for name in names),
    )


_FILES = {
    "closing": _File(Trends, lambda answer: answer.open_shares, _of_closing),
    "contacts": _File(Trends, lambda answer: enumerate(zip(*answer.contacts, strict=True)), _of_contacts),
    "causes": _File(Trends, lambda answer: answer.causes, _counted("plots.causes.axis", kind_of_cause)),
    "articles": _File(Trends, lambda answer: answer.articles, _counted("plots.articles.axis")),
    "cohorts": _File(Cohorts, lambda answer: answer.rows, _of_cohorts),
    "coverage": _File(Coverage, lambda answer: answer.hours, _of_coverage),
    "chain": _File(FaultTiming, lambda answer: answer.steps, _of_chain),
    "keys": _File(KeyMovements, lambda answer: answer.days, _of_keys),
    "goods": _File(GoodsMovements, rows_of_goods, _of_goods),
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
    made = Table(plot, title, filters.of(file.query), file.columns(view), file.rows, about)
    return await export(view, made)
