"""Events of older versions, in a real ledger, are read as the present one by views and by intake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic_core import to_json
from sqlalchemy import select

from answerable.commands.registry import COMMANDS
from answerable.deciding import declaring
from answerable.errors import AnswerableError, Unavailable
from answerable.events.cloudevents import open_envelope
from answerable.events.registry import REGISTRY
from answerable.identity.table import table
from answerable.identity.table_file import read_table
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.messaging.client import Caller
from answerable.projection.views.store import Store
from answerable.service import Service
from answerable.streams.site import commands as site
from answerable_services.intake.main import run as run_intake
from tests.identity.proofs import Asking
from tests.services import pause
from tests.services.conftest import Installation

pytestmark = pytest.mark.server

TYPE = "answerable.pause.taken"
WITHIN_S = 20


ROW = b"""
  - title: {zh: "a", en: "a"}
    rows:
      - do: [pause.take]
        says: {zh: "a", en: "Take a pause"}
        who: {site: [agent, lead, supervisor, manager]}
"""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The event is part of the language for the length of a test, with what lifts its older versions."""
    monkeypatch.setattr(REGISTRY, "_models", {**REGISTRY._models})
    monkeypatch.setattr(REGISTRY, "_upcasters", {**REGISTRY._upcasters})
    REGISTRY.add(pause.Taken)
    for old, new, lift in pause.UPCASTERS:
        REGISTRY.upcast(f"{TYPE}.{old}", f"{TYPE}.{new}", lift)
    monkeypatch.setitem(COMMANDS, pause.Take.command_name, pause.Take)
    deciders: dict[Any, Any] = declaring.DECIDERS
    evolvers: dict[Any, Any] = declaring.EVOLVERS
    monkeypatch.setitem(deciders, pause.Take, pause.take)
    monkeypatch.setitem(evolvers, pause.Taken, pause.taken)
    monkeypatch.setattr(
        "answerable.identity.table.read_table", lambda content, name: read_table(content + ROW, name)
    )
    table.cache_clear()
    yield
    monkeypatch.undo()
    table.cache_clear()


def stored(originator: str, version: int, wire_version: str, **said: Any) -> bytes:
    """A message's body as a writer of that time left it; no code of today made it."""
    at = f"2016-03-10T0{version}:00:00Z"
    return to_json(
        {
            "specversion": "1.0",
            "id": f"{originator}.{version}",
            "source": "/sites/xm01",
            "type": f"{TYPE}.{wire_version}",
            "time": at,
            "subject": originator,
            "datacontenttype": "application/json",
            "data": {
                "originator_id": originator,
                "originator_version": version,
                "site": "xm01",
                "occurred_at": at,
                "recorded_at": at,
                "actor": "staff-first",
                "causation_id": "pause.take",
                "correlation_id": originator,
                **said,
            },
        }
    )


async def store(installation: Installation, originator: str, *bodies: bytes) -> None:
    """Append documents to an aggregate as its first events."""
    password = installation.endpoint.passwords[User.INTAKE]
    ledger = await Ledger.open(installation.endpoint.url, user=User.INTAKE, password=password, name="earlier")
    try:
        first, *rest = bodies
        await ledger.append(
            [
                entry_for("xm01", originator, first, expected=0),
                *(entry_for("xm01", originator, body, expected=None) for body in rest),
            ]
        )
    finally:
        await ledger.close()


@asynccontextmanager
async def running(installation: Installation) -> AsyncIterator[tuple[Caller, Store, Ledger]]:
    """Intake and a service with the view, both stopped at the end."""
    settings = installation.settings(intake_port=0)
    stopped = asyncio.Event()
    service = Service("pauses", settings, user=User.SCORING)
    view = service.project(pause.Pauses())
    ledger = await installation.ledger()
    tasks = [asyncio.create_task(run_intake(settings, stopped)), asyncio.create_task(service.run(stopped))]
    try:
        yield Asking(ledger.client, settings.keys), view, ledger
    finally:
        stopped.set()
        await asyncio.wait_for(asyncio.gather(*tasks), WITHIN_S)
        await ledger.close()


async def carried_out(caller: Caller, *commands: Any) -> list[Any]:
    """Have commands carried out, waiting for intake to be there."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                return [await caller.command(command) for command in commands]
            except Unavailable:
                await asyncio.sleep(0.02)


async def rows(view: Store, originator: str, count: int) -> list[tuple[int, int, str]]:
    """Wait until a view has as many rows of an aggregate, and give them."""
    wanted = select(pause.PAUSES).where(pause.PAUSES.c.pause == originator).order_by("version")
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                found = await view.read(lambda connection: connection.execute(wanted).all())
            except Unavailable:
                found = []
            if len(found) >= count:
                return [(row.version, row.seconds, row.kind) for row in found]
            await asyncio.sleep(0.02)


@pytest.mark.usefixtures("known")
async def test_two_older_versions(installation: Installation) -> None:
    """Stored as v1, v2 and v3, an aggregate is folded by intake and shown by a view as if all were v3.

    The decision of intake depends on all three; what it writes stands behind them in the present version,
    and they stand in the ledger as they were written.
    """
    before = (
        stored("pause-1", 1, "v1", minutes=10),
        stored("pause-1", 2, "v2", seconds=90),
        stored("pause-1", 3, "v3", seconds=5, kind="unpaid"),
    )
    await store(installation, "pause-1", *before)

    async with running(installation) as (caller, view, ledger):
        _, receipt = await carried_out(
            caller,
            site.Open(site="xm01", actor="system-setup", name_zh="厦门", name_en="Xiamen"),
            pause.Take(site="xm01", actor="staff-first", pause="pause-1"),
        )
        shown = await rows(view, "pause-1", 4)
        history = [message.body for message in await ledger.history("pause-1")]

    assert (receipt.version, [event.type for event in receipt.events]) == (4, [f"{TYPE}.v3"])
    assert shown == [(1, 600, "paid"), (2, 90, "paid"), (3, 5, "unpaid"), (4, 695, "unpaid")]
    assert tuple(history[:3]) == before
    assert open_envelope(history[3]).data["seconds"] == 695


@pytest.mark.usefixtures("known")
async def test_an_older_version_that_does_not_fit(installation: Installation) -> None:
    """Where an old event lacks what its upcaster needs, intake's refusal names both types."""
    await store(installation, "pause-2", stored("pause-2", 1, "v1", hours=1))

    refusal = rf"{TYPE}\.v1 cannot become {TYPE}\.v2: KeyError\('minutes'\)"

    async with running(installation) as (caller, _, ledger):
        with pytest.raises(AnswerableError, match=refusal):
            await carried_out(caller, pause.Take(site="xm01", actor="staff-first", pause="pause-2"))
        history = await ledger.history("pause-2")

    assert len(history) == 1
