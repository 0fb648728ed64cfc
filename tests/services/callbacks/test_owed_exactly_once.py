"""What was not done in time is one fact, and each is told of it once: after kills, and when clocks jump."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.case import commands as case
from answerable.streams.obligation import events as obligation
from answerable.streams.reminder import events as reminder
from answerable.streams.reminder.events import Trigger
from answerable.streams.staff.commands import Hire
from answerable.streams.staff.events import Role
from tests.services.callbacks.test_exactly_once import (
    CASES,
    NOW,
    RECORDED,
    Centre,
    installed,
    until,
    writing,
)
from tests.services.cli.running import environment
from tests.services.forked import Forked
from tests.soak import chances, times

pytestmark = [pytest.mark.server, pytest.mark.slow]

KILLS = times(4, "SOAK_KILLS", 40)
OWNER, MANAGER = "staff-002", "staff-001"
TWO_DAYS = timedelta(days=2)


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[Centre]:
    """A centre whose cases were handed over two days ago to somebody who has not answered yet."""
    async with installed(tmp_path / "data") as made:
        async with writing(made, RECORDED):
            await made.open_cases()
            await _hand_over(made)
        async with writing(made, NOW):
            yield made


async def _hand_over(centre: Centre) -> None:
    hired: dict[str, Any] = {"site": "xm01", "actor": "system-setup", "hired_on": date(2015, 1, 5)}
    await centre.caller.command(Hire(**hired, staff=OWNER, role=Role.AGENT, team="one"))
    for number in range(CASES):
        said = {"site": "xm01", "actor": MANAGER, "case": f"case-{number}", "to": OWNER, "reason": "r"}
        await centre.caller.command(case.Transfer.model_validate(said))


async def on_record(centre: Centre) -> Counter[tuple[str, ...]]:
    """Count what the ledger says was missed, and who was told of it at which occasion."""
    found: Counter[tuple[str, ...]] = Counter()
    for event in await centre.events():
        if isinstance(event, obligation.Missed) and event.rule == "transfer-answer":
            found[("missed", str(event.matter))] += 1
        elif isinstance(event, reminder.Given) and event.rule == "transfer-answer":
            found[(event.trigger.value, event.reminded, str(event.matter))] += 1
    return found


EXPECTED: Counter[tuple[str, ...]] = Counter(
    one
    for number in range(CASES)
    for one in (
        ("missed", f"case-{number}"),
        (Trigger.NOT_DONE.value, OWNER, f"case-{number}"),
        (Trigger.NOT_DONE.value, MANAGER, f"case-{number}"),
    )
)
"""Each miss once, and the owner and the manager told of each once: there is no lead."""


@contextlib.asynccontextmanager
async def sweeping(centre: Centre, log: Path, ahead: timedelta = timedelta()) -> AsyncIterator[Forked]:
    """Run the callbacks service, whose clock may be ahead."""
    variables = centre.variables(centre.settings("first"))
    variables["ANSWERABLE_CLOCK_START"] = (NOW + ahead).isoformat()
    process = Forked("callbacks", log, environment(**variables))
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def test_killed_again_and_again(centre: Centre, tmp_path: Path) -> None:
    """Wherever a sweep is cut off, the next one goes on: nothing is on record twice, nothing is left out."""
    chance = chances("sweeps")
    for number in range(KILLS):
        before = (await centre.ledger.status()).messages
        async with sweeping(centre, tmp_path / f"{number}.log"):
            with contextlib.suppress(TimeoutError):
                await until(partial(_has_more, centre, before), 5)
            await asyncio.sleep(chance.uniform(0, 0.08))
    async with sweeping(centre, tmp_path / "last.log"):
        await until(lambda: _is_all(centre))
        await asyncio.sleep(0.5)
    assert await on_record(centre) == EXPECTED


async def test_a_clock_that_jumps(centre: Centre, tmp_path: Path) -> None:
    """Two days ahead, and back: nothing is on record twice, and nobody is told before the time."""
    for number, ahead in enumerate((timedelta(), TWO_DAYS, timedelta(), -TWO_DAYS)):
        async with sweeping(centre, tmp_path / f"{number}.log", ahead):
            if not number:
                await until(lambda: _is_all(centre))
            await asyncio.sleep(3)
        assert await on_record(centre) == EXPECTED


async def _has_more(centre: Centre, before: int) -> bool:
    return (await centre.ledger.status()).messages > before


async def _is_all(centre: Centre) -> bool:
    return (await on_record(centre)).total() >= EXPECTED.total()
