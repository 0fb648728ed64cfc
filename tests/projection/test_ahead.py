"""A view that is further than the ledger is filled no more, says so, and stays so until it is filled anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.ledger.store.ledger import Ledger
from answerable.projection import ahead
from answerable.projection.filling.retrying import Decision, discard
from answerable.projection.running.runtime import Runner
from answerable.projection.views.status import report, status_at_rest
from answerable.projection.views.store import Store
from answerable.queries.views import AHEAD, ViewState
from tests.ledger.servers import OpenServer, delete_stream, until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import Topics
from tests.projection.following import CLOCK, counts, has_reached, running, write


async def cut(ledger: Ledger, server: OpenServer, events: int) -> None:
    """Put an older copy of the ledger in its place: the same, and shorter."""
    identity = (await ledger.status()).identity
    await delete_stream(ledger, server.data)
    await ledger.install(identity)
    await write(ledger, range(events))


@asynccontextmanager
async def told(store: Store, ledger: Ledger) -> AsyncIterator[list[int]]:
    """Keep the view up, and collect what its service would tell intake."""
    heard: list[int] = []

    async def hear(position: int) -> None:
        heard.append(position)

    task = asyncio.create_task(Runner(Topics(), store, ledger, CLOCK, None, hear).run())
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Ahead:
    async def test_at_the_start(self, ledger: Ledger, server: OpenServer, store: Store) -> None:
        """Found at the start, told, kept through restarts and new events, and over when it is filled anew."""
        last = await write(ledger, range(20))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        await cut(ledger, server, 15)
        async with told(store, ledger) as heard:
            await until(lambda: heard == [20])
        status = report(Topics(), store, 0)
        assert status.trouble is not None
        assert status.trouble.startswith(f"{AHEAD}the view has seen event 20, and the ledger ends at 15")

        last = await write(ledger, range(30, 40))
        async with told(store, ledger) as heard:
            await until(lambda: heard == [20])
            assert counts(store.serving().dump()) == {"a": 20}
            store.set_aside(1, "ahead")
            await until(has_reached(store, last, generation=2))
        assert counts(store.serving().dump()) == {"a": 25}
        assert report(Topics(), store, 0).trouble is None

    async def test_while_it_runs(
        self, ledger: Ledger, server: OpenServer, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Found while the view is followed; its state says that it is filled no more."""
        monkeypatch.setattr(ahead, "RECHECK_EVERY_S", 0.2)
        last = await write(ledger, range(20))
        async with running(Topics(), store, ledger) as runner:
            await until(has_reached(store, last))
            await cut(ledger, server, 15)
            await until(lambda: runner.state is ViewState.STOPPED)
        assert str(report(Topics(), store, 0).trouble).startswith(AHEAD)

    async def test_at_rest(self, ledger: Ledger, server: OpenServer, store: Store) -> None:
        """Where its service does not run, the database and the ledger tell."""
        last = await write(ledger, range(20))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        await cut(ledger, server, 15)
        status = await status_at_rest(Topics(), store, ledger, datetime.now(UTC))

        assert str(status.trouble).startswith(AHEAD)

    async def test_decisions_about_lost_events(
        self, ledger: Ledger, server: OpenServer, store: Store
    ) -> None:
        """What was discarded behind the ledger's end is not left out: another event has its sequence."""
        await write(ledger, range(20), lambda number: "poison" if number in {3, 18} else "a")
        async with running(Topics(), store, ledger):
            await until(has_reached(store, 20))
        for sequence in (4, 19):
            await discard(Topics(), store, ledger, CLOCK, Decision(sequence, "typed twice", "staff-lead"))
        await cut(ledger, server, 15)
        store.set_aside(1, "ahead", 15)
        last = await write(ledger, range(30, 40))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last, generation=2))

        assert counts(store.serving().dump()) == {"a": 24}

    async def test_positions_of_all(self, ledger: Ledger, store: Store, views: Path | SecretStr) -> None:
        """All views of a place are found by name, whoever keeps them; an unreadable one is left out."""
        assert ahead.positions(views) == {}
        last = await write(ledger, range(3))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))

        assert ahead.positions(views) == {"topics": 3}


@pytest.mark.server
class TestOnSqlite(OnSqlite, Ahead):
    pass


@pytest.mark.server
class TestOnPostgresql(OnPostgresql, Ahead):
    pass
