"""Duties: lawful, while employed, without overlap, also across months; a wrong one can be undone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.duty import commands as c
from answerable.streams.duty import events as e
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import LEAD, SECOND, THIRD, Scenario, as_kept

EIGHT = timedelta(hours=8)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2016, 3, 10, 8, tzinfo=SHANGHAI)
BY_LEAD: dict[str, Any] = {"actor": LEAD, "reason": "entered for the wrong day"}


def duty(starts_at: datetime, length: timedelta = EIGHT, **more: Any) -> dict[str, Any]:
    """Write a duty of the second person's."""
    month = f"{starts_at.astimezone(SHANGHAI):%Y-%m}"
    return {"staff": SECOND, "month": month, "starts_at": starts_at, "ends_at": starts_at + length} | more


@pytest.fixture
def hired(desk: Scenario) -> Scenario:
    """A person employed since the first of February."""
    return desk.given(staff.Hire, staff=SECOND, role="agent", team="one", hired_on=date(2016, 2, 1))


class TestRoster:
    def test_at_most_eight_hours(self, hired: Scenario) -> None:
        """Eight hours of duty are lawful, a minute more is not."""
        refusal = hired.refusal(c.Roster, **duty(MORNING, EIGHT + timedelta(minutes=1)))
        assert refusal.cited == ("Refused", "001-3.1")

        assert hired.when(c.Roster, **duty(MORNING)) == [(e.Rostered, duty(MORNING))]
        assert hired.target == "duty-second-2016-03"

    @pytest.mark.parametrize("hours", [0, -1])
    def test_ends_after_it_begins(self, hired: Scenario, hours: int) -> None:
        """A duty that ends when it begins, or before, is bad input."""
        refusal = hired.refusal(c.Roster, **duty(MORNING, timedelta(hours=hours)))
        assert refusal.cited == ("Invalid", "order-of-times")

    @pytest.mark.parametrize(("starts_after_h", "is_free"), [(-4, True), (-3, False), (3, False), (4, True)])
    def test_without_overlap(self, hired: Scenario, starts_after_h: int, *, is_free: bool) -> None:
        """Duties may touch and may not overlap, whichever was planned first."""
        hired.given(c.Roster, **duty(MORNING, timedelta(hours=4)))
        other = duty(MORNING + timedelta(hours=starts_after_h), timedelta(hours=4))

        if is_free:
            assert hired.when(c.Roster, **other)
        else:
            assert hired.refusal(c.Roster, **other).kind == "Refused"

    @pytest.mark.parametrize("is_later_first", [False, True])
    @pytest.mark.parametrize(("break_min", "is_lawful"), [(0, False), (1, True)])
    def test_eight_hours_are_not_made_longer_by_two_duties(
        self, hired: Scenario, break_min: int, *, is_lawful: bool, is_later_first: bool
    ) -> None:
        """Duties that follow each other without a break are one (001-3.1), across months too."""
        night = datetime(2016, 2, 29, 18, tzinfo=SHANGHAI)
        morning = datetime(2016, 3, 1, 2, tzinfo=SHANGHAI) + timedelta(minutes=break_min)
        one, other = (morning, night) if is_later_first else (night, morning)
        hired.given(c.Roster, **duty(one))

        if is_lawful:
            assert hired.when(c.Roster, **duty(other))
        else:
            assert hired.refusal(c.Roster, **duty(other)).cited == ("Refused", "001-3.1")

    def test_nobody_rosters_themselves(self, hired: Scenario) -> None:
        """Whoever read something off duty could put themselves on duty behind it (000-3.2)."""
        assert hired.refusal(c.Roster, **duty(MORNING), actor=SECOND).cited == ("Refused", "000-3.2")

    @pytest.mark.parametrize("is_later_first", [False, True])
    @pytest.mark.parametrize("overlap_min", [0, 1])
    def test_without_overlap_across_months(
        self, hired: Scenario, overlap_min: int, *, is_later_first: bool
    ) -> None:
        """The last night of a month and the first morning of the next know of each other."""
        four = timedelta(hours=4)
        night = datetime(2016, 2, 29, 22, tzinfo=SHANGHAI)
        morning = datetime(2016, 3, 1, 2, tzinfo=SHANGHAI) - timedelta(minutes=overlap_min)
        one, other = (morning, night) if is_later_first else (night, morning)
        hired.given(c.Roster, **duty(one, four))

        if overlap_min:
            assert hired.refusal(c.Roster, **duty(other, four)).kind == "Refused"
        else:
            assert hired.when(c.Roster, **duty(other, four))

    @pytest.mark.parametrize("day", range(1, 32))
    def test_its_neighbours_are_asked_for_where_they_matter(self, day: int) -> None:
        """A duty in the middle of a month needs no other month's roster."""
        at = datetime(2016, 3, day, 12, tzinfo=UTC)
        asked = c.Roster(site="xm01", actor=LEAD, **duty(at))

        near = {1: ("duty-second-2016-02",), 31: ("duty-second-2016-04",)}
        assert asked.depends_on == (SECOND, *near.get(day, ()))

    @pytest.mark.parametrize(
        ("starts_at", "month", "other"),
        [
            (datetime(2016, 2, 29, 15, 59, tzinfo=UTC), "2016-02", "2016-03"),
            (datetime(2016, 2, 29, 16, 0, tzinfo=UTC), "2016-03", "2016-02"),
        ],
    )
    def test_the_month_is_the_sites_own(
        self, hired: Scenario, starts_at: datetime, month: str, other: str
    ) -> None:
        """A duty stands on the roster of the month in which it begins where the site stands."""
        refusal = hired.refusal(c.Roster, **duty(starts_at, month=other))
        assert refusal.cited == ("Invalid", "month-of-site")
        assert hired.when(c.Roster, **duty(starts_at, month=month))

    @pytest.mark.parametrize(
        ("starts_at", "is_employed"),
        [
            (datetime(2016, 1, 31, 23, tzinfo=SHANGHAI), False),
            (datetime(2016, 2, 1, 0, tzinfo=SHANGHAI), True),
            (datetime(2016, 3, 31, 23, tzinfo=SHANGHAI), True),
            (datetime(2016, 4, 1, 0, tzinfo=SHANGHAI), False),
        ],
    )
    def test_while_employed(self, hired: Scenario, starts_at: datetime, *, is_employed: bool) -> None:
        """Duties begin between the first and the last day of employment, by the site's calendar."""
        hired.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 31))
        half_an_hour = duty(starts_at, timedelta(minutes=30))

        if is_employed:
            assert hired.when(c.Roster, **half_an_hour)
        else:
            assert hired.refusal(c.Roster, **half_an_hour).kind == "Refused"

    def test_planned_ahead_and_called_off_behind(self, desk: Scenario) -> None:
        """Who begins next week can be put on duty today; who has left is taken off what was planned."""
        first, duties = date(2016, 3, 14), [duty(MORNING + timedelta(days=days)) for days in (4, 5)]
        desk.given(staff.Hire, staff=SECOND, role="agent", team="one", hired_on=first)
        for planned in duties:
            desk.given(c.Roster, **planned)
        desk.later(days=4).given(staff.Leave, staff=SECOND, left_on=first)
        gone = {"staff": SECOND, "month": "2016-03", "starts_at": duties[1]["starts_at"], **BY_LEAD}

        assert desk.later(days=1).when(c.CallOff, **gone)

    def test_only_who_was_hired(self, hired: Scenario) -> None:
        """Somebody who is on no register is on no roster."""
        assert hired.refusal(c.Roster, **duty(MORNING, staff=THIRD)).kind == "NotFound"

    def test_the_longest_name_has_a_roster(self, desk: Scenario) -> None:
        """An id that leaves no room for the month behind it gives one all the same, one for each month."""
        longest = "staff-" + "x" * 64
        desk.given(staff.Hire, staff=longest, role="agent", team="one", hired_on=date(2016, 2, 1))

        targets = set()
        for day in (MORNING, MORNING + timedelta(days=1), MORNING + timedelta(days=30)):
            desk.given(c.Roster, **duty(day, staff=longest))
            targets.add(desk.target)
        assert len(targets) == 2


class TestUndoing:
    def test_a_duty_that_is_called_off_holds_no_more(self, hired: Scenario) -> None:
        """Who called it off and why is said; its time is free again; and that is done once."""
        gone = {"staff": SECOND, "month": "2016-03", "starts_at": MORNING, **BY_LEAD}
        assert hired.refusal(c.CallOff, **gone).kind == "NotFound"
        hired.given(c.Roster, **duty(MORNING))

        assert hired.when(c.CallOff, **gone) == [(e.CalledOff, as_kept(gone))]
        assert hired.refusal(c.CallOff, **gone).kind == "NotFound"
        assert hired.when(c.Roster, **duty(MORNING + timedelta(hours=1)))

    def test_a_changed_duty_holds_in_the_others_place(self, hired: Scenario) -> None:
        """The one is gone, also where both overlap; the other is held to all that a new one is."""
        hired.given(c.Roster, **duty(MORNING)).given(c.Roster, **duty(MORNING + timedelta(days=1)))
        later = duty(MORNING + timedelta(hours=2), instead_of=MORNING, **BY_LEAD)

        taken = duty(MORNING + timedelta(hours=23), instead_of=MORNING, **BY_LEAD)
        assert hired.refusal(c.Change, **taken).kind == "Refused"
        too_long = {**later, "ends_at": MORNING + timedelta(hours=11)}
        assert hired.refusal(c.Change, **too_long).cited == ("Refused", "001-3.1")
        next_month = {**later, **duty(MORNING + timedelta(days=30)), "month": "2016-03"}
        assert hired.refusal(c.Change, **next_month).cited == ("Invalid", "month-of-site")

        assert hired.when(c.Change, **later) == [(e.Changed, as_kept(later))]
        assert hired.refusal(c.Change, **later).kind == "NotFound"
        assert hired.when(c.Roster, **duty(MORNING, timedelta(hours=1)))

    def test_by_somebody_else(self, hired: Scenario) -> None:
        """Nobody changes or calls off a duty of their own: what they read off duty shows by it."""
        hired.given(c.Roster, **duty(MORNING))
        by = {**BY_LEAD, "actor": SECOND}
        gone = {"staff": SECOND, "month": "2016-03", "starts_at": MORNING, **by}
        later = duty(MORNING + timedelta(hours=2), instead_of=MORNING, **by)

        assert hired.refusal(c.CallOff, **gone).cited == ("Refused", "000-3.2")
        assert hired.refusal(c.Change, **later).cited == ("Refused", "000-3.2")

    def test_not_before_it_was_entered(self, hired: Scenario) -> None:
        """A duty is undone after it was put on the roster; other entries may come in any order."""
        hired.given(c.Roster, **duty(MORNING))
        early = hired.now - timedelta(hours=1)
        gone = {"staff": SECOND, "month": "2016-03", "starts_at": MORNING, **BY_LEAD}

        assert hired.refusal(c.CallOff, **gone, occurred_at=early).cited == ("Invalid", "order-of-times")
        assert hired.when(c.Roster, **duty(MORNING + timedelta(hours=9)), occurred_at=early)
