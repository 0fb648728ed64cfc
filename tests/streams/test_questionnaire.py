"""Questionnaires: answered through their link once, and recorded as nobody's of the staff."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.questionnaire import commands as c
from answerable.streams.questionnaire import events as e
from answerable.streams.questionnaire.flow import OPINION_FORM, PAGE, SURVEY, QuestionnaireStage
from answerable.streams.questionnaire.links import questionnaire_of
from answerable.streams.site import commands as site
from answerable.streams.survey import commands as survey
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

OF = {"survey": "survey-1"}
ID = questionnaire_of("what only the customer has")
LAST_DAY = date(2016, 3, 20)
ANSWER: dict[str, Any] = {**OF, "questionnaire": ID, "operation": 4, "actor": PAGE}


@pytest.fixture
def running(desk: Scenario) -> Scenario:
    """A survey that runs, and another one that does."""
    for name in ("survey-1", "survey-2"):
        desk.given(
            survey.Prepare, survey=name, title="调查", first_day=desk.now.date(), last_day=LAST_DAY
        ).given(survey.Open, survey=name)
    return desk


@pytest.fixture
def sent(running: Scenario) -> Scenario:
    """A questionnaire with a link is on its means to a customer."""
    return running.given(c.Send, questionnaire=ID, **OF, means="email", customer="customer-1", actor=FIRST)


def test_the_link_holds_as_long_as_its_survey(sent: Scenario) -> None:
    """Until when is worked out; what the ledger has of the link is no part of it."""
    assert sent.log[-1].model_dump().items() >= {"last_day": LAST_DAY, "survey": "survey-1"}.items()
    assert "customer has" not in ID
    assert questionnaire_of("what only the customer had") != ID
    assert not any(one.isdigit() for one in ID)


def test_it_is_answered_once_by_its_link(sent: Scenario) -> None:
    """The page of the link records it; then the link is used up."""
    assert sent.when(c.Answer, **ANSWER, opinion="很好") == [
        (e.Answered, {**OF, "operation": 4, "opinion": "很好"})
    ]
    assert sent.log[-1].actor == PAGE
    assert sent.refusal(c.Answer, **ANSWER).cited == ("Refused", SURVEY)


@pytest.mark.parametrize("who", [FIRST, LEAD, "machine-exchange", "system-desk"])
def test_nobody_answers_in_the_place_of_the_link(sent: Scenario, who: str) -> None:
    """No member of staff, no other system and no other part of this one."""
    assert sent.refusal(c.Answer, **{**ANSWER, "actor": who}).cited == ("Forbidden", SURVEY)


def test_an_answer_says_something(sent: Scenario) -> None:
    """At least one topic is rated, from 1 to 5."""
    empty = {name: value for name, value in ANSWER.items() if name != "operation"}
    assert sent.refusal(c.Answer, **empty, opinion="很好").cited == ("Invalid", "missing")
    taken = {**OF, "means": "phone", "actor": FIRST, "opinion": "很好"}
    assert sent.refusal(c.TakeDown, **taken).cited == ("Invalid", "missing")


def test_a_link_answers_its_own_survey_alone(sent: Scenario) -> None:
    """Another one that runs as well is not stuffed with it."""
    assert sent.refusal(c.Answer, **{**ANSWER, "survey": "survey-2"}).cited == ("Invalid", SURVEY)


def test_nothing_is_answered_behind_the_end(sent: Scenario) -> None:
    """Neither when the survey was closed, nor behind its last day, nor by a link that held for less."""
    sent.given(survey.Close, **OF)
    assert sent.refusal(c.Answer, **ANSWER).cited == ("Refused", SURVEY)
    sent.given(survey.WithdrawClosing, **OF, reason="过早结束")
    sent.given(survey.CorrectPlan, **OF, last_day=date(2016, 3, 30), reason="延长")
    sent.later(days=11)
    assert sent.refusal(c.Answer, **ANSWER).cited == ("Refused", SURVEY)
    sent.given(c.TakeDown, questionnaire="questionnaire-2", **OF, means="phone", operation=3, actor=FIRST)
    sent.later(days=10)
    late = {**OF, "means": "phone", "operation": 3, "actor": FIRST}
    assert sent.refusal(c.TakeDown, **late).cited == ("Refused", SURVEY)
    assert sent.refusal(c.Send, **OF, means="email", actor=FIRST).cited == ("Refused", SURVEY)


def test_what_went_astray_is_revoked(sent: Scenario) -> None:
    """Then the link is worth nothing; one that was used is not revoked."""
    sent.given(c.RevokeLink, questionnaire=ID, reason="发错人", actor=FIRST)
    assert sent.refusal(c.Answer, **ANSWER).cited == ("Refused", SURVEY)
    other = questionnaire_of("another")
    sent.given(c.Send, questionnaire=other, **OF, means="fax", actor=FIRST)
    sent.given(c.Answer, **{**ANSWER, "questionnaire": other})
    assert sent.refusal(c.RevokeLink, questionnaire=other, reason="发错人").cited == ("Refused", SURVEY)


def test_who_took_an_answer_down_is_named(running: Scenario) -> None:
    """By telephone, from paper, or on a visit, which only what was answered on site can name."""
    heard = {**OF, "means": "on_site", "visit": "visit-1", "training": 2, "actor": SECOND}
    assert running.when(c.TakeDown, **heard) == [
        (e.TakenDown, {**OF, "means": "on_site", "visit": "visit-1", "training": 2})
    ]
    assert running.log[-1].actor == SECOND
    assert running.refusal(c.TakeDown, **{**heard, "means": "phone"}).cited == ("Invalid", SURVEY)


def test_nobody_discounts_what_they_handled(sent: Scenario) -> None:
    """Neither who sent it or took it down, nor by them for somebody else; others say why, and once."""
    sent.given(c.Answer, **ANSWER)
    why = {"questionnaire": ID, "reason": "内部人员所答"}
    for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
        assert sent.refusal(c.DiscountAnswer, **why, **who).cited == ("Forbidden", SURVEY)
    sent.given(c.DiscountAnswer, **why, actor=LEAD)
    assert sent.state.stage is QuestionnaireStage.DISCOUNTED
    assert sent.refusal(c.DiscountAnswer, **why, actor=LEAD).cited == ("Refused", SURVEY)
    assert OPINION_FORM == "000-2.3"


async def test_the_page_shows_how_it_came(sent: Scenario, tmp_path: Path) -> None:
    """By its link or taken down by whom, with what was rated, in both languages."""
    sent.given(site.Open, name_zh="厦门", name_en="Xiamen")
    sent.given(c.Answer, **ANSWER, opinion="响应快")
    page = await page_of(sent, tmp_path, "/questionnaires")
    assert f'href="/questionnaires/{ID}"' in page
    assert "响应快" in page
    assert "Answered by its link" in await page_of(sent, tmp_path, f"/questionnaires/{ID}")
    assert "客户凭链接作答" in await page_of(sent, tmp_path, f"/questionnaires/{ID}", "zh")
