"""The audit service on a real server: a reading becomes an event, and the event a finding."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from answerable.errors import Unavailable
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.queries.audit import Accesses, FindingKind, Findings, Views
from answerable.settings import Settings
from answerable.streams.access import commands as access_commands
from answerable.streams.record import commands as record_commands
from answerable.streams.record.events import RecordKind
from answerable.streams.site import commands as site_commands
from answerable_services.audit.main import run as run_audit
from answerable_services.intake.main import run as run_intake
from tests.identity.proofs import Asking
from tests.services.audit.given import AGENT
from tests.services.intake.scenario import hired

pytestmark = pytest.mark.server

NOW = datetime(2016, 3, 10, 2, tzinfo=UTC)


@contextlib.asynccontextmanager
async def running(
    run: Callable[[Settings, asyncio.Event], Coroutine[Any, Any, None]], settings: Settings
) -> AsyncIterator[None]:
    """Run a service beside the test."""
    stopped = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run(settings, stopped))
        try:
            yield
        finally:
            stopped.set()


async def until(condition: Callable[[], Awaitable[bool]], deadline_s: float = 30) -> None:
    """Wait for a condition; a service that is not there yet does not meet it."""
    async with asyncio.timeout(deadline_s):
        while True:
            with contextlib.suppress(Unavailable):
                if await condition():
                    return
            await asyncio.sleep(0.02)


async def test_from_command_to_finding(tmp_path: Path) -> None:
    """Who reads customer data on no case and on no shift is told to the auditor, with the event's place."""
    settings = Settings(data=tmp_path / "data", clock_start=NOW, intake_port=0)
    common: dict[str, Any] = {"site": "xm01", "actor": AGENT}
    async with EmbeddedServer(settings.data) as endpoint, contextlib.AsyncExitStack() as stack:
        operator = await Ledger.open(
            endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="operator"
        )
        await operator.install()
        await operator.close()
        cli = await Ledger.open(
            endpoint.url, user=User.CLI, password=endpoint.passwords[User.CLI], name="test"
        )
        stack.push_async_callback(cli.close)
        await stack.enter_async_context(running(run_intake, settings))
        await stack.enter_async_context(running(run_audit, settings))
        caller = Asking(cli.client, settings.keys)

        async def is_open() -> bool:
            await caller.command(site_commands.Open(**common, name_zh="厦门", name_en="Xiamen"), key="open")
            return True

        async def is_seen() -> bool:
            return len((await caller.query(Accesses())).accesses) == 1

        await until(is_open)
        await caller.command(hired(AGENT))
        await caller.command(
            record_commands.Create(
                **common,
                record="record-1",
                kind=RecordKind.CUSTOMER_DATA,
                custodian=AGENT,
            )
        )
        reading = await caller.command(
            access_commands.Read(**(common | {"actor": AGENT}), record="record-1", purpose="to call back")
        )
        await until(is_seen)
        answer = await caller.query(Findings(staff=AGENT))
        views = await caller.query(Views())

    assert {(found.kind, found.sequence) for found in answer.findings} == {
        (FindingKind.READ_WITHOUT_CASE, reading.events[0].sequence),
        (FindingKind.READ_OFF_SHIFT, reading.events[0].sequence),
    }
    assert [view.name for view in views.views] == ["audit"]
