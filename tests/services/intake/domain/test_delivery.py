"""Deliveries and callbacks: accepted once; attempted, completed or missed."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.commands import callback as c
from answerable.commands import delivery as d
from answerable.commands.callback import callback_id
from answerable.events import callback as e
from answerable.events import delivery
from answerable.events.callback import Outcome
from tests.services.intake.scenario import FIRST, Scenario

CALL = {"delivery": "delivery-1", "ordinal": 1, "due_on": date(2016, 2, 14)}
OWED = "000-4.5"


def test_a_delivery_is_accepted_once(desk: Scenario) -> None:
    """The acceptance that callbacks are counted from is on record once."""
    accepted = {"customer": "customer-1", "project": "line 4", "accepted_on": date(2016, 1, 12)}

    assert desk.when(d.Accept, delivery="delivery-1", **accepted) == [(delivery.Accepted, accepted)]
    assert desk.refusal(d.Accept, delivery="delivery-1", **accepted).kind == "Refused"


def test_attempts_leave_it_owed(desk: Scenario) -> None:
    """A call that reached nobody may be followed by others, and by the one that did."""
    attempt = {**CALL, "by": FIRST, "outcome": "no_answer"}
    told = [(e.Attempted, {**attempt, "outcome": Outcome.NO_ANSWER})]

    assert desk.when(c.Attempt, **attempt) == told
    assert desk.when(c.Attempt, **attempt) == told
    assert desk.when(c.Complete, **CALL, by=FIRST, satisfaction=5) == [
        (e.Completed, {**CALL, "by": FIRST, "satisfaction": 5})
    ]


def test_completed_once(desk: Scenario) -> None:
    """After the call, nothing more happens to this callback."""
    desk.given(c.Complete, **CALL, by=FIRST, satisfaction=5)

    for refusal in (
        desk.refusal(c.Complete, **CALL, by=FIRST, satisfaction=5),
        desk.refusal(c.Attempt, **CALL, by=FIRST, outcome="no_answer"),
        desk.refusal(c.Miss, **CALL, grace_days=3),
    ):
        assert refusal.cited == ("Refused", OWED)


def test_missed_once_and_made_up_for(desk: Scenario) -> None:
    """A miss is on record once; the call may still be made."""
    assert desk.when(c.Miss, **CALL, grace_days=3) == [(e.Missed, {**CALL, "grace_days": 3})]
    assert desk.refusal(c.Miss, **CALL, grace_days=3).cited == ("Refused", OWED)
    assert desk.refusal(c.Attempt, **CALL, by=FIRST, outcome="no_answer").cited == ("Refused", OWED)

    assert desk.when(c.Complete, **CALL, by=FIRST, satisfaction=1)


def test_each_callback_is_its_own(desk: Scenario) -> None:
    """What happened to the first callback does not touch the second."""
    desk.given(c.Complete, **CALL, by=FIRST, satisfaction=5)

    assert desk.when(c.Miss, **{**CALL, "ordinal": 2}, grace_days=3)


@pytest.mark.parametrize("ordinal", [1, 9999])
def test_the_longest_delivery_id_leaves_room(desk: Scenario, ordinal: int) -> None:
    """Every callback of a delivery with the longest allowed id has an id that events can carry."""
    longest = f"delivery-{'x' * 59}"

    assert desk.when(c.Miss, delivery=longest, ordinal=ordinal, due_on=date(2016, 2, 14), grace_days=0)
    assert desk.target == callback_id(longest, ordinal)
