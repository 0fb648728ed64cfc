"""Two processes of scoring on one view: the one that fills it is killed, and the other goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from answerable.clock import SystemClock
from answerable.errors import Unavailable
from answerable.events.cloudevents import encode
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.messaging.client import Caller
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.views.store import Store
from answerable.queries.scoring import Views
from answerable_services.scoring.projection import Scores
from tests.identity.proofs import Asking
from tests.services.instances import WITHIN_S, two_of
from tests.services.scoring.given import CENTRE, exam
from tests.services.scoring.test_main import connected

pytestmark = [pytest.mark.server, pytest.mark.slow]

TAKES_OVER_WITHIN_S = 20.0
"""Far longer than it takes, a second or two, for a machine that is busy with other tests."""


async def until_at(caller: Caller, position: int, within_s: float = WITHIN_S) -> None:
    """Wait until the view that somebody answers from is so far."""
    async with asyncio.timeout(within_s):
        while True:
            try:
                (view,) = (await caller.query(Views())).views
            except Unavailable:
                pass
            else:
                if view.position >= position:
                    return
            await asyncio.sleep(0.02)


async def test_killed_under_load(tmp_path: Path) -> None:
    """While events come in, the active one is killed: the view goes on within seconds, and has each once."""
    data = tmp_path / "data"
    async with EmbeddedServer(data) as endpoint:
        async with connected(endpoint, User.OPERATOR) as ledger:
            await ledger.install()
        async with (
            connected(endpoint, User.INTAKE) as writing,
            connected(endpoint, User.CLI) as reading,
            two_of("scoring", tmp_path, ANSWERABLE_DATA=str(data)) as instances,
        ):
            caller = Asking(reading.client, data / "identity")
            is_enough = asyncio.Event()
            load = asyncio.create_task(_write(writing, is_enough))
            try:
                leader = await instances.leader()
                await until_at(caller, 50)
                await leader.kill()
                killed_at = (await reading.status()).last_sequence
                await until_at(caller, killed_at + 1, TAKES_OVER_WITHIN_S)
            finally:
                is_enough.set()
                last = await load
            await until_at(caller, last)
            (survivor,) = (instance for instance in instances.all if instance is not leader)
            # The sites may have been its own before: then the view goes on before it has taken the lead.
            assert await instances.leader() is survivor
            await survivor.stop()

            store = Store(data / "views", Scores.name, Scores.tables)
            dump, position = store.serving().dump(), store.serving().position()
            await rebuild(Scores(), store, reading, SystemClock())
            assert store.serving().dump() == dump
            assert (position.sequence, position.events) == (last, last)
            assert len(dump["facts"]) == last - len(CENTRE)
            store.close()


async def _write(ledger: Ledger, is_enough: asyncio.Event) -> int:
    """Write exams until it is enough, and give the last sequence."""
    number = 0
    events = [*CENTRE]
    while True:
        entries = [entry_for(each.site, each.originator_id, encode(each), expected=0) for each in events]
        last = (await ledger.append(entries))[-1]
        if is_enough.is_set():
            return last
        number += 5
        events = [exam(number + each, 80) for each in range(5)]
        await asyncio.sleep(0.01)
