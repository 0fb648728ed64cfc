"""What becomes due: what rulebooks owe and nobody has done yet, by day and by person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.queries.callbacks import Owed, OwedList, OwedRow, OwedState
from answerable_services.console.address import one_of, question
from answerable_services.console.exports import PAGE, Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.view import View, view_of
from answerable_services.console.views.tables import at, who

router = APIRouter()

_PAGE = 100


class Filters(BaseModel):
    """What an address of this page can say.

    Arguments:
        site: of one site.
        owed_by: whose.
        rule: of one kind.
        state: what is overdue, due today or due later.
        after: where the page before ended.
        before: where the next page began.
    """

    site: str = ""
    owed_by: str = ""
    rule: str = ""
    state: str = ""
    after: str = ""
    before: str = ""

    def owed(self, limit: int) -> Owed:
        """Ask for what is owed."""
        said = self.model_dump(exclude={"state"})
        return question(Owed, **said, state=one_of(OwedState, self.state), limit=limit)


def _name(row: OwedRow, view: View) -> str:
    return row.name_zh if view.language == "zh" else row.name_en


def _by_day(rows: Sequence[OwedRow], view: View) -> list[tuple[date, list[OwedRow]]]:
    """Give what is owed day by day, each by the clock of its site."""

    def day(row: OwedRow) -> date:
        return row.due_at.astimezone(view.zone(row.site)).date()

    return [(when, list(some)) for when, some in groupby(sorted(rows, key=day), key=day)]


@router.get("/due")
async def index(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show what is owed: what is over first, then day by day."""
    asked, sites = await asyncio.gather(view.ask(filters.owed(_PAGE)), view.sites())
    rows = () if asked.answer is None else asked.answer.rows
    return view.page(
        "due/list.html",
        "due",
        status=status_of(asked),
        asked=asked,
        sites=sites.answer,
        filters=filters,
        overdue=[row for row in rows if row.state is OwedState.OVERDUE],
        days=_by_day([row for row in rows if row.state is not OwedState.OVERDUE], view),
        what_of=lambda row: _name(row, view),
    )


@router.get("/due.csv")
@router.get("/due.xlsx")
async def table(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Give what is owed as a file."""
    t = view.words
    query = filters.owed(PAGE).model_copy(update={"after": None, "before": None})
    columns = (
        Column(t("due.due_at"), lambda row: at(view, row.due_at, row.site)),
        Column(t("due.what"), lambda row: _name(row, view)),
        Column(t("due.state"), lambda row: t(f"due.is.{row.state}")),
        Column(t("due.owed_by"), lambda row: who(view, row.owed_by)),
        Column(t("due.matter"), lambda row: row.matter),
        Column(t("due.part"), lambda row: row.part),
        Column(t("due.article"), lambda row: row.article),
        Column(t("case.site"), lambda row: row.site),
    )

    def rows(answer: OwedList) -> Iterable[OwedRow]:
        return answer.rows

    about = tuple(one for one in (filters.site, filters.owed_by, filters.rule, filters.state) if one)
    return await export(view, Table("due", t("due.title"), query, columns, rows, about))
