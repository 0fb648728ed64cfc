"""The sample month and a simulation go through the real intake, on a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.calendar.months import Month
from answerable.sample import papers
from answerable.sample.centre import CLOCK_START
from answerable.sample.generator import sample, simulate
from answerable.settings import Settings
from answerable_services.intake.papers import store_of
from tests.importing.centre import running_centre, send

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.mark.whole
async def test_intake_carries_out_every_command_of_the_sample_and_adds_nothing_a_second_time(
    tmp_path: Path,
) -> None:
    """The sample breaks no rule, with its paper beside the ledger, and loading it again records no event."""
    papers.lay_down(store_of(Settings(data=tmp_path / "data")))
    async with running_centre(tmp_path / "data", CLOCK_START) as caller:
        first = await send(caller, sample())
        second = await send(caller, sample())

    assert [outcome for outcome in first if outcome.status != 200] == []
    assert sum(outcome.recorded for outcome in first) >= len(first)
    assert [outcome for outcome in second if outcome.recorded or not outcome.is_repeat] == []


async def test_intake_carries_out_every_command_of_a_simulation(tmp_path: Path) -> None:
    """A larger centre, over two months, breaks no rule either."""
    async with running_centre(tmp_path / "data") as caller:
        outcomes = await send(caller, simulate(1, 2, first_month=Month(2024, 2), seed=7))

    assert [outcome for outcome in outcomes if outcome.status != 200] == []
