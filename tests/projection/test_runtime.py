"""The runtime: rows and position as one, poison events, restarts, and rebuilds beside the served view."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from answerable.clock import FixedClock
from answerable.errors import Busy, Corrupt
from answerable.ledger.ledger import Ledger
from answerable.ledger.recorded import Recorded
from answerable.ledger.server import Endpoint
from answerable.projection.generation import Generation
from answerable.projection.projection import Projection
from answerable.projection.runtime import Filler, Runner, rebuild
from answerable.projection.status import lag_of, report
from answerable.projection.store import Store
from tests.ledger.servers import OPERATOR, until
from tests.projection.examples import (
    TABLES,
    TEN,
    ImmuneTopics,
    NewerTopics,
    Topics,
    entries,
    opened,
    received,
    recorded,
    unwanted,
)

CLOCK = FixedClock(TEN)
UNKNOWN = (
    b'{"specversion":"1.0","id":"x.1","source":"/sites/xm01","type":"answerable.contact.sung.v1",'
    b'"subject":"x","data":{}}'
)

Dump = dict[str, list[dict[str, Any]]]


def counts(dump: Dump) -> dict[str, int]:
    return {row["topic"]: row["contacts"] for row in dump["topics"]}


class TestFiller:
    @pytest.fixture
    def generation(self, store: Store) -> Generation:
        made = store.new()
        made.prepare(Topics.version, TEN)
        return made

    def test_rows_and_position_together(self, generation: Generation) -> None:
        """Behind a batch, the rows and the position speak of the same events."""
        Filler(Topics(), generation, CLOCK).write(recorded(received(1, "a"), unwanted(2), received(3, "a")))
        position = generation.position()

        assert counts(generation.dump()) == {"a": 2}
        assert (position.sequence, position.events, position.updated_at) == (3, 3, TEN)

    def test_neither_without_the_other(self, generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the position cannot be written, the rows are not, and the next try begins where it was."""

        def torn(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        filler, batch = Filler(Topics(), generation, CLOCK), recorded(received(1, "a"))
        with monkeypatch.context() as fault:
            fault.setattr(generation, "advance", torn)
            with pytest.raises(KeyboardInterrupt):
                filler.write(batch)
        assert (counts(generation.dump()), generation.position().sequence) == ({}, 0)

        filler.write(batch)
        assert (counts(generation.dump()), generation.position().sequence) == ({"a": 1}, 1)

    @pytest.mark.parametrize("poison", ["poison", "huge"])
    @pytest.mark.parametrize("at", [0, 1, 4, 6])
    def test_poison_is_named(self, generation: Generation, poison: str, at: int) -> None:
        """Whether a handler fails or the database refuses a row: the event is named, those before it stay."""
        topics = ["a"] * 7
        topics[at] = poison
        batch = recorded(*(received(number, topic) for number, topic in enumerate(topics)))

        with pytest.raises(Corrupt, match=rf"topics v1 cannot take event {at + 1} on ledger\.xm01\.contact"):
            Filler(Topics(), generation, CLOCK).write(batch)
        assert counts(generation.dump()) == ({"a": at} if at else {})
        assert generation.position().sequence == at

    @pytest.mark.parametrize(
        "body",
        [
            b"torn",
            UNKNOWN,
            recorded(received(1, "a"))[0].body.replace(b'"id":"contact-1.1"', b'"id":"contact-2.1"'),
        ],
        ids=["no-document", "unknown-type", "torn-envelope"],
    )
    def test_unreadable_is_not_passed_over(self, generation: Generation, body: bytes) -> None:
        """What cannot be read, or is of a later version's type, stops the view instead of being skipped."""
        with pytest.raises(Corrupt, match="cannot take event 2"):
            Filler(Topics(), generation, CLOCK).write(
                [*recorded(received(1, "a")), Recorded(2, "ledger.xm01.contact.contact-1", body)]
            )
        assert generation.position().sequence == 1

    def test_a_full_disk_is_nobodys_fault(
        self, generation: Generation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """If the database itself fails, no event is blamed for it."""

        def full(*_: object, **__: object) -> None:
            raise OperationalError("insert", {}, Exception("disk is full"))

        monkeypatch.setattr(generation, "advance", full)
        with pytest.raises(OperationalError):
            Filler(Topics(), generation, CLOCK).write(recorded(received(1, "a")))


@asynccontextmanager
async def running(projection: Projection, store: Store, ledger: Ledger) -> AsyncIterator[Runner]:
    """Keep a view up beside the test."""
    runner = Runner(projection, store, ledger, CLOCK)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def has_reached(store: Store, sequence: int, *, generation: int = 1) -> Callable[[], bool]:
    """Tell when that generation, or a later one, is served and has come so far."""
    return lambda: (store.active() or 0) >= generation and store.serving().position().sequence >= sequence


async def write(ledger: Ledger, numbers: range, topic: Callable[[int], str] = lambda _: "a") -> int:
    """Write contacts and give the last sequence."""
    return (await ledger.append(entries(*(received(number, topic(number)) for number in numbers))))[-1]


@pytest.mark.server
class TestRunner:
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

    async def test_poison_stops_it_and_the_fix_goes_on(self, ledger: Ledger, store: Store) -> None:
        """The view stands before the event, serves what it has, says why, and goes on once it is mended."""
        await write(ledger, range(6), lambda number: "poison" if number == 3 else "a")
        runner = Runner(Topics(), store, ledger, CLOCK)
        with pytest.raises(Corrupt, match=r"event 4 on .*: ValueError: bitter"):
            await asyncio.wait_for(runner.run(), 20)

        status = report(Topics(), store, runner.pending)
        assert (status.position, status.parked, status.lag) == (3, 1, 1)
        assert "event 4" in (status.error or "")
        assert counts(store.serving().dump()) == {"a": 3}

        async with running(ImmuneTopics(), store, ledger):
            await until(has_reached(store, 6))
        assert counts(store.serving().dump()) == {"a": 5, "poison": 1}
        assert store.serving().position().error is None

    async def test_a_new_version_begins_anew(self, ledger: Ledger, store: Store) -> None:
        """Tables of another version are filled from the beginning, and the old ones are gone."""
        last = await write(ledger, range(3))
        for projection in (Topics(), NewerTopics()):
            async with running(projection, store, ledger):
                await until(has_reached(store, last, generation=projection.version))

        position = store.serving().position()
        assert (store.numbers(), position.version, position.events) == ([2], 2, 3)

    async def test_a_lost_view_is_built_again(self, ledger: Ledger, store: Store) -> None:
        """A view is only a copy: where its file is gone, it is filled again."""
        last = await write(ledger, range(3))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        store.drop(1)
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last, generation=2))

        assert counts(store.serving().dump()) == {"a": 3}


@pytest.mark.server
class TestRebuild:
    async def built(self, ledger: Ledger, store: Store) -> Dump:
        """Write some contacts and build the first view of them."""
        await write(ledger, range(25), lambda number: f"topic {number % 4}")
        assert await rebuild(Topics(), store, ledger, CLOCK) == 25
        return store.serving().dump()

    async def test_gives_the_same_rows(self, ledger: Ledger, store: Store) -> None:
        """A rebuilt view is the old one, row for row, in a generation of its own."""
        before = await self.built(ledger, store)
        steps: list[tuple[int, int]] = []
        await rebuild(Topics(), store, ledger, CLOCK, lambda taken, pending: steps.append((taken, pending)))

        assert (store.active(), store.numbers()) == (2, [2])
        assert store.serving().dump() == before
        assert steps[-1] == (25, 0)

    async def test_of_an_empty_ledger(self, ledger: Ledger, store: Store) -> None:
        """Where nothing happened, the view is empty and served."""
        assert await rebuild(Topics(), store, ledger, CLOCK) == 0
        assert counts(store.serving().dump()) == {}

    async def test_poison_leaves_the_old_view(self, ledger: Ledger, store: Store) -> None:
        """A rebuild that meets an event it cannot take changes nothing and leaves nothing behind."""
        before = await self.built(ledger, store)
        await write(ledger, range(25, 26), lambda _: "poison")
        with pytest.raises(Corrupt, match="cannot take event 26"):
            await rebuild(Topics(), store, ledger, CLOCK)

        assert (store.active(), store.numbers()) == (1, [1])
        assert store.serving().dump() == before

    async def test_cancelled_it_leaves_the_old_view(
        self, ledger: Ledger, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Interrupted in its middle, it leaves the served view as it was, and a retry works."""
        before = await self.built(ledger, store)
        monkeypatch.setattr("answerable.projection.runtime.BATCH", 5)
        reached = asyncio.Event()
        rebuilding = asyncio.create_task(
            rebuild(Topics(), store, ledger, CLOCK, lambda taken, _: reached.set() if taken >= 10 else None)
        )
        await asyncio.wait_for(reached.wait(), 10)
        rebuilding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await rebuilding

        assert (store.active(), store.numbers(), store.serving().dump()) == (1, [1], before)
        await rebuild(Topics(), store, ledger, CLOCK)
        assert store.serving().dump() == before

    async def test_leftovers_are_cleared(self, ledger: Ledger, store: Store) -> None:
        """What a killed rebuild left behind is removed by the next one."""
        before = await self.built(ledger, store)
        for _ in range(2):
            store.new().prepare(1, TEN)
        await rebuild(Topics(), store, ledger, CLOCK)

        assert (store.numbers(), store.serving().dump()) == ([2], before)

    async def test_one_at_a_time(self, ledger: Ledger, store: Store) -> None:
        """While one rebuild is under way, another is refused."""
        with store.rebuilding(), pytest.raises(Busy):
            await rebuild(Topics(), store, ledger, CLOCK)
        assert store.numbers() == []

    async def test_a_running_service_switches(self, ledger: Ledger, store: Store, tmp_path: Path) -> None:
        """A service whose view another process rebuilt goes on with the new one, and loses no event."""
        before = await self.built(ledger, store)
        other = Store(tmp_path / "views", "topics", TABLES)
        async with running(Topics(), store, ledger) as runner:
            await until(lambda: runner.pending == 0)
            await rebuild(Topics(), other, ledger, CLOCK)
            last = await write(ledger, range(25, 30), lambda _: "new")
            await until(has_reached(store, last, generation=2))

        assert counts(store.serving().dump()) == counts(before) | {"new": 5}
        other.close()


@pytest.mark.server
async def test_lag(ledger: Ledger, store: Store) -> None:
    """The lag is what waits for the view, whether it runs or was never built."""
    last = await write(ledger, range(4))
    await ledger.append(entries(unwanted(1)))
    assert await lag_of(Topics(), store, ledger) == 4
    async with running(Topics(), store, ledger):
        await until(has_reached(store, last))
    assert await lag_of(Topics(), store, ledger) == 0

    await write(ledger, range(4, 6))
    assert await lag_of(Topics(), store, ledger) == 2


VICTIM = """
import asyncio, os, signal, sys
from pathlib import Path
from answerable.ledger.ledger import Ledger
from answerable.projection import generation, runtime
from answerable.projection.store import Store
from tests.projection.examples import TABLES, Topics
from tests.projection.test_runtime import CLOCK

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
    def advancing(self, connection, sequence, *rest):
        advance(self, connection, sequence, *rest)
        if sequence >= 25:
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
