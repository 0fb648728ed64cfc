"""Meetings: one a day, by the site's own calendar; a wrong one is taken back and entered anew."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from answerable.streams.meeting import commands as c
from answerable.streams.meeting import events as e
from tests.services.intake.scenario import LEAD, TEN, Scenario

TODAY = date(2016, 3, 10)


def test_once_a_day(desk: Scenario) -> None:
    """The end of a day's meeting is on record once; the next day has its own."""
    assert desk.when(c.Hold, on=TODAY) == [(e.Held, {"on": TODAY})]
    assert desk.target == "meeting-xm01-2016-03-10"
    assert desk.refusal(c.Hold, on=TODAY).cited == ("Refused", "000-2.K3")

    desk.later(days=1).given(c.Hold, on=date(2016, 3, 11))
    assert desk.target == "meeting-xm01-2016-03-11"


@pytest.mark.parametrize(
    ("ended_at", "on"),
    [
        (datetime(2016, 3, 9, 16, 0, tzinfo=UTC), date(2016, 3, 10)),
        (datetime(2016, 3, 9, 15, 59, tzinfo=UTC), date(2016, 3, 9)),
    ],
)
def test_the_day_is_the_sites_own(desk: Scenario, ended_at: datetime, on: date) -> None:
    """Midnight is where the site stands, wherever the reporter's clock does."""
    other = date(2016, 3, 19 - on.day)

    assert desk.refusal(c.Hold, on=other, occurred_at=ended_at).cited == ("Invalid", "day-of-site")
    assert desk.when(c.Hold, on=on, occurred_at=ended_at)


def test_a_wrong_one_is_taken_back(desk: Scenario) -> None:
    """Who withdrew it and why is said; then it may be entered anew, also at an earlier hour."""
    why = {"actor": LEAD, "reason": "that was the evening's training"}
    assert desk.refusal(c.Withdraw, on=TODAY, **why).kind == "NotFound"
    desk.given(c.Hold, on=TODAY)
    early = desk.refusal(c.Withdraw, on=TODAY, **why, occurred_at=datetime(2016, 3, 10, 1, tzinfo=UTC))
    assert early.cited == ("Invalid", "order-of-times")

    assert desk.later(days=1).when(c.Withdraw, on=TODAY, **why) == [
        (e.Withdrawn, {"on": TODAY, "reason": why["reason"]})
    ]
    assert desk.refusal(c.Withdraw, on=TODAY, **why).cited == ("Refused", "000-2.K3")
    assert desk.when(c.Hold, on=TODAY, occurred_at=datetime(2016, 3, 10, 1, tzinfo=UTC))
    assert desk.refusal(c.Hold, on=TODAY, occurred_at=TEN).cited == ("Refused", "000-2.K3")
