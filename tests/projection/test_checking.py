"""Checking a view: one flipped bit in a row is found, at one moment of the view, while it is filled."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text, update

from answerable.errors import Conflict, Unavailable
from answerable.ledger.store.ledger import Ledger
from answerable.projection.checking import MOST_TOLD, Difference, ViewCheck, check_view
from answerable.projection.filling.retrying import Decision, discard
from answerable.projection.views.store import Store
from tests.ledger.servers import until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TOPICS, NewerTopics, Topics
from tests.projection.following import CLOCK, has_reached, running, write


async def filled(ledger: Ledger, store: Store, events: int = 40) -> int:
    last = await write(ledger, range(events), lambda number: f"topic {number % 7}")
    async with running(Topics(), store, ledger):
        await until(has_reached(store, last))
    return last


async def check(store: Store, ledger: Ledger) -> ViewCheck:
    return await check_view(Topics(), store, ledger, CLOCK)


class Checking:
    async def test_whole(self, ledger: Ledger, store: Store) -> None:
        """A view that nobody touched is whole, also when the ledger is ahead of it."""
        last = await filled(ledger, store)
        await write(ledger, range(40, 50))
        found = await check(store, ledger)

        assert found.is_whole
        assert (found.position, found.rows, found.differences) == (last, 7, ())

    async def test_every_kind_of_difference(self, ledger: Ledger, store: Store) -> None:
        """A changed column, a row too many and one too few are named, each with its key."""
        await filled(ledger, store)
        with store.serving().writing() as connection:
            connection.execute(update(TOPICS).where(TOPICS.c.topic == "topic 1").values(contacts=99))
            connection.execute(delete(TOPICS).where(TOPICS.c.topic == "topic 3"))
            connection.execute(insert(TOPICS).values(topic="topic 31", contacts=1, sequences=[1]))
        found = await check(store, ledger)

        assert not found.is_whole
        assert found.differences == (
            Difference(table="topics", key={"topic": "topic 1"}, column="contacts", served="99", fresh="6"),
            Difference(table="topics", key={"topic": "topic 3"}, fresh="a row"),
            Difference(table="topics", key={"topic": "topic 31"}, served="a row"),
        )
        assert found.difference_count == 3

    async def test_many(self, ledger: Ledger, store: Store) -> None:
        """The first differences are told, all are counted."""
        await filled(ledger, store, 1)
        with store.serving().writing() as connection:
            rows = [{"topic": f"{number:03}", "contacts": 1, "sequences": []} for number in range(100)]
            connection.execute(insert(TOPICS), rows)
        found = await check(store, ledger)

        assert (found.difference_count, len(found.differences)) == (100, MOST_TOLD)
        assert found.rows == 101

    async def test_while_it_is_filled(self, ledger: Ledger, store: Store) -> None:
        """Events that come while it is checked change nothing: one moment of the view is compared."""
        last = await filled(ledger, store, 200)
        async with running(Topics(), store, ledger):
            checking = asyncio.create_task(check(store, ledger))
            number = 200
            while not checking.done():
                last = await write(ledger, range(number, number + 5), lambda number: f"topic {number % 7}")
                number += 5
            await until(has_reached(store, last))

        assert checking.result().is_whole
        assert (await check(store, ledger)).position == last

    async def test_passed_events(self, ledger: Ledger, store: Store) -> None:
        """What the view could not take, or leaves out by decision, is no difference."""
        last = await write(ledger, range(6), lambda number: "poison" if number in {2, 4} else "a")
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        await discard(Topics(), store, ledger, CLOCK, Decision(3, "typed twice", "staff-lead"))

        assert (await check(store, ledger)).is_whole

    async def test_another_version(self, ledger: Ledger, store: Store) -> None:
        """A view of another version, or none, is not compared: that is said."""
        with pytest.raises(Unavailable, match="does not exist"):
            await check(store, ledger)
        await filled(ledger, store)
        with pytest.raises(Conflict, match="was not filled by version 2"):
            await check_view(NewerTopics(), store, ledger, CLOCK)


@pytest.mark.server
class TestOnSqlite(OnSqlite, Checking):
    async def test_every_flipped_bit_of_a_row(self, ledger: Ledger, store: Store, tmp_path: Path) -> None:
        """Any bit that turns over within the bytes of a row's word is found, in table and in index."""
        last = await write(ledger, range(3), lambda number: f"marked word {number}")
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        store.release(1)
        file = tmp_path / "views" / "topics" / "g1.sqlite"
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        whole = file.read_bytes()
        places = [at for at in range(len(whole)) if whole[at : at + 13] == b"marked word 1"]
        assert len(places) == 2
        for place in places:
            for bit in range(8):
                changed = bytearray(whole)
                changed[place + 3] ^= 1 << bit
                file.write_bytes(changed)
                assert not (await check(store, ledger)).is_whole, (place, bit)
                store.release(1)
        file.write_bytes(whole)

        assert (await check(store, ledger)).is_whole

    async def test_a_row_that_cannot_be_read(self, ledger: Ledger, store: Store) -> None:
        """A value that is none of its type is a difference, not the end of the check."""
        await filled(ledger, store)
        with store.serving().writing() as connection:
            connection.execute(text("UPDATE topics SET last_at = 'noise' WHERE topic = 'topic 2'"))
        found = await check(store, ledger)

        assert found.difference_count == 1
        assert "a row cannot be read" in str(found.differences[0].served)


@pytest.mark.server
class TestOnPostgresql(OnPostgresql, Checking):
    pass
