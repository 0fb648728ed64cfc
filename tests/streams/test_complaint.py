"""A complaint: filed, investigated, judged, planned, approved, carried out, told to the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest

from answerable.commands.base import Command
from answerable.streams.complaint import commands as c
from answerable.streams.complaint import events as e
from answerable.streams.complaint.flow import STEPS, ComplaintStage
from answerable.streams.contact.events import Channel
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired

ID = "complaint-1"
ACCUSED = SECOND
CONCERNED = "a person ever complained of or found answerable"

Step = tuple[type[Command], dict[str, Any]]

WAY: tuple[Step, ...] = (
    (c.File, {"channel": "call", "topic": "rude", "text": "t", "about": ACCUSED}),
    (c.Investigate, {"actor": FIRST, "findings": "f"}),
    (c.Uphold, {"responsible": ACCUSED, "reason": "r"}),
    (c.ProposePlan, {"plan": "p", "due_at": TEN + timedelta(days=1)}),
    (c.ApprovePlan, {"actor": LEAD}),
    (c.CarryOut, {"note": "n"}),
    (c.FeedBack, {"channel": "call", "is_satisfied": True}),
)
"""All steps of an upheld complaint, in their order."""


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, complaint=ID, **fields)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """Every step follows the one before it and says what it was told."""
    told = [desk.when(model, complaint=ID, **fields) for model, fields in WAY]

    assert told == [
        [(e.Filed, {"channel": Channel.CALL, "topic": "rude", "text": "t", "about": ACCUSED})],
        [(e.Investigated, {"findings": "f"})],
        [(e.Upheld, {"responsible": ACCUSED, "is_conflict": False, "reason": "r"})],
        [(e.PlanProposed, {"plan": "p", "due_at": TEN + timedelta(days=1)})],
        [(e.PlanApproved, {})],
        [(e.CarriedOut, {"note": "n"})],
        [(e.FedBack, {"channel": Channel.CALL, "is_satisfied": True})],
    ]


@pytest.mark.parametrize(
    ("gone_before", "asked"),
    [
        (before, asked)
        for before in range(1, len(WAY) + 1)
        for asked in range(1, len(WAY))
        # A plan may be replaced until it is approved.
        if asked != before and (before, asked) != (4, 3)
    ],
)
def test_no_step_out_of_order(desk: Scenario, gone_before: int, asked: int) -> None:
    """A step that is not the next one is refused, wherever the complaint stands."""
    model, fields = WAY[asked]

    assert gone(desk, gone_before).refusal(model, complaint=ID, **fields).cited == ("Refused", STEPS)


def test_not_upheld_goes_straight_to_the_customer(desk: Scenario) -> None:
    """A complaint that was not upheld needs no plan; the customer is told why."""
    propose, plan = WAY[3]

    assert gone(desk, 2).when(c.Dismiss, complaint=ID, reason="r") == [(e.NotUpheld, {"reason": "r"})]
    assert desk.refusal(propose, complaint=ID, **plan).cited == ("Refused", STEPS)
    assert desk.when(c.FeedBack, complaint=ID, channel="letter") == [(e.FedBack, {"channel": Channel.LETTER})]


class TestSeparation:
    def test_nobody_investigates_themselves(self, desk: Scenario) -> None:
        """The person complained of does not investigate."""
        refusal = gone(desk, 1).refusal(c.Investigate, complaint=ID, actor=ACCUSED, findings="f")

        assert refusal.cited == ("Forbidden", STEPS)

    @pytest.mark.parametrize(
        ("verdict", "fields"),
        [(c.Uphold, {"responsible": FIRST, "reason": "r"}), (c.Dismiss, {"reason": "r"})],
    )
    def test_nobody_judges_themselves(
        self, desk: Scenario, verdict: type[Command], fields: dict[str, Any]
    ) -> None:
        """The person complained of finds the complaint neither valid nor invalid."""
        refusal = gone(desk, 2).refusal(verdict, complaint=ID, actor=ACCUSED, **fields)

        assert refusal.cited == ("Forbidden", STEPS)

    def test_nobody_approves_their_own_plan(self, desk: Scenario) -> None:
        """The proposer of the plan does not approve it."""
        refusal = gone(desk, 4).refusal(c.ApprovePlan, complaint=ID, actor=FIRST)

        assert refusal.cited == ("Forbidden", STEPS)

    def test_who_proposed_last_counts(self, desk: Scenario) -> None:
        """A newer plan replaces one not yet approved; then its proposer is the one who cannot approve."""
        model, fields = WAY[3]
        gone(desk, 4).given(model, complaint=ID, actor=LEAD, **fields)

        assert desk.refusal(c.ApprovePlan, complaint=ID, actor=LEAD).cited == ("Forbidden", STEPS)
        assert desk.when(c.ApprovePlan, complaint=ID, actor=FIRST)


@pytest.mark.parametrize("step", range(1, len(WAY)))
@pytest.mark.parametrize("named", ["first", "corrected", "emptied", "answerable"])
def test_whom_it_ever_concerned_has_no_part_in_it(desk: Scenario, step: int, named: str) -> None:
    """Nobody takes a step who was ever complained of or found answerable, whatever was corrected since."""
    if named != "answerable":
        gone(desk, 1)
    else:
        desk.given(c.File, complaint=ID, channel="call", topic="t", text="t")
        desk.given(c.Investigate, complaint=ID, findings="f")
        desk.given(c.Uphold, complaint=ID, responsible=ACCUSED, reason="r")
        for back in (c.WithdrawJudgement, c.WithdrawStep):
            desk.given(back, complaint=ID, actor=LEAD, reason="r")
    if named in {"corrected", "emptied"}:
        another = {"about": THIRD} if named == "corrected" else {"empties": ["about"]}
        desk.given(c.CorrectFiling, complaint=ID, actor=LEAD, reason="r", **another)
    for model, fields in WAY[1:step]:
        desk.given(model, complaint=ID, **{**fields, **({"responsible": THIRD} if model is c.Uphold else {})})
    model, fields = WAY[step]

    for who in ({"actor": ACCUSED}, {"actor": LEAD, "entered_by": ACCUSED}):
        assert desk.refusal(model, complaint=ID, **{**fields, **who}).kind == "Forbidden"


@pytest.mark.parametrize(
    ("gone_before", "model", "more"),
    [
        (1, c.CorrectFiling, {"topic": "another"}),
        (1, c.WithdrawFiling, {}),
        (2, c.WithdrawStep, {}),
        (5, c.WithdrawStep, {}),
        (6, c.WithdrawStep, {}),
        (7, c.WithdrawJudgement, {}),
    ],
)
def test_whom_it_was_about_takes_nothing_back(
    desk: Scenario, gone_before: int, model: type[Command], more: dict[str, Any]
) -> None:
    """Who was named by mistake neither corrects the complaint nor takes it or a step of it back."""
    gone(desk, 1).given(c.CorrectFiling, complaint=ID, actor=LEAD, reason="r", about=THIRD)
    for step, fields in WAY[1:gone_before]:
        desk.given(step, complaint=ID, **{**fields, **({"responsible": THIRD} if step is c.Uphold else {})})
    refusal = desk.refusal(model, complaint=ID, actor=ACCUSED, reason="r", **more)

    assert refusal.cited == ("Forbidden", STEPS)


def test_a_plan_is_due_later(desk: Scenario) -> None:
    """A plan that was due before it is proposed is bad input."""
    refusal = gone(desk, 3).refusal(c.ProposePlan, complaint=ID, plan="p", due_at=TEN)

    assert refusal.cited == ("Invalid", "order-of-times")
    assert refusal.message.startswith("/due_at: ")


def test_a_judgement_is_taken_back_and_made_anew(desk: Scenario) -> None:
    """A wrong judgement is withdrawn by a named person with a reason, and the complaint judged anew."""
    gone(desk, 4)
    back = {"complaint": ID, "actor": LEAD, "reason": "the recording shows another person"}

    assert desk.when(c.WithdrawJudgement, **back) == [(e.JudgementWithdrawn, {"reason": back["reason"]})]
    assert desk.state.stage is ComplaintStage.INVESTIGATED
    assert desk.refusal(c.WithdrawJudgement, **back).cited == ("Refused", STEPS)
    assert desk.when(c.Dismiss, complaint=ID, reason="unfounded")


def test_the_accused_takes_no_judgement_back(desk: Scenario) -> None:
    """Whoever is complained of has no part in the judgement, and takes none in another's name."""
    gone(desk, 3)
    for who in ({"actor": ACCUSED}, {"actor": LEAD, "entered_by": ACCUSED}):
        refusal = desk.refusal(c.WithdrawJudgement, complaint=ID, reason="r", **who)
        assert refusal.cited == ("Forbidden", STEPS)


def test_no_step_before_its_predecessor(desk: Scenario) -> None:
    """A step that would have happened before the one it follows is refused, with both times."""
    gone(desk.later(days=1), 2)
    refusal = desk.refusal(c.Uphold, complaint=ID, responsible=ACCUSED, reason="r", occurred_at=TEN)

    assert refusal.cited == ("Invalid", "order-of-times")
    assert "2016-03-10T02:00:00+00:00 lies before 2016-03-11T02:00:00+00:00" in refusal.message


def test_nobody_judges_what_they_are_answerable_for(desk: Scenario) -> None:
    """Who was found answerable takes no judgement back and approves no plan; nobody names themselves."""
    desk.given(c.File, complaint="complaint-1", channel="call", topic="t", text="t")
    desk.given(c.Investigate, complaint="complaint-1", actor=FIRST, findings="f")
    assert desk.refusal(c.Uphold, complaint="complaint-1", responsible=FIRST, reason="r").kind == "Forbidden"
    desk.given(c.Uphold, complaint="complaint-1", responsible=SECOND, reason="r")
    taken = desk.refusal(c.WithdrawJudgement, complaint="complaint-1", actor=SECOND, reason="r")
    assert (taken.kind, taken.rule) == ("Forbidden", "003-F7")
    desk.given(c.ProposePlan, complaint="complaint-1", plan="p", due_at="2016-04-01T00:00:00+08:00")
    assert desk.refusal(c.ApprovePlan, complaint="complaint-1", actor=SECOND).kind == "Forbidden"


def test_a_plan_ends_within_the_year(desk: Scenario) -> None:
    """What mends a complaint in 2031 has a wrong year."""
    gone(desk, 3)
    refusal = desk.refusal(c.ProposePlan, complaint=ID, plan="p", due_at="2031-03-10T02:00:00Z")

    assert refusal.cited == ("Invalid", "plausible-time")
    assert refusal.message.startswith(
        "/due_at: 2031-03-10T02:00:00+00:00 lies behind 2017-03-11T02:00:00+00:00"
    )


class TestTakingBack:
    SAID: ClassVar = {"complaint": ID, "actor": LEAD, "reason": "another call"}

    @pytest.mark.parametrize(
        ("gone_before", "stage"),
        [(2, ComplaintStage.FILED), (5, ComplaintStage.PLANNED), (6, ComplaintStage.APPROVED)],
    )
    def test_the_last_step(self, desk: Scenario, gone_before: int, stage: ComplaintStage) -> None:
        """Findings, an approval and the carrying out are taken back, and that step is taken anew."""
        gone(desk, gone_before).given(c.WithdrawStep, **self.SAID)
        assert desk.state.stage is stage

        model, fields = WAY[gone_before - 1]
        assert desk.when(model, complaint=ID, **fields)

    def test_whom_it_is_about(self, desk: Scenario) -> None:
        """With the right person named, neither they nor whoever was named before investigates; others do."""
        gone(desk, 1).given(c.CorrectFiling, **self.SAID, about=FIRST)

        for person in (FIRST, ACCUSED):
            refusal = desk.refusal(c.Investigate, complaint=ID, actor=person, findings="f")
            assert refusal.cited == ("Forbidden", STEPS)
        assert desk.when(c.Investigate, complaint=ID, actor=LEAD, findings="f")

    def test_never_by_the_accused(self, desk: Scenario) -> None:
        """Whoever is complained of corrects nothing about it."""
        gone(desk, 2)
        for model, more in ((c.CorrectFiling, {"topic": "t"}), (c.WithdrawStep, {})):
            refusal = desk.refusal(model, **{**self.SAID, "actor": ACCUSED}, **more)
            assert refusal.cited == ("Forbidden", STEPS)


class TestWhomItIsAboutAfterAll:
    SAID: ClassVar = {"complaint": ID, "actor": LEAD, "reason": "another person"}

    @pytest.mark.parametrize(
        ("gone_before", "person", "first"),
        [
            (2, FIRST, "investigated, which is for anybody but {concerned}; {back}step)"),
            (7, FIRST, "{back}judgement, then complaint.withdraw_step)"),
            (6, THIRD, "upheld, which is for anybody but {concerned}; {back}judgement)"),
        ],
    )
    def test_has_taken_no_step_that_stands(
        self, desk: Scenario, gone_before: int, person: str, first: str
    ) -> None:
        """Nobody becomes the person complained of whose findings or judgement stand; the way back is told."""
        for model, fields in WAY[:gone_before]:
            who = THIRD if model is c.Uphold else FIRST
            desk.given(model, complaint=ID, **{"actor": who, **fields})
        refusal = desk.refusal(c.CorrectFiling, **self.SAID, about=person)

        assert refusal.cited == ("Refused", STEPS)
        assert refusal.message.startswith(f"{person} would be {CONCERNED}")
        back = "take that back first (complaint.withdraw_"
        assert refusal.message.endswith(first.format(back=back, concerned=CONCERNED))

    def test_once_the_step_is_taken_back(self, desk: Scenario) -> None:
        """Behind what takes the findings back the filing is put right, and others investigate."""
        gone(desk, 3)
        assert desk.refusal(c.CorrectFiling, **self.SAID, about=FIRST).kind == "Refused"
        desk.given(c.WithdrawJudgement, **self.SAID)
        assert desk.refusal(c.CorrectFiling, **self.SAID, about=FIRST).kind == "Refused"
        desk.given(c.WithdrawStep, **self.SAID)

        assert desk.when(c.CorrectFiling, **self.SAID, about=FIRST)
        assert desk.refusal(c.Investigate, complaint=ID, actor=FIRST, findings="f").kind == "Forbidden"
        assert desk.when(c.Investigate, complaint=ID, actor=LEAD, findings="f")

    def test_a_dismissal_by_them(self, desk: Scenario) -> None:
        """Who has dismissed a complaint is not found to be the one complained of, until it is judged anew."""
        gone(desk, 2).given(c.Dismiss, complaint=ID, actor=THIRD, reason="r")
        dismissed = desk.refusal(c.CorrectFiling, **self.SAID, about=THIRD)
        assert dismissed.message.endswith("take that back first (complaint.withdraw_judgement)")
        desk.given(c.WithdrawJudgement, **self.SAID)

        assert desk.when(c.CorrectFiling, **self.SAID, about=THIRD)

    def test_who_finds_it_may_name_themselves(self, desk: Scenario) -> None:
        """Whoever says that a complaint is about them is heard, also behind a correction of their own."""
        gone(desk, 1).given(c.CorrectFiling, **self.SAID, topic="another")

        assert desk.when(c.CorrectFiling, **self.SAID, about=LEAD)


def test_who_was_hired_later_has_no_part_in_it(desk: Scenario) -> None:
    """Nobody is complained of, or answers, who was hired only behind the complaint; who left since may be."""
    gone(desk, 2).later(days=9)
    desk.carry_out(hired("staff-late", hired_on="2016-03-11"))
    desk.carry_out(hired("staff-gone", hired_on="2016-03-01"))
    desk.given(staff.Leave, staff="staff-gone", left_on="2016-03-12", actor=LEAD)
    named: tuple[tuple[type[Command], str, dict[str, Any]], ...] = (
        (c.CorrectFiling, "about", {"actor": LEAD}),
        (c.Uphold, "responsible", {}),
    )
    for model, field, more in named:
        refusal = desk.refusal(model, complaint=ID, reason="r", **more, **{field: "staff-late"})
        assert refusal.cited == ("Invalid", "on-the-register")
        assert refusal.message == f"/{field}: staff-late was hired on 2016-03-11, after 2016-03-10"
        assert desk.when(model, complaint=ID, reason="r", **more, **{field: "staff-gone"})


@pytest.mark.parametrize("judged", [(c.Uphold, {"responsible": ACCUSED}), (c.Dismiss, {})])
def test_nobody_takes_their_own_judgement_back(desk: Scenario, judged: Step) -> None:
    """Whoever found it so, or had that recorded, is not the one who says that it was wrong; others are."""
    model, fields = judged
    gone(desk, 2).given(model, complaint=ID, actor=LEAD, reason="r", **fields)
    own = desk.refusal(c.WithdrawJudgement, complaint=ID, actor=LEAD, reason="r")
    assert own.kind == "Forbidden"

    assert desk.when(c.WithdrawJudgement, complaint=ID, actor=THIRD, reason="r")
