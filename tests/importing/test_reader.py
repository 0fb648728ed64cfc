"""Files read row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.errors import Invalid, NotFound
from answerable.importing.loader import parse
from answerable.importing.reader import Reader
from tests.importing.given import TICKETS, tickets_in

MAPPING = parse(TICKETS, "tickets.yaml")
HEAD = b"ticket;saved;who;state\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_makes_no_difference(path: Path, mark: bytes) -> None:
    """UTF-8 is read with and without it."""
    [row] = tickets_in(path, mark + HEAD + "1;2016-03-01 08:00;厦;open\n".encode())

    assert row.cells == {"ticket": "1", "saved": "2016-03-01 08:00", "who": "厦", "state": "open"}


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_tell_where_they_end(path: Path) -> None:
    """The headings are row 1; the last row ends where the file ends."""
    content = HEAD + b"1;a;b;open\r\n2;a;b;open"
    rows = tickets_in(path, content)

    assert [row.number for row in rows] == [2, 3]
    assert [row.end for row in rows] == [len(HEAD) + 12, len(content)]


@pytest.mark.parametrize("line", [b"1;a;b", b"1;a;b;open;more"])
def test_a_row_with_another_number_of_cells_is_rejected_and_reading_goes_on(path: Path, line: bytes) -> None:
    """A row that was cut is told, with its cells; the next one is read."""
    cut, whole = tickets_in(path, HEAD + line + b"\n2;a;b;open\n")

    assert cut.fault is not None
    assert (cut.fault.row, cut.fault.rule) == (2, "columns")
    assert cut.texts == tuple(line.decode().split(";"))
    assert whole.fault is None


def test_letters_of_another_encoding_reject_the_row(path: Path) -> None:
    """Bytes that are no UTF-8 name their column."""
    [row] = tickets_in(path, HEAD + "1;a;厦;open\n".encode("gb18030"))

    assert row.fault is not None
    assert (row.fault.rule, row.fault.columns) == ("encoding", ("who",))


@pytest.mark.parametrize(
    "behind",
    [
        "2;a;b;open\n3;a;b;open\n",
        '2;a;b;open\n3;"a";b;open\n',
        '2;"a";b;open\n3;a;b;""\n',
        "2;a;b;open\n3;a;b;open" + 40_000 * "\n4;a;b;open",
    ],
)
def test_a_quote_that_never_ends_costs_its_own_line_only(path: Path, behind: str) -> None:
    """The rows behind it are read as if it were not there, with or without quotes of their own."""
    rows = tickets_in(path, HEAD + b'1;"a;b;open\n' + behind.encode())

    assert [row.texts[0] for row in rows[:3]] == ["1", "2", "3"]
    assert [row.number for row in rows[:3]] == [2, 3, 4]
    assert [row.fault and row.fault.rule for row in rows[:3]] == ["unreadable", None, None]
    assert rows[0].texts == ("1", '"a', "b", "open")
    assert rows[-1].end == path.stat().st_size


@pytest.mark.parametrize("many", [131_073, 200_000])
def test_a_cell_that_is_too_long_costs_its_own_row_only(path: Path, many: int) -> None:
    """What stands in it is text, also where it looks like rows."""
    note = "Mail thread\n" + "x" * many + "\nF62;2026-03-05 14:06;mallory;done\n"
    rows = tickets_in(path, HEAD + f'F61;a;"{note}";open\nF63;a;b;open\n'.encode())

    assert [(row.number, row.texts[0]) for row in rows] == [(2, "F61"), (3, "F63")]
    assert rows[0].fault is not None
    assert rows[1].fault is None
    assert "(it has 4 lines)" in rows[0].fault.reason


def test_an_open_quote_before_many_rows_and_another_open_one(path: Path) -> None:
    """Two quotes that both stand alone are not taken for a pair."""
    between = b"2;a;b;open\n" * 20_000
    rows = tickets_in(path, HEAD + b'1;"a;b;open\n' + between + b'3;"a;b;open\n4;a;b;open\n')

    assert len(rows) == 20_003
    assert [row.texts[0] for row in rows if row.fault is not None] == ["1", "3"]


def test_blank_lines_are_counted(path: Path) -> None:
    """A row's number is the one that a spreadsheet shows, also with blank lines before the headings."""
    rows = tickets_in(path, b"\n\n" + HEAD + b"\n\n1;a;b;open\n\r\n2;a;b;open\n")

    assert [(row.number, row.texts[0]) for row in rows] == [(6, "1"), (8, "2")]


def test_headings_in_another_encoding_refuse_the_file(path: Path) -> None:
    """It says which encoding the mapping has, and what to do."""
    with pytest.raises(Invalid, match=r"not written in utf-8, .* set its encoding \(gb18030"):
        tickets_in(path, HEAD[:-1] + ";备注\n".encode("gb18030"))


def test_a_missing_heading_is_one_clear_error(path: Path) -> None:
    """Every missing column is named before any row is read."""
    with pytest.raises(Invalid, match=r"tickets\.csv lacks who, state, which the mapping tickets reads"):
        tickets_in(path, b"ticket;saved\n1;a\n")


def test_a_wrong_delimiter_is_guessed_at_in_the_error(path: Path) -> None:
    """One single heading asks for the delimiter."""
    with pytest.raises(Invalid, match="is it delimited by ';'"):
        tickets_in(path, HEAD.replace(b";", b","))


def test_a_heading_twice_is_refused(path: Path) -> None:
    """It would not be known which cell is meant."""
    with pytest.raises(Invalid, match="'who' more than once"):
        tickets_in(path, b"ticket;saved;who;who;state\n")


def test_a_missing_file_is_named() -> None:
    """The error tells the path and the cause."""
    with pytest.raises(NotFound, match="no-such-file"):
        Reader(Path("no-such-file"), MAPPING)
