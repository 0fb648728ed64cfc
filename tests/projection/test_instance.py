"""Instances of one service: one fills the view, another takes over, and sites are shared and shared anew."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from answerable.clock import SystemClock
from answerable.errors import Superseded, Unavailable
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling.filling import Filler
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.running import instance as instances
from answerable.projection.running.instance import Instance
from answerable.projection.running.sharing import share_of
from answerable.projection.views.status import lag_of, status_of
from answerable.projection.views.store import Store
from answerable.projection.writing.own_tables import UNKNOWN_SITES, WHOLE
from answerable.queries.views import ViewState
from tests.ledger.servers import until
from tests.postgresql import Server
from tests.projection.by_site import (
    LOOK_EVERY_S,
    Fleet,
    Tally,
    WholeTally,
    instance_of,
    is_ordered,
    opened_at,
    received_at,
    running,
    sequences,
    store_of,
    together,
)
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TEN, entries, recorded
from tests.soak import IS_SOAK

pytestmark = pytest.mark.server

SITES = tuple(f"s{number}" for number in range(6))
CLOCK = SystemClock()

PROCESSES_WITHIN_S = 120.0
"""Several processes start and share meanwhile, which takes a busy machine its time."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "LOOK_EVERY_S", LOOK_EVERY_S)


async def open_sites(ledger: Ledger, names: Sequence[str] = SITES) -> None:
    await ledger.append(entries(*map(opened_at, names)))


async def write(ledger: Ledger, numbers: range, names: Sequence[str] = SITES) -> int:
    """Write one contact of each number at each site, and give the last sequence."""
    events = [received_at(name, number) for number in numbers for name in names]
    return (await ledger.append(entries(*events)))[-1]


def has_reached(store: Store, sequence: int) -> Callable[[], bool]:
    """Tell when the served view is so far."""

    def reached() -> bool:
        with suppress(Unavailable, DBAPIError):
            return store.serving().position().sequence >= sequence
        return False

    return reached


async def taken(ledger: Ledger, store: Store) -> None:
    """Wait until no event waits for the view."""
    async with asyncio.timeout(30):
        while await lag_of(Tally(), store, ledger) > 0:
            await asyncio.sleep(0.05)


class Stores:
    """Makes the stores that each instance has for itself."""

    @pytest.fixture
    def make_store(self, views: Path | SecretStr) -> Iterator[Callable[[], Store]]:
        with ExitStack() as stack:

            def make() -> Store:
                store = store_of(views)
                stack.callback(store.close)
                return store

            yield make


class ActiveAndStandby(Stores):
    async def test_one_fills_and_the_others_stand_by(
        self, ledger: Ledger, make_store: Callable[[], Store]
    ) -> None:
        """One of two leads and fills; both see the view, and the other takes over when the first leaves."""
        first, second = (instance_of(make_store(), ledger, WholeTally()) for _ in range(2))
        async with running(second):
            async with running(first):
                last = await write(ledger, range(3))
                await until(has_reached(first.runner.store, last))
                assert [first.is_leading, second.is_leading].count(True) == 1
                leader, standby = sorted((first, second), key=lambda each: not each.is_leading)
                await until(lambda: leader.runner.pending == 0)
                assert standby.runner.pending is None
                assert standby.runner.store.serving().position().sequence == last
            await until(lambda: second.is_leading)
            assert not first.is_leading
            last = await write(ledger, range(3, 6))
            await until(has_reached(second.runner.store, last))

        assert not second.is_leading
        assert together(sequences(make_store())) == list(range(1, last + 1))

    def test_who_lost_its_lease_unnoticed_writes_nothing(self, make_store: Callable[[], Store]) -> None:
        """A process that was suspended while another took over finds the position moved: no event twice."""
        batch = recorded(*(received_at("s1", number) for number in range(6)))
        store, other = make_store(), make_store()
        generation = store.new()
        generation.prepare(1, TEN)
        store.activate(generation.number)
        first, *others = suspended = [Filler(WholeTally(), generation, CLOCK) for _ in range(3)]
        first.write(batch[:2])
        assert [filler.position for filler in others] == [2, 2]
        Filler(WholeTally(), other.serving(), CLOCK).write(batch[2:4])
        before = store.serving().dump()

        for filler, stale in zip(suspended, (batch[2:4], batch[2:6], batch[4:6]), strict=True):
            with pytest.raises(Superseded, match="another instance has moved generation 1 on from 2"):
                filler.write(stale)
            assert store.serving().dump() == before
        with pytest.raises(Superseded, match="event 3 is in the view already"):
            first.write(batch[2:4])
        assert store.serving().dump() == before


class TestActiveAndStandbyOnSqlite(OnSqlite, ActiveAndStandby):
    pass


class TestActiveAndStandbyOnPostgresql(OnPostgresql, ActiveAndStandby):
    async def test_a_restarted_database_stops_nobody_for_good(
        self, ledger: Ledger, make_store: Callable[[], Store], postgresql_server: Server
    ) -> None:
        """While the database is away nothing is filled; once it is back, filling goes on by itself."""
        first = instance_of(make_store(), ledger, WholeTally())
        async with running(first) as task:
            last = await write(ledger, range(3))
            await until(has_reached(first.runner.store, last))
            postgresql_server.stop(signal.SIGQUIT)
            try:
                last = await write(ledger, range(3, 6))
                await until(lambda: not first.is_leading and first.runner.progress.error is not None)
                with pytest.raises(Unavailable):
                    first.runner.store.serving()
            finally:
                postgresql_server.start()
            await until(has_reached(first.runner.store, last), 20)
            await until(lambda: first.is_leading and first.runner.progress.error is None)
            assert not task.done()

        assert together(sequences(make_store())) == list(range(1, last + 1))


class Sharing(Stores):
    @pytest.fixture
    async def fleet(self, server: Endpoint, views: Path | SecretStr, tmp_path: Path) -> AsyncIterator[Fleet]:
        made = Fleet(server, views, tmp_path / "instances.log")
        try:
            yield made
        finally:
            await made.kill()

    async def test_alone_it_is_one_feed(self, ledger: Ledger, make_store: Callable[[], Store]) -> None:
        """A single instance fills a view by site as any other, without a position for each site."""
        await open_sites(ledger)
        alone = instance_of(make_store(), ledger)
        async with running(alone):
            last = await write(ledger, range(3))
            await until(has_reached(alone.runner.store, last))

        assert set(alone.runner.store.serving().positions()) == {WHOLE}

    async def test_two_share_and_one_takes_all_again(
        self, ledger: Ledger, make_store: Callable[[], Store]
    ) -> None:
        """A second instance gets half of the sites where the first one stands, and gives them back."""
        await open_sites(ledger)
        first, second = instance_of(make_store(), ledger), instance_of(make_store(), ledger)
        async with running(first):
            await write(ledger, range(4))
            await until(lambda: first.is_leading)
            async with running(second):
                await until(lambda: (feeds(first), feeds(second)) == (3, 3))
                await write(ledger, range(4, 8))
                await taken(ledger, first.runner.store)
            await until(lambda: feeds(first) == len(SITES))
            last = await write(ledger, range(8, 12))
            await taken(ledger, first.runner.store)
            status = await status_of(first.runner, ledger, CLOCK.now())
            assert (status.position, status.lag, status.state) == (last, 0, ViewState.FOLLOWING)
            assert status.events == 12 * len(SITES)

        assert together(sequences(make_store())) == list(range(len(SITES) + 1, last + 1))
        assert set(make_store().serving().positions()) == {*SITES, UNKNOWN_SITES}

    async def test_a_new_site_is_noticed(self, ledger: Ledger, make_store: Callable[[], Store]) -> None:
        """A site that is opened while sites are shared is taken by one of them, from its first event."""
        await open_sites(ledger, SITES[:2])
        first, second = instance_of(make_store(), ledger), instance_of(make_store(), ledger)
        async with running(first), running(second):
            await until(lambda: (feeds(first), feeds(second)) == (1, 1))
            await open_sites(ledger, SITES[2:3])
            last = await write(ledger, range(3), SITES[:3])
            await taken(ledger, first.runner.store)
            await until(lambda: feeds(first) + feeds(second) == 3)

        assert together(sequences(make_store())) == list(range(4, last + 1))

    async def test_a_rebuild_is_shared_anew(self, ledger: Ledger, make_store: Callable[[], Store]) -> None:
        """When another process rebuilt the view, the instances go on with the new one, and share it again."""
        await open_sites(ledger)
        first, second = instance_of(make_store(), ledger), instance_of(make_store(), ledger)
        async with running(first), running(second):
            await until(lambda: feeds(first) + feeds(second) == len(SITES))
            await write(ledger, range(4))
            await rebuild(Tally(), make_store(), ledger, CLOCK)
            last = await write(ledger, range(4, 8))
            await until(lambda: (first.runner.store.active() or 0) > 1)
            await until(lambda: feeds(first) + feeds(second) == len(SITES), 20)
            await taken(ledger, first.runner.store)

        store = make_store()
        assert together(sequences(store)) == list(range(len(SITES) + 1, last + 1))
        assert is_ordered(store.serving().dump()["tally"])

    @pytest.mark.slow
    async def test_killed_left_and_joined(
        self, ledger: Ledger, make_store: Callable[[], Store], fleet: Fleet
    ) -> None:
        """Three processes and six sites, one killed, one left, one joined: no event is lost or doubled."""
        await open_sites(ledger)
        store = make_store()
        await fleet.start(3)
        is_enough = asyncio.Event()
        writing = asyncio.create_task(self._write_on(ledger, is_enough))
        try:
            await self._shares(store, 3)
            await fleet.end(0, signal.SIGKILL)
            await self._shares(store, 2)
            await fleet.end(0, signal.SIGTERM)
            await self._shares(store, 1)
            await fleet.start(1)
            await self._shares(store, 2)
        finally:
            is_enough.set()
            last = await writing
        await taken(ledger, store)
        await fleet.close()

        assert "Traceback" not in fleet.log.read_text()
        dump = store.serving().dump()
        assert together(sequences(store)) == list(range(len(SITES) + 1, last + 1))
        assert is_ordered(dump["tally"])
        await rebuild(Tally(), store, ledger, CLOCK)
        assert store.serving().dump() == dump

    @staticmethod
    async def _write_on(ledger: Ledger, is_enough: asyncio.Event) -> int:
        """Write until it is enough, and give the last sequence."""
        number = 0
        while True:
            last = await write(ledger, range(number, number + 1))
            if is_enough.is_set():
                return last
            number += 1
            await asyncio.sleep(0.02)

    @staticmethod
    async def _shares(store: Store, members: int) -> None:
        """Wait until there are so many, and every site has moved on from where it was then."""
        await until(lambda: is_split(store), PROCESSES_WITHIN_S)
        leases = store.leases()
        await until(lambda: leases.members() == members, PROCESSES_WITHIN_S)
        leases.close()
        before = store.serving().positions()

        def moved() -> bool:
            now = store.serving().positions()
            return all(now[site].sequence > before[site].sequence for site in SITES)

        await until(moved, PROCESSES_WITHIN_S)


def feeds(instance: Instance) -> int:
    """How many partitions an instance fills."""
    return len(instance.runner._unread)


def is_split(store: Store) -> bool:
    with suppress(Unavailable):
        return set(SITES) <= set(store.serving().positions())
    return False


class TestSharingOnSqlite(OnSqlite, Sharing):
    pass


class TestSharingOnPostgresql(OnPostgresql, Sharing):
    @pytest.mark.skipif(not IS_SOAK, reason="in the long form: ANSWERABLE_SOAK=1; in the short one on SQLite")
    @pytest.mark.slow
    async def test_killed_left_and_joined(
        self, ledger: Ledger, make_store: Callable[[], Store], fleet: Fleet
    ) -> None:
        """The same as on SQLite, in processes: a killed one's locks are given back by the server."""
        await super().test_killed_left_and_joined(ledger, make_store, fleet)


@pytest.mark.parametrize(
    ("sites", "members", "expected"), [(6, 1, 6), (6, 3, 2), (6, 4, 2), (7, 3, 3), (0, 2, 0), (2, 5, 1)]
)
def test_shares_are_even_and_leave_nothing(sites: int, members: int, expected: int) -> None:
    """Each takes as many as the others at most, and together they take all."""
    assert share_of(sites, members) == expected
    assert share_of(sites, members) * members >= sites
