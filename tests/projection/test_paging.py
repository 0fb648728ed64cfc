"""Pages of a list: each begins at a place in the order, and together they are the list."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, Connection, Date, MetaData, String, Table, create_engine, select

from answerable.errors import Invalid
from answerable.projection.views.paging import Order, Page
from answerable.projection.writing.types import Moment

ROWS = Table(
    "rows",
    MetaData(),
    Column("at", Moment, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("name", String, primary_key=True),
)
ORDERS = {
    "newest": Order("newest", tuple(ROWS.columns)),
    "oldest": Order("oldest", tuple(ROWS.columns), is_descending=False),
}
TEN = datetime(2016, 3, 10, 2, tzinfo=UTC)

Key = tuple[int, int, int, str]


def row(key: Key) -> dict[str, Any]:
    hours, days, number, name = key
    day = date(2016, 3, 10) + timedelta(days=days)
    return {"at": TEN + timedelta(hours=hours), "day": day, "number": number, "name": name}


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """An empty table in memory."""
    engine = create_engine("sqlite://")
    ROWS.metadata.create_all(engine)
    with engine.connect() as made:
        yield made
    engine.dispose()


def page(connection: Connection, order: Order, limit: int, **cursor: str | None) -> Page:
    asked = {"after": None, "before": None} | cursor
    part = order.part(limit=limit, **asked)
    return part.page(connection.execute(part.cut(select(ROWS))).mappings().all())


@given(
    keys=st.sets(st.tuples(*[st.integers(0, 2)] * 3, st.sampled_from("aäZ~")), max_size=12),
    limit=st.integers(1, 5),
    order=st.sampled_from(sorted(ORDERS)),
)
def test_the_pages_together_are_the_list(
    connection: Connection, keys: set[Key], limit: int, order: str
) -> None:
    """No row is lost or shown twice, each page leads back to the one before it, and the ends are ends."""
    connection.execute(ROWS.delete())
    if keys:
        connection.execute(ROWS.insert(), [row(key) for key in keys])
    by = ORDERS[order]
    pages = [page(connection, by, limit)]
    while (after := pages[-1].after) is not None:
        pages.append(page(connection, by, limit, after=after))
    back = [page(connection, by, limit, before=one.before) for one in pages[1:]]

    shown = [tuple(one.values()) for each in pages for one in each.rows]
    expected = sorted((tuple(row(key).values()) for key in keys), reverse=by.is_descending)
    assert (shown, [one.rows for one in back]) == (expected, [one.rows for one in pages[:-1]])
    assert pages[0].before is None


def word(*said: Any) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "e30",
        "é",
        word(),
        word("newest"),
        word("newest", "2016-03-10T02:00:00", "2016-03-10", 1, "a"),
        word("newest", "2016-03-10T02:00:00+00:00", "2016-03-32", 1, "a"),
        word("newest", "2016-03-10T02:00:00+00:00", "2016-03-10", True, "a"),
        word("newest", "2016-03-10T02:00:00+00:00", "2016-03-10", 2**70, "a"),
        word("newest", "2016-03-10T02:00:00+00:00", "2016-03-10", 1, "\0"),
        word("newest", "2016-03-10T02:00:00+00:00", "2016-03-10", 1, None),
        "W1tb" * 50,
    ],
)
def test_what_is_no_place_is_refused(cursor: str) -> None:
    """Whatever an address says instead of a place is an error with a word, and never one of the database."""
    with pytest.raises(Invalid, match="is no place in the list"):
        ORDERS["newest"].part(after=cursor, before=None, limit=1)


def test_a_place_is_of_one_order_and_alone() -> None:
    """A place among the oldest first is none among the newest first, and a page has one end to begin at."""
    place = ORDERS["oldest"].cursor(row((0, 0, 0, "a")))
    with pytest.raises(Invalid, match="another order"):
        ORDERS["newest"].part(after=place, before=None, limit=1)
    with pytest.raises(Invalid, match="not both"):
        ORDERS["oldest"].part(after=place, before=place, limit=1)
