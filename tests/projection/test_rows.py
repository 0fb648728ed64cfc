"""The rows of a batch: read once, changed in memory, written in one go; what is read is what will be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert, select
from sqlalchemy import event as listening
from sqlalchemy.pool import StaticPool

from answerable.clock import FixedClock
from answerable.errors import Corrupt, Invalid
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.projection.writing.testing import View
from answerable.streams.contact import events as contact
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import CORRECTIONS, ODDS, TABLES, TEN, TOPICS, received, stored

KEY = {"site": "xm01", "number": 1}
PLAIN = Table("plain", MetaData(), Column("key", String, primary_key=True), Column("word", String))
ODDS_ALONE = MetaData()
ODDS_BY_SITE = ODDS.to_metadata(ODDS_ALONE)
SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """The connection of a batch, to empty tables."""
    generation = store.new()
    generation.prepare(1, TEN)
    with generation.writing() as opened:
        yield opened


@pytest.fixture
def rows(connection: Connection) -> Rows:
    """Rows in the middle of a batch."""
    begun = Rows(connection.dialect.name)
    begun.begin(connection)
    return begun


def whole(**values: Any) -> Row:
    return {**KEY, "exact": None, "at": None, "word": None, **values}


class Reading:
    def test_finds_what_is_stored(self, connection: Connection, rows: Rows) -> None:
        """A row that an earlier batch wrote is read, with its types."""
        connection.execute(insert(ODDS).values(**KEY, exact=Decimal("0.10"), word="w"))

        assert rows.get(ODDS, **KEY) == whole(exact=Decimal("0.10"), word="w")
        assert rows.get(ODDS, **{**KEY, "number": 2}) is None

    def test_many_at_once(self, connection: Connection, rows: Rows) -> None:
        """Rows that are fetched are read in few questions, and those that are missing are known to be."""
        numbers = range(1, 101)
        connection.execute(insert(ODDS), [{**KEY, "number": number, "word": "w"} for number in (1, 2, 77)])
        rows.put(ODDS, **KEY, word="changed")
        asked: list[str] = []
        listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
        rows.fetch(ODDS, [("xm01", number) for number in numbers])
        rows.fetch(ODDS, [("xm01", number) for number in numbers])
        found = {number: rows.get(ODDS, **{**KEY, "number": number}) for number in numbers}

        assert {number: row["word"] for number, row in found.items() if row} == {
            1: "changed",
            2: "w",
            77: "w",
        }
        assert 1 <= len(asked) <= 4
        assert rows.get(ODDS, **{**KEY, "site": "xm02"}) is None

    def test_all_from_a_value_on(self, connection: Connection, rows: Rows) -> None:
        """All rows of a key's beginning from one value on are read, and what is not there is known so."""
        connection.execute(insert(ODDS), [{**KEY, "number": number, "word": "w"} for number in (1, 4, 6)])
        rows.put(ODDS, **{**KEY, "number": 4}, word="changed")
        asked: list[str] = []
        listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
        for least in (3, 3, 5):
            rows.fetch_from(ODDS, ("xm01", least))
        rows.fetch(ODDS, [("xm01", number) for number in range(3, 9)])
        found = [rows.get(ODDS, **{**KEY, "number": number}) for number in range(3, 8)]

        assert [row and row["word"] for row in found] == [None, "changed", None, "w", None]
        assert len(asked) == 1
        assert rows.get(ODDS, **KEY) == whole(word="w")
        assert rows.get(ODDS, **{**KEY, "site": "xm02", "number": 4}) is None
        assert len(asked) == 3

    def test_fetching_needs_a_batch(self) -> None:
        """Outside of a batch nothing is read ahead."""
        with pytest.raises(Invalid, match="outside of a batch"):
            Rows().fetch(ODDS, [("xm01", 1)])

    def test_sees_what_is_not_written_yet(self, connection: Connection, rows: Rows) -> None:
        """What the batch put, changed or deleted before is read back, though nothing is written."""
        rows.put(ODDS, **KEY, word="a")
        assert rows.change(ODDS, KEY, word="b")
        assert rows.get(ODDS, **KEY) == whole(word="b")
        rows.delete(ODDS, **KEY)

        assert rows.get(ODDS, **KEY) is None
        assert not rows.change(ODDS, KEY, word="c")
        assert stored(connection) == []

    def test_gives_a_copy(self, rows: Rows) -> None:
        """Changing the row that was given changes nothing."""
        rows.put(ODDS, **KEY, word="a")
        row = rows.get(ODDS, **KEY)
        assert row is not None
        row["word"] = "b"

        assert rows.get(ODDS, **KEY) == whole(word="a")

    def test_needs_a_batch(self) -> None:
        """Rows that are not in memory cannot be read outside of a batch."""
        with pytest.raises(Invalid, match="outside of a batch"):
            Rows().get(ODDS, **KEY)

    def test_needs_the_whole_key(self, rows: Rows) -> None:
        """A key with a column missing is a mistake that names it."""
        with pytest.raises(Invalid, match="'number' is missing"):
            rows.get(ODDS, site="xm01")


class Writing:
    def test_flush_writes_all_of_it(self, connection: Connection, rows: Rows) -> None:
        """New, changed and deleted rows are in the database behind the flush."""
        connection.execute(insert(ODDS), [{**KEY, "word": "old"}, {**KEY, "number": 2, "word": "gone"}])
        rows.change(ODDS, KEY, word="new")
        rows.delete(ODDS, **{**KEY, "number": 2})
        rows.put(ODDS, **{**KEY, "number": 3}, exact=Decimal("1.50"))
        rows.flush()

        assert stored(connection) == [whole(word="new"), whole(number=3, exact=Decimal("1.50"))]

    def test_what_stands_is_not_written_again(self) -> None:
        """A row that is put as it stands, or deleted where none is, costs the database nothing."""
        engine = create_engine("sqlite://", poolclass=StaticPool)
        PLAIN.metadata.create_all(engine)
        with engine.connect() as connection:
            rows = Rows()
            rows.begin(connection)
            rows.put(PLAIN, key="a", word="w")
            rows.get(PLAIN, key="b")
            rows.flush()
            asked: list[str] = []
            listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
            rows.begin(connection)
            rows.put(PLAIN, key="a", word="w")
            rows.delete(PLAIN, key="b")
            rows.flush()
            assert asked == []
            rows.begin(connection)
            rows.put(PLAIN, key="a", word="v")
            rows.delete(PLAIN, key="c")
            rows.flush()
            assert len(asked) == 2
        engine.dispose()

    def test_numbers_are_added_up(self, connection: Connection, rows: Rows) -> None:
        """What a batch adds to a row is read and written once, and a row whose numbers are all 0 is none."""
        begun = {"topic": "a", "contacts": 3, "sequences": [1]}
        connection.execute(insert(TOPICS), [begun, {**begun, "topic": "b"}])
        for topic, by in (("a", 1), ("a", 4), ("b", -1), ("c", 2), ("b", -2), ("d", 1), ("d", -1)):
            rows.add(TOPICS, (topic,), {"sequences": [2]}, contacts=by)
        seen = rows.get(TOPICS, topic="a")
        rows.add(TOPICS, ("a",), contacts=1)
        rows.flush()

        assert seen is not None
        assert seen["contacts"] == 8
        found = connection.execute(select(TOPICS).order_by(TOPICS.c.topic)).mappings()
        assert [(row["topic"], row["contacts"], row["sequences"]) for row in found] == [
            ("a", 9, [2]),
            ("c", 2, [2]),
        ]

    def test_put_replaces_the_whole_row(self, connection: Connection, rows: Rows) -> None:
        """Columns that a put leaves out are null behind it."""
        connection.execute(insert(ODDS).values(**KEY, word="old", exact=Decimal(1)))
        rows.put(ODDS, **KEY, exact=Decimal(2))
        rows.flush()

        assert stored(connection) == [whole(exact=Decimal(2))]

    def test_forget_drops_what_was_not_written(self, connection: Connection, rows: Rows) -> None:
        """After a failed batch, the rows are what the database says."""
        connection.execute(insert(ODDS).values(**KEY, word="kept"))
        rows.change(ODDS, KEY, word="lost")
        rows.forget()
        rows.begin(connection)

        assert rows.get(ODDS, **KEY) == whole(word="kept")
        rows.flush()
        assert stored(connection) == [whole(word="kept")]

    def test_unknown_columns_are_a_mistake(self, rows: Rows) -> None:
        """A column that the table does not have is named."""
        with pytest.raises(Invalid, match="table odds has no column wrod"):
            rows.put(ODDS, **KEY, wrod="w")

    def test_moments_read_the_same_before_and_after(self, connection: Connection, rows: Rows) -> None:
        """A handler sees a moment in UTC, whether the row is still in memory or was read again.

        Its hour would otherwise depend on where the process was last restarted.
        """
        rows.put(ODDS, **KEY, at=datetime(2016, 3, 10, 10, tzinfo=SHANGHAI))
        remembered = rows.get(ODDS, **KEY)
        rows.flush()
        rows.forget()
        rows.begin(connection)
        read = rows.get(ODDS, **KEY)

        assert remembered is not None
        assert read is not None
        assert remembered["at"].isoformat() == read["at"].isoformat() == "2016-03-10T02:00:00+00:00"


class TestReadingOnSqlite(OnSqlite, Reading):
    pass


class TestReadingOnPostgresql(OnPostgresql, Reading):
    pass


class TestWritingOnSqlite(OnSqlite, Writing):
    pass


class TestWritingOnPostgresql(OnPostgresql, Writing):
    pass


class TestBySite:
    """A projection by site touches only rows of its event's site, so that sites can be filled apart."""

    @pytest.mark.parametrize(
        "touch",
        [
            lambda rows, key: rows.get(ODDS, **key),
            lambda rows, key: rows.put(ODDS, **key, word="w"),
            lambda rows, key: rows.change(ODDS, key, word="w"),
            lambda rows, key: rows.delete(ODDS, **key),
            lambda rows, key: rows.add(ODDS, tuple(key.values())),
        ],
        ids=["get", "put", "change", "delete", "add"],
    )
    def test_another_sites_rows(self, rows: Rows, touch: Callable[[Rows, Row], object]) -> None:
        """Each verb refuses a key of another site, and takes one of the same."""
        rows.site = "xm01"
        touch(rows, KEY)
        with pytest.raises(Invalid, match="an event of site xm01 touches a row of odds of site xm02"):
            touch(rows, {**KEY, "site": "xm02"})

    def test_the_events_site_counts(self) -> None:
        """A handler that touches another site's row is refused when its event is applied, shared or not."""

        class Wandering(Projection):
            name, version, tables, is_by_site = "wandering", 1, ODDS_ALONE, True
            unaffected_by = CORRECTIONS

            @on(contact.Received)
            def received(self, event: contact.Received, rows: Rows) -> None:
                rows.put(ODDS_BY_SITE, site=event.topic, number=1)

        view = View(Wandering(), FixedClock(TEN))
        view.given([received(1, "xm01")])
        with pytest.raises(Corrupt, match="touches a row of odds of site xm02"):
            view.given([received(2, "xm02")])
        view.close()

    def test_every_key_needs_a_site(self) -> None:
        """Tables without a site in their key cannot be by site: the class is refused, and says which."""
        with pytest.raises(Invalid, match="Shared is by site, and the key of topics has no column 'site'"):

            class Shared(Projection):
                name, version, tables, is_by_site = "shared", 1, TABLES, True


class TestMemory:
    def test_is_bounded(self, connection: Connection, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
        """Rows that were only looked for are let go of too, when there are too many of them."""
        monkeypatch.setattr("answerable.projection.writing.rows._CACHED_ROWS", 10)
        for number in range(20):
            rows.get(ODDS, site="xm01", number=number)
        rows.flush()

        assert all(len(sheet.rows) <= 10 for sheet in rows._sheets.values())
