"""Staff: hired once, leaving once."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.streams.staff import commands as c
from answerable.streams.staff import events as e
from answerable.streams.staff.events import Role
from tests.services.intake.scenario import SECOND, Scenario


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
