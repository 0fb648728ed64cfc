"""Visits: planned for a day, made by who was to, with findings that become cases, looked over by another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable.streams.visit import commands as c
from answerable.streams.visit import events as e
from answerable.streams.visit.decisions import RESEARCH
from answerable.streams.visit.flow import INSPECTION, PATROL, VisitStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

THIS = {"visit": "visit-1"}
DAY = date(2016, 3, 11)
PLAN: dict[str, Any] = {
    "visit_kind": "patrol",
    "visitor": FIRST,
    "due_on": DAY,
    "customer": "customer-1",
    **THIS,
}
SEEN: dict[str, Any] = {
    "summary": "客户反映平台偶尔掉线",
    "findings": ("机柜未上锁", "备件不足"),
    "actor": FIRST,
}
REPORT = {"analysis": "备件管理松", "measures": "每周清点", "actor": FIRST}


@pytest.fixture
def planned(desk: Scenario) -> Scenario:
    """A patrol visit for tomorrow."""
    return desk.given(c.Plan, **PLAN)


@pytest.fixture
def made(planned: Scenario) -> Scenario:
    """The visit was made the day after that, with two findings."""
    planned.later(days=2)
    return planned.given(c.Make, **THIS, **SEEN)


def test_the_whole_way(made: Scenario) -> None:
    """Each finding gets its case, the visitor reports, and somebody else takes the report over."""
    assert made.log[-1].model_dump().items() >= {"days_late": 1, "findings": SEEN["findings"]}.items()
    for number, case in ((1, "case-1"), (2, "case-2")):
        assert made.when(c.LinkFinding, **THIS, finding=number, case=case) == [
            (e.FindingLinked, {"finding": number, "case": case})
        ]
    made.given(c.FileReport, **THIS, **REPORT)
    assert made.when(c.Review, **THIS, actor=LEAD, remark="同意") == [(e.Reviewed, {"remark": "同意"})]
    assert made.state.stage is VisitStage.LOOKED_OVER


def test_it_is_for_a_day_to_come(planned: Scenario) -> None:
    """Neither planned nor moved into the past; and moved only to another day."""
    early = {**PLAN, "visit": "visit-2", "due_on": date(2016, 3, 9)}
    assert planned.refusal(c.Plan, **early).cited == ("Invalid", "order-of-times")
    moved = {**THIS, "reason": "客户没空"}
    assert planned.refusal(c.Move, **moved, due_on=date(2016, 3, 9)).rule == "order-of-times"
    assert planned.refusal(c.Move, **moved, due_on=DAY).cited == ("Refused", PATROL)
    planned.given(c.Move, **moved, due_on=date(2016, 3, 14))
    assert planned.state.due_on == date(2016, 3, 14)


def test_it_is_paid_to_somebody_or_something(desk: Scenario) -> None:
    """A visit to nobody is none, and an inspection looks at a project or a place, not at a customer."""
    nobody = {name: value for name, value in PLAN.items() if name != "customer"}
    assert desk.refusal(c.Plan, **nobody).cited == ("Invalid", PATROL)
    assert desk.refusal(c.Plan, **{**PLAN, "visit_kind": "inspection"}).cited == ("Invalid", INSPECTION)
    desk.given(c.Plan, **{**PLAN, "visit_kind": "inspection", "place": "机房"})
    nowhere = {**THIS, "empties": ("place",), "reason": "写错"}
    assert desk.refusal(c.CorrectPlan, **nowhere).cited == ("Invalid", INSPECTION)


def test_research_is_led_from_above(desk: Scenario) -> None:
    """A manager leads it, a technician goes along, and neither goes along with themselves (000-4.10.1.3)."""
    for person, role in ((LEAD, "manager"), (SECOND, "technician"), (FIRST, "agent")):
        desk.given(
            staff.Hire, actor="system-setup", staff=person, role=role, team="one", hired_on=date(2016, 1, 1)
        )
    research = {**PLAN, "visit_kind": "research", "visitor": LEAD}
    assert desk.refusal(c.Plan, **research).cited == ("Invalid", RESEARCH)
    assert desk.refusal(c.Plan, **research, engineer=FIRST).cited == ("Invalid", RESEARCH)
    assert desk.refusal(c.Plan, **research, engineer=LEAD).cited == ("Invalid", PATROL)
    by_an_agent = {**research, "visitor": FIRST}
    assert desk.refusal(c.Plan, **by_an_agent, engineer=SECOND).cited == ("Invalid", RESEARCH)
    desk.given(c.Plan, **research, engineer=SECOND)
    desk.given(c.Plan, **{**PLAN, "visit": "visit-2"}, engineer=SECOND)
    turned = desk.refusal(c.CorrectPlan, visit="visit-2", visit_kind="research", reason="改为调研")
    assert turned.cited == ("Invalid", RESEARCH)


def test_only_the_visitor_makes_it(planned: Scenario) -> None:
    """Nobody records what somebody else saw; who was to go is put right first."""
    assert planned.refusal(c.Make, **THIS, **{**SEEN, "actor": SECOND}).cited == ("Forbidden", PATROL)
    planned.given(c.CorrectPlan, **THIS, visitor=SECOND, reason="本人请假")
    planned.given(c.Make, **THIS, **{**SEEN, "actor": SECOND})
    assert planned.state.answerable == (SECOND,)


def test_it_is_missed_once_its_day_is_over(planned: Scenario) -> None:
    """Then it is moved, and due again; or the miss was none."""
    missed = {**THIS, "reason": "大雨封路"}
    assert planned.later(days=1).refusal(c.Miss, **missed).cited == ("Refused", PATROL)
    planned.later(days=1).given(c.Miss, **missed)
    assert planned.refusal(c.Make, **THIS, **SEEN).cited == ("Refused", PATROL)
    planned.given(c.WithdrawMiss, **THIS, reason="当天去过").given(c.Miss, **missed)
    planned.given(c.Move, **THIS, due_on=date(2016, 3, 14), reason="改期补访")
    assert planned.state.stage is VisitStage.TO_BE_MADE


def test_nothing_is_looked_over_while_a_finding_waits(made: Scenario) -> None:
    """Each has its case, or is none; which of them are missing is said."""
    made.given(c.RaiseFinding, **THIS, what="标签脱落").given(c.LinkFinding, **THIS, finding=1, case="case-1")
    made.given(c.FileReport, **THIS, **REPORT)
    refused = made.refusal(c.Review, **THIS, actor=LEAD)
    assert refused.cited == ("Refused", INSPECTION)
    assert "2, 3" in refused.message
    made.given(c.LinkFinding, **THIS, finding=2, case="case-2")
    made.given(c.WithdrawFinding, **THIS, finding=3, reason="已贴回")
    made.given(c.Review, **THIS, actor=LEAD)


def test_findings_keep_their_numbers(made: Scenario) -> None:
    """What there is not is not linked, the same is not said twice, and a number is given once."""
    assert made.refusal(c.LinkFinding, **THIS, finding=3, case="case-1").cited == ("Refused", INSPECTION)
    made.given(c.LinkFinding, **THIS, finding=2, case="case-1")
    assert made.refusal(c.LinkFinding, **THIS, finding=2, case="case-1").cited == ("Refused", INSPECTION)
    made.given(c.LinkFinding, **THIS, finding=2, case="case-2")
    made.given(c.WithdrawFinding, **THIS, finding=2, reason="误登")
    made.given(c.RaiseFinding, **THIS, what="门锁损坏")
    assert made.state.findings == {1: None, 3: None}


@pytest.mark.parametrize("who", [{"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}, {"actor": THIRD}])
def test_nobody_who_was_there_looks_it_over(desk: Scenario, who: dict[str, str]) -> None:
    """Neither the visitor, nor who went along, nor either of them for somebody else."""
    desk.given(c.Plan, **PLAN, engineer=THIRD).given(c.Make, **THIS, summary="无异常", actor=FIRST)
    desk.given(c.FileReport, **THIS, **REPORT)
    assert desk.refusal(c.Review, **THIS, **who).cited == ("Forbidden", INSPECTION)


def test_a_visit_that_was_not_made_is_taken_back(made: Scenario) -> None:
    """It is to be made as planned, with what is found then; and a plan is taken back before that only."""
    reason = {"reason": "登记错了客户"}
    assert made.refusal(c.WithdrawPlan, **THIS, **reason).cited == ("Refused", PATROL)
    made.given(c.WithdrawVisit, **THIS, **reason)
    assert (made.state.stage, made.state.findings) == (VisitStage.TO_BE_MADE, {})
    made.given(c.WithdrawPlan, **THIS, **reason)
    assert made.refusal(c.Make, **THIS, **SEEN).cited == ("Refused", PATROL)


async def test_the_page_shows_what_waits(made: Scenario, tmp_path: Path) -> None:
    """The list has whoever went and what waits for a case, in both languages, and leads to the story."""
    made.given(site.Open, name_zh="厦门", name_en="Xiamen")
    made.given(c.LinkFinding, **THIS, finding=1, case="case-1")
    page = await page_of(made, tmp_path, "/visits?mark=has_waiting")
    assert 'href="/visits/visit-1"' in page
    assert "patrol visit" in page
    assert "巡回走访" in await page_of(made, tmp_path, "/visits", "zh")
    story = await page_of(made, tmp_path, "/visits/visit-1")
    assert "机柜未上锁" in story
    assert "Findings without a case" in story
