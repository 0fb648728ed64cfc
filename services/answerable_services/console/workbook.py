"""Workbooks as people expect them: real dates, texts that stay texts, a heading that stays in sight, and A4.

Nothing in a cell is ever carried out: every text is written as a text, whatever it begins with. Rows go to a
file as they are added (XlsxWriter's ``constant_memory``), so that a workbook of a million rows needs no more
memory than one of ten.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any
from unicodedata import east_asian_width

import xlsxwriter

Value = str | int | Decimal | date | datetime | timedelta | None
"""What a cell holds; a moment has its site's zone, and is written by that clock."""

MOST_ROWS = 1_048_575
"""Rows below the heading that a sheet can have."""

_MOST_CHARACTERS = 32_767
"""Characters that a cell can hold."""

_SHEET_NAME = 31
_FILE_NAME = 80
_A4 = 9
_WIDEST = 48
_FIRST_YEAR = 1900
_BEGINS_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NOT_IN_A_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_NOT_IN_A_FILE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')


class Look(StrEnum):
    """How a number is written."""

    PLAIN = "General"
    POINTS = "+General;-General;0"
    MONEY = '+"¥"#,##0.00;-"¥"#,##0.00;"¥"0.00'
    SEQUENCE = "0"


_DAY, _MOMENT, _LENGTH, _TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "[h]:mm:ss", "@"


def sheet_name(text: str, taken: Sequence[str] = ()) -> str:
    """Make a sheet's name of a text: short enough, without what a name cannot have, and of its own.

    Arguments:
        text: what it is called.
        taken: the names that there are already.
    """
    clean = _NOT_IN_A_SHEET.sub(" ", text).strip("' ")[:_SHEET_NAME].strip("' ") or "1"
    if clean.casefold() == "history":  # the one name that Excel keeps for itself
        clean = f"{clean} 1"
    known = {name.casefold() for name in taken}
    name, number = clean, 1
    while name.casefold() in known:
        number += 1
        behind = f" ({number})"
        name = clean[: _SHEET_NAME - len(behind)] + behind
    return name


def file_name(*parts: str, ending: str) -> str:
    """Make a file's name that every system takes.

    Arguments:
        parts: what it is called; those that say nothing are left out.
        ending: without its dot.
    """
    clean = (_NOT_IN_A_FILE.sub(" ", part).strip(" .") for part in parts)
    return f"{'-'.join(part for part in clean if part)[:_FILE_NAME].strip(' .') or 'list'}.{ending}"


def width(text: str) -> int:
    """Tell how wide a text is, in digits; a Chinese character has the width of two."""
    line = max(text.split("\n"), key=len)
    return len(line) if line.isascii() else sum(2 if east_asian_width(one) in "WF" else 1 for one in line)


class Workbook:
    """A workbook that is written as its rows come.

    Arguments:
        file: what it is written to.
        title: what it is called.
        at: when it is made; in its properties and at the foot of each page.
        folder: where rows wait until it is closed; None keeps them in memory, for what is small.
        is_landscape: which way its pages lie.
        tells_zones: whether a moment says how far its clock is from UTC, where the sites' clocks differ.
    """

    def __init__(
        self,
        file: IO[bytes],
        *,
        title: str,
        at: datetime,
        folder: str | None = None,
        is_landscape: bool = True,
        tells_zones: bool = False,
    ) -> None:
        self._is_landscape = is_landscape
        self.tells_zones = tells_zones
        self._at = at
        self._sheets: list[Sheet] = []
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        rows = {} if folder is None else {"constant_memory": True, "tmpdir": folder}
        nothing_is_carried_out = dict.fromkeys(
            ("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False
        )
        self._book = xlsxwriter.Workbook(file, {**rows, **nothing_is_carried_out})
        self._book.set_properties({"title": title, "created": at.astimezone(UTC).replace(tzinfo=None)})

    def sheet(self, name: str) -> Sheet:
        """Add a sheet, set up for A4 with its heading on every page.

        Arguments:
            name: what it is called, before it is made fit.
        """
        made = self._book.add_worksheet(sheet_name(name, [one.name for one in self._sheets]))
        if self._is_landscape:
            made.set_landscape()
        made.set_paper(_A4)
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        shown = name.replace("&", "&&")[:100]
        made.set_header(f"&L{shown}&R{self._at:%Y-%m-%d}", {"margin": 0.25})
        made.set_footer("&C&P / &N", {"margin": 0.25})
        self._sheets.append(Sheet(self, made, made.get_name()))
        return self._sheets[-1]

    def format(self, **said: Any) -> Any:
        """Give a format, the same one each time it is asked for."""
        key = tuple(sorted(said.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **said})
        return self._formats[key]

    def close(self) -> None:
        """Write the rest; it takes time, and belongs into a thread."""
        for sheet in self._sheets:
            sheet.finish()
        self._book.close()


class Sheet:
    """A sheet to which rows are added from the top down.

    Arguments:
        book: whose.
        made: the library's sheet.
        name: what it is called.
    """

    def __init__(self, book: Workbook, made: Any, name: str) -> None:
        self.book = book
        self.made = made
        self.name = name
        self._next = 0
        self._head: int | None = None
        self._widths: dict[int, int] = {}

    @property
    def rows(self) -> int:
        """How many rows there are below the heading."""
        return self._next - (0 if self._head is None else self._head + 1)

    def head(self, headings: Sequence[str]) -> None:
        """Add the heading: it stays in sight, and stands on every printed page.

        Arguments:
            headings: what each column is called.
        """
        self._head = self._next
        self.add(headings, bold=True, bg_color="#E6EEEE", bottom=1, text_wrap=True)
        self.made.freeze_panes(self._head + 1, 1)
        self.made.repeat_rows(self._head)
        self._columns = len(headings)

    def add(self, values: Sequence[Value], looks: Sequence[Look] = (), **said: Any) -> None:
        """Add a row.

        Arguments:
            values: one a column; None leaves a cell empty.
            looks: how numbers are written, one a column; plainly where left out.
            said: further properties of the row's cells.
        """
        for column, value in enumerate(values):
            if value is not None:
                self._write(column, value, looks[column] if looks else Look.PLAIN, said)
        self._next += 1

    def _write(self, column: int, value: Any, look: Look, said: dict[str, Any]) -> None:
        here, book = (self._next, column), self.book
        if isinstance(value, int | Decimal):
            self.made.write_number(*here, value, book.format(num_format=look, **said))
            value = f"{value:.2f}--" if look is Look.MONEY else str(value)
        elif isinstance(value, datetime) and value.year >= _FIRST_YEAR:
            offset = value.isoformat(timespec="minutes")[-len("+08:00") :]
            pattern = f'{_MOMENT} "{offset}"' if book.tells_zones else _MOMENT
            self.made.write_datetime(
                *here, value.replace(tzinfo=None, microsecond=0), book.format(num_format=pattern, **said)
            )
            value = pattern
        elif isinstance(value, timedelta):
            self.made.write_datetime(*here, value, book.format(num_format=_LENGTH, **said))
            value = str(value)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            self.made.write_datetime(*here, value, book.format(num_format=_DAY, **said))
            value = _DAY
        else:
            value = self._text(*here, str(value), said)
        self._widths[column] = max(self._widths.get(column, 0), width(value))

    def _text(self, row: int, column: int, text: str, said: dict[str, Any]) -> str:
        if len(text) > _MOST_CHARACTERS:
            text = text[: _MOST_CHARACTERS - 1] + "…"
        wraps = {"text_wrap": True} if "\n" in text or width(text) > _WIDEST else {}
        # What begins like a formula is a text in the file; with this mark it stays one when it is edited.
        marked = {"quote_prefix": True} if text.startswith(_BEGINS_LIKE_A_FORMULA) else {}
        self.made.write_string(
            row, column, text, self.book.format(num_format=_TEXT, **{**wraps, **marked, **said})
        )
        return text

    def finish(self) -> None:
        """Make columns as wide as what stands in them, within reason, and let the list be narrowed."""
        for column, wide in self._widths.items():
            self.made.set_column(column, column, min(max(wide, 4), _WIDEST) + 2)
        if self._head is not None:
            self.made.autofilter(self._head, 0, max(self._head, self._next - 1), self._columns - 1)
