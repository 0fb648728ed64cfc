"""The store: generations beside each other, one served, swapped in one step."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from answerable.errors import Busy, Conflict, Unavailable
from answerable.projection.generation import Generation
from answerable.projection.store import Store
from tests.projection.examples import TABLES, TEN, TOPICS


def filled(store: Store, topic: str) -> Generation:
    """Make a generation with one row, not served yet."""
    generation = store.new()
    generation.prepare(1, TEN)
    add(generation, topic)
    return generation


def add(generation: Generation, topic: str) -> None:
    with generation.engine.begin() as connection:
        connection.execute(insert(TOPICS).values(topic=topic, contacts=1, sequences=[]))


def served(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(TOPICS.c.topic)).scalars())


class TestGenerations:
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

    def test_numbers_are_not_used_twice(self, store: Store, tmp_path: Path) -> None:
        """Two processes that begin at once get generations of their own."""
        other = Store(tmp_path / "views", "topics", TABLES)

        assert [store.new().number, other.new().number, store.new().number] == [1, 2, 3]
        other.close()

    def test_begins_at_the_ledgers_beginning(self, store: Store) -> None:
        """A prepared generation has taken nothing, and preparing it again changes nothing."""
        generation = store.new()
        generation.prepare(3, TEN)
        with generation.engine.begin() as connection:
            generation.advance(connection, sequence=9, taken=4, now=TEN)
        generation.prepare(4, TEN)
        position = generation.position()

        assert (position.version, position.sequence, position.events, position.error) == (3, 9, 4, None)


class TestServing:
    def test_the_swap_is_one_step(self, store: Store) -> None:
        """The new generation is served at once, and the old one is gone."""
        store.activate(filled(store, "first").number)
        store.activate(filled(store, "second").number)

        assert served(store) == ["second"]
        assert [path.name for path in sorted(store.directory.glob("g*"))] == [
            "g2.sqlite",
            "g2.sqlite-shm",
            "g2.sqlite-wal",
        ]

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

    def test_readers_in_many_threads(self, store: Store, tmp_path: Path) -> None:
        """While generations take turns, every reader finds one whole view."""
        store.activate(filled(store, "topic").number)
        other = Store(tmp_path / "views", "topics", TABLES)

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
        other.close()

    def test_a_reader_just_before_the_swap(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who was told of the old generation, and finds it gone, is given the new one."""
        for topic in ("first", "second"):
            store.activate(filled(store, topic).number)
        other = Store(tmp_path / "views", "topics", TABLES)
        told = iter([1])
        now = other.active
        monkeypatch.setattr(other, "active", lambda: next(told, None) or now())

        assert served(other) == ["second"]
        assert other.numbers() == [2]
        other.close()

    def test_what_was_dropped_is_not_served(self, store: Store, tmp_path: Path) -> None:
        """A generation that another process dropped does not take over, and the served one stays."""
        store.activate(filled(store, "first").number)
        second = filled(store, "second")
        other = Store(tmp_path / "views", "topics", TABLES)
        other.drop(second.number)

        with pytest.raises(Conflict, match="generation 2 of the view topics was dropped"):
            store.activate(second.number)
        assert served(store) == ["first"]
        other.close()

    def test_what_was_dropped_does_not_come_back_empty(self, store: Store) -> None:
        """Opening a generation that is gone fails, and makes no empty one in its place."""
        store.activate(filled(store, "first").number)
        store.drop(1)

        with pytest.raises(Exception, match="unable to open database file"):
            served(store)
        assert store.numbers() == []


class TestRebuilding:
    def test_one_at_a_time(self, store: Store, tmp_path: Path) -> None:
        """A second rebuild, also of another process, is told to wait; the first done, it may begin."""
        other = Store(tmp_path / "views", "topics", TABLES)
        with store.rebuilding(), pytest.raises(Busy, match="being rebuilt already"), other.rebuilding():
            pytest.fail("two rebuilt at once")

        with other.rebuilding():
            assert True
        other.close()
