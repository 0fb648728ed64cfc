"""The pages that registers make: a list, the same as CSV, and a page for each matter with its whole story."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from answerable.errors import Invalid
from answerable.importing.rejects import guarded
from answerable.queries.desk import StoryOf
from answerable.queries.registers import MOST_ROWS, REGISTERS, RegisterQuery
from answerable.register import Register
from services.console.view import View, question, status_of, view_of
from services.console.views.registers import Cell, cell_of, facts_of, heading, stage_of
from services.console.views.story import entries_of

router = APIRouter()

_PAGE = 50
_OF_COUNTS = frozenset({"site", "mark", "order", "limit", "after", "before"})


def _asked(published: RegisterQuery, request: Request, *, limit: int) -> Any:
    """Read the question from the address.

    Raises:
        Invalid: the address says what the register does not know, or what cannot be.
    """
    said = {name: value.strip() for name, value in request.query_params.items() if name != "lang"}
    if unknown := sorted(said.keys() - published.query.model_fields.keys()):
        raise Invalid(f"{published.register.name} cannot be narrowed by {', '.join(unknown)}")
    return question(published.query, **{**said, "limit": limit})


def _cells(published: RegisterQuery, row: dict[str, Any], view: View) -> list[Cell]:
    columns = (column for column in published.register.columns if column.is_listed)
    return [cell_of(column, row[column.name], view, row["site"]) for column in columns]


def _choices(
    register: Register, counts: dict[str, int], view: View, *, is_counted: bool
) -> list[tuple[str | None, str, int | None]]:
    """Give the marks to choose from, all matters first, with their counts where these hold."""
    marks = [
        (mark, view.words.get(f"mark.{register.stream}.{mark}", view.words.get(f"mark.{mark}", mark)))
        for mark in register.all_marks
    ]
    named: list[tuple[str | None, str]] = [(None, view.words("all")), *marks]
    return [(name, text, counts.get(name or "every", 0) if is_counted else None) for name, text in named]


async def _list(published: RegisterQuery, view: View) -> Response:
    register = published.register
    query = _asked(published, view.request, limit=_PAGE)
    asked, sites = await asyncio.gather(view.ask(query), view.sites())
    answer: Any = asked.answer
    rows = [] if answer is None else [row.model_dump(mode="json") for row in answer.rows]
    filters = {name: view.request.query_params.get(name, "") for name in published.query.model_fields}
    # What is counted as events arrive is counted by site, state and mark; not by text and other filters.
    is_counted = not any(filters[name] for name in filters if name not in _OF_COUNTS)
    return view.page(
        "register/list.html",
        register.name,
        status=status_of(asked),
        asked=asked,
        register=register,
        sites=sites.answer,
        filters=filters,
        is_narrowed=any(filters[name] for name in filters if name not in {"order", "after", "before"}),
        headings=[
            heading(register, column.name, view.words) for column in register.columns if column.is_listed
        ],
        rows=[
            (row, stage_of(register, row.get("state"), view.words), _cells(published, row, view))
            for row in rows
        ],
        answer=answer,
        choices=[] if answer is None else _choices(register, answer.counts, view, is_counted=is_counted),
        states=[] if register.flow is None else [stage.value for stage in register.flow.stages],
    )


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


async def _lines(published: RegisterQuery, view: View, query: Any) -> AsyncIterator[str]:
    """Write the whole list, a page at a time; a page that cannot be had ends it with a line that says so."""
    names = list(published.row.model_fields)
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(names)
    while True:
        asked = await view.ask(query)
        answer: Any = asked.answer
        if answer is None:
            lines.writerow([f"# {view.words('registers.cut_off')}"])
        else:
            for row in answer.rows:
                values = row.model_dump(mode="json")
                lines.writerow(guarded(_cell(values[name])) for name in names)
        yield written.getvalue()
        written.seek(0)
        written.truncate()
        if answer is None or answer.after is None:
            return
        query = query.model_copy(update={"after": answer.after, "before": None})


async def _csv(published: RegisterQuery, view: View) -> Response:
    query = _asked(published, view.request, limit=MOST_ROWS)
    asked = await view.ask(query)
    status_of(asked)
    if asked.error is not None:
        raise asked.error
    name = f"{published.register.name}.csv"

    async def lines() -> AsyncIterator[bytes]:
        # Spreadsheets read UTF-8 by the mark at its beginning only.
        yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
        async for part in _lines(published, view, query):
            yield part.encode()

    return StreamingResponse(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _matter(view: View, matter: str, published: RegisterQuery | None, version: int) -> Response:
    told, _ = await asyncio.gather(
        view.ask(question(StoryOf, matter=matter, from_version=version)), view.sites()
    )
    status = status_of(told)
    story = told.answer
    register = None if published is None else published.register
    facts: tuple[tuple[str, Cell], ...] = ()
    if story is not None and register is not None:
        facts = facts_of(register, story.facts, view, story.site)
    return view.page(
        "register/matter.html",
        "" if register is None else register.name,
        status=status,
        told=told,
        story=story,
        matter_id=matter,
        register=register,
        stage=None if story is None or register is None else stage_of(register, story.state, view.words),
        facts=facts,
        version=version,
        entries=() if story is None else entries_of(story.entries, view, story.site),
    )


def _serve(published: RegisterQuery) -> None:
    """Add a register's three addresses."""
    name = published.register.name

    async def index(view: Annotated[View, Depends(view_of)]) -> Response:
        return await _list(published, view)

    async def table(view: Annotated[View, Depends(view_of)]) -> Response:
        return await _csv(published, view)

    async def one(view: Annotated[View, Depends(view_of)], matter: str, version: int = 1) -> Response:
        return await _matter(view, matter, published, version)

    router.add_api_route(f"/{name}", index, name=name)
    router.add_api_route(f"/{name}.csv", table, name=f"{name}.csv")
    router.add_api_route(f"/{name}/{{matter}}", one, name=published.register.stream)


for _published in REGISTERS.values():
    _serve(_published)


@router.get("/matters/{matter}")
async def any_matter(view: Annotated[View, Depends(view_of)], matter: str, version: int = 1) -> Response:
    """Show the story of a matter whose stream has no register."""
    return await _matter(view, matter, None, version)
