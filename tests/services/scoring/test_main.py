"""The service itself: it follows a real ledger, and answers over NATS."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from answerable.errors import AnswerableError, Refused, Unavailable
from answerable.events.cloudevents import encode
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.messaging.client import Caller
from answerable.queries.scoring import StatementOf, Statements, Views
from answerable.settings import Settings
from answerable_services.scoring.main import run
from tests.identity.proofs import Asking
from tests.services.scoring.given import AGENT, CENTRE, MARCH, bonus, violation

pytestmark = pytest.mark.server

EVENTS = [*CENTRE, violation(1, "001-M1"), bonus(2)]


@asynccontextmanager
async def connected(endpoint: Endpoint, user: User) -> AsyncIterator[Ledger]:
    password = endpoint.passwords[user.value]
    ledger = await Ledger.open(endpoint.url, user=user.value, password=password, name="test")
    try:
        yield ledger
    finally:
        await ledger.close()


async def caught_up(caller: Caller, events: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                (view,) = (await caller.query(Views())).views
            except Unavailable:
                pass
            else:
                if view.position == events:
                    return
            await asyncio.sleep(0.02)


async def test_the_service_answers_from_the_ledger(tmp_path: Path) -> None:
    """What intake appended is scored, asked for over NATS, until the service is told to stop."""
    async with EmbeddedServer(tmp_path) as endpoint:
        async with connected(endpoint, User.OPERATOR) as ledger:
            await ledger.install()
        async with connected(endpoint, User.INTAKE) as ledger:
            await ledger.append(
                [entry_for(each.site, each.originator_id, encode(each), expected=0) for each in EVENTS]
            )
        stopped = asyncio.Event()
        service = asyncio.create_task(run(Settings(data=tmp_path), stopped))
        try:
            async with connected(endpoint, User.CLI) as ledger:
                caller = Asking(ledger.client, tmp_path / "identity")
                await caught_up(caller, len(EVENTS))
                found = await caller.query(StatementOf(site="xm01", staff=AGENT, month=MARCH))
                page = await caller.query(Statements(site="xm01"))
                with pytest.raises(AnswerableError) as unbound:
                    await caller.query(StatementOf(site="xm01", staff=AGENT, month="2015-12"))
        finally:
            stopped.set()
            await asyncio.wait_for(service, 20)

    assert found.statement.raw == 80
    assert found.statement.rulebook == page.rulebook
    assert [row.capped for row in page.statements] == [80]
    assert (type(unbound.value), unbound.value.status) == (Refused, 409)
