"""Scoring without a server: a file of CloudEvents, the same view in a scratch database, the same engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, StaticPool, create_engine

from answerable.calendar.months import Month
from answerable.errors import AnswerableError, Malformed, NotFound
from answerable.ledger.store.recorded import Recorded
from answerable.projection.views.making import make_tables
from answerable.projection.writing.rows import Rows
from answerable.rulebook import Rulebook, Statement
from answerable_services.scoring.projection import Scores
from answerable_services.scoring.statements import entries, is_over, months, score, sites
from answerable_services.scoring.tables import TABLES

_BATCH = 1000


def score_file(
    path: Path, book: Rulebook, month: Month | None = None, on: date | None = None
) -> Iterator[Statement]:
    """Score everybody in a file of CloudEvents JSON lines, by site, month and person.

    The lines may stand in any order and may be repeated; memory does not grow with the file. Evidence has
    no sequence, for a file is no ledger.

    Arguments:
        path: the file, one event a line; empty lines are passed over.
        book: the rulebook to score by, whatever the sites are bound to.
        month: only this month, with everybody employed in it; where left out, each site's months that
            have a fact.
        on: the day as of which; a month that had not ended by then is provisional. All have where left out.

    Raises:
        NotFound: the file cannot be read, or nothing in it can be scored.
        Malformed: a line is not an event of this version; the message names the line.
    """
    with _scratch() as connection:
        _fill(connection, path)
        is_empty = True
        for site in sites(connection):
            for each in months(connection, site) if month is None else (month,):
                for entry in entries(connection, site, each):
                    is_empty = False
                    yield score(book, each, entry, is_over=is_over(each, on))
    if is_empty:
        when = "" if month is None else f" in {month}"
        raise NotFound(f"{path} has nobody to score{when}: no fact, and nobody employed in a scored role")


@contextmanager
def _scratch() -> Iterator[Connection]:
    """Open an empty view in a database without a name, which SQLite keeps on disk where it grows."""
    connect = partial(sqlite3.connect, "", check_same_thread=False)
    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            make_tables(TABLES, connection)
            yield connection
    finally:
        engine.dispose()


def _fill(connection: Connection, path: Path) -> None:
    projection, rows = Scores(), Rows()
    rows.begin(connection)
    for count, (number, line) in enumerate(_lines(path), 1):
        try:
            projection.apply(Recorded(0, "", line), rows)
        except Exception as error:
            said = error.message if isinstance(error, AnswerableError) else repr(error)
            raise Malformed(f"{path}, line {number}: {said}") from error
        if count % _BATCH == 0:
            rows.flush()
            rows.begin(connection)
    rows.flush()


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.isspace():
                    yield number, line
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}") from error
