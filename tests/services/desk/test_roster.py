"""The roster of a month: on which day nobody is on duty, and on which holiday too few are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from answerable.errors import NotFound
from answerable.identity import Grant, Principal
from answerable.identity.sight import sight_of
from answerable.queries import desk as q
from answerable.queries.desk import RosterFinding
from answerable.streams.duty import commands as duty
from answerable.streams.staff.events import Role
from answerable.streams.swap import commands as swap
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import Shown
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, Scenario, hired

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = timedelta(hours=8)


def _rostered(desk: Scenario, staff: str, begins: datetime) -> Scenario:
    times = {"starts_at": begins, "ends_at": begins + EIGHT}
    return desk.given(duty.Roster, actor=LEAD, staff=staff, month=f"{begins:%Y-%m}", **times)


@pytest.fixture
def people(desk: Scenario) -> Scenario:
    """Two people and their superior."""
    for person in (FIRST, SECOND, LEAD):
        desk.carry_out(hired(person))
    return desk


async def test_a_day_without_duty_is_found(people: Scenario, shown: Shown) -> None:
    """Somebody is on duty every day (002-r15-1.1); a duty is of the day on which it begins."""
    _rostered(people, FIRST, datetime(2016, 3, 11, 23, tzinfo=SHANGHAI))

    told = await shown(people).roster(q.Roster(site=SITE), EVERYTHING)

    assert (told.month, len(told.days)) == ("2016-03", 31)
    by_day = {one.day.day: one for one in told.days}
    assert [one.staff for one in by_day[11].duties] == [FIRST]
    assert by_day[11].finding is None
    assert by_day[12].finding is RosterFinding.NOBODY
    assert (by_day[12].is_off, by_day[12].is_over, by_day[9].is_over) == (True, False, True)


async def test_a_holiday_is_reinforced(people: Scenario, shown: Shown) -> None:
    """One person on duty is too few on it (002-r15-1.9); two are enough."""
    for staff, day in ((FIRST, 3), (FIRST, 4), (SECOND, 4), (FIRST, 5)):
        _rostered(people, staff, datetime(2016, 4, day, 8, tzinfo=SHANGHAI))

    told = await shown(people).roster(q.Roster(site=SITE, month="2016-04"), EVERYTHING)

    days = told.days[1:5]  # the second to the fourth are Qingming
    assert [one.finding for one in days] == [RosterFinding.NOBODY, RosterFinding.NOT_REINFORCED, None, None]
    assert [one.is_holiday for one in days] == [True, True, True, False]


async def test_an_approved_swap_is_asked_for_until_it_is_entered(people: Scenario, shown: Shown) -> None:
    """Until the roster no more has the duty of who cannot do it (002-r15-1.8)."""
    begins = datetime(2016, 3, 14, 8, tzinfo=SHANGHAI)
    _rostered(people, FIRST, begins)
    people.given(swap.Propose, duty_begins=begins, to=SECOND, reason="r", actor=FIRST)
    this = swap.swap_id(SITE, FIRST, begins)
    people.given(swap.Agree, swap=this, actor=SECOND).given(swap.Approve, swap=this, actor=LEAD)

    told = await shown(people).roster(q.Roster(site=SITE), EVERYTHING)
    assert [(one.swap, one.staff, one.to, one.duty_begins) for one in told.swaps] == [
        (this, FIRST, SECOND, begins)
    ]

    off = {"staff": FIRST, "month": "2016-03", "starts_at": begins, "reason": "r", "actor": LEAD}
    _rostered(people.given(duty.CallOff, **off), SECOND, begins)
    told = await shown(people).roster(q.Roster(site=SITE), EVERYTHING)
    assert told.swaps == ()
    assert [one.staff for day in told.days for one in day.duties if day.day == date(2016, 3, 14)] == [SECOND]


async def test_a_roster_is_of_its_site(people: Scenario, shown: Shown) -> None:
    """Whoever has a role at another site learns nothing of it."""
    elsewhere = Principal(id=LEAD, grants=(Grant(role=Role.LEAD, site="sz01"),))
    with pytest.raises(NotFound):
        await shown(people).roster(q.Roster(site=SITE), sight_of(elsewhere, "desk.on_duty"))
