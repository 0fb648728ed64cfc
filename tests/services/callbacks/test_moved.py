"""What a superior moves, and the numbers that a site sets: the due moment follows from both."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from answerable.rulebook import find
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.obligation import commands as c
from answerable.streams.obligation import events as e
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.rulebook import events as of_rulebook
from tests.services.callbacks.test_owed import CASE, desk, owed, swept, transferred
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, THIRD, Scenario

__all__ = ["desk"]

TRANSFER: dict[str, Any] = {"rule": "transfer-answer", "matter": CASE, "occurrence": 2}
LATER = TEN + timedelta(hours=5)
MOVE = {**TRANSFER, "moved_to": LATER, "reason": "the receiver is on the road", "actor": LEAD}
EXAM: dict[str, Any] = {"rule": "monthly-exam", "occurrence": 20160401}
TO_MAY = {"moved_to": datetime(2016, 5, 6, 10, tzinfo=UTC), "reason": "the trainer is ill", "actor": LEAD}


def obligation_of(said: dict[str, Any]) -> str:
    return c.obligation_id(SITE, said["rule"], said.get("matter"), said.get("step"), said["occurrence"])


class TestMoved:
    def test_it_is_due_then_and_missed_behind_it(self, desk: Scenario) -> None:
        """Not before; the ledger says whose it is and since when, by the event that it began with."""
        transferred(desk)
        ((kind, said),) = desk.when(c.Move, **MOVE)
        assert (kind, said["owed_by"], said["begun_at"], said["moved_to"]) == (e.Moved, SECOND, TEN, LATER)
        assert [row.due_at for row in owed(desk, rule="transfer-answer")] == [LATER]
        assert swept(desk.later(hours=4)) == []
        assert swept(desk.later(hours=1, seconds=1)) == ["obligation.miss transfer-answer"]
        (missed,) = (one for one in desk.log if isinstance(one, e.Missed))
        assert (missed.due_at, missed.owed_by) == (LATER, SECOND)

    def test_done_until_then_it_is_not_missed(self, desk: Scenario) -> None:
        """Four hours late by the rulebook, and in time by the superior."""
        transferred(desk).given(c.Move, **MOVE)
        desk.later(hours=4).given(case.Accept, case=CASE, actor=SECOND)
        assert swept(desk.later(days=9)) == []

    def test_a_move_that_is_taken_back(self, desk: Scenario) -> None:
        """It is due when the rulebook says, which may be over; then it is moved anew."""
        transferred(desk).given(c.Move, **MOVE)
        back = {"obligation": obligation_of(TRANSFER), "reason": "r", "actor": LEAD}
        desk.later(hours=1).given(c.WithdrawMove, **back)
        assert [row.due_at for row in owed(desk, rule="transfer-answer")] == [TEN + timedelta(hours=2)]
        assert desk.refusal(c.WithdrawMove, **back).kind == "Refused"
        desk.given(c.Move, **MOVE).given(c.WithdrawMove, **back)
        assert swept(desk.later(hours=1, seconds=1)) == ["obligation.miss transfer-answer"]

    def test_what_recurs_is_moved_in_one_period(self, desk: Scenario) -> None:
        """The exam of April may be held in May; that of May is due when it always is."""
        desk.given(c.Move, **EXAM, **TO_MAY)
        desk.now = datetime(2016, 5, 6, 9, tzinfo=UTC)
        assert swept(desk) == []
        assert swept(desk.later(hours=2)) == ["obligation.miss monthly-exam"]
        (may,) = owed(desk, rule="monthly-exam")
        assert may.due_at == datetime(2016, 5, 31, 10, tzinfo=UTC)

    def test_what_does_it_does_first_what_was_moved(self, desk: Scenario) -> None:
        """An exam in May until then is April's, and another one in May is owed beside."""
        desk.given(c.Move, **EXAM, **TO_MAY)
        desk.now = datetime(2016, 5, 4, 9, tzinfo=UTC)
        held = {"staff": FIRST, "score": 90, "held_on": date(2016, 5, 4), "actor": LEAD}
        desk.given(assessment.ScoreExam, **held).later(days=3)
        assert swept(desk) == []
        assert [row.due_at.month for row in owed(desk, rule="monthly-exam")] == [5]
        desk.now = datetime(2016, 6, 1, tzinfo=UTC)
        assert "obligation.miss monthly-exam" in swept(desk)

    @pytest.mark.parametrize("who", [{"actor": SECOND}, {"actor": LEAD, "entered_by": SECOND}])
    def test_nobody_moves_their_own(self, desk: Scenario, who: dict[str, str]) -> None:
        """Neither themselves nor by having it recorded in another's name; nor do they take it back."""
        transferred(desk)
        refusal = desk.refusal(c.Move, **{**MOVE, **who})
        assert refusal.rule == "000-1.2"
        assert refusal.kind in {"Forbidden", "Refused"}
        desk.given(c.Move, **MOVE)
        assert desk.refusal(c.Move, **{**MOVE, **who}).kind in {"Forbidden", "Refused"}
        back = {"obligation": obligation_of(TRANSFER), "reason": "r"}
        assert desk.refusal(c.WithdrawMove, **back, **who).kind == "Forbidden"

    @pytest.mark.parametrize(
        "other",
        [
            {"occurrence": 1},
            {"occurrence": 7},
            {"rule": "complaint-reply"},
            {"step": "one"},
            {"matter": None, "occurrence": 20160401},
        ],
    )
    def test_what_is_not_owed_is_not_moved(self, desk: Scenario, other: dict[str, Any]) -> None:
        """By an event that begins nothing, or none, for a step that there is not, for no period."""
        transferred(desk)
        assert desk.refusal(c.Move, **{**MOVE, **other}).kind == "NotFound"

    def test_what_no_rulebook_asks_for(self, desk: Scenario) -> None:
        """Nor for a day on which nothing is bound, or on which no period begins."""
        transferred(desk)
        assert desk.refusal(c.Move, **{**MOVE, "rule": "nothing"}).kind == "Invalid"
        for occurrence in (20160302, 20161399):
            said = {**EXAM, "occurrence": occurrence, "moved_to": LATER, "reason": "r", "actor": LEAD}
            assert desk.refusal(c.Move, **said).kind == "NotFound"

    def test_it_lies_ahead(self, desk: Scenario) -> None:
        """Nothing is moved into the past, and what is missed is excused, not moved."""
        transferred(desk)
        refusal = desk.refusal(c.Move, **{**MOVE, "moved_to": TEN})
        assert refusal.cited == ("Invalid", "000-1.2")
        swept(desk.later(hours=3))
        assert desk.refusal(c.Move, **MOVE).kind == "Refused"


SET: dict[str, Any] = {
    "rule": "transfer-answer",
    "number": 60,
    "effective_from": date(2016, 3, 12),
    "reason": "we are quicker",
    "actor": LEAD,
}


class TestNumbers:
    BOOK = find("call-centre-80")

    def test_what_begins_from_that_day_on_goes_by_it(self, desk: Scenario) -> None:
        """What began before goes by the number before, on both sides: view and writer."""
        ((kind, said),) = desk.when(rulebook.SetNumber, **SET)
        assert (kind, said["before"], said["unit"]) == (of_rulebook.NumberSet, 120, "working_minutes")
        assert said["article"] == "000-4.2.4"
        transferred(desk)
        assert [row.due_at for row in owed(desk, rule="transfer-answer")] == [TEN + timedelta(hours=2)]
        desk.later(hours=1).given(case.Accept, case=CASE, actor=SECOND).later(days=3, hours=-1)
        desk.given(case.Transfer, case=CASE, to=THIRD, reason="r", actor=SECOND)
        (row,) = owed(desk, rule="transfer-answer")
        assert (row.due_at, row.is_assumed) == (desk.now + timedelta(hours=1), False)
        assert swept(desk.later(hours=1, seconds=1)) == ["obligation.miss transfer-answer"]

    def test_a_period_to_come_goes_by_it(self, desk: Scenario) -> None:
        """The plan of May is owed by the 20th, though April's was already missed when that was said."""
        desk.now = datetime(2016, 4, 25, tzinfo=UTC)
        swept(desk)
        said = {"rule": "monthly-plan", "number": 20, "effective_from": date(2016, 5, 1), "reason": "r"}
        desk.given(rulebook.SetNumber, **said, actor=LEAD)
        for now, periods in ((19, {20160401}), (21, {20160401, 20160501})):
            desk.now = datetime(2016, 5, now, tzinfo=UTC)
            swept(desk)
            missed = [one for one in desk.log if isinstance(one, e.Missed) and one.rule == "monthly-plan"]
            assert {one.occurrence for one in missed} == periods
        assert missed[-1].due_at == datetime(2016, 5, 20, 10, tzinfo=UTC)

    def test_the_limit_of_a_case_goes_by_it(self, desk: Scenario) -> None:
        """A case that is opened on that day has the site's own minutes."""
        before = self.BOOK.assumed["limit-moderate"].number
        desk.given(rulebook.SetNumber, **{**SET, "rule": "limit-moderate", "number": 77})
        ((_, first),) = desk.when(case.Open, case=CASE, topic="t", first_asked=FIRST)
        ((_, second),) = desk.later(days=3).when(case.Open, case="case-2", topic="t", first_asked=FIRST)
        assert (first["limit_minutes"], second["limit_minutes"]) == (before, 77)

    def test_it_holds_from_a_day_to_come(self, desk: Scenario) -> None:
        """Nothing that has begun is changed, by setting it or by taking it back."""
        for day in (date(2016, 3, 9), date(2016, 3, 10)):
            refusal = desk.refusal(rulebook.SetNumber, **{**SET, "effective_from": day})
            assert refusal.cited == ("Invalid", "000-1.2")
        desk.given(rulebook.SetNumber, **SET)
        back = {"rule": SET["rule"], "effective_from": date(2016, 3, 12), "reason": "r", "actor": LEAD}
        desk.later(days=2)
        assert desk.refusal(rulebook.WithdrawNumber, **back).cited == ("Invalid", "000-1.2")

    def test_one_that_does_not_hold_yet_is_taken_back(self, desk: Scenario) -> None:
        """And another may be set for that day."""
        desk.given(rulebook.SetNumber, **SET)
        assert desk.refusal(rulebook.SetNumber, **{**SET, "number": 61}).kind == "Refused"
        back = {"rule": SET["rule"], "effective_from": date(2016, 3, 12), "reason": "r", "actor": LEAD}
        desk.given(rulebook.WithdrawNumber, **back)
        assert desk.refusal(rulebook.WithdrawNumber, **back).kind == "Refused"
        desk.later(days=3)
        transferred(desk)
        assert [row.due_at for row in owed(desk, rule="transfer-answer")] == [desk.now + timedelta(hours=2)]

    @pytest.mark.parametrize(
        ("rule", "number"),
        [
            ("key-back", 5),  # the text gives it
            ("nothing", 5),
            ("transfer-answer", 0),
            ("transfer-answer", 120),  # it is that already
            ("monthly-plan", 32),
        ],
    )
    def test_what_the_rulebook_does_not_leave_to_the_site(
        self, desk: Scenario, rule: str, number: int
    ) -> None:
        """Nor what the unit does not have."""
        refusal = desk.refusal(rulebook.SetNumber, **{**SET, "rule": rule, "number": number})
        assert refusal.cited == ("Invalid", "000-1.2")

    def test_every_assumed_number_can_be_set(self) -> None:
        """Of what becomes due and of cases; with it the rulebook has that number, and no other."""
        for rule, assumed in self.BOOK.assumed.items():
            other = self.BOOK.as_set({rule: assumed.number + 1})
            changed = {one: now.number for one, now in other.assumed.items()}
            assert changed == {
                one: before.number + (one == rule) for one, before in self.BOOK.assumed.items()
            }
            assert other.digest == self.BOOK.digest
        assert {"limit-critical", "transfer-answer", "monthly-plan"} <= self.BOOK.assumed.keys()
