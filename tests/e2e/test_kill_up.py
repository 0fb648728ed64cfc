"""`up` alone starts again what is killed, its server first of all: what was answered is there once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from functools import partial
from pathlib import Path

import pytest

from answerable.errors import AnswerableError
from answerable.ledger.integrity.check import check_ledger
from answerable.ledger.server.endpoint import Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from answerable_services.cli.projections import projections
from answerable_services.cli.readiness import until_caught_up
from tests.e2e.centre import ANSWER_WITHIN_S, WITHIN_S, everything_in, until
from tests.e2e.kept import Written, faults_of
from tests.e2e.traffic import Traffic
from tests.identity.proofs import Asking
from tests.services.cli.running import IS_LINUX, Centre, up
from tests.soak import chances, in_long_form, note, times

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.skipif(not IS_LINUX, reason="finds the services' processes in /proc"),
    in_long_form,
]

SERVER_SHARE = 0.6
"""The share of kills that hit the server; the others hit one of the services."""

WORKS_FOR_S = 0.5
"""Seconds, at most, between the first answer behind a kill and the next kill."""


class Killer:
    """Kills the server or a service below `up`, and waits until commands are answered again.

    Arguments:
        centre: the installation.
        traffic: the commands that flow meanwhile.
        chance: decides what is killed, and when.
    """

    def __init__(self, centre: Centre, traffic: Traffic, chance: random.Random) -> None:
        self._centre = centre
        self._traffic = traffic
        self._chance = chance
        self.killed: dict[str, int] = {}
        self.slowest_s = 0.0

    async def kill(self, count: int) -> None:
        """Kill so many times; nobody but `up` starts anything."""
        loop = asyncio.get_running_loop()
        await self._answers()
        for _ in range(count):
            await asyncio.sleep(self._chance.uniform(0, WORKS_FOR_S))
            if self._chance.random() < SERVER_SHARE:
                before = Endpoint.read(self._centre.data).pid
                os.kill(before, signal.SIGKILL)
                began = loop.time()
                await until(partial(self._has_another, before), "the server, started again")
                self.slowest_s = max(self.slowest_s, loop.time() - began)
                self._count("server")
            else:
                service, pid = self._chance.choice(sorted(self._centre.services().items()))
                os.kill(pid, signal.SIGKILL)
                self._count(service)
            await self._answers()

    def _count(self, what: str) -> None:
        self.killed[what] = self.killed.get(what, 0) + 1

    async def _has_another(self, before: int) -> bool:
        try:
            found = Endpoint.read(self._centre.data)
        except AnswerableError:
            return False
        return found.pid != before and await found.is_answering()

    async def _answers(self) -> None:
        before = self._traffic.answered

        async def is_answered() -> bool:
            return self._traffic.answered > before

        await until(is_answered, "a command answered behind a kill")


async def survived(centre: Centre, ledger: Ledger, kills: int, chance: random.Random) -> Traffic:
    """Let commands flow while `up` is all that starts anything, and wait until all is at rest."""
    traffic = Traffic(Asking(ledger.client, centre.data / "identity", timeout_s=ANSWER_WITHIN_S), chance)
    killer = Killer(centre, traffic, random.Random(chance.random()))
    flow = asyncio.create_task(traffic.flow())
    try:
        await killer.kill(kills)
        traffic.end()
        async with asyncio.timeout(WITHIN_S):
            await flow
    finally:
        flow.cancel()
    await until_caught_up(Asking(ledger.client, centre.data / "identity"), within_s=WITHIN_S)
    note(
        f"killed below `up`: {killer.killed}; the server was back after {killer.slowest_s:.1f} s at most. "
        f"{traffic.answered} commands answered, {traffic.repeats} requests repeated"
    )
    return traffic


async def proved(centre: Centre, kills: int, chance: random.Random) -> None:
    """Kill, and prove that nothing was lost or doubled."""
    async with connected(Settings(data=centre.data)) as here:
        traffic = await survived(centre, here.ledger, kills, chance)
        written = [Written.of(message) for message in await everything_in(here.ledger)]
        faults = faults_of(traffic.answers, written)
        note(f"{len(written)} events; {len(faults)} commands lost, doubled or out of order")
        assert faults == []
        assert traffic.refused < traffic.answered / 10, "hardly anything that was sent is carried out"
        assert list((await check_ledger(here.ledger)).faults) == []


def test_up_alone_starts_everything_again(tmp_path: Path) -> None:
    """Every answered command stands in the ledger once and in order, and every view is what it gives."""
    with up(tmp_path / "data") as centre:
        asyncio.run(proved(centre, times(5, "SOAK_KILLS", 40), chances("up")))
        for name in projections():
            checked = centre.ask("projection", "check", name, "--json")
            assert checked.document["is_whole"], checked.out
        assert centre.ask("doctor").status == 0
