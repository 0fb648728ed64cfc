"""Who is on duty today: given rosters, then each site's own today."""

from __future__ import annotations

from datetime import timedelta

import pytest

from answerable.errors import Forbidden
from answerable.identity import Grant, Principal
from answerable.identity.sight import sight_of
from answerable.queries import desk as q
from answerable.streams.duty import commands as duty
from answerable.streams.staff.events import Role
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import HOUR, Shown
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, Scenario, hired

_NEXT_DAY = timedelta(days=1)


def _rostered(desk: Scenario, staff: str, starts_at: object, ends_at: object) -> Scenario:
    if staff not in desk.held:
        desk.carry_out(hired(staff))
    return desk.given(
        duty.Roster, actor=LEAD, staff=staff, month="2016-03", starts_at=starts_at, ends_at=ends_at
    )


async def test_who_is_on_duty_today(desk: Scenario, shown: Shown) -> None:
    """What is changed or called off holds no more; tomorrow is not today, a night that ends today is."""
    _rostered(desk, FIRST, TEN, TEN + 8 * HOUR)
    _rostered(desk, SECOND, TEN - 13 * HOUR, TEN - 8 * HOUR)  # from nine in the evening to two at night
    _rostered(desk, FIRST, TEN - 16 * HOUR, TEN - 10 * HOUR)  # until midnight
    _rostered(desk, SECOND, TEN + 2 * HOUR, TEN + 6 * HOUR)
    _rostered(desk, FIRST, TEN + _NEXT_DAY, TEN + _NEXT_DAY + HOUR)
    who = {"actor": LEAD, "month": "2016-03", "reason": "r"}
    desk.given(duty.CallOff, **who, staff=SECOND, starts_at=TEN + 2 * HOUR)
    desk.given(
        duty.Change,
        **who,
        staff=FIRST,
        instead_of=TEN,
        starts_at=TEN + HOUR,
        ends_at=TEN + 7 * HOUR,
    )

    told = await shown(desk).on_duty(q.OnDuty(site=SITE), EVERYTHING)

    assert [(one.staff, one.starts_at - TEN, one.ends_at - TEN) for one in told.duties] == [
        (SECOND, -13 * HOUR, -8 * HOUR),
        (FIRST, HOUR, 7 * HOUR),
    ]
    assert (await shown(desk).on_duty(q.OnDuty(limit=1), EVERYTHING)).duties == told.duties[:1]


async def test_a_roster_is_of_its_site(desk: Scenario, shown: Shown) -> None:
    """Whoever has a role at another site sees nothing of it."""
    _rostered(desk, FIRST, TEN, TEN + HOUR)
    elsewhere = Principal(id=LEAD, grants=(Grant(role=Role.LEAD, site="sz01"),))

    told = await shown(desk).on_duty(q.OnDuty(), sight_of(elsewhere, "desk.on_duty"))

    assert told.duties == ()
    with pytest.raises(Forbidden):
        sight_of(elsewhere, "desk.on_duty", SITE)
