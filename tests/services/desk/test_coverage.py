"""Roster coverage: which duties count, which contacts came in with nobody there, and what a read costs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.streams.contact import commands as contact
from answerable.streams.duty import commands as duty
from answerable.streams.staff import commands as staff
from answerable.streams.swap import commands as swap
from answerable_services.desk.coverage import coverage_of
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.plans import plans_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, hired

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2016, 3, 7, 8, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


@pytest.fixture
def people(desk: Scenario) -> Scenario:
    """Two people and their superior, on a Monday two weeks ahead of what is told."""
    for person in (FIRST, SECOND, LEAD):
        desk.carry_out(hired(person))
    desk.now = MONDAY
    return desk


def rostered(desk: Scenario, person: str, begins: datetime, hours: float = 8) -> Scenario:
    times = {"starts_at": begins, "ends_at": begins + hours * HOUR}
    return desk.given(duty.Roster, actor=LEAD, staff=person, month=f"{begins:%Y-%m}", **times)


def told(desk: Scenario, **query: Any) -> q.CoverageAnswer:
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    with view.connect() as connection:
        found = coverage_of(connection, q.Coverage(**query), EVERYTHING.at(query.get("site")), desk.now)
    view.close()
    return found


def people_by_hour(desk: Scenario) -> dict[tuple[int, int], str]:
    return {(one.weekday, one.hour): str(one.people) for one in told(desk).hours if one.people}


def called(desk: Scenario, name: str, at: datetime) -> Scenario:
    desk.now = max(desk.now, at)
    said = {"channel": "call", "asked": FIRST, "topic": "t", "occurred_at": at.isoformat()}
    return desk.given(contact.Receive, contact=f"contact-{name}", actor=FIRST, **said)


def test_people_on_the_average(people: Scenario) -> None:
    """Of the days up to today: two on one Monday and none on the next are one; half an hour is a half."""
    rostered(rostered(people, FIRST, MONDAY, 2), SECOND, MONDAY, 1.5)
    people.now = MONDAY + timedelta(days=7)
    assert people_by_hour(people) == {(0, 8): "1.00", (0, 9): "0.75"}


def test_a_night_is_of_two_days(people: Scenario) -> None:
    """Each hour is of the day on which it is, by the site's clock; what lies ahead is not told yet."""
    rostered(people, FIRST, MONDAY + 15 * HOUR, 2)
    assert people_by_hour(people) == {(0, 23): "1.00"}
    people.now = MONDAY + 24 * HOUR
    assert people_by_hour(people) == {(0, 23): "1.00", (1, 0): "1.00"}


def test_contacts_with_nobody_on_duty(people: Scenario) -> None:
    """Told by the very day and hour: one Monday is covered, the next one is not."""
    rostered(people, FIRST, MONDAY, 2)
    for name, at in (("a", MONDAY), ("b", MONDAY + 3 * HOUR), ("c", MONDAY + timedelta(days=7))):
        called(people, name, at)
    found = told(people)
    assert [(one.weekday, one.hour, one.contacts, one.unattended) for one in found.hours] == [
        (0, 8, 2, 1),
        (0, 9, 0, 0),
        (0, 11, 1, 1),
    ]
    assert [(one.site, one.contacts, one.unattended) for one in found.sites] == [("xm01", 3, 2)]
    people.given(contact.Void, contact="contact-c", reason="r", actor=FIRST)
    assert sum(one.unattended for one in told(people, site="xm01").hours) == 1


class TestWhatHolds:
    """A duty counts as it stands, and not where whoever has it is away."""

    WHO: ClassVar[dict[str, Any]] = {"staff": FIRST, "month": "2016-03", "reason": "r", "actor": LEAD}

    def test_what_is_changed_or_called_off(self, people: Scenario) -> None:
        """The new one counts in place of the old one, and nothing in place of what was called off."""
        rostered(people, FIRST, MONDAY, 1)
        moved = {"starts_at": MONDAY + 2 * HOUR, "ends_at": MONDAY + 3 * HOUR}
        people.given(duty.Change, **self.WHO, instead_of=MONDAY, **moved)
        assert people_by_hour(people) == {(0, 10): "1.00"}
        people.given(duty.CallOff, **self.WHO, starts_at=MONDAY + 2 * HOUR)
        assert people_by_hour(people) == {}

    def test_who_is_on_leave(self, people: Scenario) -> None:
        """From the first day to the last; back earlier, they are there again."""
        for days in (0, 1):
            rostered(people, FIRST, MONDAY + timedelta(days=days), 1)
        people.now = MONDAY - HOUR
        away = {"staff": FIRST, "since": date(2016, 3, 7), "until": date(2016, 3, 9), "reason": "r"}
        people.given(staff.SendOnLeave, **away, actor=LEAD)
        people.now = MONDAY + timedelta(days=3)
        assert people_by_hour(people) == {}
        people.given(staff.Return, staff=FIRST, since=date(2016, 3, 8), reason="r", actor=LEAD)
        assert people_by_hour(people) == {(1, 8): "1.00"}

    def test_who_is_away_without_an_end(self, people: Scenario) -> None:
        """However many months ahead they are on the roster."""
        rostered(people, FIRST, MONDAY, 1)
        rostered(people, FIRST, MONDAY + timedelta(days=56), 1)
        people.now = MONDAY + timedelta(days=60)
        assert people_by_hour(people) == {(0, 8): "0.22"}
        people.now = MONDAY + timedelta(days=1)
        away = {"staff": FIRST, "since": date(2016, 3, 8), "reason": "r"}
        people.given(staff.SendOnLeave, **away, actor=LEAD)
        people.now = MONDAY + timedelta(days=60)
        assert people_by_hour(people) == {(0, 8): "0.11"}

    def test_what_an_approved_swap_gives_to_somebody_else(self, people: Scenario) -> None:
        """It counts though who was to do it is away; once it is entered on the roster, it counts once."""
        begins = MONDAY + timedelta(days=1)
        rostered(people, FIRST, begins, 1)
        people.given(swap.Propose, duty_begins=begins, to=SECOND, reason="r", actor=FIRST)
        this = {"swap": people.target}
        people.given(swap.Agree, **this, actor=SECOND).given(swap.Approve, **this, actor=LEAD)
        away = {"staff": FIRST, "since": date(2016, 3, 8), "until": date(2016, 3, 8), "reason": "r"}
        people.given(staff.SendOnLeave, **away, actor=LEAD)
        people.now = begins + timedelta(days=1)
        assert people_by_hour(people) == {(1, 8): "1.00"}
        entered = people.given(duty.CallOff, **self.WHO, starts_at=begins)
        assert people_by_hour(rostered(entered, SECOND, begins, 1)) == {(1, 8): "1.00"}

    def test_a_swap_that_is_none(self, people: Scenario) -> None:
        """Whoever was to do it is away again."""
        begins = MONDAY + timedelta(days=1)
        rostered(people, FIRST, begins, 1)
        people.given(swap.Propose, duty_begins=begins, to=SECOND, reason="r", actor=FIRST)
        this = {"swap": people.target}
        people.given(swap.Agree, **this, actor=SECOND).given(swap.Approve, **this, actor=LEAD)
        away = {"staff": FIRST, "since": date(2016, 3, 8), "until": date(2016, 3, 8), "reason": "r"}
        people.given(staff.SendOnLeave, **away, actor=LEAD)
        people.given(swap.Withdraw, **this, reason="r", actor=FIRST)
        people.now = begins + timedelta(days=1)
        assert people_by_hour(people) == {}


def test_of_the_period_alone(people: Scenario) -> None:
    """What lies before it is none of it."""
    rostered(people, FIRST, MONDAY, 1)
    people.now = datetime(2016, 4, 2, 8, tzinfo=SHANGHAI)
    assert told(people, months=1).hours == ()
    assert [one.people for one in told(people, months=2).hours] == [Decimal("0.25")]


def test_the_read_does_not_grow_with_history(people: Scenario) -> None:
    """Along an index, at a site or at all."""
    rostered(people, FIRST, MONDAY)
    view = View(Desk(), FixedClock(people.now)).given(people.log)
    for sight in (EVERYTHING, EVERYTHING.at("xm01")):
        with view.connect() as connection:
            plans = plans_of(
                connection,
                lambda: coverage_of(connection, q.Coverage(site="xm01"), sight, people.now),  # noqa: B023
            )
        assert [one for one in plans if "SCAN" in one] == []
        assert any("trend_hours" in one and "day>?" in one for one in plans)
    view.close()
