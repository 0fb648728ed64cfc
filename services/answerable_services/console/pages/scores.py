"""Scores: a site's month, and each person's statement from the base down to the grade."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.errors import Invalid, NotFound, Refused
from answerable.queries.registry import name_of
from answerable.queries.scoring import StatementList, StatementOf, StatementRow, Statements
from answerable.rulebook.statement import LineState
from answerable.wording import say
from answerable.wording.numbers import points
from answerable_services.console.address import one_of, question
from answerable_services.console.asking import Reply
from answerable_services.console.doing.offers import begun_about
from answerable_services.console.exports import Column, Table, export, given
from answerable_services.console.failing import status_of
from answerable_services.console.marks import step_bar
from answerable_services.console.news import push, seen_in
from answerable_services.console.plots import people_by_grade
from answerable_services.console.saved.lists import Said, SavedList, saves_views
from answerable_services.console.statement_book import MOST_SHEETS, book_of
from answerable_services.console.view import View, view_of
from answerable_services.console.views.evidence import links_in, questioned
from answerable_services.console.views.format import shown
from answerable_services.console.views.tables import who
from answerable_services.console.views.waterfall import Step, lines_in, scale_of, steps_of
from answerable_services.console.workbook import Look

router = APIRouter()


class Show(StrEnum):
    """Which statements are listed, by the number in a row that must not be 0."""

    OPEN_QUESTIONS = "open_questions"
    ALERTS = "alerts"


_SOME_SITE = "any"


def _look(said: Said) -> None:
    one_of(Show, said.get("show", ""))
    # Where no site is said, the list opens with one of its reader's.
    question(Statements, site=said.get("site", _SOME_SITE), month=said.get("month", ""))


_VIEWS = SavedList(
    "scores",
    "/scores",
    "scores.title",
    "scores",
    (name_of(Statements),),
    frozenset({"site", "month", "show"}),
    _look,
)


def _seen(answer: StatementList) -> str:
    return seen_in(answer.rulebook, (row.model_dump_json() for row in answer.statements))


@router.get("/scores")
@saves_views(_VIEWS)
async def index(
    view: Annotated[View, Depends(view_of)], site: str = "", month: str = "", show: str = ""
) -> Response:
    """List a site's scores in a month."""
    sites = await view.sites()
    chosen = site or (sites.answer.sites[0].site if sites.answer is not None and sites.answer.sites else "")
    asked: Reply[StatementList] | None = None
    if chosen:
        asked = await view.ask(question(Statements, site=chosen, month=month))
    answer = None if asked is None else asked.answer
    rows = () if answer is None else answer.statements
    known = {one.site for one in sites.answer.sites} if sites.answer is not None else set[str]()
    # A site that is there and has no statements yet is an empty list with a reason, not a missing page.
    reason = asked.error if asked is not None and chosen in known else None
    is_empty = isinstance(reason, NotFound | Refused)
    listed = [] if answer is None else _wanted(answer, show)
    return view.page(
        "scores/list.html",
        "scores",
        status=200 if is_empty else status_of(sites if asked is None else asked),
        reason=reason if is_empty else None,
        show=show,
        rows=listed,
        choices=[(None, view.words("all"), len(rows))]
        + [(one, view.words(f"scores.show.{one}"), sum(1 for r in rows if getattr(r, one))) for one in Show],
        asked=sites if asked is None else asked,
        sites=sites.answer,
        site=chosen,
        month=month,
        answer=answer,
        seen="" if answer is None else _seen(answer),
        grades=people_by_grade([row.grade for row in rows], view.words),
    )


def _wanted(answer: StatementList, show: str) -> list[StatementRow]:
    wanted = one_of(Show, show)
    return [row for row in answer.statements if wanted is None or getattr(row, wanted)]


@router.get("/scores.csv")
@router.get("/scores.xlsx")
async def table(
    view: Annotated[View, Depends(view_of)], site: str, month: str = "", show: str = ""
) -> Response:
    """Give a site's statements of a month as a file."""
    t = view.words
    query = question(Statements, site=site, month=month)
    one_of(Show, show)
    columns = (
        Column(t("scores.staff"), lambda row: who(view, row.staff, t("scores.staff"))),
        Column(t("scores.role"), lambda row: t.get(f"role.{row.role}", row.role)),
        Column(t("scores.base"), lambda row: row.base),
        Column(t("scores.plus"), lambda row: row.plus, Look.POINTS),
        Column(t("scores.minus"), lambda row: row.minus, Look.POINTS),
        Column(t("scores.raw"), lambda row: row.raw),
        Column(t("scores.capped"), lambda row: row.capped),
        Column(t("scores.grade"), lambda row: row.grade or t("scores.no_grade")),
        Column(t("scores.pay"), lambda row: row.pay_yuan, Look.MONEY),
        Column(t("scores.questions"), lambda row: row.open_questions),
        Column(t("scores.alerts"), lambda row: row.alerts),
    )
    about = tuple(one for one in (query.site, query.month) if one)
    rows = partial(_wanted, show=show)
    return await export(view, Table("scores", t("scores.title"), query, columns, rows, about))


@router.get("/scores/statements.xlsx")
async def all_statements(
    view: Annotated[View, Depends(view_of)], site: str, month: str = "", show: str = ""
) -> Response:
    """Give a site's statements of a month as a workbook, a sheet for each person, to be signed."""
    asked, _ = await asyncio.gather(view.ask(question(Statements, site=site, month=month)), view.sites())
    status_of(asked)
    if asked.answer is None:
        raise asked.error or NotFound(say("error.no_page", path=shown(view.request.scope["path"])))
    answer = asked.answer
    rows = _wanted(answer, show)
    if len(rows) > MOST_SHEETS:
        raise Refused(say("error.too_many_sheets", most=MOST_SHEETS, sheets=len(rows)))
    told = []
    for row in rows:  # one after the other: a workbook is in no hurry, and scoring serves others too
        one = await view.ask(StatementOf(site=answer.site, staff=row.staff, month=answer.month))
        if one.answer is None:
            raise one.error or NotFound(say("error.no_page", path=shown(view.request.scope["path"])))
        told.append(one.answer.statement)
    file = await asyncio.to_thread(book_of, told, view)
    return given(view, file, "statements", view.words("scores.statement"), answer.site, answer.month)


@router.get("/scores/{site}/{staff}/{month}.xlsx")
async def one_statement(
    view: Annotated[View, Depends(view_of)], site: str, staff: str, month: str, rulebook: str = ""
) -> Response:
    """Give one person's statement as a workbook, to be signed."""
    query = _statement_of(view, site, staff, month, rulebook)
    asked, _ = await asyncio.gather(view.ask(query), view.sites())
    status_of(asked)
    if asked.answer is None:
        raise asked.error or NotFound(say("error.no_page", path=shown(view.request.scope["path"])))
    told = asked.answer.statement
    file = await asyncio.to_thread(book_of, [told], view)
    name = who(view, told.staff) or told.staff
    return given(view, file, "statement", view.words("scores.statement"), name, str(told.month))


def _statement_of(view: View, site: str, staff: str, month: str, rulebook: str) -> StatementOf:
    try:
        return question(StatementOf, site=site, staff=staff, month=month, rulebook=rulebook)
    except Invalid as error:  # its address names no site, no person or no month
        raise NotFound(say("error.no_page", path=shown(view.request.scope["path"]))) from error


def _bar(step: Step, edges: tuple[Step, ...], view: View) -> str:
    low, high = scale_of(edges)
    return step_bar(
        step.start,
        step.end,
        low,
        high,
        kind=step.kind,
        label=view.words(
            "scores.step", start=points(step.start, view.language), end=points(step.end, view.language)
        ),
    )


@router.get("/scores/{site}/{staff}/{month}")
async def statement(
    view: Annotated[View, Depends(view_of)], site: str, staff: str, month: str, rulebook: str = ""
) -> Response:
    """Show one person's month, every plus and minus with its article and evidence."""
    query = _statement_of(view, site, staff, month, rulebook)
    asked, sites = await asyncio.gather(view.ask(query), view.sites())
    status = status_of(asked)
    told = None if asked.answer is None else asked.answer.statement
    steps = () if told is None else steps_of(told)
    asked_about = () if told is None else questioned(told)
    return view.page(
        "scores/statement.html",
        "scores",
        status=status,
        asked=asked,
        sites=sites.answer,
        statement=told,
        site=site,
        staff=staff,
        month=month,
        about=begun_about(view, site, staff, month=month),
        rulebook=rulebook,
        links={} if told is None else links_in(told),
        questions=asked_about,
        open_lines={line.key for _, line in asked_about if line is not None},
        steps=[(step, _bar(step, steps, view)) for step in steps],
        provisional=() if told is None else lines_in(told, LineState.PROVISIONAL),
        undecided=() if told is None else lines_in(told, LineState.PROPOSED, LineState.UNKNOWN),
        not_applied=() if told is None else lines_in(told, LineState.NOT_APPLIED),
        revoked=() if told is None else lines_in(told, LineState.REVOKED),
    )


@router.get("/news/scores")
async def news(
    view: Annotated[View, Depends(view_of)], site: str, month: str = "", show: str = ""
) -> Response:
    """Push what a site's month comes to, in short, whenever a view moved."""
    one_of(Show, show)
    return await push(view, question(Statements, site=site, month=month), _seen)
