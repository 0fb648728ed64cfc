"""The report: what became of every row of an import, and the file of those that could not be used."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

from pydantic import BaseModel, ConfigDict

from answerable.errors import Unavailable
from answerable.importing.interpreter import Rejected
from answerable.importing.rejects import HEADINGS, guarded, no_formula


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is.

    Arguments:
        bytes_read: bytes of the file that are dealt with.
        bytes_total: the file's size in bytes.
        rows: rows that are dealt with.
        events: events recorded so far.
    """

    bytes_read: int
    bytes_total: int
    rows: int
    events: int


class ImportReport(BaseModel):
    """What became of a file: every row is accepted, unchanged or rejected.

    Arguments:
        mapping: the mapping it was read with.
        site: the site it was imported for.
        rows: rows of the file, without its headings.
        accepted: rows whose every command was carried out, now or in an earlier import.
        unchanged: rows that ask for nothing.
        unchanged_because: how many rows for each reason.
        rejected: rows that could not be used, or of which a command was refused.
        rejected_because: how many rows for each rule.
        commands: commands that were sent.
        repeats: of them, those that an earlier import had carried out.
        refused: of them, those that intake refused.
        events: events recorded by this import.
        warnings: what intake said beside, though it carried the command out, and of how many commands; a
            repeat is not told again.
        unread_columns: columns of the file that the mapping does not look at.
        rejects: the file of the rejected rows; None where there are none.
    """

    model_config = ConfigDict(frozen=True)

    mapping: str
    site: str
    rows: int
    accepted: int
    unchanged: int
    unchanged_because: dict[str, int]
    rejected: int
    rejected_because: dict[str, int]
    commands: int
    repeats: int
    refused: int
    events: int
    warnings: dict[str, int] = {}
    unread_columns: tuple[str, ...]
    rejects: Path | None


class Tally:
    """Counts while an import runs."""

    def __init__(self) -> None:
        self.rows = 0
        self.accepted = 0
        self.commands = 0
        self.repeats = 0
        self.refused = 0
        self.events = 0
        self.unchanged_because: Counter[str] = Counter()
        self.rejected_because: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()

    def report(
        self, mapping: str, site: str, *, unread_columns: tuple[str, ...], rejects: Path | None
    ) -> ImportReport:
        """Give the report."""
        return ImportReport(
            mapping=mapping,
            site=site,
            rows=self.rows,
            accepted=self.accepted,
            unchanged=self.unchanged_because.total(),
            unchanged_because=dict(self.unchanged_because),
            rejected=self.rejected_because.total(),
            rejected_because=dict(self.rejected_because),
            commands=self.commands,
            repeats=self.repeats,
            refused=self.refused,
            events=self.events,
            warnings=dict(self.warnings.most_common()),
            unread_columns=unread_columns,
            rejects=rejects if self.rejected_because else None,
        )


class RejectFile(AbstractContextManager["RejectFile"]):
    """The file of rejected rows: number, reason, rule, what was carried out, and the cells as they were.

    Arguments:
        path: where it is written, in UTF-8 with a byte order mark, so that a spreadsheet reads it; made when
            the first row is rejected.
        headings: the imported file's headings.
    """

    def __init__(self, path: Path, headings: tuple[str, ...]) -> None:
        self._path = path
        self._headings = headings
        self._file: TextIO | None = None
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error

    def add(self, rejected: Rejected, texts: tuple[str, ...], carried_out: str = "") -> None:
        """Add a row.

        Arguments:
            rejected: why.
            texts: its cells.
            carried_out: what became of its other commands, where some were carried out.

        Raises:
            Unavailable: the file cannot be written.
        """
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
                csv.writer(self._file).writerow((*HEADINGS, *map(guarded, self._headings)))
            said = map(no_formula, (rejected.reason, rejected.rule, carried_out))
            csv.writer(self._file).writerow((rejected.row, *said, *map(guarded, texts)))
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"the rejected rows cannot be written to {path}: {error.strerror}")
