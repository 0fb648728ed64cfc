"""Whatever a handler puts into a row, both databases give back, and alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    delete,
)

from answerable.projection.views.generation import Generation
from answerable.projection.views.store import Store
from answerable.projection.writing.rows import Row, Rows
from answerable.projection.writing.types import Exact, Moment
from tests.postgresql import Server
from tests.projection.examples import TEN

TABLES = MetaData()

EVERYTHING = Table(
    "everything",
    TABLES,
    Column("word", String, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("small", Integer),
    Column("text", String),
    Column("exact", Exact),
    Column("at", Moment),
    Column("on", Date),
    Column("is_so", Boolean),
    Column("share", Float),
    Column("document", JSON),
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=6
)
zones = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=11, minutes=30))])
rows = st.fixed_dictionaries(
    {"word": text, "number": st.integers(-(2**63), 2**63 - 1)},
    optional={
        "small": st.none() | st.integers(-(2**31), 2**31 - 1),
        "text": st.none() | text,
        "exact": st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4),
        "at": st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=zones),  # noqa: DTZ001  (hypothesis adds the zone)
        "on": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "is_so": st.none() | st.booleans(),
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "document": documents,
    },
)


@pytest.fixture(scope="module")
def both(
    postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Generation, Generation]]:
    """A generation in each of the databases."""
    places: list[Path | SecretStr] = [
        tmp_path_factory.mktemp("views"),
        SecretStr(postgresql_server.url(postgresql_server.new_database())),
    ]
    stores = [Store(place, "everything", TABLES) for place in places]
    generations = [store.new() for store in stores]
    for generation in generations:
        generation.prepare(1, TEN)
    yield generations[0], generations[1]
    for store in stores:
        store.close()


def written(generation: Generation, batch: list[Row]) -> tuple[list[Row | None], list[Row]]:
    """Write rows, and give them as a handler sees them before that, and as the database has them."""
    memory = Rows(generation.engine.dialect.name)
    with generation.writing() as connection:
        connection.execute(delete(EVERYTHING))
        memory.begin(connection)
        for row in batch:
            memory.put(EVERYTHING, **row)
        seen = [memory.get(EVERYTHING, word=row["word"], number=row["number"]) for row in batch]
        memory.flush()
    return seen, generation.dump()["everything"]


@pytest.mark.postgresql
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(rows, max_size=6))
def test_rows_are_alike(both: tuple[Generation, Generation], batch: list[Row]) -> None:
    """The same rows, of every type, in the same order: in memory, in SQLite and in PostgreSQL."""
    (seen, on_sqlite), (seen_too, on_postgresql) = (written(generation, batch) for generation in both)

    assert on_sqlite == on_postgresql
    assert seen == seen_too
    assert sorted(on_sqlite, key=_key) == sorted(_each_once(seen), key=_key)


def _key(row: Row) -> tuple[Any, ...]:
    return (row["word"], row["number"])


def _each_once(seen: list[Row | None]) -> list[Row]:
    return list({_key(row): row for row in seen if row is not None}.values())


@pytest.mark.postgresql
def test_what_one_of_them_cannot_store(both: tuple[Generation, Generation]) -> None:
    """A NUL, which PostgreSQL takes in no text, becomes the replacement character in both, in keys too."""
    row = {"word": "a\0b", "number": 1, "text": "\0", "exact": Decimal("1.50"), "document": ["\0"]}
    for generation in both:
        seen, stored = written(generation, [row])
        assert [(one["word"], one["text"], one["document"]) for one in stored] == [("a�b", "�", ["\0"])]
        assert seen == stored
