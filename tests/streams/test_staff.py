"""Staff: hired once, leaving once."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pytest

from answerable.streams.staff import commands as c
from answerable.streams.staff import events as e
from answerable.streams.staff.events import Role
from tests.services.intake.scenario import LEAD, SECOND, Scenario


@pytest.fixture
def hired(desk: Scenario) -> Scenario:
    """A person employed since the first of March."""
    return desk.given(c.Hire, staff=SECOND, role="agent", team="one", hired_on=date(2016, 3, 1))


def test_hired_once(desk: Scenario) -> None:
    """A person is on the register once."""
    hire = {"role": "agent", "team": "one", "hired_on": date(2016, 3, 1)}

    assert desk.when(c.Hire, staff=SECOND, **hire) == [(e.Hired, {**hire, "role": Role.AGENT})]
    assert desk.refusal(c.Hire, staff=SECOND, **hire).kind == "Refused"


class TestLeaving:
    def test_once(self, hired: Scenario) -> None:
        """A person leaves once."""
        assert hired.when(c.Leave, staff=SECOND, left_on=date(2016, 3, 31)) == [
            (e.Left, {"left_on": date(2016, 3, 31)})
        ]
        assert hired.refusal(c.Leave, staff=SECOND, left_on=date(2016, 4, 1)).kind == "Refused"

    def test_not_before_the_first_day(self, hired: Scenario) -> None:
        """A last day before the first is bad input."""
        refusal = hired.refusal(c.Leave, staff=SECOND, left_on=date(2016, 2, 29))

        assert refusal.cited == ("Invalid", "order-of-times")


class TestCorrecting:
    SAID: ClassVar = {"staff": SECOND, "by": LEAD, "actor": LEAD, "reason": "misread"}

    def test_the_first_day(self, hired: Scenario) -> None:
        """What was wrong is said anew, and the rest stays; the right day counts from then on."""
        said = {"hired_on": date(2016, 2, 1), "by": LEAD, "reason": "misread"}
        assert hired.when(c.CorrectHiring, **self.SAID, hired_on=date(2016, 2, 1)) == [
            (e.HiringCorrected, said)
        ]
        assert hired.when(c.Leave, staff=SECOND, left_on=date(2016, 2, 10))

    def test_the_last_day(self, hired: Scenario) -> None:
        """A last day is put right, or taken back; before there is one, there is nothing to correct."""
        assert hired.refusal(c.CorrectLeaving, **self.SAID, left_on=date(2016, 3, 9)).kind == "Refused"
        hired.given(c.Leave, staff=SECOND, left_on=date(2016, 3, 9))
        hired.given(c.CorrectLeaving, **self.SAID, left_on=date(2016, 3, 8))
        assert hired.state.left_on == date(2016, 3, 8)

        hired.given(c.WithdrawLeaving, **self.SAID)
        assert hired.state.left_on is None
        assert hired.when(c.Leave, staff=SECOND, left_on=date(2016, 3, 31))

    def test_days_stand_in_their_order(self, hired: Scenario) -> None:
        """No correction has a person leave before they came."""
        hired.given(c.Leave, staff=SECOND, left_on=date(2016, 3, 9))
        late = hired.refusal(c.CorrectHiring, **self.SAID, hired_on=date(2016, 3, 10))
        early = hired.refusal(c.CorrectLeaving, **self.SAID, left_on=date(2016, 2, 29))

        assert late.cited == early.cited == ("Invalid", "order-of-times")

    def test_who_never_came(self, hired: Scenario) -> None:
        """A hiring that never was leaves nobody on the register, and the id free."""
        hired.given(c.Leave, staff=SECOND, left_on=date(2016, 3, 9))
        assert hired.refusal(c.WithdrawHiring, **self.SAID).kind == "Refused"
        hired.given(c.WithdrawLeaving, **self.SAID).given(c.WithdrawHiring, **self.SAID)

        assert hired.refusal(c.Leave, staff=SECOND, left_on=date(2016, 3, 9)).kind == "NotFound"
        assert hired.when(c.Hire, staff=SECOND, role="agent", team="one", hired_on=date(2016, 3, 1))

    def test_by_somebody_else(self, hired: Scenario) -> None:
        """Pay follows from the first day: nobody puts their own right, in whatever name."""
        for named in ({"by": SECOND}, {"actor": SECOND}):
            refusal = hired.refusal(c.CorrectHiring, **{**self.SAID, **named}, hired_on=date(2016, 1, 1))
            assert refusal.cited == ("Refused", "001-3.4")

    def test_says_what_holds(self, hired: Scenario) -> None:
        """A correction that names nothing is none."""
        assert hired.refusal(c.CorrectHiring, **self.SAID).cited == ("Invalid", "missing")
