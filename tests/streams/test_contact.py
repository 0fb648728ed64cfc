"""Contacts: received once, and ended in one way."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from answerable.commands.base import Command
from answerable.events.base import Event
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as c
from answerable.streams.contact import events as e
from answerable.streams.contact.events import Channel
from tests.services.intake.scenario import FIRST, LEAD, Scenario, as_kept, hired, make

ID = "contact-1"

ENDINGS: tuple[tuple[type[Command], dict[str, Any], type[Event]], ...] = (
    (c.Answer, {"actor": FIRST, "talk_s": 61}, e.Answered),
    (c.Abandon, {"wait_s": 30}, e.Abandoned),
    (c.Void, {"reason": "nobody there"}, e.Voided),
)


@pytest.fixture
def received(desk: Scenario) -> Scenario:
    """A call that came in."""
    return desk.given(c.Receive, contact=ID, channel="call", topic="t")


def test_received_once(desk: Scenario) -> None:
    """A contact is logged once."""
    assert desk.when(c.Receive, contact=ID, channel="call", topic="t", asked=FIRST) == [
        (e.Received, {"channel": Channel.CALL, "topic": "t", "asked": FIRST, "wait_s": 0})
    ]
    assert desk.refusal(c.Receive, contact=ID, channel="call", topic="t").kind == "Refused"


@pytest.mark.parametrize(("model", "fields", "event"), ENDINGS)
def test_ends_once(
    received: Scenario, model: type[Command], fields: dict[str, Any], event: type[Event]
) -> None:
    """However it ends, it ends once and in no other way."""
    assert received.when(model, contact=ID, **fields) == [(event, as_kept(fields))]

    for other, more, _ in ENDINGS:
        assert received.refusal(other, contact=ID, **more).kind == "Refused"


@pytest.mark.parametrize(("model", "fields", "event"), ENDINGS)
def test_ends_within_a_day(
    received: Scenario, model: type[Command], fields: dict[str, Any], event: type[Event]
) -> None:
    """A call that would last 400 days has a wrong date; the refusal tells both moments."""
    refusal = received.later(days=400).refusal(model, contact=ID, **fields)

    assert refusal.cited == ("Invalid", "plausible-time")
    assert refusal.message == (
        "/occurred_at: the receipt of contact-1 at 2016-03-10T02:00:00+00:00 and its end at "
        "2017-04-14T02:00:00+00:00 lie more than 1 d apart"
    )
    assert received.when(model, contact=ID, **fields, occurred_at="2016-03-11T02:00:00Z") == [
        (event, as_kept(fields))
    ]


def test_a_letter_takes_longer(desk: Scenario) -> None:
    """What is written is answered within a quarter."""
    desk.given(c.Receive, contact=ID, channel="letter", topic="t").later(days=92)

    assert desk.when(c.Answer, contact=ID, actor=FIRST, talk_s=0) == [(e.Answered, {"talk_s": 0})]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (c.Receive, {"channel": "call", "topic": "t", "wait_s": 86_401}),
        (c.Answer, {"actor": FIRST, "talk_s": 86_401}),
    ],
)
def test_nobody_talks_longer_than_a_day(model: type[Command], fields: dict[str, Any]) -> None:
    """More seconds than a day has are of another unit."""
    with pytest.raises(ValidationError, match="less than or equal to 86400"):
        make(model, contact=ID, **fields)


@pytest.mark.parametrize(
    ("model", "said", "after_s", "field"),
    [
        (c.Answer, {"actor": FIRST, "talk_s": 3_000}, 1_200, "talk_s"),
        (c.Abandon, {"wait_s": 3_000}, 1_200, "wait_s"),
    ],
)
def test_nothing_lasts_longer_than_since_the_contact_was_received(
    received: Scenario, model: type[Command], said: dict[str, Any], after_s: int, field: str
) -> None:
    """A talk or a wait that would have begun before there was a contact is refused with field and moments."""
    refusal = received.later(seconds=after_s).refusal(model, contact=ID, **said)

    assert refusal.cited == ("Invalid", "plausible-time")
    assert refusal.message == (
        f"/{field}: 3000 s do not fit between the receipt of contact-1 at 2016-03-10T02:00:00+00:00 and its "
        "end at 2016-03-10T02:20:00+00:00, which lie 1200 s apart"
    )
    fits = {**said, field: after_s + 90}
    assert received.when(model, contact=ID, **fits)


def test_a_talk_may_be_reported_when_it_begins_or_when_it_ends(received: Scenario) -> None:
    """A long talk that began with the contact fits before its report, and one that ends now behind it."""
    talk = {"contact": ID, "actor": FIRST, "talk_s": 3_000}
    received.later(seconds=3_000)
    begun = received.when(c.Answer, **talk, occurred_at="2016-03-10T02:00:00Z")
    received.given(c.WithdrawEnding, contact=ID, actor=LEAD, reason="r")
    ended = received.when(c.Answer, **talk)

    assert len(begun) == len(ended) == 1


def test_a_talk_that_fits_neither_way_is_refused(received: Scenario) -> None:
    """Reported when it begins, it would last beyond the report."""
    received.later(seconds=1_200)
    refusal = received.refusal(
        c.Answer, contact=ID, actor=FIRST, talk_s=3_000, occurred_at="2016-03-10T02:05:00Z"
    )

    assert refusal.cited == ("Invalid", "plausible-time")
    assert "between its beginning at 2016-03-10T02:05:00+00:00 and the report at" in refusal.message


def test_a_wait_is_not_corrected_to_be_longer_than_it_can_have_been(received: Scenario) -> None:
    """What is said anew of who gave up fits between the receipt and the end, too."""
    received.later(seconds=1_200).given(c.Abandon, contact=ID, wait_s=60)
    said = {"contact": ID, "actor": LEAD, "reason": "misread"}

    assert received.refusal(c.Correct, wait_s=3_000, **said).cited == ("Invalid", "plausible-time")
    assert len(received.when(c.Correct, wait_s=1_200, **said)) == 1


def test_return_call_is_asked_for_once(received: Scenario) -> None:
    """The wish to be called back is on record once, also after the contact ended."""
    received.given(c.Abandon, contact=ID, wait_s=30)

    assert received.when(c.RequestReturnCall, contact=ID) == [(e.ReturnCallRequested, {})]
    assert received.refusal(c.RequestReturnCall, contact=ID).kind == "Refused"


@pytest.mark.parametrize(("model", "fields", "event"), ENDINGS)
def test_an_ending_is_taken_back(
    received: Scenario, model: type[Command], fields: dict[str, Any], event: type[Event]
) -> None:
    """What became of a contact may have been another thing: it is as it came in, and ends anew."""
    received.given(model, contact=ID, **fields)
    said = {"actor": LEAD, "reason": "another line"}
    assert received.when(c.WithdrawEnding, contact=ID, **said) == [
        (e.EndingWithdrawn, {"reason": said["reason"]})
    ]
    assert received.refusal(c.WithdrawEnding, contact=ID, **said).kind == "Refused"

    assert received.when(model, contact=ID, **fields) == [(event, as_kept(fields))]


def test_the_customer_is_put_right(received: Scenario) -> None:
    """What was wrong is said anew; a correction that says nothing is none."""
    said = {"actor": LEAD, "reason": "misheard"}
    told = {"customer": "customer-2", **said}
    assert received.when(c.Correct, contact=ID, **told) == [(e.Corrected, as_kept(told))]

    assert received.refusal(c.Correct, contact=ID, **said).cited == ("Invalid", "missing")


def test_who_came_later_was_not_asked() -> None:
    """A correction names nobody who was not employed when the customer came."""
    desk = Scenario(is_strict=True)
    for person, day in ((FIRST, "2016-03-01"), (LEAD, "2016-03-11")):
        desk.carry_out(hired(person, hired_on=day))
    desk.given(c.Receive, contact="contact-1", channel="call", topic="t").later(days=2)
    refused = desk.refusal(c.Correct, contact="contact-1", asked=LEAD, actor=FIRST, reason="r")

    assert refused.message == f"/asked: {LEAD} was hired on 2016-03-11, after 2016-03-10"


def test_nothing_comes_of_a_contact_that_was_voided(received: Scenario) -> None:
    """Where nobody was on the line, no case came of it; with the voiding taken back, one may have."""
    received.given(c.Void, contact=ID, reason="wrong number")
    said = {"topic": "t", "first_asked": FIRST}
    refusal = received.refusal(case.Open, **said, contact=ID)
    assert refusal.cited == ("Invalid", "in-the-ledger")
    assert refusal.message == (
        "/contact: contact-1 was voided: nobody was there, so nothing came of it; leave it out, or take that "
        "back with the command contact.withdraw_ending"
    )
    received.given(case.Open, case="case-1", **said)
    corrected = {"case": "case-1", "actor": LEAD, "reason": "r", "contact": ID}
    assert received.refusal(case.CorrectOpening, **corrected).cited == ("Invalid", "in-the-ledger")

    received.given(c.WithdrawEnding, contact=ID, actor=LEAD, reason="another line")
    assert received.when(case.Open, **said, contact=ID)


def test_a_call_of_hours_is_not_answered_in_the_minute_it_came_in(received: Scenario) -> None:
    """A talk of 22 hours that has just begun has not ended, however clocks differ."""
    talk = {"contact": ID, "actor": FIRST, "talk_s": 80_000}
    assert received.refusal(c.Answer, **talk).cited == ("Invalid", "plausible-time")
    assert received.later(minutes=1).refusal(c.Answer, **talk).cited == ("Invalid", "plausible-time")

    assert received.later(seconds=80_000).when(c.Answer, **talk)
