"""A handover: the list is checked, both sides sign, the lead reviews; the incoming side may refuse."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from answerable.commands.base import Command
from answerable.errors import Refused
from answerable.messaging.problems import sentence_of
from answerable.streams.handover import commands as c
from answerable.streams.handover import events as e
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.handover.flow import HandoverStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario

ID = "handover-xm01-20160310-day"
SIGNATURES, CHECKS = "002-r4-2.3", "002-r4-2.1"
SHIFT = {"on": date(2016, 3, 10), "shift": "day", "outgoing": FIRST, "incoming": SECOND}


@pytest.fixture
def started(desk: Scenario) -> Scenario:
    """A handover from the first person to the second, with two items."""
    return desk.given(c.Start, **SHIFT, checklist=("phones", "desk"))


def checked(started: Scenario) -> Scenario:
    for item in ("phones", "desk"):
        started.given(c.CheckItem, handover=ID, item=item, mark="√")
    return started


def signed_out(started: Scenario) -> Scenario:
    return checked(started).given(c.SignOut, handover=ID, actor=FIRST)


class TestStart:
    def test_between_two_persons(self, desk: Scenario) -> None:
        """A shift goes from one person to another, with a list."""
        assert desk.when(c.Start, **SHIFT, checklist=("phones",)) == [
            (e.Started, {**SHIFT, "shift": Shift.DAY, "checklist": ("phones",)})
        ]

    def test_not_to_oneself(self, desk: Scenario) -> None:
        """Nobody hands over to themselves."""
        refusal = desk.refusal(c.Start, **{**SHIFT, "incoming": FIRST}, checklist=("phones",))

        assert refusal.cited == ("Refused", SIGNATURES)

    def test_each_item_once(self, desk: Scenario) -> None:
        """A list that names an item twice is bad input."""
        refusal = desk.refusal(c.Start, **SHIFT, checklist=("phones", "phones"))

        assert refusal.cited == ("Invalid", "unique")


class TestDay:
    @pytest.mark.parametrize(
        ("on", "shift"),
        [("2016-03-10", "day"), ("2016-03-11", "morning"), ("2016-03-09", "night")],
        ids=["today", "tomorrow", "last-night"],
    )
    def test_near(self, desk: Scenario, on: str, shift: str) -> None:
        """Today's shift is handed over, tomorrow's, and last night's on the morning after."""
        assert desk.when(c.Start, **{**SHIFT, "on": on, "shift": shift}, checklist=("phones",))

    @pytest.mark.parametrize(
        ("on", "shift"), [("2016-03-17", "day"), ("2016-03-12", "day"), ("2016-03-09", "evening")]
    )
    def test_far(self, desk: Scenario, on: str, shift: str) -> None:
        """Another day's is a slip of the pen; the refusal tells both days."""
        refusal = desk.refusal(c.Start, **{**SHIFT, "on": on, "shift": shift}, checklist=("phones",))

        assert refusal.cited == ("Invalid", "shift-of-the-day")
        assert refusal.message == f"/on: the {shift} shift of {on} cannot be handed over on 2016-03-10"

    def test_the_day_is_the_sites(self, desk: Scenario) -> None:
        """At five to midnight in Greenwich the site's tomorrow is a day later."""
        late = {**SHIFT, "on": "2016-03-12", "occurred_at": "2016-03-10T16:00:00Z"}
        desk.later(hours=20)

        assert desk.when(c.Start, **late, checklist=("phones",))


class TestChecking:
    def test_abnormal_needs_a_note(self, started: Scenario) -> None:
        """× says what is wrong; √ needs no word."""
        refusal = started.refusal(c.CheckItem, handover=ID, item="phones", mark="×")
        assert refusal.cited == ("Invalid", CHECKS)
        assert refusal.message.startswith("/note: ")

        assert started.when(c.CheckItem, handover=ID, item="phones", mark="×", note="line 4 is dead") == [
            (e.ItemChecked, {"item": "phones", "mark": Mark.ABNORMAL, "note": "line 4 is dead"})
        ]
        assert started.when(c.CheckItem, handover=ID, item="desk", mark="√") == [
            (e.ItemChecked, {"item": "desk", "mark": Mark.NORMAL})
        ]

    def test_only_what_is_on_the_list(self, started: Scenario) -> None:
        """An item that the list does not have is refused."""
        refusal = started.refusal(c.CheckItem, handover=ID, item="roof", mark="√")

        assert refusal.cited == ("Refused", CHECKS)

    def test_open_items_go_on(self, started: Scenario) -> None:
        """What is unfinished is handed on with its reason."""
        assert started.when(
            c.CarryOpenItem, handover=ID, matter="case-1", what="line 4", reason="part is missing"
        ) == [(e.OpenItemCarried, {"matter": "case-1", "what": "line 4", "reason": "part is missing"})]

    def test_nothing_changes_behind_a_signature(self, started: Scenario) -> None:
        """What the outgoing side signed is neither marked anew nor added to."""
        signed_out(started)

        for refusal in (
            started.refusal(c.CheckItem, handover=ID, item="phones", mark="×", note="n"),
            started.refusal(c.CarryOpenItem, handover=ID, what="w", reason="r"),
        ):
            assert refusal.cited == ("Refused", SIGNATURES)


class TestSigning:
    def test_out_with_every_item_checked(self, started: Scenario) -> None:
        """The outgoing side signs when the list is complete; the refusal names what is not."""
        started.given(c.CheckItem, handover=ID, item="desk", mark="√")
        refusal = started.refusal(c.SignOut, handover=ID, actor=FIRST)
        assert refusal.cited == ("Refused", CHECKS)
        assert refusal.message.endswith("unchecked items: phones")

        assert checked(started).when(c.SignOut, handover=ID, actor=FIRST) == [(e.SignedOut, {})]
        assert started.refusal(c.SignOut, handover=ID, actor=FIRST).cited == ("Refused", SIGNATURES)

    def test_what_is_unchecked_is_told_in_chinese(self, started: Scenario) -> None:
        """By the names of the items, and by no id."""
        with pytest.raises(Refused) as refused:
            started.when(c.SignOut, handover=ID, actor=FIRST)
        assert sentence_of(refused.value).zh == "尚有未检查的项目：phones, desk，请先逐项检查"

    def test_out_by_the_outgoing_side(self, started: Scenario) -> None:
        """Nobody else signs for the outgoing side."""
        assert checked(started).refusal(c.SignOut, handover=ID, actor=SECOND).cited == ("Refused", SIGNATURES)

    def test_in_behind_the_outgoing_side(self, started: Scenario) -> None:
        """The incoming side signs second, and nobody else for it."""
        assert started.refusal(c.SignIn, handover=ID, actor=SECOND).cited == ("Refused", SIGNATURES)
        signed_out(started)
        assert started.refusal(c.SignIn, handover=ID, actor=THIRD).cited == ("Forbidden", SIGNATURES)

        assert started.when(c.SignIn, handover=ID, actor=SECOND) == [(e.SignedIn, {})]
        assert started.refusal(c.SignIn, handover=ID, actor=SECOND).cited == ("Refused", SIGNATURES)
        assert started.refusal(c.Refuse, handover=ID, actor=SECOND, reason="r").cited == (
            "Refused",
            SIGNATURES,
        )


class TestRefusal:
    @pytest.mark.parametrize("is_signed_out", [False, True])
    def test_by_the_incoming_side(self, started: Scenario, *, is_signed_out: bool) -> None:
        """The incoming side may refuse, before or after the outgoing side signed; nobody else may."""
        if is_signed_out:
            signed_out(started)
        assert started.refusal(c.Refuse, handover=ID, actor=LEAD, reason="r").cited == (
            "Forbidden",
            "002-r4-1.6",
        )

        assert started.when(c.Refuse, handover=ID, actor=SECOND, reason="no answer") == [
            (e.Refused, {"reason": "no answer"})
        ]

    def test_ends_it(self, started: Scenario) -> None:
        """A refused handover takes no mark and no signature any more."""
        started.given(c.Refuse, handover=ID, actor=SECOND, reason="r")

        for refusal in (
            started.refusal(c.CheckItem, handover=ID, item="desk", mark="√"),
            started.refusal(c.SignOut, handover=ID, actor=FIRST),
            started.refusal(c.SignIn, handover=ID, actor=SECOND),
        ):
            assert refusal.cited == ("Refused", SIGNATURES)


class TestReview:
    def test_of_what_has_ended(self, started: Scenario) -> None:
        """The lead reviews once, when both sides signed."""
        signed_out(started)
        assert started.refusal(c.Review, handover=ID, actor=LEAD).cited == ("Refused", SIGNATURES)
        started.given(c.SignIn, handover=ID, actor=SECOND)

        assert started.when(c.Review, handover=ID, actor=LEAD) == [(e.Reviewed, {})]
        assert started.refusal(c.Review, handover=ID, actor=LEAD).cited == ("Refused", SIGNATURES)

    def test_of_a_refused_one(self, started: Scenario) -> None:
        """A refusal is reviewed too."""
        started.given(c.Refuse, handover=ID, actor=SECOND, reason="r")

        assert started.when(c.Review, handover=ID, actor=LEAD) == [(e.Reviewed, {})]

    @pytest.mark.parametrize("side", [FIRST, SECOND])
    def test_by_neither_side(self, started: Scenario, side: str) -> None:
        """Who took part does not review."""
        signed_out(started).given(c.SignIn, handover=ID, actor=SECOND)

        assert started.refusal(c.Review, handover=ID, actor=side).cited == ("Forbidden", SIGNATURES)

    @pytest.mark.parametrize(
        ("model", "said"),
        [
            (c.Start, {**SHIFT, "checklist": ("phones",)}),
            (c.CheckItem, {"handover": ID, "item": "phones", "mark": Mark.NORMAL}),
            (c.CarryOpenItem, {"handover": ID, "what": "w", "reason": "r"}),
        ],
    )
    def test_not_by_who_wrote_it_down(
        self, desk: Scenario, model: type[Command], said: dict[str, Any]
    ) -> None:
        """Who entered any of it for a side neither reviews nor annuls it: it comes from themselves."""
        if model is not c.Start:
            desk.given(c.Start, **SHIFT, checklist=("phones",))
        desk.given(model, **said, actor=FIRST, entered_by=LEAD)
        desk.given(c.Refuse, handover=ID, actor=SECOND, reason="r")
        for undo in ({"reason": "r"}, {}):
            asked = c.Annul if undo else c.Review
            assert desk.refusal(asked, handover=ID, actor=LEAD, **undo).cited == ("Forbidden", SIGNATURES)

        assert desk.when(c.Review, handover=ID, actor=THIRD) == [(e.Reviewed, {})]


class TestOneOfAKind:
    def test_a_shift_is_handed_over_once(self, started: Scenario) -> None:
        """The same site, day and shift is not handed over a second time."""
        refusal = started.refusal(c.Start, **SHIFT, checklist=("phones",))

        assert refusal.cited == ("Refused", SIGNATURES)
        assert ID in refusal.message

    def test_a_refused_one_is_tried_again(self, started: Scenario) -> None:
        """When the incoming side refused, the shift still has to be handed over."""
        signed_out(started).given(c.Refuse, handover=ID, actor=SECOND, reason="keys are missing")

        assert started.when(c.Start, **{**SHIFT, "incoming": THIRD}, checklist=("keys",))
        assert (started.state.incoming, started.state.stage) == (THIRD, HandoverStage.STARTED)

    def test_not_signed_in_before_it_was_signed_out(self, started: Scenario) -> None:
        """A signature that would lie before the other side's is refused."""
        signed_out(started.later(hours=1))
        refusal = started.refusal(c.SignIn, handover=ID, actor=SECOND, occurred_at=TEN)

        assert refusal.cited == ("Invalid", "order-of-times")


class TestAnnulling:
    SAID: ClassVar = {"handover": ID, "actor": LEAD, "reason": "the wrong names"}

    def test_the_shift_is_handed_over_anew(self, started: Scenario) -> None:
        """With everything signed, a wrong handover is annulled, and another recorded in its place."""
        signed_out(started).given(c.SignIn, handover=ID, actor=SECOND).given(c.Annul, **self.SAID)
        assert started.state.stage is HandoverStage.ANNULLED
        assert started.refusal(c.Review, handover=ID, actor=LEAD).cited == ("Refused", SIGNATURES)

        started.given(c.Start, **{**SHIFT, "incoming": THIRD}, checklist=("phones",))
        assert (started.state.incoming, started.state.checked) == (THIRD, ())

    def test_by_neither_side(self, started: Scenario) -> None:
        """Who hands over or takes over cannot undo it."""
        for side in (FIRST, SECOND):
            said = {**self.SAID, "actor": side}
            assert started.refusal(c.Annul, **said).cited == ("Forbidden", SIGNATURES)

    def test_bounds_nothing_any_more(self, started: Scenario) -> None:
        """The handover that takes the annulled one's place may have begun before it."""
        signed_out(started).given(c.Annul, **self.SAID)
        earlier = TEN - timedelta(minutes=30)

        assert started.when(c.Start, **SHIFT, checklist=("phones",), occurred_at=earlier)
        early = started.refusal(
            c.CheckItem, handover=ID, item="phones", mark="√", occurred_at=earlier - timedelta(minutes=1)
        )
        assert early.cited == ("Invalid", "order-of-times")


def test_items_are_checked_in_no_order(started: Scenario) -> None:
    """An item may have been checked before another that was entered first; the signature follows both."""
    started.later(hours=1)
    for item, minute in (("phones", 20), ("desk", 10)):
        at = TEN + timedelta(minutes=minute)
        assert started.when(c.CheckItem, handover=ID, item=item, mark="√", occurred_at=at)
    early = started.refusal(c.SignOut, handover=ID, actor=FIRST, occurred_at=TEN + timedelta(minutes=15))

    assert early.cited == ("Invalid", "order-of-times")
    assert started.when(c.SignOut, handover=ID, actor=FIRST, occurred_at=TEN + timedelta(minutes=20))
