"""A major matter: reported at once, noted and directed, written up, and closed by another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.incident import commands as c
from answerable.streams.incident import events as e
from answerable.streams.incident.flow import AT_ONCE, NEXT_DAY, IncidentStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario
from tests.streams.pages import page_of

THIS = {"incident": "incident-1"}
TOLD: dict[str, Any] = {
    "topic": "flood",
    "what": "power cut off",
    "happened_at": TEN - timedelta(minutes=40),
    "known_at": TEN - timedelta(minutes=25),
}
WRITTEN: dict[str, Any] = {"account": "a", "measures": "m"}
GENERAL = "staff-general"

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.Report, {**TOLD, "actor": FIRST}),
    (c.TakeNote, {"actor": GENERAL}),
    (c.Direct, {"directions": "d", "responsible": SECOND, "actor": GENERAL}),
    (c.WriteUp, {**WRITTEN, "actor": THIRD}),
    (c.Close, {"findings": "dry", "actor": LEAD}),
)


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, **THIS, **fields)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """How late it was reported, and whether it was written up in time, nobody says: it is worked out."""
    told = [desk.when(model, **THIS, **fields)[0] for model, fields in WAY]

    assert told[0] == (e.Reported, {**TOLD, "told_at": TEN, "late_min": 25})
    assert told[3] == (e.WrittenUp, {**WRITTEN, "is_late": False})
    assert desk.state.stage is IncidentStage.DEALT_WITH


@pytest.mark.parametrize(
    ("happened", "known"),
    [(timedelta(minutes=5), timedelta(minutes=10)), (timedelta(minutes=5), timedelta(minutes=-1))],
)
def test_it_happens_is_known_and_is_reported(desk: Scenario, happened: timedelta, known: timedelta) -> None:
    """In this order: nothing is known before it happened, or after it was reported."""
    said = {**TOLD, "happened_at": TEN - happened, "known_at": TEN - known}
    assert desk.refusal(c.Report, **THIS, **said).kind == "Invalid"
    gone(desk, 1)
    anew = {"known_at": TEN - timedelta(minutes=50), "reason": "r"}
    assert desk.refusal(c.Correct, **THIS, **anew).cited == ("Invalid", "order-of-times")


def test_it_is_counted_by_when_the_report_was_there(desk: Scenario) -> None:
    """Whatever time its reporter says, and whoever writes it up."""
    desk.later(hours=1)
    before = {**TOLD, "occurred_at": TEN - timedelta(minutes=20)}
    _, said = desk.when(c.Report, **THIS, **before, actor=FIRST)[0]
    assert (said["told_at"], said["late_min"]) == (desk.now, 85)
    early = {**WRITTEN, "occurred_at": desk.now}
    assert desk.later(days=2).when(c.WriteUp, **THIS, **early)[0][1]["is_late"]


def test_a_correction_counts_anew(desk: Scenario) -> None:
    """Known earlier than was said, it was reported later than was thought."""
    gone(desk, 1)
    anew = {"known_at": TEN - timedelta(minutes=31), "reason": "the telephone's log"}
    assert desk.when(c.Correct, **THIS, **anew) == [(e.Corrected, {**anew, "late_min": 31})]


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, False), (2, True)])
def test_it_is_written_up_the_next_day(desk: Scenario, days: int, *, is_late: bool) -> None:
    """The day after is in time, also while nobody has given directions; the day after that is not."""
    gone(desk, 1).later(days=days)
    assert desk.when(c.WriteUp, **THIS, **WRITTEN)[0][1]["is_late"] is is_late


def test_nothing_is_directed_that_was_not_noted(desk: Scenario) -> None:
    """The general manager has read what they give directions on."""
    gone(desk, 1)
    said = {**THIS, "directions": "d", "responsible": SECOND, "actor": GENERAL}
    assert desk.refusal(c.Direct, **said).cited == ("Refused", AT_ONCE)


def test_it_is_closed_only_when_written_up(desk: Scenario) -> None:
    """Directions alone do not end it."""
    gone(desk, 3)
    assert desk.refusal(c.Close, **THIS, findings="f", actor=LEAD).cited == ("Refused", NEXT_DAY)


@pytest.mark.parametrize("who", [SECOND, THIRD])
def test_who_handled_it_does_not_close_it(desk: Scenario, who: str) -> None:
    """Neither who was to, nor who wrote it up, nor in another's name."""
    gone(desk, 4)
    for doer in ({"actor": who}, {"actor": LEAD, "entered_by": who}):
        assert desk.refusal(c.Close, **THIS, findings="f", **doer).cited == ("Forbidden", AT_ONCE)


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """One after the other, and then the report itself, while nobody has noted it."""
    gone(desk, 5)
    back = {**THIS, "reason": "another matter", "actor": LEAD}
    stages = []
    for _ in range(3):
        desk.given(c.WithdrawStep, **back)
        stages.append(desk.state.stage)
    assert stages == [IncidentStage.DIRECTED, IncidentStage.NOTED, IncidentStage.REPORTED_UP]
    desk.given(c.Withdraw, **back)
    assert desk.state is None


async def test_the_page_shows_how_late_it_was(desk: Scenario, tmp_path: Path) -> None:
    """The list has the minutes and who handles it, in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(desk, 3)
    page = await page_of(desk, tmp_path, "/incidents?mark=is_unwritten")
    assert 'href="/incidents/incident-1"' in page
    assert ">25<" in page
    assert "ZD2016" in page
    assert "总经理批示" in await page_of(desk, tmp_path, "/incidents/incident-1", "zh")
