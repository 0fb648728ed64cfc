"""Scores: a site's month, and each person's statement from the base down to the grade."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.errors import Invalid, NotFound, Refused
from answerable.queries.scoring import StatementList, StatementOf, StatementRow, Statements
from answerable.rulebook.statement import LineState
from answerable.wording import say
from answerable.wording.numbers import points
from answerable_services.console.address import one_of, question
from answerable_services.console.asking import Reply
from answerable_services.console.exports import csv_of
from answerable_services.console.marks import step_bar
from answerable_services.console.plots import people_by_grade
from answerable_services.console.view import View, status_of, view_of
from answerable_services.console.views.evidence import links_in, questioned
from answerable_services.console.views.format import shown
from answerable_services.console.views.waterfall import Step, lines_in, scale_of, steps_of

router = APIRouter(prefix="/scores")


class Show(StrEnum):
    """Which statements are listed, by the number in a row that must not be 0."""

    OPEN_QUESTIONS = "open_questions"
    ALERTS = "alerts"


@router.get("")
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
    wanted = one_of(Show, show)
    return view.page(
        "scores/list.html",
        "scores",
        status=200 if is_empty else status_of(sites if asked is None else asked),
        reason=reason if is_empty else None,
        show=show,
        rows=[row for row in rows if wanted is None or getattr(row, wanted)],
        choices=[(None, view.words("all"), len(rows))]
        + [(one, view.words(f"scores.show.{one}"), sum(1 for r in rows if getattr(r, one))) for one in Show],
        asked=sites if asked is None else asked,
        sites=sites.answer,
        site=chosen,
        month=month,
        answer=answer,
        grades=people_by_grade([row.grade for row in rows], view.words),
    )


@router.get(".csv")
async def table(
    view: Annotated[View, Depends(view_of)], site: str, month: str = "", show: str = ""
) -> Response:
    """Give a site's statements of a month as CSV."""
    wanted = one_of(Show, show)

    def rows(answer: StatementList) -> list[dict[str, Any]]:
        shown = [row for row in answer.statements if wanted is None or getattr(row, wanted)]
        of = {"site": answer.site, "month": answer.month, "rulebook": answer.rulebook}
        return [of | row.model_dump(mode="json") for row in shown]

    columns = ("site", "month", *StatementRow.model_fields, "rulebook")
    return await csv_of(view, "scores", question(Statements, site=site, month=month), columns, rows)


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


@router.get("/{site}/{staff}/{month}")
async def statement(
    view: Annotated[View, Depends(view_of)], site: str, staff: str, month: str, rulebook: str = ""
) -> Response:
    """Show one person's month, every plus and minus with its article and evidence."""
    try:
        query = question(StatementOf, site=site, staff=staff, month=month, rulebook=rulebook)
    except Invalid as error:  # its address names no site, no person or no month
        raise NotFound(say("error.no_page", path=shown(view.request.scope["path"]))) from error
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
