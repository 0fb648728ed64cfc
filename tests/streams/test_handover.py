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
from answerable.streams.handover.events import Book, Countable, Mark, Shift
from answerable.streams.handover.flow import COUNTS, REFUSAL, URGENT, HandoverStage
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
            (e.Started, {**SHIFT, "shift": Shift.DAY, "checklist": ("phones",), "book": Book.SHIFT})
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


class TestDecidingOnARefusal:
    SAID: ClassVar = {"handover": ID, "decision": "d"}

    @pytest.mark.parametrize("model", [c.UpholdRefusal, c.OverruleRefusal])
    def test_by_a_superior_who_is_neither_side(self, started: Scenario, model: type[Command]) -> None:
        """Of a refused handover alone, and never by who hands or takes over."""
        assert started.refusal(model, **self.SAID, actor=LEAD).cited == ("Refused", SIGNATURES)
        started.given(c.Refuse, handover=ID, actor=SECOND, reason="r")
        for side in (FIRST, SECOND):
            assert started.refusal(model, **self.SAID, actor=side).cited == ("Forbidden", REFUSAL)
        assert started.when(model, **self.SAID, actor=LEAD)

    def test_once(self, started: Scenario) -> None:
        """What was upheld is not overruled; the shift is handed over anew."""
        started.given(c.Refuse, handover=ID, actor=SECOND, reason="r")
        started.given(c.UpholdRefusal, **self.SAID, actor=LEAD)
        for model in (c.UpholdRefusal, c.OverruleRefusal):
            assert started.refusal(model, **self.SAID, actor=LEAD).cited == ("Refused", REFUSAL)

    def test_an_overruled_one_goes_on(self, started: Scenario) -> None:
        """What was checked stands; both sides sign, and the incoming side may refuse anew."""
        signed_out(started).given(c.Refuse, handover=ID, actor=SECOND, reason="r")
        started.given(c.OverruleRefusal, **self.SAID, actor=LEAD)
        assert started.refusal(c.SignIn, handover=ID, actor=SECOND).cited == ("Refused", SIGNATURES)
        started.given(c.SignOut, handover=ID, actor=FIRST).given(c.SignIn, handover=ID, actor=SECOND)
        assert started.state.stage is HandoverStage.SIGNED_IN


class TestCounting:
    KEYS: ClassVar = {"handover": ID, "thing": "keys"}

    def test_the_incoming_side_agrees(self, started: Scenario) -> None:
        """It confirms the number in its own name; then both can sign."""
        assert started.when(c.CountItem, **self.KEYS, number=4, actor=FIRST) == [
            (e.ItemCounted, {"thing": Countable.KEYS, "number": 4})
        ]
        signed_out(started)
        assert started.refusal(c.SignIn, handover=ID, actor=SECOND).cited == ("Refused", COUNTS)
        assert started.refusal(c.ConfirmCount, **self.KEYS, actor=FIRST).cited == ("Refused", COUNTS)
        started.given(c.ConfirmCount, **self.KEYS, actor=SECOND).given(c.SignIn, handover=ID, actor=SECOND)

    def test_a_disputed_number_is_counted_anew_or_refused(self, started: Scenario) -> None:
        """Nobody signs in with a doubt; counted anew, it has to be agreed anew."""
        started.given(c.CountItem, **self.KEYS, number=4, actor=FIRST)
        same = started.refusal(c.DisputeCount, **self.KEYS, found=4, note="n", actor=SECOND)
        assert same.cited == ("Refused", COUNTS)
        started.given(c.DisputeCount, **self.KEYS, found=3, note="one is missing", actor=SECOND)
        started.given(c.CountItem, **self.KEYS, number=3, actor=FIRST)
        signed_out(started)
        assert started.refusal(c.SignIn, handover=ID, actor=SECOND).cited == ("Refused", COUNTS)
        started.given(c.ConfirmCount, **self.KEYS, actor=SECOND).given(c.SignIn, handover=ID, actor=SECOND)

    def test_only_what_was_counted(self, started: Scenario) -> None:
        """There is nothing to agree with before the outgoing side gives a number."""
        for model, more in ((c.ConfirmCount, {}), (c.DisputeCount, {"found": 1, "note": "n"})):
            refusal = started.refusal(model, **self.KEYS, **more, actor=SECOND)
            assert refusal.cited == ("Refused", COUNTS)

    def test_the_front_desk_counts_keys_and_mail(self, desk: Scenario) -> None:
        """Its log is signed with the keys and three kinds of mail counted; it stands beside the shift's."""
        desk.given(c.Start, **SHIFT, checklist=("desk",)).given(
            c.Start, **SHIFT, checklist=("desk",), book="front_desk"
        )
        log = {"handover": f"{ID}-front-desk"}
        desk.given(c.CheckItem, **log, item="desk", mark="√")
        refusal = desk.refusal(c.SignOut, **log, actor=FIRST)
        assert refusal.cited == ("Refused", COUNTS)
        assert refusal.message.endswith("keys, letters, newspapers, magazines")
        for thing in ("keys", "letters", "newspapers", "magazines"):
            desk.given(c.CountItem, **log, thing=thing, number=0, actor=FIRST)
        desk.given(c.SignOut, **log, actor=FIRST)


class TestWithSecurity:
    def test_at_six_and_at_eight(self, desk: Scenario) -> None:
        """The work book goes out when the day ends, and comes back on the morning behind the night."""
        evening = desk.when(c.Start, **SHIFT, checklist=("book",), book="to_security")[0][1]
        assert evening["due_at"].isoformat() == "2016-03-10T18:00:00+08:00"
        night = {**SHIFT, "shift": "night", "on": date(2016, 3, 9)}
        morning = desk.when(c.Start, **night, checklist=("book",), book="from_security")[0][1]
        assert morning["due_at"].isoformat() == "2016-03-10T08:00:00+08:00"

    def test_no_hour_is_fixed_on_a_day_off(self, desk: Scenario) -> None:
        """The text fixes working days only."""
        desk.later(days=2)  # a Saturday
        saturday = {**SHIFT, "on": date(2016, 3, 12)}
        assert "due_at" not in desk.when(c.Start, **saturday, checklist=("book",), book="to_security")[0][1]

    @pytest.mark.parametrize(
        ("book", "shift", "article"),
        [("to_security", "night", "002-r4-3.2"), ("from_security", "day", "002-r4-3.1")],
    )
    def test_when_its_shift_ends(self, desk: Scenario, book: str, shift: str, article: str) -> None:
        """No other shift has that handover: so there are never two of a day."""
        refusal = desk.refusal(c.Start, **{**SHIFT, "shift": shift}, checklist=("book",), book=book)
        assert refusal.cited == ("Invalid", article)

    def test_both_report_what_is_urgent(self, desk: Scenario) -> None:
        """Each side to its own superior, before the handover ends; nobody else reports for them."""
        of = {"handover": f"{ID}-to-security"}
        desk.given(c.Start, **SHIFT, checklist=("book",), book="to_security")
        desk.given(c.CheckItem, **of, item="book", mark="√").given(c.SignOut, **of, actor=FIRST)
        told = {**of, "what": "a pipe burst", "reported_to": LEAD}
        assert desk.refusal(c.ReportUrgent, **told, actor=THIRD).cited == ("Forbidden", URGENT)
        desk.given(c.ReportUrgent, **told, actor=FIRST)
        assert desk.refusal(c.SignIn, **of, actor=SECOND).cited == ("Refused", URGENT)
        desk.given(c.ReportUrgent, **told, actor=SECOND).given(c.SignIn, **of, actor=SECOND)


class TestOneOfAKind:
    def test_a_shift_is_handed_over_once(self, started: Scenario) -> None:
        """The same site, day and shift is not handed over a second time."""
        refusal = started.refusal(c.Start, **SHIFT, checklist=("phones",))

        assert refusal.cited == ("Refused", SIGNATURES)
        assert ID in refusal.message

    def test_a_refused_one_is_tried_again(self, started: Scenario) -> None:
        """When the incoming side refused and a superior agreed, the shift still has to be handed over."""
        signed_out(started).given(c.Refuse, handover=ID, actor=SECOND, reason="keys are missing")
        undecided = started.refusal(c.Start, **{**SHIFT, "incoming": THIRD}, checklist=("keys",))
        assert undecided.cited == ("Refused", REFUSAL)
        started.given(c.UpholdRefusal, handover=ID, actor=LEAD, decision="find the keys first")

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
