"""Staff: hired once, leaving once, both days corrected, and what rests on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

import pytest

from answerable.streams.duty import commands as duty
from answerable.streams.staff import commands as c
from answerable.streams.staff import events as e
from answerable.streams.staff.events import Role
from tests.services.intake.scenario import LEAD, SECOND, TEN, Scenario


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
    SAID: ClassVar = {"staff": SECOND, "actor": LEAD, "reason": "misread"}

    def test_the_first_day(self, hired: Scenario) -> None:
        """What was wrong is said anew, and the rest stays; the right day counts from then on."""
        said = {"hired_on": date(2016, 2, 1), "reason": "misread"}
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
        """Pay follows from the first day: nobody puts their own right."""
        said = {**self.SAID, "actor": SECOND, "hired_on": date(2016, 1, 1)}
        assert hired.refusal(c.CorrectHiring, **said).cited == ("Forbidden", "002-r1-1.2")

    def test_says_what_holds(self, hired: Scenario) -> None:
        """A correction that names nothing is none."""
        assert hired.refusal(c.CorrectHiring, **self.SAID).cited == ("Invalid", "missing")


class TestWhatRestsOnIt:
    BY: ClassVar = {"actor": LEAD, "reason": "misread"}
    NOT_SEEN = (
        "is not compared with this; the month's statement asks about each entry of a day on which they were "
        "not employed"
    )

    @pytest.fixture
    def on_duty(self, hired: Scenario) -> Scenario:
        """On duty on the day of the test, and once more in two months."""
        for month, days in (("2016-03", 0), ("2016-05", 61)):
            begins = TEN + timedelta(days=days)
            hired.given(
                duty.Roster,
                staff=SECOND,
                month=month,
                starts_at=begins,
                ends_at=begins + timedelta(hours=8),
            )
        return hired

    def test_no_last_day_before_a_duty(self, on_duty: Scenario) -> None:
        """Whoever was on duty had not left: the refusal names the day; what is planned is told beside."""
        refused = on_duty.refusal(c.Leave, staff=SECOND, left_on=date(2016, 3, 9))
        assert refused.cited == ("Refused", None)
        assert refused.message == (
            "staff-second was on duty on 2016-03-10: call that off first (duty.call_off)"
        )
        on_duty.given(c.Leave, staff=SECOND, left_on=date(2016, 3, 31))
        assert on_duty.warnings == (
            "staff-second is on the roster on 2016-05-10: call that off (duty.call_off)",
        )
        earlier = on_duty.refusal(c.CorrectLeaving, staff=SECOND, left_on=date(2016, 3, 9), **self.BY)
        assert earlier.message == refused.message

    def test_no_first_day_behind_a_duty(self, on_duty: Scenario) -> None:
        """Whoever was on duty had been hired; the day of the duty itself may be the first."""
        late = on_duty.refusal(c.CorrectHiring, staff=SECOND, hired_on=date(2016, 3, 11), **self.BY)
        assert late.message.startswith("staff-second was on duty on 2016-03-10")
        on_duty.given(c.CorrectHiring, staff=SECOND, hired_on=date(2016, 3, 10), **self.BY)

    def test_what_is_not_compared_is_told(self, hired: Scenario) -> None:
        """What others recorded meanwhile stands elsewhere: the receipt says that it was not looked at."""
        hired.given(c.Leave, staff=SECOND, left_on=date(2016, 3, 9))
        assert hired.warnings == (f"what others recorded of {SECOND} behind 2016-03-09 {self.NOT_SEEN}",)
        hired.given(c.CorrectLeaving, staff=SECOND, left_on=date(2016, 3, 10), **self.BY)
        assert not hired.warnings
        hired.given(c.CorrectLeaving, staff=SECOND, left_on=date(2016, 3, 5), **self.BY)
        assert hired.warnings[0].startswith(f"what others recorded of {SECOND} behind 2016-03-05")
        hired.given(c.CorrectHiring, staff=SECOND, hired_on=date(2016, 3, 2), **self.BY)
        assert hired.warnings[0].startswith(f"what others recorded of {SECOND} before 2016-03-02")
