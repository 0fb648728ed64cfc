"""A view says who keeps it up: so a stopped service is missed, and a name that is taken is left alone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import Conflict
from answerable.identity import Keys
from answerable.ledger.store.ledger import Ledger
from answerable.projection import owners
from answerable.projection.running.instance import Instance
from answerable.projection.running.runtime import Runner
from answerable.projection.stored import stored_statuses
from answerable.projection.views.store import Store
from answerable.queries.views import ViewState
from answerable.service import Service
from answerable.settings import Settings
from tests.ledger.servers import until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import Topics, entries, unwanted
from tests.projection.following import CLOCK, has_reached, running, write


class Owners:
    async def test_noted_while_it_is_kept(self, ledger: Ledger, store: Store) -> None:
        """The instance that fills a view writes its service's name, its streams and the time into it."""
        last = await write(ledger, range(3))
        assert owners.owner_of(store) is None
        began = datetime.now(UTC)
        instance = Instance(Runner(Topics(), store, ledger, CLOCK), ledger, CLOCK, "counting")
        task = asyncio.create_task(instance.run())
        await until(has_reached(store, last))
        await until(lambda: owners.owner_of(store) is not None)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        owner = owners.owner_of(store)

        assert owner is not None
        assert (owner.service, owner.streams) == ("counting", ("contact",))
        assert owner.seen_at >= began

    async def test_a_stopped_consumer(self, ledger: Ledger, store: Store, views: Path | SecretStr) -> None:
        """Two events behind, its view tells who should run; events it does not read are not waited for."""
        last = await write(ledger, range(3))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        [unknown] = await stored_statuses(views, ledger)
        owners.note(store, "counting", Topics(), datetime.now(UTC))
        [quiet] = await stored_statuses(views, ledger)
        await write(ledger, range(3, 5))
        await ledger.append(entries(unwanted(1)))
        [seen] = await stored_statuses(views, ledger)
        owners.note(store, "counting", Topics(), datetime.now(UTC) - timedelta(hours=2))
        [stopped] = await stored_statuses(views, ledger)

        assert (unknown.state, unknown.service) == (ViewState.UNKNOWN, None)
        assert (quiet.state, quiet.lag, quiet.trouble) == (ViewState.FOLLOWING, 0, None)
        assert (seen.state, seen.lag, seen.trouble) == (ViewState.FOLLOWING, 2, None)
        assert (stopped.state, stopped.lag) == (ViewState.DOWN, 2)
        assert str(stopped.trouble).startswith("2 event(s) wait, and its service counting was seen last at")
        assert stopped.lag_s is not None
        assert stopped.lag_s < 60
        assert await stored_statuses(views, ledger, but={"topics"}) == []

    async def test_a_name_that_is_taken(self, ledger: Ledger, store: Store) -> None:
        """Another service's view is left alone; its own service goes on with it."""
        last = await write(ledger, range(1))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        owners.note(store, "counting", Topics(), datetime.now(UTC))

        owners.refuse_taken("counting", "topics", store)
        with pytest.raises(Conflict, match="the service counting keeps a view topics already"):
            owners.refuse_taken("daybook", "topics", store)


@pytest.mark.server
class TestOnSqlite(OnSqlite, Owners):
    pass


@pytest.mark.server
class TestOnPostgresql(OnPostgresql, Owners):
    pass


def test_our_names(tmp_path: Path) -> None:
    """A projection of one's own cannot have the name of one of ours, from the first start on."""

    class Mine(Topics):
        name = "scores"

    Keys(tmp_path / "identity").make()
    service = Service("daybook", Settings(data=tmp_path, nats_url="nats://127.0.0.1:1"))
    with pytest.raises(
        Conflict, match="scores is the name of the view that Answerable's own service scoring"
    ):
        service.project(Mine())
