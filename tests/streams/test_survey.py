"""Surveys: they run within their days, and whoever wrote the report does not approve it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.questionnaire import commands as questionnaire
from answerable.streams.site import commands as site
from answerable.streams.survey import commands as c
from answerable.streams.survey import events as e
from answerable.streams.survey.flow import REPORT, SURVEY, SurveyStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

THIS = {"survey": "survey-1"}
FIRST_DAY, LAST_DAY = date(2016, 3, 10), date(2016, 3, 20)
PLAN: dict[str, Any] = {"title": "一季度调查", "first_day": FIRST_DAY, "last_day": LAST_DAY, **THIS}
SAID = {"analysis": "售后评价偏低", "measures": "增加回访"}


@pytest.fixture
def running(desk: Scenario) -> Scenario:
    """A survey that runs."""
    return desk.given(c.Prepare, **PLAN).given(c.Open, **THIS)


@pytest.fixture
def analysed(running: Scenario) -> Scenario:
    """One that is over, with its report."""
    return running.given(c.Close, **THIS).given(c.FileReport, **THIS, **SAID, actor=FIRST)


def test_the_whole_way(analysed: Scenario) -> None:
    """One writes the report, another approves it."""
    assert analysed.when(c.ApproveReport, **THIS, actor=LEAD) == [(e.ReportApproved, {})]
    assert analysed.state.stage is SurveyStage.REPORT_APPROVED


def test_its_days_are_in_order(desk: Scenario) -> None:
    """It ends behind its beginning, and not before it is planned; nor after it was put right."""
    for wrong in (
        {"last_day": date(2016, 3, 9)},
        {"first_day": date(2016, 3, 1), "last_day": date(2016, 3, 9)},
    ):
        assert desk.refusal(c.Prepare, **{**PLAN, **wrong}).cited == ("Invalid", "order-of-times")
    desk.given(c.Prepare, **PLAN)
    late = desk.refusal(c.CorrectPlan, **THIS, first_day=date(2016, 3, 21), reason="推迟")
    assert late.cited == ("Invalid", "order-of-times")
    desk.given(c.CorrectPlan, **THIS, last_day=date(2016, 3, 25), reason="延长")
    assert desk.state.last_day == date(2016, 3, 25)


def test_it_runs_within_its_days(desk: Scenario) -> None:
    """It opens neither before its first day nor behind its last one."""
    desk.given(c.Prepare, **{**PLAN, "first_day": date(2016, 3, 11)})
    assert desk.refusal(c.Open, **THIS).cited == ("Refused", SURVEY)
    desk.later(days=1).given(c.Open, **THIS).given(c.Close, **THIS)
    desk.given(c.WithdrawClosing, **THIS, reason="过早结束").given(c.Close, **THIS)
    assert desk.later(days=10).refusal(c.WithdrawClosing, **THIS, reason="再收几份").cited == (
        "Refused",
        SURVEY,
    )


@pytest.mark.parametrize("model", [c.ApproveReport, c.SendBackReport])
def test_nobody_decides_on_their_own_report(analysed: Scenario, model: type[Command]) -> None:
    """Neither who wrote it, nor in their name, nor by them for somebody else."""
    more = {"reason": "r"} if model is c.SendBackReport else {}
    for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
        assert analysed.refusal(model, **THIS, **who, **more).cited == ("Forbidden", REPORT)


def test_a_report_is_sent_back_and_written_anew(analysed: Scenario) -> None:
    """Also one that was approved; then whoever writes it anew does not approve it."""
    analysed.given(c.ApproveReport, **THIS, actor=LEAD)
    analysed.given(c.SendBackReport, **THIS, actor=LEAD, reason="漏算一份")
    assert analysed.state.stage is SurveyStage.FINISHED
    analysed.given(c.FileReport, **THIS, **SAID, actor=LEAD)
    assert analysed.refusal(c.ApproveReport, **THIS, actor=LEAD).cited == ("Forbidden", REPORT)
    analysed.given(c.ApproveReport, **THIS, actor=SECOND)


def test_a_plan_is_taken_back_before_anybody_was_asked(desk: Scenario) -> None:
    """One that runs is closed instead."""
    desk.given(c.Prepare, **PLAN).given(c.WithdrawPlan, **THIS, reason="重复")
    assert desk.refusal(c.Open, **THIS).cited == ("Refused", SURVEY)
    desk.given(c.Prepare, **{**PLAN, "survey": "survey-2"}).given(c.Open, survey="survey-2")
    assert desk.refusal(c.WithdrawPlan, survey="survey-2", reason="重复").cited == ("Refused", SURVEY)


async def test_the_page_shows_what_it_came_to(running: Scenario, tmp_path: Path) -> None:
    """Topic by topic with how many rated it, in both languages; what was discounted counts for nothing."""
    running.given(site.Open, name_zh="厦门", name_en="Xiamen")
    answers = ({"operation": 5, "after_sales": 2}, {"operation": 4}, {"operation": 1})
    for number, ratings in enumerate(answers):
        name = f"questionnaire-{number}"
        running.given(
            questionnaire.TakeDown, **THIS, questionnaire=name, means="phone", actor=FIRST, **ratings
        )
    running.given(questionnaire.DiscountAnswer, questionnaire="questionnaire-2", actor=LEAD, reason="误录")
    page = await page_of(running, tmp_path, "/surveys/survey-1")
    assert "Operation of the system" in page
    assert "4.50" in page
    assert "100%" in page
    assert "满意率" in await page_of(running, tmp_path, "/surveys/survey-1", "zh")
    assert 'href="/surveys/survey-1"' in await page_of(running, tmp_path, "/surveys")
