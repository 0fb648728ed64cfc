"""Rejects: how rejected rows are written, so that a spreadsheet can mend them and they can come back."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from csv import QUOTE_MINIMAL, reader
from dataclasses import dataclass
from typing import Final

from answerable.importing.mapping import Dialect, Encoding

HEADINGS: Final = ("row", "reason", "rule", "carried_out")
"""What stands before the imported file's own cells."""

_GUARD = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", _GUARD)
# What begins with a digit, with a word for a month, or is a truth value, spreadsheets read and write anew:
# 0042 comes back as 42, 2016-03-03 09:00 as 2016/3/3 9:00, and twelve digits as 1.23457E+11.
_BEGINS_LIKE_A_NUMBER = re.compile(
    r"\s*[(\uff08$\u00a5\uffe5\u20ac\u00a3.\uff0e]*\s*\d|\s*(?i:true|false)\s*\Z"
    r"|\s*(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s\-/.,]*\d"
)
_COMES_BACK = re.compile(r"0|[1-9][0-9]{0,10}", re.ASCII)
"""A whole number that a spreadsheet writes as it read it."""
_DELIMITERS = (",", ";", "\t")


def guarded(text: str) -> str:
    """Write a cell so that a spreadsheet takes it for text, and gives it back letter by letter.

    What begins like a formula, or like a number or a day that a spreadsheet would write in its own form, gets
    an apostrophe. Cells that begin with an apostrophe get another, so that `unguarded` gives every text back.
    """
    return _GUARD + text if _is_guarded(text) and not _COMES_BACK.fullmatch(text) else text


def no_formula(text: str) -> str:
    """Write a cell that does not come back so that a spreadsheet does not reckon with it."""
    return _GUARD + text if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Give a cell back as it was before `guarded`; what was mended behind its apostrophe, as it is now."""
    return text[1:] if text.startswith(_GUARD) and _is_guarded(text[1:]) else text


def _is_guarded(text: str) -> bool:
    return text.startswith(_FORMULA) or _BEGINS_LIKE_A_NUMBER.match(text) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written, as its first line shows.

    Arguments:
        dialect: as the mapping has it, or as a spreadsheet left a file of rejected rows.
        skipped: how many columns before the file's own are no part of the rows.
        is_guarded: whether its cells are those that `guarded` wrote.
    """

    dialect: Dialect
    skipped: int
    is_guarded: bool


def form_of(line: bytes, dialect: Dialect, columns: tuple[str, ...]) -> Form:
    """Tell how a file is written: as its mapping says, or as rejected rows that come back.

    A byte order mark says UTF-8, whatever the mapping says. Spreadsheets write their country's delimiter.

    Arguments:
        line: the file's first line.
        dialect: how the mapping says that it is written.
        columns: those that the mapping reads.
    """
    is_marked = line.startswith(BOM_UTF8)
    encoding = Encoding.UTF_8 if is_marked else dialect.encoding
    text = line.removeprefix(BOM_UTF8).decode(encoding, "replace").rstrip("\r\n")
    own = dialect.model_copy(update={"encoding": encoding})
    if set(columns) <= _cells(text, dialect.delimiter) and not text.startswith(HEADINGS[0]):
        return Form(own, 0, is_guarded=False)
    for delimiter in _DELIMITERS:
        left = own.model_copy(update={"delimiter": delimiter, "quote": '"'})
        if text.startswith(delimiter.join((*HEADINGS, ""))):
            return Form(left, len(HEADINGS), is_guarded=True)
        if is_marked and set(columns) <= _cells(text, delimiter):
            return Form(left, 0, is_guarded=True)
    return Form(own, 0, is_guarded=False)


def _cells(text: str, delimiter: str) -> set[str]:
    return {
        unguarded(cell.strip())
        for row in reader([text], delimiter=delimiter, quoting=QUOTE_MINIMAL)
        for cell in row
    }
