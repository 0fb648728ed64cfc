"""Whatever a spreadsheet leaves, or somebody calls a CSV file: read, or refused in a sentence."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import AnswerableError, Invalid
from answerable.importing.loader import parse
from answerable.importing.mapping import Encoding
from answerable.importing.sender import import_file
from tests.importing.given import TICKETS, Desk, tickets_in

MAPPING = parse(TICKETS, "tickets.yaml")
HEAD = b"ticket;saved;who;state"
ROWS = (
    HEAD,
    b"1;2016-03-01 08:00;alice;open",
    b"2;2016-03-01 09:00;bob;open",
    b"2;2016-03-01 10:00;bob;done",
)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [b"\r", b""])
def test_lines_that_end_with_cr_are_read(path: Path, mark: bytes, last: bytes) -> None:
    """An old Mac's file gives the rows that a Unix file gives, with the same places in the file."""
    other = tickets_in(path, mark + b"\n".join(ROWS) + last.replace(b"\r", b"\n"))
    rows = tickets_in(path, mark + b"\r".join(ROWS) + last)

    assert len(rows) == 3
    assert rows == other


def test_a_quoted_cell_of_such_a_file_may_have_lines(path: Path) -> None:
    """A cell's own line end is no end of its row."""
    rows = tickets_in(path, HEAD + b'\r1;"a\rb";c;open\r2;"a;b;open\r3;a;b;open\r')

    assert [(row.number, row.texts[0], row.fault is None) for row in rows] == [
        (2, "1", True),
        (3, "2", False),
        (4, "3", True),
    ]


def test_two_kinds_of_line_ends_are_told_in_a_sentence(path: Path) -> None:
    """What neither kind of reading fits is refused, or costs its row, without a word about the program."""
    with pytest.raises(Invalid, match=r"headings of tickets\.csv cannot be read: a cell without quotes"):
        tickets_in(path, ROWS[0] + b"\r" + ROWS[1] + b"\n" + ROWS[2] + b"\n")

    cut, whole = tickets_in(path, ROWS[0] + b"\n1;a\rb;c;open\n" + ROWS[2] + b"\n")

    assert cut.fault is not None
    assert "line end of another kind" in cut.fault.reason
    assert whole.fault is None


def test_headings_without_an_end_are_refused(path: Path) -> None:
    """A file that is no table is not read to its end to find its headings."""
    with pytest.raises(Invalid, match="is it a CSV file"):
        tickets_in(path, b"x" * (1 << 20) + b"\n")
    with pytest.raises(Invalid, match=r"headings of tickets\.csv cannot be read: field larger"):
        tickets_in(path, b"x" * (1 << 18) + b"\n")


def test_lines_of_delimiters_are_blank(path: Path) -> None:
    """They are counted, and are no rows, before the headings too."""
    rows = tickets_in(path, b";;;\n" + HEAD + b"\n;;;\n ; ;;\n;;;;;;\n1;a;b;open\n;;;\n")

    assert [(row.number, row.texts[0]) for row in rows] == [(6, "1")]


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b";;\n1;a;b;open;;\n",
        HEAD + b"\n1;a;b;open;;\n",
        HEAD + b";;\n1;a;b;open\n",
        HEAD + b";;\n1;a;b;open;;a note at the side\n",
    ],
)
def test_columns_without_a_heading_are_no_part_of_a_row(path: Path, content: bytes) -> None:
    """A row has the same cells with empty columns behind it as without."""
    [row] = tickets_in(path, content)

    assert row.cells == {"ticket": "1", "saved": "a", "who": "b", "state": "open"}
    assert row.fault is None


async def test_a_row_that_comes_again_with_empty_columns_is_the_same(tmp_path: Path) -> None:
    """The second import changes nothing, whichever of both files has the columns."""
    for name, files in {"a": (b"", b";;"), "b": (b";;", b"")}.items():
        desk, reports = Desk(), []
        for number, behind in enumerate(files):
            path = tmp_path / f"{name}{number}.csv"
            path.write_bytes(b"\n".join(row + behind for row in ROWS))
            reports.append(
                await import_file(
                    path,
                    MAPPING,
                    "xm01",
                    desk,
                    rejects=tmp_path / "r.csv",
                    memory=tmp_path / f"{name}.sqlite",
                )
            )

        assert [(report.rejected_because, report.unread_columns) for report in reports] == [({}, ())] * 2
        assert reports[1].repeats == reports[0].commands


PIECES = st.sampled_from(
    [
        *ROWS,
        *(b"\r", b"\n", b"\r\n", b";", b",", b'"', b"'", b"\t", b" ", b"\x00", b"\xff", b"\xef\xbb\xbf"),
        *(b"row,reason,rule,carried_out,", b"ticket,saved,who,state", b"\xff\xfe", b"\x85", "厦门".encode()),
        *("厦门".encode("gb18030"), b"\xed\xa0\x80", b"\x0c", b"\x1a"),
    ]
)
FILES = st.one_of(
    st.binary(max_size=200),
    st.lists(PIECES | st.binary(max_size=3), max_size=30).map(b"".join),
    st.lists(PIECES, max_size=30).map(lambda pieces: HEAD + b"\n" + b"".join(pieces)),
    st.lists(PIECES, max_size=30).map(lambda pieces: HEAD + b"\r" + b"".join(pieces)),
)


@given(FILES, st.sampled_from(Encoding), st.sampled_from(['"', "'", None]), st.sampled_from(";,\t"))
def test_any_file_ends_with_a_report_or_a_sentence(
    content: bytes, encoding: Encoding, quote: str | None, delimiter: str
) -> None:
    """No file ends in another error than one of our own, and every row of a file is accounted for."""
    dialect = MAPPING.dialect.model_copy(
        update={"encoding": encoding, "quote": quote, "delimiter": delimiter}
    )
    mapping = MAPPING.model_copy(update={"dialect": dialect})
    with TemporaryDirectory() as directory:
        path = Path(directory, "any.csv")
        path.write_bytes(content)
        try:
            report = asyncio.run(
                import_file(path, mapping, "xm01", Desk(), rejects=Path(directory, "rejects.csv"))
            )
        except AnswerableError as error:
            said = error.message
        else:
            assert report.rows == report.accepted + report.unchanged + report.rejected
            return
    assert "any.csv" in said


@pytest.mark.parametrize(
    ("day", "is_taken"),
    [("1996-10-31", False), ("1996-12-01", True), ("2026-11-29", True), ("2026-11-30", False)],
)
def test_a_day_of_hiring_that_intake_refuses_is_found_in_the_mapping(*, day: str, is_taken: bool) -> None:
    """The mapping is wrong, and not every row of the file; its line is told."""
    text = TICKETS + f'people: {{role: agent, team: T, hired_on: "{day}"}}\n'.encode()
    today = date(2026, 11, 29)
    if is_taken:
        assert parse(text, "tickets.yaml", today).people is not None
        return
    with pytest.raises(
        Invalid, match=rf"tickets\.yaml:{text.count(chr(10).encode())}: people\.hired_on: .*{day}"
    ):
        parse(text, "tickets.yaml", today)


@pytest.mark.parametrize("written", ['delimiter: "\\n"', 'quote: ";"', 'quote: "\\r"'])
def test_a_dialect_that_no_file_can_have_is_refused(written: str) -> None:
    """A delimiter is no line end, and no quote."""
    dialect = f'dialect: {{delimiter: ";", {written}}}'.replace('delimiter: ";", delimiter', "delimiter")
    with pytest.raises(Invalid, match=r"tickets\.yaml:5: "):
        parse(TICKETS.replace(b'dialect: {delimiter: ";"}', dialect.encode()), "tickets.yaml")
