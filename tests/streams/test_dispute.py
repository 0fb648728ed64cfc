"""A dispute of two departments: both tell their opinion, and the office, which is neither, rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.dispute import commands as c
from answerable.streams.dispute import events as e
from answerable.streams.dispute.events import Side
from answerable.streams.dispute.flow import OFFICE, DisputeStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, hired
from tests.streams.pages import page_of

THIS = {"dispute": "dispute-1"}
TEAMS = {FIRST: "hotline", SECOND: "field", THIRD: "field", LEAD: "office", "staff-fifth": "hotline"}
RULING: dict[str, Any] = {"side": "other", "ruling": "field goes", "due_on": date(2016, 3, 12)}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.Raise, {"topic": "t", "asked": SECOND, "opinion": "theirs", "actor": FIRST}),
    (c.Answer, {"opinion": "not ours", "actor": THIRD}),
    (c.Rule, {**RULING, "actor": LEAD}),
    (c.CarryOut, {"note": "went", "actor": SECOND}),
    (c.Close, {"findings": "seen", "actor": LEAD}),
)


@pytest.fixture
def teams(desk: Scenario) -> Scenario:
    """People of two departments, and of the office."""
    for person, team in TEAMS.items():
        desk.carry_out(hired(person, team=team))
    desk.log.clear()
    return desk


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, **THIS, **fields)
    return desk


def test_the_whole_way(teams: Scenario) -> None:
    """Which departments these are, and which is in charge, says the register and no field."""
    told = [teams.when(model, **THIS, **fields)[0] for model, fields in WAY]

    raised = {"topic": "t", "asked": SECOND, "opinion": "theirs"}
    assert told[0] == (e.Raised, {**raised, "department": "hotline", "other_department": "field"})
    assert told[2] == (e.Ruled, {**RULING, "side": Side.OTHER, "in_charge": "field"})
    assert teams.state.stage is DisputeStage.RULING_CLOSED


def test_a_dispute_is_between_two_departments(teams: Scenario) -> None:
    """Neither inside one, nor with somebody of whom no team is known."""
    said = {**THIS, "topic": "t", "opinion": "o", "actor": FIRST}
    assert teams.refusal(c.Raise, **said, asked="staff-fifth").cited == ("Invalid", OFFICE)
    assert teams.refusal(c.Raise, **said, asked="staff-unknown").cited == ("Invalid", OFFICE)
    assert teams.refusal(c.Raise, **{**said, "actor": "staff-unknown"}, asked=SECOND).kind == "Refused"


def test_each_department_speaks_for_itself(teams: Scenario) -> None:
    """Anybody of the other department answers, and nobody else; so it is with what was ruled."""
    gone(teams, 1)
    for other in (FIRST, LEAD):
        assert teams.refusal(c.Answer, **THIS, opinion="o", actor=other).cited == ("Refused", OFFICE)
    teams.given(c.Answer, **THIS, opinion="o", actor=SECOND).given(c.Rule, **THIS, **RULING, actor=LEAD)
    for other in (FIRST, LEAD):
        assert teams.refusal(c.CarryOut, **THIS, note="n", actor=other).cited == ("Refused", OFFICE)
    assert teams.when(c.CarryOut, **THIS, note="n", actor=THIRD)


@pytest.mark.parametrize(
    ("steps", "model", "fields"),
    [
        (2, c.Rule, RULING),
        (3, c.Supervise, {"note": "n"}),
        (4, c.SendBack, {"reason": "r"}),
        (4, c.Close, {"findings": "f"}),
        (3, c.WithdrawStep, {"reason": "r"}),
    ],
)
def test_neither_party_is_the_office(
    teams: Scenario, steps: int, model: type[Command], fields: dict[str, Any]
) -> None:
    """Neither who spoke, nor who had it recorded, nor a colleague who did not speak."""
    gone(teams, steps)
    for who in (FIRST, SECOND, THIRD):
        assert teams.refusal(model, **THIS, **fields, actor=who).cited == ("Forbidden", OFFICE)
    assert teams.refusal(model, **THIS, **fields, actor="staff-fifth").cited == ("Refused", OFFICE)
    as_another = {"actor": LEAD, "entered_by": FIRST}
    assert teams.refusal(model, **THIS, **fields, **as_another).cited == ("Forbidden", OFFICE)
    assert teams.when(model, **THIS, **fields, actor=LEAD)


def test_nothing_is_ruled_before_both_were_heard(teams: Scenario) -> None:
    """Who stays silent has the rest of the day; then the office notes it, and rules."""
    gone(teams, 1)
    silent = {**THIS, "reason": "asked twice by telephone", "actor": LEAD}
    assert teams.refusal(c.Rule, **THIS, **RULING, actor=LEAD).cited == ("Refused", OFFICE)
    assert teams.refusal(c.NoteSilence, **silent).cited == ("Refused", OFFICE)
    teams.later(days=1).given(c.NoteSilence, **silent)
    assert teams.when(c.Rule, **THIS, **RULING, actor=LEAD)


def test_a_ruling_is_due_today_or_later(teams: Scenario) -> None:
    """No ruling is late from its first moment."""
    gone(teams, 2)
    late = {**RULING, "due_on": date(2016, 3, 9), "actor": LEAD}
    assert teams.refusal(c.Rule, **THIS, **late).cited == ("Invalid", "order-of-times")


def test_what_is_not_carried_out_goes_back(teams: Scenario) -> None:
    """And is carried out again before it is closed."""
    gone(teams, 4).given(c.SendBack, **THIS, reason="half", actor=LEAD)
    assert teams.refusal(c.Close, **THIS, findings="f", actor=LEAD).cited == ("Refused", OFFICE)
    teams.given(c.CarryOut, **THIS, note="all", actor=SECOND)
    assert teams.when(c.Close, **THIS, findings="f", actor=LEAD)


def test_each_step_is_taken_back(teams: Scenario) -> None:
    """One after the other, and then the dispute itself."""
    gone(teams, 5)
    stages = []
    for _ in range(4):
        teams.given(c.WithdrawStep, **THIS, reason="r", actor=LEAD)
        stages.append(teams.state.stage)
    assert stages == [
        DisputeStage.COMPLIED,
        DisputeStage.RULED,
        DisputeStage.TO_BE_RULED,
        DisputeStage.OPINION_ASKED,
    ]
    teams.given(c.Correct, **THIS, topic="u", reason="r", actor=FIRST)
    teams.given(c.Withdraw, **THIS, reason="agreed", actor=FIRST)
    assert teams.state is None


async def test_the_page_shows_the_departments(teams: Scenario, tmp_path: Path) -> None:
    """The list has both, and which is in charge, in both languages."""
    teams.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(teams, 4)
    page = await page_of(teams, tmp_path, "/disputes?mark=is_for_the_office")
    assert 'href="/disputes/dispute-1"' in page
    assert "hotline" in page
    assert "ZY2016" in page
    assert "执行裁决" in await page_of(teams, tmp_path, "/disputes/dispute-1", "zh")
