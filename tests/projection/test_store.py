"""The store: generations beside each other, one served, swapped in one step."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, insert, select
from sqlalchemy.exc import ProgrammingError

from answerable.errors import Busy, Conflict, Invalid, Unavailable
from answerable.projection.views.generation import Generation
from answerable.projection.views.store import Store
from answerable.settings import Settings
from tests.postgresql import Server
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TABLES, TEN, TOPICS
from tests.services.cli.running import until

Another = Callable[[], Store]


def filled(store: Store, topic: str) -> Generation:
    """Make a generation with one row, not served yet."""
    generation = store.new()
    generation.prepare(1, TEN)
    add(generation, topic)
    return generation


def add(generation: Generation, topic: str) -> None:
    with generation.writing() as connection:
        connection.execute(insert(TOPICS).values(topic=topic, contacts=1, sequences=[]))


def connections(server: Server, views: SecretStr) -> int:
    """Count the connections to a test's database."""
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with server.connect() as connection:
        return int(connection.execute(count, [views.get_secret_value().rpartition("/")[2]]).fetchall()[0][0])


def served(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(TOPICS.c.topic)).scalars())


class Generations:
    def test_none_at_first(self, store: Store) -> None:
        """Before the first, nothing is served, and asking says what to do."""
        assert (store.active(), store.numbers()) == (None, [])
        with pytest.raises(Unavailable, match="start its service"):
            store.serving()

    def test_a_new_one_is_not_served(self, store: Store) -> None:
        """While a generation is filled, the one before it is served."""
        store.activate(filled(store, "first").number)
        filled(store, "second")

        assert served(store) == ["first"]
        assert store.numbers() == [1, 2]

    def test_numbers_are_not_used_twice(self, store: Store, another_store: Another) -> None:
        """Two processes that begin at once get generations of their own."""
        other = another_store()

        assert [store.new().number, other.new().number, store.new().number] == [1, 2, 3]

    def test_begins_at_the_ledgers_beginning(self, store: Store) -> None:
        """A prepared generation has taken nothing, and preparing it again changes nothing."""
        generation = store.new()
        generation.prepare(3, TEN)
        with generation.engine.begin() as connection:
            generation.advance(connection, before=0, after=9, taken=4, now=TEN)
        generation.prepare(4, TEN)
        position = generation.position()

        assert (position.version, position.sequence, position.events, position.error) == (3, 9, 4, None)


class Serving:
    def test_the_swap_is_one_step(self, store: Store) -> None:
        """The new generation is served at once, and the old one is gone."""
        store.activate(filled(store, "first").number)
        store.activate(filled(store, "second").number)

        assert (served(store), store.numbers()) == (["second"], [2])

    def test_a_reader_sees_one_moment(self, store: Store) -> None:
        """Two questions in one reading are answered from the same state, whatever is written meanwhile."""
        generation = filled(store, "first")
        store.activate(generation.number)
        count = select(func.count()).select_from(TOPICS)
        with store.reading() as connection:
            before = connection.execute(count).scalar_one()
            add(generation, "second")
            assert connection.execute(count).scalar_one() == before
        assert len(served(store)) == 2

    def test_a_reader_outlives_the_swap(self, store: Store) -> None:
        """Who reads the old generation reads on while another takes over; the next one sees the new."""
        store.activate(filled(store, "first").number)
        with store.reading() as connection:
            store.activate(filled(store, "second").number)
            assert connection.execute(select(TOPICS.c.topic)).scalars().all() == ["first"]

        assert served(store) == ["second"]
        store.tidy()
        assert store.numbers() == [2]

    def test_readers_in_many_threads(self, store: Store, another_store: Another) -> None:
        """While generations take turns, every reader finds one whole view."""
        store.activate(filled(store, "topic").number)
        other = another_store()

        async def read() -> set[str]:
            found = set()
            for _ in range(30):
                found |= set(
                    await other.read(
                        lambda connection: connection.execute(select(TOPICS.c.topic)).scalars().all()
                    )
                )
            return found

        async def swap() -> set[str]:
            for _ in range(15):
                await asyncio.to_thread(lambda: store.activate(filled(store, "topic").number))
            return {"topic"}

        async def both() -> list[set[str]]:
            return list(await asyncio.gather(read(), read(), swap()))

        assert asyncio.run(both()) == [{"topic"}] * 3

    def test_a_reader_just_before_the_swap(
        self, store: Store, another_store: Another, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who was told of the old generation, and finds it gone, is given the new one."""
        for topic in ("first", "second"):
            store.activate(filled(store, topic).number)
        other = another_store()
        told = iter([1])
        now = other.active
        monkeypatch.setattr(other, "active", lambda: next(told, None) or now())

        assert served(other) == ["second"]
        assert other.numbers() == [2]

    def test_what_was_dropped_is_not_served(self, store: Store, another_store: Another) -> None:
        """A generation that another process dropped does not take over, and the served one stays."""
        store.activate(filled(store, "first").number)
        second = filled(store, "second")
        other = another_store()
        other.drop(second.number)

        with pytest.raises(Conflict, match="generation 2 of the view topics was dropped"):
            store.activate(second.number)
        assert served(store) == ["first"]

    def test_what_was_dropped_does_not_come_back_empty(self, store: Store) -> None:
        """Opening a generation that is gone fails, and makes no empty one in its place."""
        store.activate(filled(store, "first").number)
        store.drop(1)

        with pytest.raises(Unavailable, match="the view topics does not exist"):
            served(store)
        assert store.numbers() == []


class Rebuilding:
    def test_one_at_a_time(self, store: Store, another_store: Another) -> None:
        """A second rebuild, also of another process, is told to wait; the first done, it may begin."""
        other = another_store()
        with store.rebuilding(), pytest.raises(Busy, match="being rebuilt already"), other.rebuilding():
            pytest.fail("two rebuilt at once")

        with other.rebuilding():
            assert True


class TestGenerationsOnSqlite(OnSqlite, Generations):
    pass


class TestGenerationsOnPostgresql(OnPostgresql, Generations):
    pass


class TestServingOnSqlite(OnSqlite, Serving):
    def test_taken_over_between_two_looks(
        self, store: Store, another_store: Another, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who has read which generation is served, and finds it dropped, looks again: one always is."""
        store.activate(filled(store, "first").number)
        other = another_store()
        to_come = ["third", "second"]

        def read(path: Path, encoding: str) -> str:
            told = path.read_bytes().decode(encoding)
            if to_come:
                store.activate(filled(store, to_come.pop()).number)
            return told

        monkeypatch.setattr(Path, "read_text", read)

        assert (other.active(), to_come) == (3, [])

    def test_nothing_of_the_old_one_is_left(self, store: Store, views: Path) -> None:
        """The swap removes all files of the old generation."""
        store.activate(filled(store, "first").number)
        store.activate(filled(store, "second").number)

        assert served(store) == ["second"]
        assert [path.name for path in sorted((views / "topics").glob("g*"))] == [
            "g2.sqlite",
            "g2.sqlite-shm",
            "g2.sqlite-wal",
        ]

    def test_what_an_interrupted_removal_left_is_removed(self, store: Store, views: Path) -> None:
        """A generation begins without the files of an earlier one of its number."""
        store.activate(filled(store, "first").number)
        left = views / "topics" / "g2.sqlite-wal"
        left.write_bytes(b"of another")
        generation = store.new()

        assert (generation.number, left.exists()) == (2, False)


class TestServingOnPostgresql(OnPostgresql, Serving):
    def test_who_writes_finds_it_gone(self, store: Store, another_store: Another) -> None:
        """A transaction on a generation that was dropped fails in its first statement."""
        generation = filled(store, "first")
        another_store().drop(generation.number)

        with pytest.raises(ProgrammingError, match="does not exist"):
            add(generation, "second")

    def test_connections_are_bounded_and_closed(
        self, store: Store, views: SecretStr, postgresql_server: Server
    ) -> None:
        """Many questions at once share a few connections, and closing the store leaves none."""
        store.activate(filled(store, "first").number)

        async def many() -> list[list[str]]:
            return list(await asyncio.gather(*(asyncio.to_thread(served, store) for _ in range(60))))

        assert asyncio.run(many()) == [["first"]] * 60
        assert 0 < connections(postgresql_server, views) <= 13
        store.close()
        until(lambda: connections(postgresql_server, views) == 0, "no connection")

    def test_a_restarted_database_is_found_again(
        self, store: Store, views: SecretStr, postgresql_server: Server
    ) -> None:
        """While the database is away questions are told so; once it is back, the next one is answered."""
        store.activate(filled(store, "first").number)
        assert served(store) == ["first"]
        postgresql_server.stop(signal.SIGQUIT)
        try:
            with pytest.raises(Unavailable, match="the view topics cannot be read now"):
                served(store)
        finally:
            postgresql_server.start()

        assert served(store) == ["first"]


class TestRebuildingOnSqlite(OnSqlite, Rebuilding):
    pass


class TestRebuildingOnPostgresql(OnPostgresql, Rebuilding):
    pass


class TestAddresses:
    @pytest.mark.parametrize("address", ["nonsense", "mysql://user:secret@host/db", "postgresql:secret"])
    def test_only_postgresql(self, address: str) -> None:
        """Another address is an error that says what is wanted; what was given may hold a password."""
        with pytest.raises(Invalid, match="postgresql://user:password@host:port/database") as raised:
            Store(SecretStr(address), "topics", TABLES)

        assert "secret" not in str(raised.value)

    def test_a_name_that_cannot_be_a_schema(self) -> None:
        """A projection's name becomes part of a schema's name, so it is a plain word."""
        with pytest.raises(Invalid, match="cannot be part of a schema's"):
            Store(SecretStr("postgresql://user@host/db"), 'a"b', TABLES)

    def test_what_the_settings_say(self, tmp_path: Path) -> None:
        """An address in the settings is where views are kept; without one it is the data directory."""
        url = SecretStr("postgresql://user:password@host/db")

        assert Settings(data=tmp_path, views_url=url).views == url
        assert Settings(data=tmp_path).views == tmp_path / "views"
        assert "user:password" not in repr(Settings(views_url=url))
