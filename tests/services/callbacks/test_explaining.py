"""What is owed, explained: the hours and days that count until it is due, and those left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from answerable.calendar.workdays import is_working_day
from answerable.errors import NotFound
from answerable.identity import Principal
from answerable.identity.sight import Sight
from answerable.obligations import end_of_days
from answerable.queries.callbacks import DayPassing, OwedExplained, OwedTold
from answerable.streams.complaint import commands as complaint
from answerable.streams.obligation import commands as c
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable_services.callbacks.owed.explaining import days_counted, explained
from tests.services.callbacks.test_owed import CASE, desk, owed, swept, transferred, view_of
from tests.services.intake.scenario import LEAD, SECOND, TEN, Scenario, ruled_world
from tests.streams.test_timetable import WEEK

__all__ = ["desk"]

A_DAY = timedelta(days=1)


def told(desk: Scenario, obligation: str, *, sites: frozenset[str] | None = None) -> OwedTold:
    view = view_of(desk)
    sight = Sight(Principal(id=LEAD), "callbacks.owed_explained", sites=sites, is_everywhere=sites is None)
    try:
        with view.connect() as connection:
            return explained(connection, OwedExplained(obligation=obligation), sight)
    finally:
        view.close()


def told_of(desk: Scenario, rule: str) -> OwedTold:
    (row,) = owed(desk, rule=rule)
    return told(desk, row.obligation)


def test_working_minutes_are_told_stretch_by_stretch(desk: Scenario) -> None:
    """From a Thursday noon over the break: without a gap, and what counts comes to the limit."""
    desk.given(site.SetHours, since=date(2016, 3, 10), hours=WEEK, reason="r", actor=LEAD)
    desk.later(hours=1, minutes=30)
    transferred(desk)
    found = told_of(desk, "transfer-answer")
    assert (found.number, found.unit, found.proposed) == (120, "working_minutes", None)
    assert found.is_assumed
    assert found.timetable == 1
    assert [one.starts_at for one in found.steps[1:]] == [one.ends_at for one in found.steps[:-1]]
    assert (found.steps[0].starts_at, found.steps[-1].ends_at) == (desk.now, found.due_at)
    assert {one.why for one in found.steps} == {"worked", "break"}
    assert found.steps[-1].minutes == 120
    assert found.days == ()


def test_working_days_are_told_day_by_day(desk: Scenario) -> None:
    """Three of them from a Friday on: the weekend is left out, and so is the day on which it began."""
    desk.later(days=1)
    desk.given(complaint.File, complaint="complaint-1", channel="call", topic="t", text="t")
    found = told_of(desk, "complaint-reply")
    why = [(one.on.day, one.why.value, one.days) for one in found.days]
    assert why == [
        (11, "begun", 0),
        (12, "day_off", 0),
        (13, "day_off", 0),
        (14, "counted", 1),
        (15, "counted", 2),
        (16, "due", 3),
    ]
    assert found.due_at == datetime(2016, 3, 16, 10, tzinfo=UTC)
    assert found.steps == ()


@pytest.mark.parametrize("days", [0, 1, 3, 9])
def test_the_days_told_end_where_the_plan_does(days: int) -> None:
    """From each day of a year, holidays and make-up days included, with and without them counted."""
    world = ruled_world()
    for number in range(366):
        day = date(2016, 1, 1) + number * A_DAY
        begun_at = datetime.combine(day, datetime.min.time(), world.zone)
        for holidays in (world.holidays, None):
            steps = list(days_counted(day, days, holidays))
            end = end_of_days(begun_at, days, datetime.min.time(), world.zone, holidays)
            assert steps[-1].on + A_DAY == end.astimezone(world.zone).date()
            assert steps[-1].why is DayPassing.DUE
            off = [one.on for one in steps if one.why in {DayPassing.HOLIDAY, DayPassing.DAY_OFF}]
            assert all(holidays is not None and not is_working_day(one, holidays) for one in off)
            assert [one.on for one in steps] == [day + n * A_DAY for n in range(len(steps))]


def test_what_recurs_is_told_with_the_day_it_moves_from(desk: Scenario) -> None:
    """April ends on a Saturday, so the exam is due on the Friday before."""
    found = told_of(desk, "monthly-exam")
    assert [(one.on.day, one.why.value) for one in found.days] == [(30, "moved_from"), (29, "due")]
    assert (found.number, found.matter) == (None, None)


def test_what_was_moved_and_what_the_site_set(desk: Scenario) -> None:
    """Both moments, and both numbers."""
    desk.given(
        rulebook.SetNumber,
        rule="transfer-answer",
        number=60,
        effective_from=date(2016, 3, 11),
        reason="r",
        actor=LEAD,
    )
    desk.later(days=1)
    transferred(desk)
    to = desk.now + timedelta(hours=5)
    desk.given(c.Move, rule="transfer-answer", matter=CASE, occurrence=2, moved_to=to, reason="r", actor=LEAD)
    found = told_of(desk, "transfer-answer")
    assert (found.number, found.proposed) == (60, 120)
    assert (found.planned_at, found.due_at) == (desk.now + timedelta(hours=1), to)
    assert found.steps[-1].ends_at == found.planned_at


def test_what_was_missed_is_told_yet(desk: Scenario) -> None:
    """By its id, with when that was found."""
    transferred(desk)
    obligation = told_of(desk, "transfer-answer").obligation
    swept(desk.later(hours=3))
    found = told(desk, obligation)
    assert found.missed_at == TEN + timedelta(hours=2, seconds=1)
    assert (found.owed_by, found.done_at) == (SECOND, None)


@pytest.mark.parametrize(
    ("obligation", "sites"), [("obligation-nothing-1", None), (None, frozenset({"gz02"}))]
)
def test_what_is_not_there_or_not_theirs(
    desk: Scenario, obligation: str | None, sites: frozenset[str] | None
) -> None:
    """Neither is found, and nothing tells which of both it is."""
    transferred(desk)
    asked: Any = obligation or told_of(desk, "transfer-answer").obligation
    with pytest.raises(NotFound):
        told(desk, asked, sites=sites)
