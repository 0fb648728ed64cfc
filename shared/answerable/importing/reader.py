"""The reader: a file's rows, one at a time, with how far into the file each ends."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Cells
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from answerable.errors import Invalid, NotFound
from answerable.importing.interpreter import Rejected
from answerable.importing.mapping import Dialect, Encoding, Mapping
from answerable.importing.rejects import Form, form_of, unguarded
from answerable.spelling import composed

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SURROGATES = range(0xDC80, 0xDD00)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file.

    Arguments:
        number: its number; the headings are row 1.
        texts: its cells in the file's order.
        cells: its cells by heading; None where it cannot be used.
        fault: why it cannot be used.
        end: the offset in bytes behind it.
    """

    number: int
    texts: tuple[str, ...]
    cells: Cells[str, str] | None
    fault: Rejected | None
    end: int


class _Lines:
    """A file's lines as text, counting the bytes they took."""

    def __init__(self, file: IO[bytes], encoding: Encoding) -> None:
        self._file = file
        self._encoding = encoding
        self.offset = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        start = len(_BOM) if self.offset == 0 and line.startswith(_BOM) else 0
        self.offset += len(line)
        return line[start:].decode(self._encoding, "surrogateescape")


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
            self._file = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise NotFound(f"{path} cannot be read: {error.strerror}") from error
        try:
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

    def _form_of(self, file: str, mapping: Mapping) -> Form:
        """Look at the first line, and go back before it."""
        line = self._file.readline()
        self._file.seek(0)
        if line.startswith(_UTF_16):
            message = (
                f"{file} is written in UTF-16, as spreadsheets write Unicode text; "
                "save it as CSV in UTF-8, and import that"
            )
            raise Invalid(message)
        return form_of(line, mapping.dialect, mapping.columns)

    def _own(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Give the imported file's own cells, as they were before they were rejected."""
        own = texts[self._form.skipped :]
        return tuple(map(unguarded, own)) if self._form.is_guarded else tuple(own)

    def _read_headings(self, file: str, mapping: Mapping) -> tuple[str, ...]:
        try:
            headings = self._own([composed(text.strip()) for text in next(self._rows, [])])
        except csv.Error as error:
            raise Invalid(f"the headings of {file} cannot be read: {error}") from error
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
        return headings

    def __iter__(self) -> Iterator[ReadRow]:
        """Give the rows behind the headings; blank lines are none."""
        number = 1
        while True:
            texts: tuple[str, ...] = ()
            fault: Rejected | None = None
            try:
                texts = self._own(next(self._rows))
            except StopIteration:
                return
            except csv.Error as error:
                fault = Rejected(number + 1, "unreadable", f"the row cannot be read: {error}")
            if not texts and fault is None:
                continue
            number += 1
            fault = fault or self._fault(number, texts)
            cells = None if fault is not None else dict(zip(self.headings, map(composed, texts), strict=True))
            yield ReadRow(number, texts, cells, fault, self._lines.offset)

    def _fault(self, number: int, texts: tuple[str, ...]) -> Rejected | None:
        if len(texts) != len(self.headings):
            reason = f"it has {len(texts)} cells, and the file has {len(self.headings)} columns"
            return Rejected(number, "columns", reason)
        foreign = [
            heading
            for heading, text in zip(self.headings, texts, strict=True)
            if not text.isascii() and any(ord(letter) in _SURROGATES for letter in text)
        ]
        if foreign:
            reason = f"{', '.join(foreign)} is not written in the mapping's encoding"
            return Rejected(number, "encoding", reason, tuple(foreign))
        return None


def _csv_reader(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    if dialect.quote is None:
        return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE, quotechar=None)
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
