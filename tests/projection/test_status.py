"""Status: how far a view is, how old what it lacks is, and what a person has to look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from answerable.ledger.store.ledger import Ledger
from answerable.projection.views.generation import Generation
from answerable.projection.views.status import lag_of, status_at_rest, status_of
from answerable.projection.views.store import Store
from answerable.queries.views import ViewState
from tests.ledger.servers import until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TEN, Topics, entries, unwanted
from tests.projection.following import has_reached, running, write


class Status:
    async def test_lag(self, ledger: Ledger, store: Store) -> None:
        """The lag is what waits for the view, whether it runs or was never built."""
        last = await write(ledger, range(4))
        await ledger.append(entries(unwanted(1)))
        assert await lag_of(Topics(), store, ledger) == 4
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        assert await lag_of(Topics(), store, ledger) == 0

        await write(ledger, range(4, 6))
        assert await lag_of(Topics(), store, ledger) == 2

    async def test_while_the_service_runs(self, ledger: Ledger, store: Store) -> None:
        """Caught up, a view has no lag, and the rate tells how fast it came there."""
        last = await write(ledger, range(12))
        async with running(Topics(), store, ledger) as runner:
            await until(has_reached(store, last))
            await until(lambda: runner.pending == 0)
            status = await status_of(runner, ledger, datetime.now(UTC))

        assert (status.state, status.lag, status.lag_s, status.is_whole) == (ViewState.FOLLOWING, 0, 0, True)
        assert status.rate is not None
        assert status.rate > 0

    async def test_while_it_is_down(self, ledger: Ledger, store: Store) -> None:
        """The database and the ledger tell the rest: what waits, and how long the first of it does."""
        last = await write(ledger, range(3))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        await write(ledger, range(5, 8))
        # The events say 2016; for how long they wait is a question of the machine's own time.
        status = await status_at_rest(Topics(), store, ledger, datetime.now(UTC) + timedelta(seconds=42))

        assert (status.state, status.position, status.rate) == (ViewState.DOWN, last, None)
        assert status.lag == 3
        assert status.lag_s is not None
        assert 42 <= status.lag_s < 102

    async def test_taken_over_while_it_is_asked_for(
        self, ledger: Ledger, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A generation that goes in this moment is no trouble: the one that took over tells how far it is."""
        await write(ledger, range(4))
        for number in (1, 2):
            generation = store.new()
            generation.prepare(1, TEN)
            if number == 1:
                store.activate(1)
        opened = store.generation

        def taking_over(number: int) -> Generation:
            if number == 1:
                store.activate(2)
            return opened(number)

        monkeypatch.setattr(store, "generation", taking_over)

        assert await lag_of(Topics(), store, ledger) == 4
        assert store.numbers() == [2]

    async def test_parked(self, ledger: Ledger, store: Store) -> None:
        """What was parked is counted, and the last of it named, also when the service is down."""
        last = await write(ledger, range(4), lambda number: "poison" if number in {1, 2} else "a")
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        status = await status_at_rest(Topics(), store, ledger, datetime.now(UTC))

        assert (status.parked, status.behind, status.discarded, status.parked_total) == (2, 0, 0, 2)
        assert (status.lag, status.error, status.is_whole) == (0, None, False)
        assert status.trouble == "event 3 on ledger.xm01.contact.contact-2: ValueError: bitter"


@pytest.mark.server
class TestStatusOnSqlite(OnSqlite, Status):
    pass


@pytest.mark.server
class TestStatusOnPostgresql(OnPostgresql, Status):
    pass
