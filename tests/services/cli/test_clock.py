"""A service of the sample centre that somebody starts by hand, after all of it was killed, has its clock."""

from __future__ import annotations

import asyncio
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answerable.clock_file import clock_of, set_clock
from answerable.errors import Unavailable
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.messaging.client import Caller
from answerable.queries.intake import Writing, WritingState
from answerable.settings import Settings
from answerable_services.cli import installation
from answerable_services.cli.connecting import connected
from tests.services.cli.running import COMMAND, START_WITHIN_S, environment

pytestmark = [pytest.mark.server, pytest.mark.slow]

THEN = datetime(2016, 3, 31, 10, tzinfo=UTC)


async def _answered(caller: Caller) -> WritingState:
    """Ask intake until it has started."""
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            return await caller.query(Writing())
        except Unavailable:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)


async def test_a_service_that_is_started_alone_goes_by_the_same_clock(tmp_path: Path) -> None:
    """Nothing of the first start is left but the directory: the writer tells the time that commands read."""
    settings = Settings(data=tmp_path / "data")
    async with EmbeddedServer(settings.data) as endpoint:
        await installation.ensure(settings.data, endpoint, clock_start=THEN)
        set_clock(settings.data, THEN)
        intake = subprocess.Popen(
            [*COMMAND, "run", "intake", "--data", str(settings.data)],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            async with connected(settings) as here:
                state = await _answered(here.caller)
        finally:
            intake.kill()
            intake.wait()

    assert state.clock is not None
    assert state.clock.ahead_of_server_s is None
    assert abs(clock_of(settings).now() - state.clock.at) < timedelta(seconds=START_WITHIN_S)
    assert state.clock.at > THEN
