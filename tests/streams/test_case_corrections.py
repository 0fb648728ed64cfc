"""A case put right: its limit, its opening, and a solution that was none."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.errors import AnswerableError
from answerable.streams.case import commands as c
from answerable.streams.case import events as e
from answerable.streams.case.events import Priority
from answerable.streams.case.flow import OWNERSHIP, TRACKING, CaseStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired

CASE = "case-1"


@pytest.fixture
def opened(desk: Scenario) -> Scenario:
    """A case that the first person was asked about, moderate: a day to solve it."""
    return desk.given(c.Open, case=CASE, topic="line 4 is dead", first_asked=FIRST)


def solved(opened: Scenario) -> Scenario:
    return opened.given(c.Resolve, case=CASE, resolution="mended")


class TestCorrectingTheLimit:
    SAID: ClassVar = {"case": CASE, "actor": LEAD, "reason": "read as urgent"}

    def test_the_limit_is_worked_out_anew(self, opened: Scenario) -> None:
        """A priority that was wrong is put right: what holds now is said whole, with the limit it gives."""
        assert opened.later(hours=1).when(c.CorrectLimit, **self.SAID, priority="low", is_emergency=True) == [
            (
                e.LimitCorrected,
                {
                    "priority": Priority.LOW,
                    "is_emergency": True,
                    "opened_at": TEN,
                    "pauses": (),
                    "limit_minutes": 4320,
                    "limit_article": "000-1.2",
                    "due_at": TEN + timedelta(days=3),
                    "reason": "read as urgent",
                },
            )
        ]
        assert opened.state.due_at == TEN + timedelta(days=3)

    def test_a_miss_that_does_not_hold_is_taken_back(self, opened: Scenario) -> None:
        """With a pause that nobody had entered, the limit was kept: the miss is gone, and says why."""
        opened.later(days=1, minutes=20).given(c.MissLimit, case=CASE)
        span = {"reason": "customer", "starts_at": TEN + timedelta(hours=1)}
        paused = ({**span, "ends_at": TEN + timedelta(hours=3)},)
        happened = opened.when(c.CorrectLimit, **self.SAID, pauses=paused)

        assert [model for model, _ in happened] == [e.LimitCorrected, e.MissWithdrawn]
        assert happened[0][1]["due_at"] == TEN + timedelta(days=1, hours=2)
        assert happened[1][1] == {"reason": "read as urgent"}
        assert opened.state.miss is None

    def test_a_miss_that_was_shorter_is_recorded_anew(self, opened: Scenario) -> None:
        """What is left of a miss holds for the moment and the person that it was recorded for."""
        missed_at = TEN + timedelta(days=1, minutes=31)
        opened.later(days=1, minutes=31).given(c.MissLimit, case=CASE)
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").given(c.Accept, case=CASE, actor=SECOND)
        opened.later(days=9)
        pauses = ({"reason": "vendor", "starts_at": TEN, "ends_at": TEN + timedelta(minutes=25)},)
        happened = opened.when(c.CorrectLimit, **self.SAID, pauses=pauses)

        assert [model for model, _ in happened] == [e.LimitCorrected, e.MissWithdrawn, e.LimitMissed]
        assert (happened[2][1]["overrun_minutes"], happened[2][1]["owner"]) == (6, FIRST)
        assert opened.log[-1].occurred_at == missed_at

    def test_a_miss_that_holds_is_left_alone(self, opened: Scenario) -> None:
        """A pause behind the miss changes nothing about it."""
        opened.later(days=1, minutes=31).given(c.MissLimit, case=CASE).later(days=1)
        pauses = ({"reason": "vendor", "starts_at": TEN + timedelta(days=1, hours=1), "ends_at": opened.now},)

        assert [model for model, _ in opened.when(c.CorrectLimit, **self.SAID, pauses=pauses)] == [
            e.LimitCorrected
        ]

    def test_a_miss_in_an_emergency_is_recorded_as_one(self, opened: Scenario) -> None:
        """Other articles count what was an emergency: the miss says so, of the same moment and length."""
        opened.later(days=1, minutes=31).given(c.MissLimit, case=CASE)
        happened = opened.when(c.CorrectLimit, **self.SAID, is_emergency=True)

        assert [model for model, _ in happened] == [e.LimitCorrected, e.MissWithdrawn, e.LimitMissed]
        assert (happened[2][1]["is_emergency"], happened[2][1]["overrun_minutes"]) == (True, 31)

    def test_there_and_back(self, desk: Scenario) -> None:
        """A miss that a correction took back is recorded anew by the one that says what was said before."""
        desk.given(c.Open, case=CASE, topic="t", first_asked=FIRST, priority="critical", is_emergency=True)
        desk.later(hours=14).given(c.Resolve, case=CASE, resolution="mended").given(c.MissLimit, case=CASE)
        before = desk.state.miss
        late = TEN + timedelta(hours=13, minutes=55)
        there = desk.later(days=1).when(c.CorrectLimit, **self.SAID, opened_at=late)
        back = desk.later(days=1).when(c.CorrectLimit, **self.SAID, opened_at=TEN)

        assert [model for model, _ in there] == [e.LimitCorrected, e.MissWithdrawn]
        assert [model for model, _ in back] == [e.LimitCorrected, e.LimitMissed]
        assert desk.state.miss == before
        assert desk.log[-1].occurred_at == TEN + timedelta(hours=14)

    def test_what_was_excused_stays_excused(self, desk: Scenario) -> None:
        """A miss that somebody took back by itself holds by no correction."""
        desk.given(c.Open, case=CASE, topic="t", first_asked=FIRST, priority="critical")
        desk.later(hours=14).given(c.Resolve, case=CASE, resolution="mended").given(c.MissLimit, case=CASE)
        desk.given(c.WithdrawMiss, **self.SAID)
        late = TEN + timedelta(hours=13, minutes=55)
        desk.given(c.CorrectLimit, **self.SAID, opened_at=late)

        assert [model for model, _ in desk.when(c.CorrectLimit, **self.SAID, opened_at=TEN)] == [
            e.LimitCorrected
        ]

    @given_any(st.lists(st.sampled_from(range(8)), max_size=8))
    def test_whatever_is_corrected_in_between(self, steps: list[int]) -> None:
        """Behind every correction the miss is on record that holds by it, and back it is the first one."""
        desk = Scenario()
        desk.given(c.Open, case=CASE, topic="t", first_asked=FIRST, priority="critical", is_emergency=True)
        desk.later(hours=14).given(c.Resolve, case=CASE, resolution="mended").given(c.MissLimit, case=CASE)
        first = desk.state.miss
        said: list[dict[str, Any]] = [
            *({"opened_at": TEN + timedelta(hours=hours)} for hours in (0, 1, 11)),
            *({"priority": priority} for priority in ("critical", "low")),
            *({"is_emergency": is_one} for is_one in (True, False)),
            {
                "pauses": (
                    {"reason": "vendor", "starts_at": desk.now - timedelta(hours=2), "ends_at": desk.now},
                )
            },
        ]
        for step in steps:
            with suppress(AnswerableError):
                desk.given(c.CorrectLimit, **self.SAID, **said[step])
            overrun = desk.state.overrun_minutes(desk.state.resolved_at, None)
            miss = desk.state.miss
            assert (None if miss is None else miss.overrun_minutes) == overrun
        whole: dict[str, Any] = {"opened_at": TEN, "priority": "critical", "is_emergency": True, "pauses": ()}
        with suppress(AnswerableError):
            desk.given(c.CorrectLimit, **self.SAID, **whole)

        assert desk.state.miss == first

    def test_a_running_pause_has_no_end(self, opened: Scenario) -> None:
        """While the case waits, its last pause is open, may have begun earlier, and ends as it would have."""
        opened.later(hours=2).given(c.Pause, case=CASE, reason="customer").later(hours=1)
        closed = ({"reason": "customer", "starts_at": TEN, "ends_at": opened.now},)
        assert opened.refusal(c.CorrectLimit, **self.SAID, pauses=closed).cited == (
            "Invalid",
            "order-of-times",
        )
        assert opened.refusal(c.CorrectLimit, **self.SAID, pauses=()).cited == ("Invalid", "order-of-times")

        opened.given(c.CorrectLimit, **self.SAID, pauses=({"reason": "customer", "starts_at": TEN},))
        [(_, resumed)] = opened.when(c.Resume, case=CASE)
        assert resumed["due_at"] == TEN + timedelta(days=1, hours=3)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"opened_at": TEN + timedelta(hours=9)},
            {"pauses": ({"reason": "other", "starts_at": TEN - timedelta(hours=1), "ends_at": TEN},)},
            {"pauses": ({"reason": "other", "starts_at": TEN, "ends_at": TEN + timedelta(days=9)},)},
        ],
    )
    def test_times_stand_in_their_order(self, opened: Scenario, wrong: dict[str, object]) -> None:
        """A case begins before its steps, and its pauses lie inside of it."""
        opened.later(hours=1).given(c.Transfer, case=CASE, to=SECOND, reason="r")

        assert opened.refusal(c.CorrectLimit, **self.SAID, **wrong).cited == ("Invalid", "order-of-times")

    def test_says_what_holds_and_changes_something(self, opened: Scenario) -> None:
        """A correction that says nothing, or what holds already, is none."""
        assert opened.refusal(c.CorrectLimit, **self.SAID).cited == ("Invalid", "missing")
        same = opened.refusal(c.CorrectLimit, **self.SAID, priority="moderate")
        assert same.cited == ("Refused", "nothing-to-correct")

    def test_never_by_whom_it_counts_against(self, opened: Scenario) -> None:
        """Neither the owner nor who owned it when the limit was missed can put it right."""
        opened.later(days=2).given(c.MissLimit, case=CASE)
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").given(c.Accept, case=CASE, actor=SECOND)

        for who in (FIRST, SECOND):
            said = {**self.SAID, "actor": who}
            assert opened.refusal(c.CorrectLimit, **said, priority="low").cited == ("Forbidden", TRACKING)
            assert opened.refusal(c.WithdrawMiss, **said).cited == ("Forbidden", TRACKING)


class TestCorrectingTheOpening:
    SAID: ClassVar = {"case": CASE, "actor": LEAD, "reason": "misheard"}

    def test_a_miss_goes_with_the_person_first_asked(self, opened: Scenario) -> None:
        """Whoever was asked first owned it: what counted against the wrong person is recorded anew."""
        opened.later(days=1, minutes=5).given(c.MissLimit, case=CASE)
        happened = opened.when(c.CorrectOpening, **self.SAID, first_asked=SECOND, topic="line 5")

        assert [model for model, _ in happened] == [e.OpeningCorrected, e.MissWithdrawn, e.LimitMissed]
        assert (happened[2][1]["owner"], happened[2][1]["overrun_minutes"]) == (SECOND, 5)
        assert opened.state.owner == SECOND

    def test_nobody_owns_it_after_all_who_took_its_miss_back(self, opened: Scenario) -> None:
        """Who has taken a miss back is not found to be whose it was, while that stands."""
        opened.later(days=1, minutes=31).given(c.MissLimit, case=CASE)
        opened.given(c.WithdrawMiss, case=CASE, actor=SECOND, reason="r")
        refusal = opened.refusal(c.CorrectOpening, **self.SAID, first_asked=SECOND)
        assert refusal.cited == ("Refused", TRACKING)
        assert "miss withdrawn, which is for anybody but whoever opened or owned it" in refusal.message
        opened.given(c.MissLimit, case=CASE)

        assert opened.when(c.CorrectOpening, **self.SAID, first_asked=SECOND)

    def test_what_was_accepted_stays(self, opened: Scenario) -> None:
        """Behind an acceptance, the first responder is not changed any more; the topic can be."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").given(c.Accept, case=CASE, actor=SECOND)

        assert opened.refusal(c.CorrectOpening, **self.SAID, first_asked=THIRD).cited == (
            "Refused",
            OWNERSHIP,
        )
        assert opened.when(c.CorrectOpening, **self.SAID, topic="line 5")

    def test_a_solution_entered_by_mistake(self, opened: Scenario) -> None:
        """Taken back, the case was never solved: it may still be solved at first contact."""
        solved(opened).given(c.WithdrawResolution, **self.SAID)

        assert opened.state.stage is CaseStage.OPEN
        assert opened.when(c.Resolve, case=CASE, resolution="m")[0][1]["at_first_contact"] is True

    def test_a_solution_entered_too_late_is_entered_as_of_its_time(self, opened: Scenario) -> None:
        """What was taken back, and the taking back, bound nothing; the steps that stand do."""
        opened.later(minutes=10).given(c.Transfer, case=CASE, to=SECOND, reason="r")
        asked_at = opened.now
        opened.later(days=1).given(c.Resolve, case=CASE, resolution="m")
        early = opened.refusal(c.WithdrawResolution, **self.SAID, occurred_at=asked_at)
        assert early.cited == ("Invalid", "order-of-times")
        opened.later(minutes=5).given(c.WithdrawResolution, **self.SAID)

        before = opened.refusal(
            c.Resolve, case=CASE, resolution="m", occurred_at=asked_at - timedelta(minutes=1)
        )
        assert before.cited == ("Invalid", "order-of-times")
        assert opened.when(c.Resolve, case=CASE, resolution="m", occurred_at=asked_at + timedelta(minutes=1))
        assert opened.state.resolved_at == asked_at + timedelta(minutes=1)


def test_no_case_begins_before_who_was_asked_was_hired() -> None:
    """Nobody was asked before they came, whichever correction would have it so."""
    desk = Scenario(is_strict=True)
    desk.carry_out(hired(LEAD))
    desk.carry_out(hired(FIRST, hired_on="2016-03-09"))
    desk.carry_out(hired(SECOND, hired_on="2016-03-10"))
    desk.given(c.Open, case=CASE, topic="t", first_asked=FIRST).later(days=1)
    said = {"case": CASE, "actor": LEAD, "reason": "r"}

    early = desk.refusal(c.CorrectLimit, **said, opened_at=TEN - timedelta(days=2))
    assert early.cited == ("Invalid", "on-the-register")
    assert early.message == f"/opened_at: {FIRST} was hired on 2016-03-09, after 2016-03-08"
    desk.given(c.CorrectLimit, **said, opened_at=TEN - timedelta(days=1))
    late = desk.refusal(c.CorrectOpening, **said, first_asked=SECOND)
    assert late.message == f"/first_asked: {SECOND} was hired on 2016-03-10, after 2016-03-09"


def test_no_case_begins_before_its_site(opened: Scenario) -> None:
    """What could not be opened then cannot be said to have been."""
    opened.world = replace(opened.world, opened_at=TEN - timedelta(days=1))
    said = {"case": CASE, "actor": LEAD, "reason": "r"}
    early = opened.refusal(c.CorrectLimit, **said, opened_at=TEN - timedelta(days=2))

    assert early.cited == ("Invalid", "order-of-times")
    assert early.message.endswith("when xm01 was opened")


LATE: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (c.CorrectLimit, {"priority": "low"}),
    (c.WithdrawMiss, {}),
    (c.WithdrawOpening, {}),
)
"""What takes a lateness away."""


@pytest.mark.parametrize(("model", "fields"), LATE)
@pytest.mark.parametrize("person", [FIRST, SECOND, THIRD])
def test_nobody_passes_their_lateness_on(
    desk: Scenario, person: str, model: type[Command], fields: dict[str, Any]
) -> None:
    """Who opened it, was asked first, or owned it within the limit corrects nothing once it is another's."""
    desk.given(c.Open, case=CASE, topic="t", first_asked=FIRST, actor=THIRD)
    for to in (SECOND, "staff-4"):
        desk.given(c.Transfer, case=CASE, to=to, reason="r", actor=desk.state.owner)
        desk.given(c.Accept, case=CASE, actor=to).later(hours=1)
    desk.later(days=2).given(c.MissLimit, case=CASE)
    refusal = desk.refusal(model, case=CASE, actor=person, reason="r", **fields)
    assert refusal.kind == "Forbidden", refusal.message
    if model is not c.WithdrawOpening:
        assert desk.when(model, case=CASE, actor=LEAD, reason="r", **fields)
