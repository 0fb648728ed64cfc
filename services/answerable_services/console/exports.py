"""A whole list as a CSV file, a page at a time, with nothing in it that a spreadsheet would carry out."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from fastapi.responses import Response, StreamingResponse

from answerable.importing.rejects import guarded
from answerable.queries.base import Query
from answerable_services.console.asking import Reply
from answerable_services.console.view import View, status_of

PAGE = 100
"""Rows that are asked for at once: as many of the longest texts fit into one message of the bus."""

_Rows = Callable[[Any], Iterable[Mapping[str, Any]]]


async def csv_of(view: View, name: str, query: Query[Any], columns: Sequence[str], rows: _Rows) -> Response:
    """Give all that a question is answered with, from its first page to its last.

    Arguments:
        view: the page whose list it is.
        name: the file's name, without its ending.
        query: asks for the first page; the following ones are asked for by where each ended.
        columns: the names in the first line.
        rows: takes the rows out of an answer, each value by its column.

    Raises:
        AnswerableError: the list's beginning cannot be had.
    """
    first = await view.ask(query)
    status_of(first)
    if first.error is not None:
        raise first.error

    async def lines() -> AsyncIterator[bytes]:
        # Spreadsheets read UTF-8 by the mark at its beginning only.
        yield f"\N{ZERO WIDTH NO-BREAK SPACE}{_written([columns])}".encode()
        async for asked in _pages(view, query, first):
            if asked.answer is None:
                yield _written([[f"# {view.words('registers.cut_off')}"]]).encode()
            else:
                cells = ([_cell(row.get(column)) for column in columns] for row in rows(asked.answer))
                yield _written(cells).encode()

    return StreamingResponse(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


async def _pages(view: View, query: Query[Any], first: Reply[Any]) -> AsyncIterator[Reply[Any]]:
    """Give the first answer and those behind it; one without an answer is the last."""
    asked = first
    while True:
        yield asked
        after = getattr(asked.answer, "after", None)
        if after is None:
            return
        asked = await view.ask(query.model_copy(update={"after": after, "before": None}))


def _written(lines: Iterable[Sequence[str]]) -> str:
    written = StringIO()
    csv.writer(written).writerows(lines)
    return written.getvalue()


def _cell(value: Any) -> str:
    """Write a cell: a number is no formula, and stays one that can be added up."""
    return str(value) if isinstance(value, int | float | Decimal) else guarded(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if one is not None)
    return "" if value is None else str(value)
