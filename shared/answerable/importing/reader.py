"""The reader: a file's rows, one at a time, with how far into the file each ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Cells
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from answerable.errors import Invalid, NotFound
from answerable.importing.interpreter import Rejected
from answerable.importing.mapping import Dialect, Encoding, Mapping
from answerable.importing.rejects import Form, form_of, unguarded
from answerable.spelling import composed

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SURROGATES = range(0xDC80, 0xDD00)
_FARTHEST = 1 << 20
"""Bytes within which a quoted cell has to end; else its quote is taken for one that was never closed. The
headings end within so many."""
_LOOKED_AT = 1 << 16
"""Bytes at the beginning of a file that tell how its lines end."""
_SEPARATORS = b",;\t \r\n"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file.

    Arguments:
        number: its number; the headings are row 1.
        texts: its cells in the file's order.
        cells: its cells by heading; none where it cannot be used.
        fault: why it cannot be used.
        end: the offset in bytes behind it.
    """

    number: int
    texts: tuple[str, ...]
    cells: Cells[str, str]
    fault: Rejected | None
    end: int


class _OldMac(io.RawIOBase):
    """A file whose lines end with CR alone, read as if they ended with LF; every byte keeps its place."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any, /) -> int:
        read = self._file.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Lines:
    """A file's lines as text, counting the bytes they took; a row's can be taken again from its second."""

    def __init__(self, file: IO[bytes], encoding: Encoding) -> None:
        self._file = file
        self._encoding = encoding
        self.offset = 0
        self._start = 0
        self._second = 0
        self.number = 0
        """Lines that the row has so far."""
        self.first = ""
        """The row's first line."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.number and self.offset - self._start > _FARTHEST:
            message = f"a quoted cell does not end within {_FARTHEST:,} bytes"
            raise csv.Error(message)
        line = self._file.readline()
        if not line:
            raise StopIteration
        start = len(_BOM) if self.offset == 0 and line.startswith(_BOM) else 0
        self.offset += len(line)
        text = line[start:].decode(self._encoding, "surrogateescape")
        self.number += 1
        if self.number == 1:
            self.first, self._second = text, self.offset
        return text

    def begin(self) -> None:
        """Begin a row."""
        self._start, self.number, self.first = self.offset, 0, ""

    def back(self, *, to_second: bool) -> None:
        """Go back to the row's beginning, or to the line behind its first."""
        self.offset = self._second if to_second else self._start
        self._file.seek(self.offset)
        self.number = 0


class Reader:
    """Reads a file row by row; a row that cannot be used comes back with the reason.

    Arguments:
        path: the file.
        mapping: which columns it must have, and how it is written.

    Raises:
        NotFound: the file cannot be opened.
        Invalid: the file's headings are not those of the mapping.
    """

    def __init__(self, path: Path, mapping: Mapping) -> None:
        try:
            self._file: IO[bytes] = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise NotFound(f"{path} cannot be read: {error.strerror}") from error
        self._number = 0
        try:
            if _ends_lines_with_cr(self._file):
                self._file = io.BufferedReader(_OldMac(self._file))
            self._form = self._form_of(path.name, mapping)
            self._lines = _Lines(self._file, self._form.dialect.encoding)
            self._rows = _csv_reader(self._lines, self._form.dialect)
            self.headings = self._read_headings(path.name, mapping)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def is_mended(self) -> bool:
        """Whether it is a file of rejected rows that comes back."""
        return self._form.is_guarded

    def _form_of(self, file: str, mapping: Mapping) -> Form:
        """Look at the first line that is not blank, and go back before it."""
        line = self._file.readline(_FARTHEST)
        while line and len(line) < _FARTHEST and not line.strip(_SEPARATORS):
            line = self._file.readline(_FARTHEST)
        self._file.seek(0)
        if line.startswith(_UTF_16):
            message = (
                f"{file} is written in UTF-16, as spreadsheets write Unicode text; "
                "save it as CSV in UTF-8, and import that"
            )
            raise Invalid(message)
        if len(line) == _FARTHEST:
            message = f"the first line of {file} does not end within {_FARTHEST:,} bytes; is it a CSV file?"
            raise Invalid(message)
        try:
            return form_of(line, mapping.dialect, mapping.columns)
        except csv.Error as error:
            raise Invalid(f"the headings of {file} cannot be read: {_told(error)}") from error

    def _own(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Give the imported file's own cells, as they were before they were rejected."""
        own = texts[self._form.skipped :]
        return tuple(map(unguarded, own)) if self._form.is_guarded else tuple(own)

    def _read_headings(self, file: str, mapping: Mapping) -> tuple[str, ...]:
        texts: tuple[str, ...] = ()
        while not any(text.strip() for text in texts):
            try:
                texts, fault = self._next()
            except StopIteration:
                break
            if fault is not None:
                raise Invalid(f"the headings of {file} cannot be read: {fault}")
        if any(map(_is_foreign, texts)):
            message = (
                f"the headings of {file} are not written in {self._form.dialect.encoding.value}, as the "
                f"mapping {mapping.mapping} says; set its encoding (gb18030 for most Chinese exports), or "
                "save the file as CSV in UTF-8"
            )
            raise Invalid(message)
        headings = tuple(composed(text.strip()) for text in texts)
        read = set(mapping.columns)
        if twice := sorted(
            {heading for heading in headings if heading in read and headings.count(heading) > 1}
        ):
            raise Invalid(f"{file} has the heading {', '.join(map(repr, twice))} more than once")
        if missing := [column for column in mapping.columns if column not in headings]:
            hint = (
                f"; it has only one column: is it delimited by {mapping.dialect.delimiter!r}?"
                if len(headings) == 1
                else ""
            )
            names = ", ".join(missing)
            raise Invalid(f"{file} lacks {names}, which the mapping {mapping.mapping} reads{hint}")
        self._has_nameless = "" in headings
        return headings

    def __iter__(self) -> Iterator[ReadRow]:
        """Give the rows behind the headings; blank lines are none, and are counted as a spreadsheet does.

        So is a line of nothing but delimiters; and a column without a heading is no part of any row.
        """
        while True:
            try:
                texts, said = self._next()
            except StopIteration:
                return
            whole = "".join(texts)
            if said is None and (not whole or whole.isspace()):
                continue
            if len(texts) != len(self.headings):
                texts = self._fitted(texts)
            is_plain = whole.isascii()  # most rows are: their cells are not looked at one by one
            fault = (
                self._fault(texts, is_plain=is_plain)
                if said is None
                else Rejected(self._number, "unreadable", said)
            )
            read = texts if is_plain else map(composed, texts)
            cells = {} if fault is not None else dict(zip(self.headings, read, strict=True))
            if self._has_nameless:
                cells.pop("", None)
            yield ReadRow(self._number, texts, cells, fault, self._lines.offset)

    def _fitted(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Give a row as many cells as there are headings, where those too many or too few say nothing."""
        width = len(self.headings)
        if any(text.strip() for text in texts[width:]) or any(self.headings[len(texts) :]):
            return texts
        return texts[:width] + ("",) * (width - len(texts))

    def _next(self) -> tuple[tuple[str, ...], str | None]:
        """Give the next row's texts, and where it cannot be split into cells, why.

        Raises:
            StopIteration: there is none.
        """
        self._lines.begin()
        self._number += 1
        try:
            return self._own(next(self._rows)), None
        except csv.Error as error:
            first = self._lines.first
            reason = self._skip(_told(error))
            self._rows = _csv_reader(self._lines, self._form.dialect)
            return self._own(first.rstrip("\r\n").split(self._form.dialect.delimiter)), reason

    def _skip(self, said: str) -> str:
        """Go behind a row that cannot be split, so that no other is lost with it; give the reason.

        That is behind its quoted cell, where it is one and only too long. Else a quote stands alone, what
        follows are rows of their own, and only its line is left out.
        """
        self._lines.back(to_second=False)
        if said.startswith("field larger") and (lines := self._lines_of_quoted_cells()):
            of = f" (it has {lines:,} lines)" if lines > 1 else ""
            return f"the row cannot be read{of}: a cell is longer than {csv.field_size_limit():,} characters"
        self._lines.back(to_second=True)
        return f"the row cannot be read: {said}; the lines behind this one were read as rows of their own"

    def _lines_of_quoted_cells(self) -> int:
        """Go behind the row, and tell how many lines it has; 0 where its last quoted cell does not end."""
        quote, delimiter = self._form.dialect.quote, self._form.dialect.delimiter
        quotes = 0
        try:
            for line in self._lines:
                if quote is None:
                    return 1
                quotes += line.count(quote)
                if quotes % 2 == 0:
                    behind = line.rpartition(quote)[2].rstrip("\r\n")
                    ends = quotes == 0 or not behind or behind.startswith(delimiter)
                    return self._lines.number if ends else 0
        except csv.Error:
            return 0
        return 0

    def _fault(self, texts: tuple[str, ...], *, is_plain: bool) -> Rejected | None:
        if len(texts) != len(self.headings):
            reason = f"it has {len(texts)} cells, and the file has {len(self.headings)} columns"
            return Rejected(self._number, "columns", reason)
        if is_plain:
            return None
        foreign = tuple(
            heading for heading, text in zip(self.headings, texts, strict=True) if _is_foreign(text)
        )
        if foreign:
            reason = f"{', '.join(foreign)} is not written in the mapping's encoding"
            return Rejected(self._number, "encoding", reason, foreign)
        return None


def _ends_lines_with_cr(file: IO[bytes]) -> bool:
    """Tell whether a file's lines end as an old Mac ends them, and go back to its beginning."""
    beginning = file.read(_LOOKED_AT).rstrip()
    file.seek(0)
    return b"\r" in beginning and b"\n" not in beginning


def _told(error: csv.Error) -> str:
    """Say what is wrong about a row; the reader's own words are for whoever wrote the program."""
    said = str(error)
    if said.startswith("new-line character"):
        return "a cell without quotes has a line end of another kind than the file's own in it"
    return said


def _is_foreign(text: str) -> bool:
    """Tell whether a text holds bytes that are no letters in the encoding it was read in."""
    return not text.isascii() and any(ord(letter) in _SURROGATES for letter in text)


def _csv_reader(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    if dialect.quote is None:
        return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE, quotechar=None)
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
