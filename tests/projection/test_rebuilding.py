"""Rebuilding: a new view beside the served one, which takes over whole, or leaves no trace but the reason."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from answerable.errors import Busy, Corrupt
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling import rebuilding
from answerable.projection.filling import replacement as building
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.filling.replacement import Building
from answerable.projection.views.status import report
from answerable.projection.views.store import Store
from tests.ledger.servers import until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TEN, ImmuneTopics, NewerTopics, Topics
from tests.projection.following import CLOCK, Dump, counts, has_reached, running, write


class Rebuilding:
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
        monkeypatch.setattr(rebuilding, "BATCH", 5)
        reached = asyncio.Event()
        task = asyncio.create_task(
            rebuild(Topics(), store, ledger, CLOCK, lambda taken, _: reached.set() if taken >= 10 else None)
        )
        await asyncio.wait_for(reached.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

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

    async def test_a_running_service_switches(
        self, ledger: Ledger, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """A service whose view another process rebuilt goes on with the new one, and loses no event."""
        before = await self.built(ledger, store)
        other = another_store()
        async with running(Topics(), store, ledger) as runner:
            await until(lambda: runner.pending == 0)
            await rebuild(Topics(), other, ledger, CLOCK)
            last = await write(ledger, range(25, 30), lambda _: "new")
            await until(has_reached(store, last, generation=2))

        assert counts(store.serving().dump()) == counts(before) | {"new": 5}

    async def test_a_failure_is_written_down(self, ledger: Ledger, store: Store) -> None:
        """The served view says when, by which version and why the last attempt to replace it failed."""
        await self.built(ledger, store)
        await write(ledger, range(25, 26), lambda _: "poison")
        with pytest.raises(Corrupt):
            await rebuild(NewerTopics(), store, ledger, CLOCK)
        failed = report(Topics(), store, 0).failed_rebuild

        assert failed is not None
        assert (failed.at, failed.version, failed.sequence) == (TEN, 2, 26)
        assert failed.error.startswith("topics v2 cannot take event 26 on ledger.xm01.contact.contact-25")

        await rebuild(ImmuneTopics(), store, ledger, CLOCK)
        assert report(Topics(), store, 0).failed_rebuild is None

    async def test_others_see_how_far_it_is(
        self,
        ledger: Ledger,
        store: Store,
        another_store: Callable[[], Store],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """While it runs, any process can tell how much is done; once it was killed, that nobody goes on."""
        await self.built(ledger, store)
        monkeypatch.setattr(rebuilding, "BATCH", 10)
        other, seen = another_store(), []
        await rebuild(
            Topics(), store, ledger, CLOCK, lambda *_: seen.append(report(Topics(), other, 0).rebuild)
        )
        first = seen[0]

        assert first is not None
        assert (first.generation, first.version, first.is_abandoned) == (2, 1, False)
        # What comes with a pause is a batch of its own, so the first may have fewer.
        assert 0 < first.done <= 10
        assert (first.total, first.started_at) == (25, TEN)
        assert report(Topics(), other, 0).rebuild is None

    async def test_an_abandoned_one_is_told(self, ledger: Ledger, store: Store) -> None:
        """What a killed rebuild left behind is shown as abandoned, until the next one removes it."""
        await self.built(ledger, store)
        left = store.new()
        left.prepare(1, TEN)
        with left.writing() as connection:
            building.begin(connection, 25, TEN)
        found = report(Topics(), store, 0).rebuild

        assert found is not None
        assert (found.done, found.total, found.is_abandoned) == (0, 25, True)
        await rebuild(Topics(), store, ledger, CLOCK)
        assert report(Topics(), store, 0).rebuild is None


@pytest.mark.server
class TestRebuildingOnSqlite(OnSqlite, Rebuilding):
    pass


@pytest.mark.server
class TestRebuildingOnPostgresql(OnPostgresql, Rebuilding):
    pass


class TestRemaining:
    def test_from_the_rate_so_far(self) -> None:
        """The time that is left follows from what was done since it began."""
        half = Building(2, 1, 500, 1000, TEN, TEN + timedelta(seconds=10), is_abandoned=False)

        assert (half.rate, half.remaining_s) == (50, 10)

    def test_not_known_at_first(self) -> None:
        """Before the first batch nothing is known."""
        first = Building(2, 1, 0, 1000, TEN, TEN, is_abandoned=False)

        assert (first.rate, first.remaining_s) == (None, None)
