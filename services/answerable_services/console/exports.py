"""A whole list as a file: the columns, filters, order and language of its page, and every row behind them.

One declaration, `Table`, makes both forms: a workbook for people and a CSV for programs. Both are asked for
page by page and written as the pages come, so that neither grows with the list in memory.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from io import StringIO
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any
from urllib.parse import quote

from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from answerable.errors import Corrupt, Refused
from answerable.importing.rejects import no_formula
from answerable.queries.base import Query
from answerable.wording import numbers, say
from answerable_services.console.asking import Reply
from answerable_services.console.failing import status_of
from answerable_services.console.view import View
from answerable_services.console.workbook import MOST_ROWS, Look, Sheet, Value, Workbook, file_name

PAGE = 100
"""Rows that are asked for at once: as many of the longest texts fit into one message of the bus."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CHUNK = 64 * 1024


class Form(StrEnum):
    """What kind of file a list is given as; its value is the ending of the address and of the file."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Arguments:
        heading: what its page calls it.
        value: takes it out of a row: a text, a number, a day, a length of time, a moment by the site's clock.
        look: how a number is written.
    """

    heading: str
    value: Callable[[Any], Value]
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A list that can be taken away.

    Arguments:
        name: its address's last part, for whatever reads no Chinese.
        title: what its page is called, and so the sheet and the file.
        query: asks for the first page; the following ones are asked for by where each ended.
        columns: in the order of the page.
        rows: takes the rows out of an answer.
        about: what narrows it and belongs into the file's name, such as a site and a month.
    """

    name: str
    title: str
    query: Query[Any]
    columns: Sequence[Column]
    rows: Callable[[Any], Iterable[Any]]
    about: tuple[str, ...] = ()


class _Sent(StreamingResponse):
    """A workbook on its way, whose file is closed when it is over, whether or not anybody took it.

    Arguments:
        file: what is sent.
        chunks: reads it.
        headers: those that name it.
    """

    def __init__(self, file: IO[bytes], chunks: Iterator[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(chunks, media_type=XLSX, headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


async def export(view: View, table: Table) -> Response:
    """Give all that a question is answered with, in the form that the address ends with.

    Arguments:
        view: what was asked.
        table: the list.

    Raises:
        AnswerableError: the list's beginning cannot be had, or of a workbook any of it.
    """
    first = await view.ask(table.query)
    status_of(first)
    if first.error is not None:
        raise first.error
    form = Form(view.request.scope["path"].rpartition(".")[2])
    return await (_workbook if form is Form.XLSX else _csv)(view, table, first)


def attached(view: View, form: Form, name: str, title: str, *about: str) -> dict[str, str]:
    """Give the header that names a file (RFC 6266): in the page's language, and in ASCII for the rest.

    Arguments:
        view: the page; today by its clock is in the name.
        form: the ending.
        name: in ASCII.
        title: in the page's language.
        about: what else tells this file from another.
    """
    of = (*about, view.now.astimezone(view.zone()).date().isoformat())
    told = quote(file_name(title, *of, ending=form), safe="")
    plain = f'attachment; filename="{name}.{form}"'
    return {"Content-Disposition": f"{plain}; filename*=UTF-8''{told}"}


def given(view: View, file: IO[bytes], name: str, title: str, *about: str) -> Response:
    """Give a written workbook, from its beginning, and be rid of the file.

    Arguments:
        view: the page.
        file: the workbook; it is closed when it has been sent.
        name: in ASCII.
        title: in the page's language.
        about: what else tells this file from another.
    """

    def chunks() -> Iterator[bytes]:
        while chunk := file.read(_CHUNK):
            yield chunk

    size = file.seek(0, 2)
    file.seek(0)
    headers = attached(view, Form.XLSX, name, title, *about)
    return _Sent(file, chunks(), headers | {"Content-Length": str(size)})


async def _pages(view: View, query: Query[Any], first: Reply[Any]) -> AsyncIterator[Reply[Any]]:
    """Give the first answer and those behind it; one without an answer is the last."""
    asked, before = first, query.model_dump().get("after")
    while True:
        yield asked
        after = getattr(asked.answer, "after", None)
        if after is None:
            return
        if after == before:
            yield Reply(asked.service, error=Corrupt(say("error.list_turns_in_circles")))
            return
        before = after
        asked = await view.ask(query.model_copy(update={"after": after, "before": None}))


async def _workbook(view: View, table: Table, first: Reply[Any]) -> Response:
    """Write a workbook whole before any of it is sent, so that half a list never looks like one."""
    looks = [column.look for column in table.columns]
    file = TemporaryFile()  # noqa: SIM115 - it is closed when it has been sent
    try:
        with TemporaryDirectory() as folder:
            tells_zones = not view.console.zones.is_shared
            today = view.now.astimezone(view.zone())
            book = Workbook(file, title=table.title, at=today, folder=folder, tells_zones=tells_zones)
            sheet = book.sheet(table.title)
            try:
                await _fill(view, table, first, sheet, looks)
            finally:  # what is left half is closed as well: its rows wait in files
                await asyncio.to_thread(book.close)
    except BaseException:
        file.close()
        raise
    return given(view, file, table.name, table.title, *table.about)


async def _fill(view: View, table: Table, first: Reply[Any], sheet: Sheet, looks: Sequence[Look]) -> None:
    sheet.head([column.heading for column in table.columns])
    async for asked in _pages(view, table.query, first):
        if asked.error is not None:
            raise asked.error
        for row in table.rows(asked.answer):
            if sheet.rows == MOST_ROWS:
                raise Refused(say("error.too_long_for_a_sheet", most=MOST_ROWS))
            sheet.add([column.value(row) for column in table.columns], looks)


async def _csv(view: View, table: Table, first: Reply[Any]) -> Response:
    async def lines() -> AsyncIterator[bytes]:
        # Spreadsheets read UTF-8 by the mark at its beginning only.
        heads = [no_formula(column.heading) for column in table.columns]
        yield f"\N{ZERO WIDTH NO-BREAK SPACE}{_written([heads])}".encode()
        async for asked in _pages(view, table.query, first):
            if asked.answer is None:
                yield _written([[f"# {view.words('registers.cut_off')}"]]).encode()
            else:
                rows = table.rows(asked.answer)
                yield _written(
                    [_cell(column.value(row), view) for column in table.columns] for row in rows
                ).encode()

    headers = attached(view, Form.CSV, table.name, table.title, *table.about)
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _written(lines: Iterable[Sequence[str]]) -> str:
    written = StringIO()
    csv.writer(written).writerows(lines)
    return written.getvalue()


def _cell(value: Value, view: View) -> str:
    """Write a cell: a number is no formula, and stays one that can be added up."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        offset = "" if view.console.zones.is_shared else f" {value.isoformat()[-len('+08:00') :]}"
        return f"{value:%Y-%m-%d %H:%M}{offset}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return numbers.duration(value, view.language)
    return no_formula(value)
