"""Rejects: how rejected rows are written, so that a spreadsheet can mend them and they can come back."""

from __future__ import annotations

from codecs import BOM_UTF8
from csv import QUOTE_MINIMAL, reader
from dataclasses import dataclass
from typing import Final

from answerable.importing.mapping import Dialect, Encoding

HEADINGS: Final = ("row", "reason", "rule", "carried_out")
"""What stands before the imported file's own cells."""

_GUARD = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", _GUARD)
_DELIMITERS = (",", ";", "\t")


def guarded(text: str) -> str:
    """Write a cell so that a spreadsheet takes it for text: what begins like a formula gets an apostrophe.

    Cells that begin with an apostrophe get another, so that `unguarded` gives every text back.
    """
    return _GUARD + text if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Give a cell back as it was before `guarded`."""
    return text[1:] if text.startswith(_GUARD) and text[1:].startswith(_FORMULA) else text


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
