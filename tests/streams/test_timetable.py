"""When a site works: said from a day on, never edited; and the limits of cases that are counted by it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.case import commands as case
from answerable.streams.case import events as e
from answerable.streams.site import commands as c
from answerable.streams.site import events
from answerable.streams.site.decisions import HOURS
from tests.services.intake.scenario import FIRST, LEAD, TEN, Scenario

SHANGHAI = ZoneInfo("Asia/Shanghai")
BY = {"actor": LEAD, "reason": "r"}
WEEK = (
    {"from_day": "monday", "to_day": "friday", "starts": "09:00", "ends": "12:00"},
    {"from_day": "monday", "to_day": "friday", "starts": "13:30", "ends": "18:00"},
)
SINCE = date(2016, 3, 1)
FRIDAY, MONDAY = date(2016, 3, 11), date(2016, 3, 14)


def at(text: str) -> datetime:
    """Give a moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def site(desk: Scenario) -> Scenario:
    """A site that works from nine to six with a break at noon; it is ten o'clock on a Thursday."""
    desk.given(c.Open, name_zh="厦门", name_en="Xiamen")
    return desk.given(c.SetHours, since=SINCE, hours=WEEK, **BY)


def opened(site: Scenario, **said: Any) -> dict[str, Any]:
    """Open a case, of which a day of work is the limit, and say what became of it."""
    asked = {"case": "case-1", "topic": "t", "first_asked": FIRST, **said}
    [(_, fact)] = site.when(case.Open, **asked)
    return fact


class TestTimetables:
    def test_each_change_has_the_next_number(self, site: Scenario) -> None:
        """Hours, a closing and its taking back are three timetables; what was said before stays as it was."""
        site.given(c.AnnounceClosing, first=FRIDAY, last=FRIDAY, **BY)
        assert site.when(c.WithdrawClosing, first=FRIDAY, **BY) == [
            (events.ClosingWithdrawn, {"timetable": 3, "first": FRIDAY, "reason": "r"})
        ]
        worked = [
            site.state.timetable(number).worked(at("2016-03-11"), at("2016-03-12")).seconds / 3600
            for number in (1, 2, 3)
        ]
        assert worked == [7.5, 0, 7.5]

    @pytest.mark.parametrize(
        "hours",
        [
            (*WEEK, {"from_day": "friday", "to_day": "friday", "starts": "11:59", "ends": "13:00"}),
            ({"from_day": "monday", "to_day": "monday", "starts": "18:00", "ends": "09:00"},),
        ],
    )
    def test_hours_that_lie_within_others_are_refused(self, site: Scenario, hours: Any) -> None:
        """Nobody works twice at once, or ends before they begin."""
        refusal = site.refusal(c.SetHours, since=SINCE, hours=hours, **BY)

        assert refusal.cited == ("Invalid", "order-of-times")
        assert refusal.message.startswith("/hours")

    def test_days_over_the_end_of_the_week(self, site: Scenario) -> None:
        """From Saturday to Monday is three days, and 24:00 the midnight at a day's end."""
        hours = ({"from_day": "saturday", "to_day": "monday", "starts": "20:00", "ends": "24:00"},)
        site.given(c.SetHours, since=SINCE, hours=hours, **BY)
        timetable = site.state.timetable()

        assert timetable.worked(at("2016-03-11"), at("2016-03-16")).seconds == 3 * 4 * 3600

    def test_closings_lie_in_no_other(self, site: Scenario) -> None:
        """A closing that overlaps one on record, ends before it begins, or was never announced is refused."""
        site.given(c.AnnounceClosing, first=FRIDAY, last=MONDAY, **BY)

        assert site.refusal(c.AnnounceClosing, first=MONDAY, last=MONDAY, **BY).cited == ("Refused", HOURS)
        assert site.refusal(c.WithdrawClosing, first=MONDAY, **BY).cited == ("Refused", HOURS)
        backwards = site.refusal(c.AnnounceClosing, first=MONDAY, last=FRIDAY, **BY)
        assert backwards.cited == ("Invalid", "order-of-times")


class TestLimits:
    def test_a_day_of_work_is_three_days(self, site: Scenario) -> None:
        """24 hours of work from Thursday at ten: 6.5, 7.5 on Friday and Monday, and the rest on Tuesday."""
        fact = opened(site)

        assert (fact["timetable"], fact["due_at"]) == (1, at("2016-03-15 11:30"))

    def test_what_is_urgent_does_not_wait_for_morning(self, site: Scenario) -> None:
        """All time counts for what the rulebook does not count in working time."""
        fact = opened(site, priority="critical")

        assert ("timetable" in fact, fact["due_at"]) == (False, at("2016-03-10 14:00"))

    def test_a_case_from_before_the_hours_were_said_counts_all_time(self, desk: Scenario) -> None:
        """Nobody knows when a site worked on the days before its first timetable."""
        desk.given(c.Open, name_zh="厦门", name_en="Xiamen")
        desk.given(c.SetHours, since=FRIDAY, hours=WEEK, **BY)

        assert "timetable" not in opened(desk)

    def test_changing_the_hours_changes_no_limit_that_has_begun(self, site: Scenario) -> None:
        """A case keeps the timetable that it began with, also when it is resumed."""
        opened(site)
        site.later(hours=1).given(case.Pause, case="case-1", reason="customer")
        site.given(c.AnnounceClosing, first=FRIDAY, last=MONDAY, **BY)
        [(_, resumed)] = site.later(hours=22).when(case.Resume, case="case-1")

        # From eleven to nine the next morning: an hour before noon, and four and a half behind it.
        assert resumed["due_at"] == at("2016-03-16 09:30")
        assert opened(site, case="case-2")["timetable"] == 2

    def test_an_overrun_is_counted_in_working_time(self, site: Scenario) -> None:
        """Solved in the evening of its last day and an hour into the next, it is late by what was worked."""
        opened(site)
        site.now = at("2016-03-16 10:00")
        site.given(case.Resolve, case="case-1", resolution="m")
        [(_, miss)] = site.when(case.MissLimit, case="case-1")

        # From 11:30 to 18:00 without the break, and from nine to ten.
        assert miss["overrun_minutes"] == 30 + 270 + 60

    def test_a_correction_counts_as_before(self, site: Scenario) -> None:
        """A limit that is corrected is counted by the timetable that the case began with."""
        opened(site)
        site.given(c.AnnounceClosing, first=FRIDAY, last=MONDAY, **BY)
        pause = {"reason": "vendor", "starts_at": TEN, "ends_at": TEN}
        happened = site.later(hours=1).when(case.CorrectLimit, case="case-1", pauses=(pause,), **BY)

        assert happened[0][0] is e.LimitCorrected
        assert (happened[0][1]["timetable"], happened[0][1]["due_at"]) == (1, at("2016-03-15 11:30"))
