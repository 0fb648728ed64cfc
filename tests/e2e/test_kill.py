"""Killed at random points while commands flow: what was answered is there once, every view as its rebuild."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.centre import SERVICES, WITHIN_S, Centre, install, running, until
from tests.e2e.kept import MISSED, Written, differing_views, faults_of, faults_of_ledger
from tests.e2e.traffic import Traffic
from tests.soak import chances, in_long_form, note, times

pytestmark = [pytest.mark.server, pytest.mark.slow]

SERVER = "server"

CONSUMERS = ("desk", "scoring", "callbacks", "audit")

NOW = datetime(2016, 5, 10, 12, tzinfo=UTC)
"""Where the writer's clock starts: all that the centres say has happened, and some callbacks were missed."""

LATER = NOW + timedelta(days=2)
"""Where the clock of callbacks starts: what is recorded now can be judged, so misses flow as well."""

WHILE_STARTING = 0.2
"""The share of kills that hit a service before it has come back from the last one."""

STARTS_WITHIN_S, WORKS_FOR_S = 0.5, 0.25
"""Seconds, at most, from a start to a kill before the service is back; and behind that, at work."""

SHORT = {SERVER: 3, "intake": 5, "consumers": 5}
"""Kills of each in the short form; `make soak` makes many more, and kills everything at once too."""


class Killer:
    """Kills one part of a centre again and again, at points that chance decides.

    Arguments:
        centre: whose.
        victim: a service, or the server.
        traffic: the commands that flow meanwhile.
        chances: decide when.
        is_alone: whether the server stays while it kills a service.
    """

    def __init__(
        self, centre: Centre, victim: str, traffic: Traffic, chances: random.Random, *, is_alone: bool
    ) -> None:
        self._centre = centre
        self._victim = victim
        self._traffic = traffic
        self._chances = chances
        self._is_alone = is_alone

    async def kill(self, count: int) -> None:
        """Kill it so many times; each time it is started again at once, and the last time it comes back."""
        await self._works()
        for _ in range(count):
            if self._chances.random() < WHILE_STARTING:
                await asyncio.sleep(self._chances.uniform(0, STARTS_WITHIN_S))
            else:
                await self._works()
                await asyncio.sleep(self._chances.uniform(0, WORKS_FOR_S))
            await self._kill()
        await self._works()

    async def _kill(self) -> None:
        if self._victim == SERVER:
            await self._centre.kill_server()
            await self._centre.server.start()
        else:
            services = self._centre.services
            await (services.kill if self._is_alone else services.kill_or_find_ended)(self._victim)
            services.start(self._victim)

    async def _works(self) -> None:
        """Wait until it answers; of the writer and the server, until commands are answered again."""
        before = self._traffic.answered

        async def has_come_back() -> bool:
            if not self._is_alone and self._victim != SERVER:
                self._centre.services.start_where_ended(self._victim)
            if self._victim in CONSUMERS:
                return await self._centre.is_answering(self._victim)
            return self._traffic.answered > before

        await until(has_come_back, f"{self._victim} behind a kill")


async def survived(centre: Centre, victims: Sequence[str], kills: int, chance: random.Random) -> Traffic:
    """Let commands flow while the victims are killed, each by itself, and wait until all is at rest."""
    traffic = Traffic(centre.caller, chance)
    killers = [
        Killer(centre, victim, traffic, random.Random(chance.random()), is_alone=SERVER not in victims)
        for victim in victims
    ]
    flow = asyncio.create_task(traffic.flow())
    try:
        async with asyncio.TaskGroup() as killing:
            for killer in killers:
                killing.create_task(killer.kill(kills))
        traffic.end()
        async with asyncio.timeout(WITHIN_S):
            await flow
    finally:
        flow.cancel()
    for service in SERVICES:
        await centre.until_answering(service)
    await centre.caught_up()
    return traffic


async def proved(data: Path, victims: Sequence[str], kills: int, chance: random.Random) -> None:
    """Kill, and prove that nothing was lost or doubled and no view was torn."""
    await install(data)
    async with running(data, *SERVICES, now=NOW, clocks={"callbacks": LATER}) as centre:
        traffic = await survived(centre, victims, kills, chance)
        written = [Written.of(message) for message in await centre.messages()]
        missed = sum(event.type == MISSED for event in written)
        faults = faults_of(traffic.answers, written)
        note(
            f"killed {kills} times each: {', '.join(victims)}. {traffic.answered} commands answered, "
            f"{traffic.repeats} requests repeated, {len(written)} events, {missed} of them missed callbacks; "
            f"{len(faults)} commands lost, doubled or out of order"
        )
        assert faults == []
        assert traffic.refused < traffic.answered / 10, "hardly anything that was sent is carried out"
        assert await faults_of_ledger(centre) == []
        assert await differing_views(centre, data.with_name("anew")) == []
        assert missed > 0


@pytest.mark.parametrize(
    "victims", [(SERVER,), ("intake",), CONSUMERS], ids=["server", "writer", "consumers"]
)
def test_killed_while_commands_flow(tmp_path: Path, victims: tuple[str, ...]) -> None:
    """Every answered command stands in the ledger once and in order, and every view equals its rebuild.

    Each consumer is killed by itself, at points of its own.
    """
    short = SHORT["consumers" if victims == CONSUMERS else victims[0]]
    kills = times(short, "SOAK_KILLS", 40)
    asyncio.run(proved(tmp_path / "data", victims, kills, chances("-".join(victims))))


@in_long_form
def test_everything_is_killed_at_once(tmp_path: Path) -> None:
    """The server, the writer and the consumers fall and rise beside each other, and still nothing is lost."""
    victims = (SERVER, "intake", *CONSUMERS)
    kills = times(5, "SOAK_KILLS", 40)
    asyncio.run(proved(tmp_path / "data", victims, kills, chances("everything")))
