"""The runtime: follows the ledger, survives being killed, and replaces the view of another version whole."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Column, Integer, MetaData, String, Table, select
from structlog.testing import capture_logs

from answerable.errors import Conflict, Corrupt, Unavailable
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.running.runtime import Runner
from answerable.projection.views.status import report
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.queries.views import ViewState
from answerable.streams.contact import events as contact
from tests.ledger.servers import OPERATOR, until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import CORRECTIONS, TABLES, TOPICS, NewerTopics, Topics, entries, opened
from tests.projection.following import CLOCK, counts, has_reached, running, write


class Following:
    async def test_follows(self, ledger: Ledger, store: Store) -> None:
        """What is in the ledger and what comes later is in the view; what it does not want is not read."""
        await ledger.append(entries(opened()))
        await write(ledger, range(3))
        async with running(Topics(), store, ledger) as runner:
            await until(has_reached(store, 4))
            last = await write(ledger, range(3, 5))
            await until(has_reached(store, last))
            await until(lambda: runner.pending == 0)

        assert counts(store.serving().dump()) == {"a": 5}
        assert store.serving().position().events == 5

    async def test_tells_how_far_it_is(self, ledger: Ledger, store: Store) -> None:
        """After each batch the position is told, and it only grows."""
        told: list[int] = []

        async def advanced(position: int) -> None:
            told.append(position)

        last = await write(ledger, range(5))
        task = asyncio.create_task(Runner(Topics(), store, ledger, CLOCK, advanced).run())
        await until(lambda: bool(told) and told[-1] == last)
        task.cancel()

        assert told == sorted(set(told))

    async def test_goes_on_where_it_stopped(self, ledger: Ledger, store: Store) -> None:
        """A second run begins behind the first one's position: no event is taken twice."""
        for numbers in (range(3), range(3, 6)):
            last = await write(ledger, numbers)
            async with running(Topics(), store, ledger):
                await until(has_reached(store, last))

        assert counts(store.serving().dump()) == {"a": 6}
        assert (store.numbers(), store.serving().position().events) == ([1], 6)

    async def test_poison_is_parked_and_the_view_goes_on(self, ledger: Ledger, store: Store) -> None:
        """An event that cannot be taken is passed with a row; what comes later is in the view."""
        last = await write(ledger, range(6), lambda number: "poison" if number == 3 else "a")
        async with running(Topics(), store, ledger) as runner:
            await until(has_reached(store, last))
            last = await write(ledger, range(6, 8))
            await until(has_reached(store, last))
            status = report(Topics(), store, runner.pending)

        assert counts(store.serving().dump()) == {"a": 7}
        assert (status.position, status.parked, status.parked_total, status.error) == (8, 1, 1, None)
        assert status.trouble == "event 4 on ledger.xm01.contact.contact-3: ValueError: bitter"

    async def test_a_lost_view_is_built_again(self, ledger: Ledger, store: Store) -> None:
        """A view is only a copy: where its file is gone, it is filled again."""
        last = await write(ledger, range(3))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        store.drop(1)
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last, generation=2))

        assert counts(store.serving().dump()) == {"a": 3}

    async def test_a_view_lost_while_it_runs(self, ledger: Ledger, store: Store) -> None:
        """The same while it is filled, and it is said: nobody has set it aside."""
        last = await write(ledger, range(3))
        with capture_logs() as said:
            async with running(Topics(), store, ledger):
                await until(has_reached(store, last))
                store.drop(1)
                await until(has_reached(store, last, generation=2))

        assert counts(store.serving().dump()) == {"a": 3}
        assert [line["view"] for line in said if line["event"] == "view.gone"] == ["topics"]


LONGER_TABLES = MetaData()

LONGER = Table(
    "topics",
    LONGER_TABLES,
    Column("topic", String, primary_key=True),
    Column("contacts", Integer, nullable=False),
    Column("longest", Integer, nullable=False),
)


class Gate:
    """Holds a projection at its tenth event until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def pass_through(self, rows: Rows) -> None:
        if rows.sequence == 10:
            self.reached.set()
            assert self._open.wait(20)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open()


class Gated(NewerTopics):
    """The next version, which counts twice and waits at the gate."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    @on(contact.Received)
    def received(self, event: contact.Received, rows: Rows) -> None:
        self._gate.pass_through(rows)
        super().received(event, rows)
        row = rows.get(TOPICS, topic=event.topic) or {}
        rows.put(TOPICS, **{**row, "contacts": row["contacts"] + 1})


class Longer(Projection):
    """The next version, with a column more and one less; it waits at the gate."""

    name = "topics"
    version = 2
    tables = LONGER_TABLES
    unaffected_by = CORRECTIONS

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    @on(contact.Received)
    def received(self, event: contact.Received, rows: Rows) -> None:
        self._gate.pass_through(rows)
        row = rows.get(LONGER, topic=event.topic) or {"contacts": 0}
        rows.put(LONGER, topic=event.topic, contacts=row["contacts"] + 1, longest=len(event.topic))


class Versions:
    async def built(self, ledger: Ledger, store: Store) -> int:
        """Write some contacts and build the first version's view of them."""
        last = await write(ledger, range(20))
        await rebuild(Topics(), store, ledger, CLOCK)
        return last

    async def test_the_old_one_serves_until_the_new_one_has_caught_up(
        self, ledger: Ledger, store: Store, gate: Gate
    ) -> None:
        """A new version fills a view of its own; queries see the old one whole, then the new one whole."""
        last = await self.built(ledger, store)
        async with running(Gated(gate), store, ledger) as runner:
            await until(gate.reached.is_set)
            status = report(Topics(), store, 0, state=runner.state)
            while_filling = await store.read(lambda c: c.execute(select(TOPICS.c.contacts)).scalars().all())
            gate.open()
            await until(has_reached(store, last, generation=2))

        assert (while_filling, counts(store.serving().dump())) == ([20], {"a": 40})
        assert (status.version, status.state, status.is_whole) == (1, ViewState.FILLING, False)
        assert status.rebuild is not None
        assert (status.rebuild.version, status.rebuild.total) == (2, 20)
        assert (store.numbers(), store.serving().position().version) == ([2], 2)

    async def test_tables_it_does_not_know_are_not_read(
        self, ledger: Ledger, store: Store, views: Path | SecretStr, gate: Gate
    ) -> None:
        """Where the old view lacks a column, queries are refused with how far the new one is."""
        last = await self.built(ledger, store)
        new = Store(views, "topics", LONGER_TABLES)
        longest = select(LONGER.c.longest)
        async with running(Longer(gate), new, ledger):
            await until(gate.reached.is_set)
            rebuild_ = report(Topics(), new, 0).rebuild
            assert rebuild_ is not None
            # It is held at its tenth; how many of those before it are written is a matter of time.
            assert rebuild_.done < 10
            told = rf"without topics\.longest; version 2 has taken {rebuild_.done} of 20 events"
            with pytest.raises(Unavailable, match=told):
                await new.read(lambda c: c.execute(longest).scalars().all())
            gate.open()
            await until(has_reached(new, last, generation=2))

        assert await new.read(lambda c: c.execute(longest).scalars().all()) == [1]
        new.close()

    async def test_one_that_cannot_take_an_event_leaves_the_old_one(
        self, ledger: Ledger, store: Store
    ) -> None:
        """A new version that meets poison stops and says why; the old view is served as it was."""
        await self.built(ledger, store)
        before = store.serving().dump()
        await write(ledger, range(20, 21), lambda _: "poison")
        runner = Runner(NewerTopics(), store, ledger, CLOCK)
        with pytest.raises(Corrupt, match="topics v2 cannot take event 21"):
            await asyncio.wait_for(runner.run(), 20)
        status = report(NewerTopics(), store, 1, state=runner.state)

        assert (store.numbers(), store.serving().dump()) == ([1], before)
        assert (status.version, status.state) == (1, ViewState.STOPPED)
        assert status.failed_rebuild is not None
        assert status.error == status.failed_rebuild.error

    async def test_two_versions_do_not_take_turns(
        self, ledger: Ledger, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """An instance whose version was replaced while it ran ends; started again, it may go back."""
        last = await self.built(ledger, store)
        old = Runner(Topics(), another_store(), ledger, CLOCK)
        ending = asyncio.create_task(old.run())
        await until(lambda: old.pending == 0)
        async with running(NewerTopics(), store, ledger):
            with pytest.raises(Conflict, match="version 2 of the view topics took over from version 1"):
                await asyncio.wait_for(ending, 20)
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last, generation=3))

        assert store.serving().position().version == 1


@pytest.mark.server
class TestFollowingOnSqlite(OnSqlite, Following):
    pass


@pytest.mark.server
class TestFollowingOnPostgresql(OnPostgresql, Following):
    pass


@pytest.mark.server
class TestVersionsOnSqlite(OnSqlite, Versions):
    pass


@pytest.mark.server
class TestVersionsOnPostgresql(OnPostgresql, Versions):
    pass


VICTIM = """
import asyncio, os, signal, sys
from pathlib import Path
from answerable.ledger.store.ledger import Ledger
from answerable.projection.views import generation
from answerable.projection.running import runtime
from answerable.projection.views.store import Store
from tests.projection.examples import TABLES, Topics
from tests.projection.following import CLOCK

url, user, views, where = sys.argv[1:]
runtime.BATCH = 7

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if where == "handler":
    taken = Topics.received
    def received(self, event, rows):
        taken(self, event, rows)
        if rows.sequence == 25:
            die()
    Topics.received = received
else:
    advance = generation.Generation.advance
    def advancing(self, connection, *, after, **rest):
        advance(self, connection, after=after, **rest)
        if after >= 25:
            die()
    generation.Generation.advance = advancing

async def main():
    ledger = await Ledger.open(url, user=user, password=os.environ["PASSWORD"], name="victim")
    await runtime.Runner(Topics(), Store(Path(views), "topics", TABLES), ledger, CLOCK).run()

asyncio.run(main())
"""


@pytest.mark.server
@pytest.mark.parametrize("where", ["handler", "commit"])
async def test_killed_in_the_middle_of_a_batch(
    server: Endpoint, ledger: Ledger, store: Store, tmp_path: Path, where: str
) -> None:
    """A process killed while a batch is worked on or about to be committed loses and repeats nothing."""
    last = await write(ledger, range(60), lambda number: f"topic {number % 7}")
    undisturbed = Store(tmp_path / "undisturbed", "topics", TABLES)
    await rebuild(Topics(), undisturbed, ledger, CLOCK)
    victim = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", VICTIM, server.url, OPERATOR, str(tmp_path / "views"), where),
        env={**os.environ, "PASSWORD": server.passwords[OPERATOR], "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert await asyncio.wait_for(victim.wait(), 30) == -signal.SIGKILL
    # The batch that held event 25 is not there, all before it is.
    assert 0 < store.serving().position().sequence < 25
    assert sum(counts(store.serving().dump()).values()) == store.serving().position().sequence
    async with running(Topics(), store, ledger):
        await until(has_reached(store, last))
    assert store.serving().dump() == undisturbed.serving().dump()
    assert store.serving().position().events == undisturbed.serving().position().events
    undisturbed.close()
