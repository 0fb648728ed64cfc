"""Scores: a site's month, and each person's statement from the base down to the grade."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.scoring import StatementList, StatementOf, Statements
from answerable.rulebook.statement import LineState
from services.console.asking import Asked
from services.console.charts import Stack, stacked_columns, step_bar
from services.console.view import View, question, status_of, view_of
from services.console.views.format import NONE, points
from services.console.views.waterfall import Step, lines_in, scale_of, steps_of

router = APIRouter(prefix="/scores")


def _grades(answer: StatementList, view: View) -> str:
    counts = Counter(row.grade or NONE for row in answer.statements)
    columns = [
        Stack(grade, (("bar", counts[grade]),), f"{grade} · {counts[grade]}") for grade in sorted(counts)
    ]
    return stacked_columns(columns, label=view.words("scores.grades"))


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], site: str = "", month: str = "") -> Response:
    """List a site's scores in a month."""
    sites = await view.sites()
    chosen = site or (sites.answer.sites[0].site if sites.answer is not None and sites.answer.sites else "")
    asked: Asked[StatementList] | None = None
    if chosen:
        asked = await view.ask(question(Statements, site=chosen, month=month))
    answer = None if asked is None else asked.answer
    return view.page(
        "scores/list.html",
        "scores",
        status=status_of(sites if asked is None else asked),
        asked=sites if asked is None else asked,
        sites=sites.answer,
        site=chosen,
        answer=answer,
        grades=None if answer is None else _grades(answer, view),
    )


def _bar(step: Step, edges: tuple[Step, ...], view: View) -> str:
    low, high = scale_of(edges)
    return step_bar(
        step.start,
        step.end,
        low,
        high,
        kind=step.kind,
        label=view.words("scores.step", start=points(step.start), end=points(step.end)),
    )


@router.get("/{site}/{staff}/{month}")
async def statement(
    view: Annotated[View, Depends(view_of)], site: str, staff: str, month: str, rulebook: str = ""
) -> Response:
    """Show one person's month, every plus and minus with its article and evidence."""
    query = question(StatementOf, site=site, staff=staff, month=month, rulebook=rulebook)
    asked, sites = await asyncio.gather(view.ask(query), view.sites())
    status = status_of(asked)
    told = None if asked.answer is None else asked.answer.statement
    steps = () if told is None else steps_of(told)
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
        steps=[(step, _bar(step, steps, view)) for step in steps],
        undecided=() if told is None else lines_in(told, LineState.PROPOSED, LineState.UNKNOWN),
        not_applied=() if told is None else lines_in(told, LineState.NOT_APPLIED),
    )
