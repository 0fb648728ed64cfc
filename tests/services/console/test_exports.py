"""A list as a file is the list as it is shown: columns, order, filters, language, and every row."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import openpyxl
import pytest

from answerable.errors import Unavailable
from answerable.queries import callbacks, desk
from answerable.queries.registers import REGISTERS
from answerable_services.console import exports
from answerable_services.console.workbook import Workbook, file_name, sheet_name
from tests.services.console.browsing import CASES, STATEMENT, text_of
from tests.services.console.given.callbacks import history
from tests.services.console.given.cases import case_row
from tests.services.console.given.registers import one_row
from tests.services.console.sample import FakeCaller

FILES = {
    "/cases?site=xm01": "/cases",
    "/complaints?mark=is_open": "/complaints",
    "/faults": "/faults",
    "/contacts": "/contacts",
    "/deliveries": "/deliveries",
    "/notes": "/notes",
    "/people": "/people",
    "/attempts": "/attempts",
    "/callbacks": "/callbacks",
    "/access": "/access",
    "/access?show=accesses": "/access",
    "/scores?site=xm01": "/scores",
}
"""Every page whose list is a table, and the beginning of its files' addresses."""

A4 = 9


def sheets_of(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == exports.XLSX
    return openpyxl.load_workbook(BytesIO(response.content))


def lines_of(response: httpx.Response) -> list[list[str]]:
    return list(csv.reader(response.content.decode("utf-8-sig").splitlines()))


def headings_of(page: str) -> list[str]:
    """What stands over the columns of a page's first list, but signs of its order and what is done there."""
    head = page[page.index("<thead>") : page.index("</thead>")]
    head = re.sub(r'<th[^>]* class="said">.*?</th>', "", head)
    cells = re.findall(r"<th[^>]*>(.*?)</th>", re.sub(r"<i.*?</i>", "", head))
    return [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]


async def given_a_row(caller: FakeCaller, path: str, folder: Path) -> None:
    """Let a list have something that would have nothing."""
    for stream in ("account", "contact", "delivery", "note", "staff"):
        if path == f"/{REGISTERS[stream].register.name}":
            caller.table[REGISTERS[stream].query] = await one_row(stream, folder)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", FILES)
async def test_a_file_has_the_columns_and_rows_of_its_page(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path, page: str, lang: str
) -> None:
    """The same headings in the same order and language, and as many rows, in both forms."""
    await given_a_row(caller, FILES[page], tmp_path)
    shown = headings_of(await text_of(browser, page, lang))
    address = page.replace(FILES[page], f"{FILES[page]}.csv", 1)
    lines = lines_of(await browser.get(address, headers={"accept-language": lang}))
    book = sheets_of(
        await browser.get(address.replace(".csv", ".xlsx", 1), headers={"accept-language": lang})
    )
    [sheet] = book.worksheets
    assert lines[0] == shown
    assert [cell.value for cell in sheet[1]] == shown
    assert sheet.max_row == len(lines) > 1


async def test_numbers_days_and_moments_are_such_and_ids_are_texts(browser: httpx.AsyncClient) -> None:
    """A spreadsheet can add up, sort and filter; what is told by digits keeps them."""
    [sheet] = sheets_of(await browser.get("/cases.xlsx?lang=en")).worksheets
    row = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (row["Case"].value, row["Case"].data_type, row["Case"].number_format) == (
        "case-INC0000001",
        "s",
        "@",
    )
    opened = case_row(1).opened_at.replace(tzinfo=None) + timedelta(hours=8)
    assert row["Opened"].value == opened.replace(second=0, microsecond=0)
    assert row["Opened"].number_format == "yyyy-mm-dd hh:mm"
    assert row["Transfers"].value == 1
    [owed] = sheets_of(await browser.get("/callbacks.xlsx")).worksheets
    assert (owed["A2"].value, owed["A2"].number_format) == (datetime(2016, 3, 28), "yyyy-mm-dd")  # noqa: DTZ001


async def test_where_clocks_differ_a_moment_says_by_which_it_is(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """It stays a real date, with its distance from UTC beside it, in both forms."""
    fuzhou, xiamen = caller.table[desk.Sites].sites
    far = xiamen.model_copy(update={"timezone": "Asia/Urumqi"})
    caller.table[desk.Sites] = desk.SiteNames(sites=(fuzhou, far))
    [sheet] = sheets_of(await browser.get("/complaints.xlsx?lang=en")).worksheets
    column = [cell.value for cell in sheet[1]].index("Filed") + 1
    cell = sheet.cell(2, column)
    assert isinstance(cell.value, datetime)
    assert cell.number_format == 'yyyy-mm-dd hh:mm "+06:00"'
    lines = lines_of(await browser.get("/complaints.csv?lang=en"))
    assert lines[1][column - 1] == f"{cell.value:%Y-%m-%d %H:%M} +06:00"


@pytest.mark.parametrize("topic", ["=1+1", "+86 138", "-2", "@SUM(A1)", "＝HYPERLINK()", "0012", "a\x00b"])
async def test_nothing_in_a_file_is_carried_out(
    browser: httpx.AsyncClient, caller: FakeCaller, topic: str
) -> None:
    """What a customer said is a text in both forms, whatever it begins with, and keeps its zeros."""
    rows = (case_row(1, topic=topic),)
    caller.table[CASES.query] = CASES.page.model_validate({"rows": rows, "total": 1, "counts": {}})
    [sheet] = sheets_of(await browser.get("/cases.xlsx")).worksheets
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value.replace("_x0000_", "\x00") == topic
    assert bool(sheet["B2"].quotePrefix) is (topic[0] in "=+-@＝")
    [_, line] = lines_of(await browser.get("/cases.csv"))
    assert line[1] == (f"'{topic}" if topic[0] in "=+-@＝" else topic)


async def test_a_sheet_is_set_up_to_be_read_and_printed(browser: httpx.AsyncClient) -> None:
    """The heading stays in sight and stands on every page; A4 across, as wide as what stands in it."""
    [sheet] = sheets_of(await browser.get("/cases.xlsx?lang=zh")).worksheets
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", A4)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.auto_filter.ref == "A1:J12"
    assert sheet.title == "工单"
    assert len("case-INC0000001") < sheet.column_dimensions["A"].width < 24
    assert sheet.oddFooter.center.text == "&P / &N"


async def test_a_files_name_is_in_the_pages_language(browser: httpx.AsyncClient) -> None:
    """With the site and the day, and a plain one for whatever reads no Chinese (RFC 6266)."""
    named = (await browser.get("/cases.xlsx?site=xm01&lang=zh")).headers["content-disposition"]
    assert named.startswith('attachment; filename="cases.xlsx"; filename*=UTF-8' + "''")
    assert unquote(named.rpartition("'")[2]) == "工单-xm01-2016-03-31.xlsx"


async def test_all_pages_of_a_list_are_in_a_workbook_or_there_is_none(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Half a list never looks like a whole one: where a service stops answering, the page says so."""
    pages = 0

    def answer(query: callbacks.History) -> callbacks.HistoryAnswer:
        nonlocal pages
        pages += 1
        if pages > 3 and caller.table.get(callbacks.Views) is None:
            raise Unavailable("away")
        return history(query).model_copy(update={"after": f"page-{pages}" if pages < 5 else None})

    caller.table[callbacks.History] = answer
    [sheet] = sheets_of(await browser.get("/callbacks/history.xlsx")).worksheets
    assert (sheet.max_row, pages) == (1 + history(callbacks.History()).total + 4, 5)
    pages = 0
    del caller.table[callbacks.Views]
    assert (await browser.get("/callbacks/history.xlsx")).status_code == 503


@pytest.mark.parametrize(("form", "status"), [("xlsx", 500), ("csv", 200)])
async def test_a_page_that_leads_to_itself_ends_the_list(
    browser: httpx.AsyncClient, caller: FakeCaller, form: str, status: int
) -> None:
    """A service in error does not keep the console busy for ever; what is there says that it is not all."""
    caller.table[callbacks.History] = lambda query: history(query).model_copy(update={"after": "here"})
    response = await browser.get(f"/callbacks/history.{form}?lang=en")
    assert response.status_code == status
    assert ("the list ends here" if status == 200 else "leads to itself") in response.text


async def test_a_list_that_a_sheet_cannot_hold_is_refused(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do, and not with a part of it."""
    monkeypatch.setattr(exports, "MOST_ROWS", 10)
    response = await browser.get("/cases.xlsx?lang=en")
    assert response.status_code == 409
    assert "a sheet holds 10 rows" in response.text
    assert (await browser.get("/complaints.xlsx")).status_code == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_statement_is_a_sheet_to_be_signed(browser: httpx.AsyncClient, lang: str) -> None:
    """The article's own words, points that can be added up, the result, and the lines for both signatures."""
    [sheet] = sheets_of(await browser.get(f"{STATEMENT}.xlsx?lang={lang}")).worksheets
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = [str(row[0]) for row in values if row[0] is not None]
    signed = {
        "zh": ["被考核人签名", "考核人签名", "日期"],
        "en": ["Signature of the person assessed", "Signature of the assessor", "Date"],
    }[lang]
    assert first[-3:] == signed
    [head] = [at for at, row in enumerate(values) if row[1] in {"条款原文", "Original text"}]
    [end] = [at for at, row in enumerate(values) if row[0] in {"计分", "Counts as"} and at > head]
    points = [row[5] for row in values[head + 2 : end] if isinstance(row[5], int | float)]
    assert values[head + 1][6] + sum(points) == values[end][6]
    assert sheet.freeze_panes == f"B{head + 2}"
    assert sheet.print_title_rows == f"${head + 1}:${head + 1}"
    assert sheet.page_setup.orientation != "landscape"


async def test_a_sites_statements_are_a_workbook_with_a_sheet_for_each(browser: httpx.AsyncClient) -> None:
    """As many sheets as the list has people, each with a name of its own."""
    page = await text_of(browser, "/scores?site=xm01&show=open_questions", "zh")
    [link] = re.findall(r'href="(/scores/statements\.xlsx[^"]*)" download', page)
    book = sheets_of(await browser.get(unescape(link)))
    assert len(book.worksheets) == 2
    assert len(set(book.sheetnames)) == 2


def test_names_are_cleaned() -> None:
    """Of sheets and of files, as spreadsheets and systems of files want them."""
    assert sheet_name("a/b:c*d?e[f]\\g") == "a b c d e f  g"
    assert sheet_name("''") == "1"
    assert sheet_name("History") == "History 1"
    assert sheet_name("x" * 40) == "x" * 31
    assert sheet_name("X" * 40, ["x" * 31]) == "X" * 27 + " (2)"
    assert file_name("../工单", "", "a\u202ecod", ending="csv") == "工单-a cod.csv"
    assert file_name("", ending="csv") == "list.csv"


@pytest.mark.slow
async def test_memory_does_not_grow_with_the_list(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Six times as many rows need no more than a little more: they wait in a file."""
    import tracemalloc

    rows = tuple(case_row(number) for number in range(100))

    async def peak(pages: int) -> int:
        asked = 0

        def answer(_: Any) -> Any:
            nonlocal asked
            asked += 1
            after = str(asked) if asked < pages else None
            return CASES.page.model_validate({"rows": rows, "total": None, "counts": {}, "after": after})

        caller.table[CASES.query] = answer
        tracemalloc.start()
        try:
            async with browser.stream("GET", "/cases.xlsx") as response:
                assert response.status_code == 200
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = await peak(2), await peak(12)
    assert many < few * 1.5 + 2_000_000


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice, which reads what Excel reads")
@pytest.mark.slow
async def test_another_office_reads_it(browser: httpx.AsyncClient, tmp_path: Path) -> None:
    """LibreOffice turns the workbook into CSV with the same ids."""
    book = tmp_path / "cases.xlsx"
    book.write_bytes((await browser.get("/cases.xlsx")).content)
    subprocess.run(
        [OFFICE or "", "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(book)],
        check=True,
        timeout=120,
    )
    assert "case-INC0000001" in (tmp_path / "cases.csv").read_text(encoding="utf-8")


async def test_what_a_row_names_and_counts_for_nothing_says_so(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """As beside the link on the page."""
    published = REGISTERS["complaint"]
    given = caller.table[published.query]
    caller.table[published.query] = lambda query: given(query).model_copy(
        update={"taken_back": {"case-INC0000045": "withdrawn"}}
    )
    lines = lines_of(await browser.get("/complaints.csv?lang=en"))
    assert [line[lines[0].index("Case")] for line in lines[1:]] == ["", "case-INC0000045 taken back", ""]


def test_a_moment_in_a_sheet_has_whole_seconds(tmp_path: Path) -> None:
    """What a clock says beyond them tells nobody anything, and spoils every comparison."""
    at = datetime(2016, 3, 31, 9, 3, 7, 123456, tzinfo=UTC)
    with (tmp_path / "book.xlsx").open("wb") as file:
        book = Workbook(file, title="t", at=at)
        book.sheet("t").add([at])
        book.close()
    [sheet] = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets

    assert sheet["A1"].value == at.replace(microsecond=0, tzinfo=None)
