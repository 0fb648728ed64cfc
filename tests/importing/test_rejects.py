"""Rejected rows are mended in a spreadsheet and come back, letter by letter."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.commands.base import BulkReport, BulkRequest
from answerable.errors import Invalid
from answerable.importing.loader import parse
from answerable.importing.mapping import Encoding
from answerable.importing.reader import Reader
from answerable.importing.rejects import guarded, unguarded
from answerable.importing.sender import import_file
from tests.importing.given import TICKETS, Desk

MAPPING = parse(TICKETS, "tickets.yaml")
IN_CHINA = MAPPING.model_copy(
    update={"dialect": MAPPING.dialect.model_copy(update={"encoding": Encoding.GB18030})}
)
HEAD = "ticket;saved;who;state;note\n"


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    """A spreadsheet takes it for text, and reading it gives the text that it was."""
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "is_guarded"),
    [
        ("0042", True),
        ("2016-03-03 09:00", True),
        ("123456789012", True),
        ("12345678901234567", True),
        ("1.50", True),
        ("1E5", True),
        (" 42", True),
        ("5%", True),
        ("(5)", True),
        ("￥5", True),
        ("3/4", True),
        ("9:05", True),
        ("Mar 5", True),
        ("２０１６年３月３日", True),
        ("true", True),
        ("42", False),
        ("0", False),
        ("12345678901", False),
        ("case 0042", False),
        ("王", False),
        ("maybe", False),
        ("truth", False),
    ],
)
def test_what_a_spreadsheet_would_write_anew_is_guarded(text: str, *, is_guarded: bool) -> None:
    """Leading zeros, days, times, long and exact numbers, truth values; a plain number stays as it is."""
    assert guarded(text) == ("'" if is_guarded else "") + text


@pytest.mark.parametrize("mended", ["42", "0043", "2016-03-03 09:05", "=x", "'"])
def test_what_is_mended_behind_its_apostrophe_loses_it(mended: str) -> None:
    """Whoever mends such a cell leaves the apostrophe there, whatever they write behind it."""
    assert unguarded(f"'{mended}") == mended


def as_excel_saves(cell: str) -> str:
    """Write a cell as a spreadsheet does that read it from a CSV file."""
    if re.fullmatch(r"\d+", cell):
        return str(int(cell)) if len(cell) < 12 else f"{int(cell):.5E}"
    with suppress(ValueError):
        at = datetime.strptime(cell, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        return f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}"
    return cell


async def test_what_is_mended_in_a_spreadsheet_is_the_same_matter(tmp_path: Path) -> None:
    """Neither the ticket's leading zeros nor the day nor a long number is another behind it."""
    path, rejects, again = (tmp_path / name for name in ("a.csv", "a.rejects.csv", "b.rejects.csv"))
    tickets = ["0042", "2016030300001234567"]
    rows = [f"{ticket};2016-03-03 09:00;王;opne;0815\n" for ticket in tickets]
    path.write_bytes((HEAD + "".join(rows)).encode("gb18030"))
    desk = Desk()
    first = await import_file(path, IN_CHINA, "xm01", desk, rejects=rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        saved = [[as_excel_saves(cell) for cell in row] for row in csv.reader(file)]
    with rejects.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([cell.replace("opne", "open") for cell in row] for row in saved)

    second = await import_file(rejects, IN_CHINA, "xm01", desk, rejects=again)

    assert (first.rejected, second.accepted, second.rejected) == (2, 2, 0)
    assert {item.body["case"] for item in desk.done.values()} == {f"case-xm01_{one}" for one in tickets}


async def test_a_file_in_gb18030_comes_back_as_it_was(tmp_path: Path) -> None:
    """Only the wrong cell is mended in the file of rejected rows, which is imported as it lies there."""
    notes = ["=HYPERLINK(1)", "-1", "'quoted", "王", "@x"]
    rows = [f"{number};2026-03-05 14:05;王{number};opne;{note}\n" for number, note in enumerate(notes)]
    path, rejects, again = (tmp_path / name for name in ("a.csv", "a.rejects.csv", "b.rejects.csv"))
    path.write_bytes((HEAD + "".join(rows)).encode("gb18030"))

    first = await import_file(path, IN_CHINA, "xm01", Desk(), rejects=rejects)
    rejects.write_text(rejects.read_text(encoding="utf-8").replace("opne,", "open,"), encoding="utf-8")
    with Reader(rejects, IN_CHINA) as reader:
        cells = [row.cells or {} for row in reader]
    second = await import_file(rejects, IN_CHINA, "xm01", Desk(), rejects=again)

    assert (first.rejected, second.accepted, second.rejected) == (5, 5, 0)
    assert [cell["note"] for cell in cells] == notes
    assert [cell["who"] for cell in cells] == [f"王{number}" for number in range(5)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheet_may_write_its_own_delimiter(tmp_path: Path, delimiter: str) -> None:
    """It writes that of its country, whatever it read."""
    path = tmp_path / "mended.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(["row", "reason", "rule", "carried_out", "ticket", "saved", "who", "state"])
        rows.writerow(["2", "a;b,c", "choice", "", "1", "2026-03-05 14:05", "a1", "open"])

    with Reader(path, IN_CHINA) as reader:
        [row] = list(reader)

    assert row.cells == {"ticket": "1", "saved": "2026-03-05 14:05", "who": "a1", "state": "open"}


def test_what_is_left_without_the_first_columns_is_read_too(tmp_path: Path) -> None:
    """UTF-8 with its mark and commas fits a mapping of another dialect, where its columns are there."""
    path = tmp_path / "06_mended_rejects.csv"
    path.write_bytes(b"\xef\xbb\xbfticket,saved,who,state\nF41,2026-03-05 14:05,a1,open\n")

    with Reader(path, IN_CHINA) as reader:
        assert [row.cells and row.cells["ticket"] for row in reader] == ["F41"]


def test_utf_16_is_named(tmp_path: Path) -> None:
    """What a spreadsheet calls Unicode text is refused with what to do, and not as lacking columns."""
    path = tmp_path / "20_utf16.csv"
    path.write_bytes("ticket;saved;who;state\n".encode("utf-16"))

    with pytest.raises(Invalid, match=r"UTF-16.*save it as CSV in UTF-8"):
        Reader(path, MAPPING)


def test_a_heading_that_is_not_read_may_stand_twice(tmp_path: Path) -> None:
    """Exports repeat headings; only those that the mapping reads have to be one of a kind."""
    path = tmp_path / "10_repeated_heading.csv"
    path.write_text("ticket;saved;who;state;Labels;Labels\nF81;2026-03-05 14:05;a1;open;vpn;laptop\n")

    with Reader(path, MAPPING) as reader:
        assert [row.fault for row in reader] == [None]


class Refusing(Desk):
    """Refuses everything until it is told not to."""

    async def bulk(self, request: BulkRequest) -> BulkReport:
        self._refuses = request.items[0].name if "1990" in str(request.items[0].body) else ""
        return await super().bulk(request)


async def test_a_row_that_was_refused_can_be_mended(tmp_path: Path) -> None:
    """A row of which nothing was carried out is not remembered: its mended form is no contradiction."""
    mapping = MAPPING.model_copy(update={"identity": ("ticket",)})
    memory, desk = tmp_path / "memory.sqlite", Refusing()
    reports = []
    for year in (1990, 2026):
        path = tmp_path / f"{year}.csv"
        path.write_text(f"ticket;saved;who;state\nF31;{year}-03-05 14:05;a1;open\n")
        reports.append(
            await import_file(path, mapping, "xm01", desk, rejects=tmp_path / "r.csv", memory=memory)
        )

    assert [(report.accepted, report.rejected_because) for report in reports] == [
        (0, {"000-1.2": 1}),
        (1, {}),
    ]


async def test_the_file_itself_is_not_written_over(tmp_path: Path) -> None:
    """Rejected rows never take the place of the file that they come from."""
    path = tmp_path / "a.csv"
    path.write_text(HEAD)

    with pytest.raises(Invalid, match=r"over .* itself"):
        await import_file(path, MAPPING, "xm01", Desk(), rejects=path)

    assert path.read_text() == HEAD


async def test_the_same_file_into_a_second_site_is_another_matter(tmp_path: Path) -> None:
    """Ids and keys have the site in them, so neither site's rows are repeats or belong to the other."""
    path, desk = tmp_path / "03.csv", Desk()
    path.write_text("ticket;saved;who;state\n94711;2026-03-05 14:05;a1;open\n")

    reports = [
        await import_file(path, MAPPING, site, desk, rejects=tmp_path / "r.csv") for site in ("xm01", "bj04")
    ]

    assert [(report.accepted, report.repeats) for report in reports] == [(1, 0), (1, 0)]
    assert [item.body["case"] for item in desk.done.values()] == ["case-xm01_94711", "case-bj04_94711"]


async def test_blanks_around_a_cell_make_no_other_person(tmp_path: Path) -> None:
    """A name with a blank behind it is the same name, and blanks alone are no name."""
    path, desk = tmp_path / "11_blanks_in_ids.csv", Desk()
    rows = [
        f"F9{number};2026-03-05 14:05;{who};open\n" for number, who in enumerate(["zhang", "zhang ", "   "])
    ]
    path.write_text("ticket;saved;who;state\n" + "".join(rows))

    report = await import_file(path, MAPPING, "xm01", desk, rejects=tmp_path / "r.csv")

    assert (report.accepted, report.rejected_because) == (2, {"required": 1})
    assert {item.body["actor"] for item in desk.done.values()} == {"staff-xm01_zhang"}


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%J", "%Y-%m-%d %", "%Y-%Y-%d"])
def test_a_form_of_dates_that_cannot_be_read_is_refused_with_its_line(form: str) -> None:
    """The mapping is wrong, and not every row of the file."""
    with pytest.raises(Invalid, match=r"tickets\.yaml:11: .*format"):
        parse(TICKETS.replace(b"%Y-%m-%d %H:%M", form.encode()), "tickets.yaml")
