"""Deliveries and callbacks: accepted once; attempted, completed or missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis.strategies import from_regex, integers

from answerable.calendar import holidays_of
from answerable.commands.base import Command
from answerable.deciding import Binding, Regulations
from answerable.streams.callback import commands as c
from answerable.streams.callback import events as e
from answerable.streams.callback.commands import callback_id, place_of
from answerable.streams.callback.events import AttemptOutcome
from answerable.streams.delivery import commands as d
from answerable.streams.delivery import events as delivery
from tests.services.intake.scenario import FIRST, SECOND, Scenario

DELIVERY = "delivery-1"
ACCEPTED = {"customer": "customer-1", "project": "line 4", "accepted_on": date(2016, 1, 12)}
CALL = {"delivery": DELIVERY, "ordinal": 1}
DUE = {**CALL, "due_on": date(2016, 2, 14)}
OWED = "000-4.5"


@pytest.fixture
def owed(desk: Scenario) -> Scenario:
    """A delivery of the twelfth of January, whose second callback is due in two days."""
    return desk.given(d.Accept, delivery=DELIVERY, **ACCEPTED)


@given(from_regex(r"\Adelivery-[A-Za-z0-9][A-Za-z0-9_-]{0,58}\Z", fullmatch=True), integers(1, 9999))
def test_a_callback_is_named_after_its_delivery(named: str, ordinal: int) -> None:
    """What it is named after can be read in its id again."""
    assert place_of(callback_id(named, ordinal)) == (named, ordinal)


@pytest.mark.parametrize("named", ["callback-1", "callback--1", "callback-d-0", "callback-d-01", "case-d-1"])
def test_another_id_is_named_after_no_delivery(named: str) -> None:
    """Nothing is guessed of what was named otherwise."""
    assert place_of(named) is None


def test_a_delivery_is_accepted_once(desk: Scenario) -> None:
    """The acceptance that callbacks are counted from is on record once."""
    assert desk.when(d.Accept, delivery=DELIVERY, **ACCEPTED) == [(delivery.Accepted, ACCEPTED)]
    assert desk.refusal(d.Accept, delivery=DELIVERY, **ACCEPTED).kind == "Refused"


def test_no_delivery_where_no_rulebook_says_when_the_customer_is_called(desk: Scenario) -> None:
    """No callback is planned that could be neither made nor missed; an older delivery goes by the first."""
    desk.world = replace(desk.world, regulations=Regulations())
    refused = desk.refusal(d.Accept, delivery=DELIVERY, **ACCEPTED)

    assert refused.kind == "Refused"
    assert refused.message == (
        "no rulebook for callbacks after a delivery is bound to site xm01 on 2016-01-12; "
        "bind one with the command rulebook.bind"
    )
    desk.world = replace(desk.world, regulations=Regulations((Binding("call-centre-80", date(2016, 2, 1)),)))
    assert desk.when(d.Accept, delivery=DELIVERY, **ACCEPTED) == [(delivery.Accepted, ACCEPTED)]
    assert desk.when(c.Attempt, **CALL, actor=FIRST, outcome=AttemptOutcome.NO_ANSWER)


def test_callbacks_follow_the_holidays_of_the_sites_country(desk: Scenario) -> None:
    """A make-up working Sunday of China is none in Berlin: the callback is due on the Monday."""
    desk.world = replace(desk.world, holidays=holidays_of("DE-BE"))
    desk.given(d.Accept, delivery=DELIVERY, **{**ACCEPTED, "accepted_on": date(2016, 1, 14)})
    [(_, said)] = desk.when(c.Attempt, **CALL, actor=FIRST, outcome=AttemptOutcome.NO_ANSWER)

    assert said["due_on"] == date(2016, 2, 15)


def test_an_unannounced_year_is_told(desk: Scenario) -> None:
    """Who is answered with a due day learns that the holidays of its year were not known."""
    desk.world = replace(desk.world, holidays=holidays_of("ZZ"))
    assert not desk.given(d.Accept, delivery=DELIVERY, **ACCEPTED).warnings
    [told] = desk.given(c.Attempt, **CALL, actor=FIRST, outcome=AttemptOutcome.NO_ANSWER).warnings

    assert told == (
        "the holidays of 2016 in ZZ are not known here, whatever was announced: what was worked out from "
        "its working days may still move"
    )


def test_an_announced_year_is_not_told(owed: Scenario) -> None:
    """Where the holidays are known there is nothing to say."""
    owed.given(c.Attempt, **CALL, actor=FIRST, outcome=AttemptOutcome.NO_ANSWER)

    assert owed.warnings == ()


def test_no_acceptance_ahead(desk: Scenario) -> None:
    """A day that has not come at the site is no day of acceptance."""
    ahead = {**ACCEPTED, "accepted_on": date(2016, 3, 11)}

    assert desk.refusal(d.Accept, delivery=DELIVERY, **ahead).cited == ("Invalid", "order-of-times")


def test_what_was_due_before_the_site_was_opened_is_not_missed(owed: Scenario) -> None:
    """A company brings its deliveries along, and no misses: those of before are owed to nobody here."""
    owed.world = replace(owed.world, opened_at=datetime(2016, 2, 15, 1, tzinfo=UTC))
    refused = owed.later(days=30).refusal(c.Miss, **CALL)

    assert refused.cited == ("Refused", OWED)
    assert refused.message == ("callback-1-1 was due on 2016-02-14, before xm01 was opened on 2016-02-15")
    assert owed.when(c.Miss, **{**CALL, "ordinal": 2})
    assert owed.when(c.Complete, **CALL, actor=FIRST, satisfaction=5)


def test_attempts_leave_it_owed(owed: Scenario) -> None:
    """A call that reached nobody may be followed by others, and by the one that did."""
    attempt = {"actor": FIRST, "outcome": "no_answer"}
    told = [(e.Attempted, {**DUE, "outcome": AttemptOutcome.NO_ANSWER})]

    assert owed.when(c.Attempt, **CALL, **attempt) == told
    assert owed.when(c.Attempt, **CALL, **attempt) == told
    assert owed.when(c.Complete, **CALL, actor=FIRST, satisfaction=5) == [
        (e.Completed, {**DUE, "satisfaction": 5})
    ]


def test_completed_once(owed: Scenario) -> None:
    """After the call, nothing more happens to this callback."""
    owed.given(c.Complete, **CALL, actor=FIRST, satisfaction=5)

    for refusal in (
        owed.refusal(c.Complete, **CALL, actor=FIRST, satisfaction=5),
        owed.refusal(c.Attempt, **CALL, actor=FIRST, outcome="no_answer"),
        owed.refusal(c.Miss, **CALL),
    ):
        assert refusal.cited == ("Refused", OWED)


def test_missed_once_and_made_up_for(owed: Scenario) -> None:
    """A miss is on record once; the call may still be made. When it was due is worked out."""
    assert owed.when(c.Miss, **CALL) == [(e.Missed, {**DUE, "grace_days": 3})]
    assert owed.refusal(c.Miss, **CALL).cited == ("Refused", OWED)
    assert owed.refusal(c.Attempt, **CALL, actor=FIRST, outcome="no_answer").cited == ("Refused", OWED)

    assert owed.when(c.Complete, **CALL, actor=FIRST, satisfaction=1)


@pytest.mark.parametrize(
    ("model", "fields", "kind"),
    [
        (c.Complete, {"ordinal": 20, "actor": FIRST, "satisfaction": 5}, "Invalid"),
        (c.Complete, {"delivery": "delivery-nowhere", "actor": FIRST, "satisfaction": 5}, "Invalid"),
        (
            c.Complete,
            {"actor": FIRST, "satisfaction": 5, "occurred_at": "2016-01-11T09:00:00+08:00"},
            "Invalid",
        ),
        (c.Miss, {"ordinal": 2}, "Invalid"),
    ],
)
def test_what_is_not_owed_yet(
    owed: Scenario, model: type[Command], fields: dict[str, Any], kind: str
) -> None:
    """No callback far ahead, of no delivery, from before it, or missed before its day is over."""
    assert owed.refusal(model, **{**CALL, **fields}).kind == kind


def test_another_day_of_acceptance(owed: Scenario) -> None:
    """Put right, the day moves what is owed; what was missed by the wrong one can be missed again."""
    owed.given(c.Miss, **CALL)
    owed.given(
        d.CorrectAcceptance, delivery=DELIVERY, accepted_on=date(2016, 1, 20), actor=FIRST, reason="misread"
    )

    assert owed.when(c.Miss, **CALL) == [(e.Missed, {**CALL, "due_on": date(2016, 2, 22), "grace_days": 3})]


def test_a_cancelled_delivery_owes_nothing(owed: Scenario) -> None:
    """When the delivery ends, so do its callbacks."""
    owed.given(d.Cancel, delivery=DELIVERY, actor=FIRST, reason="returned")

    assert owed.refusal(c.Miss, **CALL).cited == ("Refused", OWED)
    assert owed.refusal(d.Cancel, delivery=DELIVERY, actor=FIRST, reason="again").cited == ("Refused", OWED)


def test_the_longest_delivery_id_leaves_room(desk: Scenario) -> None:
    """Every callback of a delivery with the longest allowed id has an id that events can carry."""
    longest = f"delivery-{'x' * 59}"
    desk.given(d.Accept, delivery=longest, **ACCEPTED)

    assert desk.when(c.Miss, delivery=longest, ordinal=1)
    assert desk.target == callback_id(longest, 1)
    assert len(callback_id(longest, 9999)) <= len("callback-") + 64


class TestCorrecting:
    SAID: ClassVar = {"delivery": DELIVERY, "actor": FIRST, "reason": "misread"}

    def test_a_call_that_was_owed_stays_made(self, owed: Scenario) -> None:
        """A call that the right day allows too is the callback's, whatever day it was made for."""
        owed.given(c.Complete, **CALL, actor=FIRST, satisfaction=5)
        owed.given(d.CorrectAcceptance, **self.SAID, accepted_on=date(2016, 1, 20))

        assert owed.refusal(c.Complete, **CALL, actor=FIRST, satisfaction=5).cited == ("Refused", OWED)

    def test_a_call_from_before_the_delivery_is_owed_anew(self, owed: Scenario) -> None:
        """What was made before the right day of acceptance was none of its callbacks."""
        owed.given(c.Complete, **CALL, actor=FIRST, satisfaction=5).later(days=2)
        owed.given(d.CorrectAcceptance, **self.SAID, accepted_on=date(2016, 3, 11)).later(days=30)

        assert owed.when(c.Complete, **CALL, actor=FIRST, satisfaction=2) == [
            (e.Completed, {**CALL, "due_on": date(2016, 4, 11), "satisfaction": 2})
        ]
        assert owed.refusal(c.Complete, **CALL, actor=FIRST, satisfaction=2).cited == ("Refused", OWED)

    def test_what_was_missed_before_the_end_is_recorded_behind_it(self, owed: Scenario) -> None:
        """A cancellation ends what is owed from then on, and hides nothing that was missed before."""
        owed.given(d.Cancel, delivery=DELIVERY, actor=FIRST, reason="returned")
        missed_at = datetime(2016, 2, 17, 16, tzinfo=UTC)

        assert owed.refusal(c.Miss, **CALL).cited == ("Refused", OWED)
        assert owed.when(c.Miss, **CALL, occurred_at=missed_at)

    def test_a_cancellation_is_taken_back(self, owed: Scenario) -> None:
        """Owed as before; a cancellation that is not there cannot be taken back."""
        assert owed.refusal(d.WithdrawCancellation, **self.SAID).cited == ("Refused", OWED)
        owed.given(d.Cancel, **self.SAID).given(d.WithdrawCancellation, **self.SAID)

        assert owed.when(c.Miss, **CALL)

    def test_a_delivery_is_taken_back(self, owed: Scenario) -> None:
        """There never was one: nothing can be called, and the id is free."""
        owed.given(d.WithdrawAcceptance, **self.SAID)

        refusal = owed.refusal(c.Miss, **CALL)
        assert refusal.cited == ("Invalid", "in-the-ledger")
        assert refusal.message == (
            "/delivery: delivery-1 was taken back: it counts as if it had never been; begin it anew with "
            "the command delivery.accept"
        )
        assert owed.when(d.Accept, delivery=DELIVERY, **ACCEPTED)

    def test_a_call_is_taken_back_and_made_anew(self, owed: Scenario) -> None:
        """A wrong satisfaction is corrected by the call that says the right one."""
        owed.given(c.Complete, **CALL, actor=SECOND, satisfaction=1)
        assert owed.when(c.WithdrawCall, **CALL, actor=FIRST, reason="another customer") == [
            (e.CallWithdrawn, {**CALL, "reason": "another customer"})
        ]

        assert owed.when(c.Complete, **CALL, actor=SECOND, satisfaction=5)

    def test_a_call_is_taken_back_by_somebody_else(self, owed: Scenario) -> None:
        """Whoever made the call does not replace the customer's mark themselves; whoever did not may."""
        owed.given(c.Complete, **CALL, actor=FIRST, satisfaction=1)
        back = {**CALL, "reason": "another customer"}
        assert owed.refusal(c.WithdrawCall, **back, actor=FIRST).cited == ("Forbidden", OWED)
        said = {"actor": SECOND, "entered_by": FIRST}
        assert owed.refusal(c.WithdrawCall, **back, **said).cited == ("Forbidden", OWED)
        owed.given(c.WithdrawCall, **back, actor=SECOND)
        owed.given(c.Complete, **CALL, actor=SECOND, satisfaction=5)

        assert owed.when(c.WithdrawCall, **back, actor=FIRST)

    def test_a_miss_is_taken_back(self, owed: Scenario) -> None:
        """A call that was made in time may be reported behind the miss; the day is not missed again."""
        owed.given(c.Miss, **CALL).given(c.WithdrawMiss, **CALL, actor=SECOND, reason="it was made")

        assert owed.refusal(c.Miss, **CALL).cited == ("Refused", OWED)
        made_at = datetime(2016, 2, 15, 2, tzinfo=UTC)
        assert owed.when(c.Complete, **CALL, actor=FIRST, satisfaction=5, occurred_at=made_at)

    def corrected_to(self, owed: Scenario, day: int) -> None:
        """Put the day of acceptance right, or wrong."""
        owed.given(d.CorrectAcceptance, **self.SAID, accepted_on=date(2016, 1, day))

    def test_there_and_back(self, owed: Scenario) -> None:
        """Every missed day is remembered: due again, it is missed already, and so is the other."""
        owed.given(c.Miss, **CALL)
        self.corrected_to(owed, 20)
        owed.given(c.Miss, **CALL)
        for day, due_on in ((12, "2016-02-14"), (20, "2016-02-22")):
            self.corrected_to(owed, day)
            refusal = owed.refusal(c.Miss, **CALL)
            assert (refusal.kind, refusal.message) == (
                "Refused",
                f"callback-1-1 was missed already on {due_on}",
            )

    def test_excused_there_and_back(self, owed: Scenario) -> None:
        """Every excused day is remembered: none of them is found again."""
        for day, due_on in ((12, date(2016, 2, 14)), (20, date(2016, 2, 22))):
            if day != 12:
                self.corrected_to(owed, day)
            owed.given(c.Miss, **CALL)
            withdrawn = owed.when(c.WithdrawMiss, **CALL, actor=SECOND, reason="excused")
            assert withdrawn == [(e.MissWithdrawn, {**CALL, "due_on": due_on, "reason": "excused"})]
        for day in (12, 20):
            self.corrected_to(owed, day)
            assert "found not to have been missed" in owed.refusal(c.Miss, **CALL).message

    def test_the_miss_that_holds_is_taken_back(self, owed: Scenario) -> None:
        """Of several, the one of the day on which it is due now; where that has none, the last one."""
        owed.given(c.Miss, **CALL)
        self.corrected_to(owed, 20)
        owed.given(c.Miss, **CALL)
        self.corrected_to(owed, 12)
        for due_on in (date(2016, 2, 14), date(2016, 2, 22)):
            [(_, said)] = owed.when(c.WithdrawMiss, **CALL, actor=SECOND, reason="excused")
            assert said["due_on"] == due_on
        assert owed.refusal(c.WithdrawMiss, **CALL, actor=SECOND, reason="excused").cited == ("Refused", OWED)

    def test_the_call_before_the_last(self, owed: Scenario) -> None:
        """With the last call taken back, the one before it is the callback's where its day allows it."""
        owed.given(c.Complete, **CALL, actor=FIRST, satisfaction=5).later(days=2)
        owed.given(d.CorrectAcceptance, **self.SAID, accepted_on=date(2016, 3, 11)).later(days=30)
        owed.given(c.Complete, **CALL, actor=FIRST, satisfaction=2)
        owed.given(c.WithdrawCall, **CALL, actor=SECOND, reason="another customer")
        self.corrected_to(owed, 12)

        assert owed.refusal(c.Complete, **CALL, actor=FIRST, satisfaction=5).cited == ("Refused", OWED)
        owed.given(c.WithdrawCall, **CALL, actor=SECOND, reason="another customer")
        assert owed.when(c.Complete, **CALL, actor=FIRST, satisfaction=5)
        owed.given(c.WithdrawCall, **CALL, actor=SECOND, reason="another customer")
        assert owed.refusal(c.WithdrawCall, **CALL, actor=SECOND, reason="again").cited == (
            "Refused",
            OWED,
        )

    def test_customer_and_project(self, owed: Scenario) -> None:
        """What is left out stays as it was, and something has to be said."""
        assert owed.refusal(d.CorrectAcceptance, **self.SAID).cited == ("Invalid", "missing")
        owed.given(d.CorrectAcceptance, **self.SAID, customer="customer-2")

        assert owed.when(c.Attempt, **CALL, actor=FIRST, outcome="no_answer")[0][1]["due_on"] == DUE["due_on"]


def test_one_entered_late_is_cancelled_as_of_its_day(desk: Scenario) -> None:
    """When a delivery ended may lie before anybody reported it, and not before it was accepted."""
    desk.given(d.Accept, delivery=DELIVERY, **{**ACCEPTED, "accepted_on": date(2015, 12, 10)})
    said = {"delivery": DELIVERY, "actor": SECOND, "reason": "sold on"}
    early = desk.refusal(d.Cancel, **said, occurred_at="2015-12-09T15:59:00Z")
    assert early.cited == ("Invalid", "order-of-times")
    assert early.message == "/occurred_at: 2015-12-09 lies before 2015-12-10, when delivery-1 was accepted"

    assert desk.when(d.Cancel, **said, occurred_at="2016-02-25T02:00:00Z")
    back = desk.refusal(d.WithdrawCancellation, **said, occurred_at="2016-02-25T01:00:00Z")
    assert back.cited == ("Invalid", "order-of-times")
    assert desk.refusal(c.Complete, **CALL, actor=FIRST, satisfaction=5).rule == OWED
