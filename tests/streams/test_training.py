"""Training: attended by two words, examined by another, and worth credits that are worked out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.site import commands as site
from answerable.streams.training import commands as c
from answerable.streams.training import events as e
from answerable.streams.training.flow import ATTENDANCE, CREDITS, SESSION, TrainingStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

THIS = {"training": "training-1"}
PLAN: dict[str, Any] = {
    "topic": "t",
    "staff": LEAD,
    "level": "new",
    "held_on": date(2016, 3, 10),
    "half_days": 2,
    "has_exam": True,
}


@pytest.fixture
def planned(desk: Scenario) -> Scenario:
    """A session of today with an exam, taught by the lead."""
    return desk.given(c.Plan, **THIS, **PLAN, actor=FIRST)


def attends(desk: Scenario, *people: str) -> Scenario:
    for person in people:
        desk.given(c.SignIn, **THIS, actor=person)
        desk.given(c.RecordAttendance, **THIS, staff=person, actor=LEAD)
    return desk


def ended(desk: Scenario) -> dict[str, Any]:
    [(_, said)] = desk.when(c.End, **THIS, actor=LEAD)
    return said


def test_neither_word_alone_is_attendance(planned: Scenario) -> None:
    """Who only signed in, or was only recorded, has not attended; who failed gets no credits."""
    attends(planned, FIRST, SECOND)
    planned.given(c.SignIn, **THIS, actor=THIRD)
    planned.given(c.RecordAttendance, **THIS, staff="staff-other", actor=LEAD)
    planned.given(c.MarkExam, **THIS, staff=FIRST, score="60", actor=LEAD)
    planned.given(c.MarkExam, **THIS, staff=SECOND, score="59.5", actor=LEAD)
    planned.given(c.MarkExam, **THIS, staff=THIRD, score="100", actor=LEAD)

    assert ended(planned) == {"attended": (FIRST, SECOND), "credited": (FIRST,), "credits": 2}


def test_without_an_exam_attendance_is_enough(desk: Scenario) -> None:
    """And nobody is marked."""
    desk.given(c.Plan, **THIS, **{**PLAN, "has_exam": False, "half_days": 1}, actor=FIRST)
    attends(desk, SECOND)
    assert desk.refusal(c.MarkExam, **THIS, staff=SECOND, score="80", actor=LEAD).cited == (
        "Refused",
        CREDITS,
    )
    assert ended(desk) == {"attended": (SECOND,), "credited": (SECOND,), "credits": 1}


@pytest.mark.parametrize(
    ("model", "fields"),
    [(c.RecordAttendance, {}), (c.MarkExam, {"score": "90"}), (c.Strike, {"reason": "r"})],
)
def test_nobody_does_it_about_themselves(
    planned: Scenario, model: type[Command], fields: dict[str, Any]
) -> None:
    """Neither in their own name nor in another's."""
    planned.given(c.SignIn, **THIS, actor=SECOND)
    for who in ({"actor": SECOND}, {"actor": LEAD, "entered_by": SECOND}):
        assert planned.refusal(model, **THIS, staff=SECOND, **fields, **who).kind == "Forbidden"
    assert planned.when(model, **THIS, staff=SECOND, **fields, actor=LEAD)


def test_who_teaches_does_not_attend(planned: Scenario) -> None:
    """Neither by their own word nor by another's."""
    assert planned.refusal(c.SignIn, **THIS, actor=LEAD).cited == ("Forbidden", ATTENDANCE)
    assert planned.refusal(c.RecordAttendance, **THIS, staff=LEAD, actor=FIRST).cited == (
        "Invalid",
        ATTENDANCE,
    )


def test_a_resit_is_of_a_failed_exam_on_a_later_day(planned: Scenario) -> None:
    """As often as it is failed: the text says no number."""
    mark = {**THIS, "staff": SECOND, "actor": LEAD}
    attends(planned, SECOND).given(c.MarkExam, **mark, score="40")
    assert planned.refusal(c.MarkExam, **mark, score="80").cited == ("Refused", CREDITS)
    assert planned.later(days=1).when(c.MarkExam, **mark, score="80") == [
        (e.ExamMarked, {"staff": SECOND, "score": Decimal(80)})
    ]
    assert planned.later(days=1).refusal(c.MarkExam, **mark, score="90").cited == ("Refused", CREDITS)


def test_nothing_is_said_twice(planned: Scenario) -> None:
    """Neither by who attends, nor of them."""
    attends(planned, SECOND)
    assert planned.refusal(c.SignIn, **THIS, actor=SECOND).cited == ("Refused", ATTENDANCE)
    again = planned.refusal(c.RecordAttendance, **THIS, staff=SECOND, actor=LEAD)
    assert again.cited == ("Refused", ATTENDANCE)


def test_nothing_happens_before_its_day(desk: Scenario) -> None:
    """Nobody attends what has not been; and none is planned for a day that is over."""
    desk.given(c.Plan, **THIS, **{**PLAN, "held_on": date(2016, 3, 11)}, actor=FIRST)
    assert desk.refusal(c.SignIn, **THIS, actor=SECOND).cited == ("Invalid", "order-of-times")
    assert desk.refusal(c.End, **THIS, actor=LEAD).cited == ("Invalid", "order-of-times")
    over = {**PLAN, "held_on": date(2016, 3, 9)}
    assert desk.refusal(c.Plan, training="training-2", **over, actor=FIRST).kind == "Invalid"


def test_what_was_entered_wrongly_is_taken_back(planned: Scenario) -> None:
    """The end with its credits, then somebody's attendance, and then the session itself."""
    attends(planned, SECOND)
    ended(planned)
    assert planned.refusal(c.SignIn, **THIS, actor=THIRD).cited == ("Refused", SESSION)
    back = {**THIS, "reason": "r", "actor": LEAD}
    planned.given(c.WithdrawEnd, **back)
    assert planned.state.stage is TrainingStage.SESSION_PLANNED
    assert planned.refusal(c.Withdraw, **back).cited == ("Refused", SESSION)
    planned.given(c.Strike, **back, staff=SECOND)
    assert planned.refusal(c.Strike, **back, staff=SECOND).cited == ("Refused", ATTENDANCE)
    planned.given(c.Withdraw, **back)
    assert planned.state is None


async def test_the_page_shows_who_gets_credits(planned: Scenario, tmp_path: Path) -> None:
    """The list has the session, its page who attended, in both languages."""
    planned.given(site.Open, name_zh="厦门", name_en="Xiamen")
    attends(planned, SECOND).given(c.MarkExam, **THIS, staff=SECOND, score="75", actor=LEAD)
    ended(planned)
    page = await page_of(planned, tmp_path, "/trainings?mark=is_examined")
    assert 'href="/trainings/training-1"' in page
    assert "PX2016" in page
    assert "培训结束" in await page_of(planned, tmp_path, "/trainings/training-1", "zh")
