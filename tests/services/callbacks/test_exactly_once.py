"""A missed callback or limit is one fact: after a crash, from two instances, at every repeat."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError
from pydantic import SecretStr

from answerable.clock import FixedClock
from answerable.commands.base import Command
from answerable.errors import Unavailable
from answerable.events.base import Event
from answerable.events.cloudevents import open_envelope
from answerable.events.registry import REGISTRY
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.messaging.client import Caller
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.views.store import Store
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import CallbackState, Due, DueList, History, HistoryAnswer, Views
from answerable.settings import Settings
from answerable.streams.callback import commands as callback_commands
from answerable.streams.callback import events as callback
from answerable.streams.case import commands as case_commands
from answerable.streams.case import events as case
from answerable.streams.delivery import commands as delivery_commands
from answerable.streams.rulebook.commands import Bind
from answerable.streams.site import commands as site_commands
from answerable.streams.staff.commands import Hire
from answerable.streams.staff.events import Role
from answerable_services.callbacks.answers import Answers
from answerable_services.callbacks.main import run as run_callbacks
from answerable_services.callbacks.projection import CallbacksProjection
from answerable_services.callbacks.sweeper import Sweeper
from answerable_services.intake.main import run as run_intake
from tests.identity.proofs import Asking
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.callbacks.given import SCHEDULES
from tests.services.cli.running import environment
from tests.services.forked import Forked
from tests.services.instances import two_of, where

pytestmark = pytest.mark.server

NOW = datetime(2016, 8, 1, 4, tzinfo=UTC)
RECORDED = NOW - timedelta(days=2)
"""Deliveries are judged a day after they were recorded."""
LONG_AGO: dict[str, Any] = {
    "site": "xm01",
    "actor": "staff-001",
    "occurred_at": datetime(2016, 1, 12, tzinfo=UTC),
}
DELIVERIES = 50
CASES = 12
TAKES_OVER_WITHIN_S = 20.0
"""Far longer than it takes, a second or two, for a machine that is busy with other tests."""
EACH = 6
"""Callbacks of a delivery of 12 January 2016 that were missed by the first of August."""


@dataclass
class Centre:
    """A running installation: server, ledger and intake; the callbacks service comes and goes."""

    data: Path
    endpoint: Endpoint
    ledger: Ledger

    @property
    def caller(self) -> Caller:
        return Asking(self.ledger.client, self.data / "identity")

    def settings(self, name: str) -> Settings:
        """Another instance on the same server, with views of its own."""
        return Settings(
            data=self.data.parent / name,
            identity=self.data / "identity",
            nats_url=self.endpoint.url,
            nats_passwords={User.CALLBACKS: SecretStr(self.endpoint.passwords[User.CALLBACKS])},
            clock_start=NOW,
        )

    def variables(self, settings: Settings) -> dict[str, str]:
        """What a process of such an instance is told."""
        return {
            "ANSWERABLE_DATA": str(settings.data),
            "ANSWERABLE_IDENTITY": str(settings.keys),
            "ANSWERABLE_NATS_URL": settings.nats_url,
            "ANSWERABLE_NATS_PASSWORDS": json.dumps(
                {User.CALLBACKS: self.endpoint.passwords[User.CALLBACKS]}
            ),
            "ANSWERABLE_CLOCK_START": NOW.isoformat(),
        }

    async def events(self) -> list[Event]:
        """Everything in the ledger."""
        found: list[Event] = []
        async with self.ledger.follow() as feed, contextlib.aclosing(feed.batches(idle_s=0.05)) as batches:
            async for batch in batches:
                envelopes = (open_envelope(message.body) for message in batch)
                found += [REGISTRY.build(envelope.type, envelope.data) for envelope in envelopes]
                if feed.unread == 0:
                    break
        return found

    async def misses(self) -> list[str]:
        """The callbacks and the limits that were missed, as the ledger has them, repeats and all."""
        missed = (callback.Missed, case.LimitMissed)
        return [event.originator_id for event in await self.events() if isinstance(event, missed)]

    async def open_cases(self) -> None:
        """Open a site whose manager is responsible for cases since half a year ago, which nobody solved."""
        common = LONG_AGO
        await self.caller.command(site_commands.Open(**common, name_zh="厦门", name_en="Xiamen"))
        hired_on = date(2015, 1, 5)
        await self.caller.command(
            Hire(
                **{**common, "actor": "system-setup"},
                staff="staff-001",
                role=Role.MANAGER,
                team="one",
                hired_on=hired_on,
            )
        )
        bound_from = date(2016, 1, 1)
        await self.caller.command(Bind(**common, rulebook="call-centre-80", effective_from=bound_from))
        for number in range(CASES):
            await self.caller.command(
                case_commands.Open(**common, case=f"case-{number}", topic="line 4", first_asked="staff-001")
            )

    async def deliver(self) -> None:
        """Have projects delivered half a year ago, too."""
        await self.open_cases()
        for number in range(DELIVERIES):
            await self.caller.command(
                delivery_commands.Accept(
                    **LONG_AGO,
                    delivery=f"delivery-{number}",
                    customer=f"customer-{number}",
                    project="line 4",
                    accepted_on=date(2016, 1, 12),
                )
            )


@contextlib.asynccontextmanager
async def running(
    run: Callable[[Settings, asyncio.Event], Any], settings: Settings
) -> AsyncIterator[asyncio.Task[None]]:
    """Run a service beside the test."""
    stopped = asyncio.Event()
    task: asyncio.Task[None] = asyncio.create_task(run(settings, stopped))
    try:
        yield task
    finally:
        stopped.set()
        await task


async def until(condition: Callable[[], Any], deadline_s: float = 30) -> None:
    async with asyncio.timeout(deadline_s):
        while not await condition():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def installed(data: Path) -> AsyncIterator[Centre]:
    """Run a server with a ledger; what is on record there is for intake to write."""
    async with EmbeddedServer(data) as endpoint:
        operator = await Ledger.open(
            endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="operator"
        )
        await operator.install()
        await operator.close()
        ledger = await Ledger.open(
            endpoint.url, user=User.CLI, password=endpoint.passwords[User.CLI], name="test"
        )
        yield Centre(data, endpoint, ledger)
        await ledger.close()


@contextlib.asynccontextmanager
async def writing(centre: Centre, clock_start: datetime) -> AsyncIterator[None]:
    """Run intake by a clock, once it takes commands."""
    async with running(run_intake, Settings(data=centre.data, clock_start=clock_start, intake_port=0)):
        await until(lambda: is_served(centre.ledger, "answerable.command.site.open"))
        yield


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[Centre]:
    """A centre with deliveries whose callbacks nobody made."""
    async with installed(tmp_path / "data") as made, writing(made, RECORDED):
        await made.deliver()
        yield made


async def is_served(ledger: Ledger, subject: str) -> bool:
    """Tell whether anybody listens on a subject, by asking for nothing."""
    try:
        await ledger.client.request(subject, b"{}", timeout=2)
    except (NoRespondersError, NatsTimeoutError):
        return False  # a question of a connection that just came back may be lost
    return True


EXPECTED = sorted(
    [
        callback_commands.callback_id(f"delivery-{number}", ordinal)
        for number in range(DELIVERIES)
        for ordinal in range(1, EACH + 1)
    ]
    + [f"case-{number}" for number in range(CASES)]
)


async def test_repeats_write_nothing(centre: Centre) -> None:
    """Two instances that sweep at once, again and again on a view that stands still, write each miss once."""
    view = View(CallbacksProjection(), FixedClock(NOW)).given(await centre.events())
    answers = Answers(SCHEDULES, FixedClock(NOW))

    async def missed() -> list[Command]:
        with view.connect() as connection:
            return answers.missed(connection)

    async def yes() -> bool:
        return True

    sweepers = [Sweeper(missed, lambda: centre.caller, yes) for _ in range(2)]
    for _ in range(2):
        recorded = await asyncio.gather(*(sweeper.sweep() for sweeper in sweepers))
        assert recorded == [len(EXPECTED)] * 2
    view.close()

    assert sorted(await centre.misses()) == EXPECTED


async def test_missed_anew_by_a_corrected_day(centre: Centre) -> None:
    """What was missed by a wrong day of acceptance is recorded as missed by the right one too."""

    async def sweep() -> None:
        view = View(CallbacksProjection(), FixedClock(NOW)).given(await centre.events())

        async def missed() -> list[Command]:
            with view.connect() as connection:
                return Answers(SCHEDULES, FixedClock(NOW)).missed(connection)

        async def yes() -> bool:
            return True

        await Sweeper(missed, lambda: centre.caller, yes).sweep()
        view.close()

    await sweep()
    correct = delivery_commands.CorrectAcceptance(
        site="xm01",
        actor="staff-001",
        delivery="delivery-0",
        accepted_on=date(2016, 2, 20),
        reason="misread",
    )
    await centre.caller.command(correct)
    await sweep()
    misses = Counter(name for name in await centre.misses() if name.startswith("callback-0-"))

    assert misses == {f"callback-0-{ordinal}": 2 if ordinal < EACH else 1 for ordinal in range(1, EACH + 1)}


async def test_killed_in_the_middle(centre: Centre, tmp_path: Path) -> None:
    """Killed while it writes misses and started again with a second instance, each is there once."""
    settings = centre.settings("first")
    before = (await centre.ledger.status()).messages
    victim = Forked("callbacks", tmp_path / "callbacks.log", environment(**centre.variables(settings)))
    try:
        await until(lambda: _has(centre, before + 1))
    finally:
        victim.kill()
        assert await victim.wait() == -signal.SIGKILL
    left_behind = len(await centre.misses())

    async with running(run_callbacks, settings), running(run_callbacks, centre.settings("second")):
        await until(lambda: _has(centre, before + len(EXPECTED)))

    assert 0 < left_behind < len(EXPECTED)
    assert sorted(await centre.misses()) == EXPECTED


class Takeover:
    """Two processes of the service on one view, of which the one that writes misses is killed."""

    async def test_goes_on_within_seconds(
        self, centre: Centre, views: Path | SecretStr, tmp_path: Path
    ) -> None:
        """The other one takes over, in the middle of the misses: each of them is written once."""
        settings = centre.settings("shared")
        before = (await centre.ledger.status()).messages
        variables = {**centre.variables(settings), **where(views)}
        async with two_of("callbacks", tmp_path, **variables) as instances:
            await until(lambda: _has(centre, before + 1))
            leader = await instances.leader()
            await leader.kill()
            left_behind = len(await centre.misses())
            await until(lambda: _has(centre, before + left_behind + 1), TAKES_OVER_WITHIN_S)
            await until(lambda: _has(centre, before + len(EXPECTED)))
            await until(lambda: _is_caught_up(centre, before + len(EXPECTED)))
            due: DueList = await centre.caller.query(Due())
            (survivor,) = (instance for instance in instances.all if instance is not leader)
            assert await instances.leader() is survivor
            await survivor.stop()

        assert 0 < left_behind < len(EXPECTED)
        assert sorted(await centre.misses()) == EXPECTED
        assert due.callbacks == ()
        store = Store(
            views if isinstance(views, SecretStr) else settings.views, "callbacks", CallbacksProjection.tables
        )
        dump = store.serving().dump()
        await rebuild(CallbacksProjection(), store, centre.ledger, FixedClock(NOW))
        assert store.serving().dump() == dump
        store.close()


@pytest.mark.slow
class TestTakeoverOnSqlite(OnSqlite, Takeover):
    pass


@pytest.mark.slow
class TestTakeoverOnPostgresql(OnPostgresql, Takeover):
    pass


async def _is_caught_up(centre: Centre, position: int) -> bool:
    """Tell whether the view that somebody answers from is so far, and has nothing left to do."""
    try:
        found = await centre.caller.query(Views())
    except Unavailable:
        return False
    return found.owed == 0 and all(view.position >= position and view.lag == 0 for view in found.views)


async def _has(centre: Centre, messages: int) -> bool:
    return (await centre.ledger.status()).messages >= messages


async def test_the_service_writes_and_answers(centre: Centre) -> None:
    """Running by itself, the service has every miss recorded and owes nothing any more."""

    async def is_written_off() -> bool:
        try:
            return len((await centre.caller.query(History(limit=500))).ended) == DELIVERIES * EACH
        except Unavailable:  # the service, or its view, is not there yet
            return False

    async with running(run_callbacks, centre.settings("first")):
        await until(is_written_off)
        due: DueList = await centre.caller.query(Due())
        history: HistoryAnswer = await centre.caller.query(History(limit=500))
        views = await centre.caller.query(Views())

    assert due.callbacks == ()
    assert {row.state for row in history.ended} == {CallbackState.MISSED}
    assert [view.name for view in views.views] == ["callbacks", "owed"]


async def test_a_miss_says_when(centre: Centre) -> None:
    """The fact carries the moment its grace ended at the site, the grace and the delivery's matter."""
    async with running(run_callbacks, centre.settings("first")):
        await until(centre.misses)
    first = next(event for event in await centre.events() if isinstance(event, callback.Missed))

    assert (first.originator_id, first.ordinal, first.due_on) == ("callback-0-1", 1, date(2016, 2, 14))
    assert first.occurred_at == datetime(2016, 2, 17, 16, tzinfo=UTC)
    assert (first.grace_days, first.actor) == (3, "system-callbacks")
    assert first.correlation_id == "delivery-0"
