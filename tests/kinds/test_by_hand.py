"""The calculation by hand, by figures that were worked out on paper with a calendar beside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.kinds.by_hand import days, owed
from tests.kinds.by_hand.acts import CALL, LIMIT, Act, Owed, due_text
from tests.kinds.by_hand.calls import calls
from tests.kinds.by_hand.commands import SAID_BY
from tests.kinds.by_hand.limits import limits

ZONE = ZoneInfo("Asia/Shanghai")
LONG_BEHIND = datetime(2024, 6, 30, tzinfo=UTC)
NINE_TO_SIX = [
    {"from_day": "monday", "to_day": "friday", "starts": "09:00", "ends": "12:00"},
    {"from_day": "monday", "to_day": "friday", "starts": "13:30", "ends": "18:00"},
]
WITHIN: dict[str, Any] = {
    "id": "answer",
    "begins": "case.TransferRequested",
    "done_by": ["case.TransferAccepted"],
}
BOOK = owed.rulebook("call-centre-80")


def moment(text: str) -> datetime:
    """Read a moment of 2024 by the clock of the site, as ``02-05 09:30``."""
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=ZONE)


class Desk:
    """A site of which something is said, act by act, each recorded when it happens."""

    def __init__(self, *, bound: str = "01-01 08:00", hours: bool = True) -> None:
        self.acts: list[Act] = []
        self._number = count(1)
        self.say("site.open", "01-01 07:00")
        self.say("rulebook.bind", bound, rulebook="call-centre-80", effective_from="2016-01-01")
        if hours:
            self.say("site.set_hours", bound, since="2024-01-01", hours=NINE_TO_SIX)

    def say(self, name: str, when: str, matter: str = "site-1", **said: Any) -> Desk:
        at = moment(when)
        self.acts.append(Act(name, matter, {"occurred_at": at.isoformat(), **said}, at))
        return self

    def of_matters(self, **rule: Any) -> list[Owed]:
        return list(owed.of_matters({**WITHIN, **rule}, self.acts, 1, LONG_BEHIND))

    def of_periods(self, now: str, **rule: Any) -> list[Owed]:
        return list(owed.of_periods({"id": "report", **rule}, self.acts, 1, moment(now)))


def asked(when: str, answered: str | None = None, **desk: Any) -> Desk:
    """Say that a case was handed over, and answered."""
    found = Desk(**desk).say("case.transfer", when, "case-1")
    return found if answered is None else found.say("case.accept", answered, "case-1")


def told(found: list[Owed]) -> list[tuple[bool, int | None]]:
    return [(one.is_missed, one.minutes) for one in found]


def test_every_event_of_the_rulebook_is_said_by_a_command() -> None:
    """None is left out of the table; those of an order and of the lights are told apart otherwise."""
    kinds = ("done_by", "undone_by", "ends_with", "kept_by")
    named = {event for rule in BOOK["obligations"] for kind in kinds for event in rule.get(kind, ())}
    named |= {rule["begins"] for rule in BOOK["obligations"] if "begins" in rule}
    apart = {"shipment.StepWithdrawn", "shipment.SendingWithdrawn", "dutylog.LightsWithdrawn"}
    assert named == SAID_BY.keys() | apart


class TestDays:
    def test_a_holiday_and_what_makes_up_for_it(self) -> None:
        """Spring Festival of 2024 is from 10 to 17 February; the Sundays before and behind it are worked."""
        off = [day for day in range(1, 30) if days.is_off(date(2024, 2, day))]
        assert off == [3, *range(10, 18), 24, 25]

    def test_working_days_over_it(self) -> None:
        """Two working days behind Thursday the 8th: the 9th, and Sunday the 18th."""
        assert days.worked_days_later(date(2024, 2, 8), 2) == date(2024, 2, 18)

    def test_months(self) -> None:
        """A shorter month has its last day, and the one behind it the day again."""
        found = [days.months_later(date(2024, 1, 31), number) for number in (1, 2, 12)]
        assert found == [date(2024, 2, 29), date(2024, 3, 31), date(2025, 1, 31)]

    @pytest.mark.parametrize(
        ("begun", "ended", "minutes"),
        [
            ("02-05 11:00", "02-05 14:00", 90),  # an hour and a half at noon
            ("02-05 17:59", "02-06 09:01", 2),
            ("02-09 17:00", "02-18 10:00", 120),  # the holiday, and a Sunday that is worked as a Monday
            ("02-05 20:00", "02-06 08:00", 0),
        ],
    )
    def test_minutes_of_work(self, begun: str, ended: str, minutes: int) -> None:
        """What is worked between two moments, and when so much was worked again."""
        hours = days.Hours(Desk().acts, ZONE)
        lasts = timedelta(minutes=minutes)
        assert hours.worked(moment(begun), moment(ended)) == lasts
        if minutes:
            assert hours.when_worked(moment(begun), lasts) == moment(ended)

    def test_a_closing(self) -> None:
        """Neither its first day nor its last is worked."""
        desk = Desk().say("site.announce_closing", "01-02 09:00", first="2024-02-06", last="2024-02-07")
        hours = days.Hours(desk.acts, ZONE)
        assert hours.when_worked(moment("02-05 17:30"), timedelta(hours=1)) == moment("02-08 09:30")

    def test_seconds(self) -> None:
        """A minute that is not whole counts for what it is."""
        hours = days.Hours(Desk().acts, ZONE)
        assert hours.worked(moment("02-05 17:59:30"), moment("02-06 09:00:15")) == timedelta(seconds=45)


class TestOfMatters:
    @pytest.mark.parametrize(
        ("answered", "missed"),
        [("02-05 12:00", (False, None)), ("02-05 12:00:01", (True, 1)), (None, (True, None))],
    )
    def test_minutes(self, answered: str | None, missed: tuple[bool, int | None]) -> None:
        """Two hours behind ten o'clock, to the second; a begun minute is one."""
        found = asked("02-05 10:00", answered).of_matters(within={"minutes": 120})
        assert told(found) == [missed]
        assert found[0].due == due_text(moment("02-05 12:00"), moment("02-05 10:00"))

    def test_minutes_of_work(self) -> None:
        """Two hours from eleven end at half past two; an hour later is sixty minutes late."""
        within = {"minutes": 120, "clock": "working"}
        assert told(asked("02-05 11:00", "02-05 15:30").of_matters(within=within)) == [(True, 60)]
        late = asked("02-05 16:00", "02-05 23:00")
        assert told(late.of_matters(within=within)) == [(False, None)]  # no minute of work is behind its end
        assert told(asked("02-05 16:00", "02-06 09:01").of_matters(within=within)) == [(True, 1)]
        assert told(asked("02-05 11:00", "02-05 13:30", hours=False).of_matters(within=within)) == [
            (True, 30)
        ]

    def test_days(self) -> None:
        """The day itself until midnight, or so many days later at a time of theirs."""
        assert told(asked("02-05 10:00", "02-06 00:00").of_matters(within={"days": 0})) == [(False, None)]
        assert told(asked("02-05 10:00", "02-06 00:01").of_matters(within={"days": 0})) == [(True, 1)]
        within = {"working_days": 1, "at": "18:00"}
        assert told(asked("02-09 10:00", "02-18 18:00").of_matters(within=within)) == [(False, None)]
        # What begins on a day off begins with the next working day.
        assert told(asked("02-12 10:00", "02-19 18:05").of_matters(within=within)) == [(True, 5)]

    def test_grace(self) -> None:
        """Within it nothing is missed; behind it all is late that is behind the due moment."""
        for answered, missed in (("02-05 12:30", (False, None)), ("02-05 12:31", (True, 31))):
            desk = asked("02-05 10:00", answered)
            assert told(desk.of_matters(within={"minutes": 120}, grace_minutes=30)) == [missed]

    def test_what_ends(self) -> None:
        """In time nothing was missed; late it was; and what never was is not owed at all."""
        rule = {"within": {"minutes": 120}, "ends_with": ["case.Resolved", "case.OpeningWithdrawn"]}
        for name, when, missed in (
            ("case.resolve", "02-05 11:00", [(False, None)]),
            ("case.resolve", "02-05 15:00", [(True, None)]),
            ("case.withdraw_opening", "02-05 15:00", []),
        ):
            assert told(asked("02-05 10:00").say(name, when, "case-1").of_matters(**rule)) == missed

    def test_anew(self) -> None:
        """What begins anew ends what began before, and is done by itself."""
        desk = asked("02-05 10:00").say("case.transfer", "02-05 11:00", "case-1")
        desk.say("case.transfer", "02-05 15:00", "case-1").say("case.accept", "02-05 16:00", "case-1")
        assert told(desk.of_matters(within={"minutes": 120})) == [(False, None), (True, None), (False, None)]

    def test_each_part(self) -> None:
        """Each link by itself; what names none is of all of them."""
        rule = {
            "begins": "fault.Notified",
            "done_by": ["fault.Acknowledged"],
            "ends_with": ["fault.ReportWithdrawn"],
            "each": "link",
            "within": {"minutes": 30},
        }
        desk = Desk()
        for link in ("sales", "manager"):
            desk.say("fault.notify", "02-05 10:00", "fault-1", link=link)
        desk.say("fault.acknowledge", "02-05 10:20", "fault-1", link="sales")
        assert told(desk.of_matters(**rule)) == [(False, None), (True, None)]
        desk.say("fault.withdraw_report", "02-05 10:25", "fault-1")
        assert told(desk.of_matters(**rule)) == [(False, None)]

    def test_undone(self) -> None:
        """What is taken back was not done; done again it is late."""
        rule = {
            "begins": "payment.Collected",
            "done_by": ["payment.HandedOver"],
            "undone_by": ["payment.HandoverWithdrawn"],
            "within": {"days": 0},
        }
        desk = Desk().say("payment.collect", "02-05 10:00", "payment-1")
        desk.say("payment.hand_over", "02-05 17:00", "payment-1")
        desk.say("payment.withdraw_handover", "02-06 09:00", "payment-1")
        assert told(desk.of_matters(**rule)) == [(True, None)]
        desk.say("payment.hand_over", "02-06 09:30", "payment-1")
        assert told(desk.of_matters(**rule)) == [(True, 570)]

    def test_what_an_order_was_told(self) -> None:
        """A sending that is taken back leaves the customer told; else it takes back that they were."""
        rule = next(one for one in BOOK["obligations"] if one["id"] == "ship-or-tell")
        for steps, missed in ((("tell_delay", "send"), False), (("send",), True)):
            desk = Desk().say("shipment.take", "02-05 10:00", "shipment-1")
            for number, step in enumerate(steps):
                desk.say(f"shipment.{step}", f"02-05 1{number + 1}:00", "shipment-1")
            desk.say("shipment.withdraw_step", "02-05 16:00", "shipment-1")
            assert [one.is_missed for one in desk.of_matters(**rule)] == [missed]

    def test_a_field(self) -> None:
        """A day is over at its end; a key's is what its borrower said, a log's follows from the roster."""
        keys = Desk().say("key.ask_for_loan", "02-05 10:00", "key-1", back_by="2024-02-06")
        keys.say("key.hand_out", "02-05 10:30", "key-1").say("key.bring_back", "02-07 00:01", "key-1")
        of_keys = {"begins": "key.HandedOut", "done_by": ["key.BroughtBack"], "within": {"field": "back_by"}}
        assert told(keys.of_matters(**of_keys)) == [(True, 1)]
        log = Desk()
        for day in ("05", "06"):
            starts, ends = f"2024-02-{day}T08:00:00+08:00", f"2024-02-{day}T16:00:00+08:00"
            log.say("duty.roster", "02-01 09:00", staff="staff-1", starts_at=starts, ends_at=ends)
        log.say("dutylog.open", "02-06 07:50", "dutylog-1", acting_for="staff-1", on="2024-02-06")
        log.say("dutylog.sign_off", "02-06 16:31", "dutylog-1")
        of_logs = {
            "begins": "dutylog.Opened",
            "done_by": ["dutylog.SignedOff"],
            "within": {"field": "ends_at"},
        }
        assert told(log.of_matters(**of_logs, grace_minutes=30)) == [(True, 31)]
        assert told(log.of_matters(**of_logs, grace_minutes=31)) == [(False, None)]

    def test_a_form(self) -> None:
        """A task sheet the next day, a plan five days behind its month; what has no day is not owed."""
        rule = next(one for one in BOOK["obligations"] if one["id"] == "form-issue")
        desk = Desk()
        for number, said in enumerate(
            ({"form_name": "task_sheet"}, {"form_name": "monthly_plan", "month": "2024-02"})
        ):
            desk.say("filledform.begin", "02-05 10:00", f"filledform-{number}", **said)
        desk.say("filledform.begin", "02-05 10:00", "filledform-2", form_name="customer_information")
        ends = [one.due.split(",")[0] for one in desk.of_matters(**rule)]
        assert ends == ["until 2024-02-06 16:00:00", "until 2024-03-05 16:00:00"]

    def test_what_another_system_judges(self) -> None:
        """What it brought in begins nothing, and neither does what lies before the rulebook was bound."""
        desk = asked("02-05 10:00")
        desk.acts[-1] = desk.acts[-1]._replace(is_import=True)
        assert desk.of_matters(within={"minutes": 120}) == []
        early = asked("02-05 10:00")
        early.acts.insert(1, early.acts.pop())
        assert list(owed.of_matters({**WITHIN, "within": {"minutes": 1}}, early.acts, 2, LONG_BEHIND)) == []


class TestOfPeriods:
    def test_weeks(self) -> None:
        """Fridays from the first whole week; in Spring Festival the Friday and the days before are off."""
        desk = Desk(bound="02-07 08:00")
        rule = {
            "recurs": {"every": "week", "weekday": "friday", "at": "18:00", "if_off": "before"},
            "done_by": [],
        }
        found = desk.of_periods("03-02 00:00", **rule)
        # 12 to 18 February has its only working day behind Friday: nothing is owed of it.
        assert [one.due for one in found] == ["until 2024-02-23 10:00:00", "until 2024-03-01 10:00:00"]

    def test_months(self) -> None:
        """The last working day of each, from the month behind the binding."""
        desk = Desk(bound="02-07 08:00").say("assessment.score_exam", "03-29 18:01", "assessment-1")
        desk.say("assessment.score_exam", "04-10 09:00", "assessment-2")
        rule = {
            "recurs": {"every": "month", "at": "18:00", "if_off": "before"},
            "done_by": ["assessment.ExamScored"],
        }
        found = desk.of_periods("05-31 18:00", **rule)
        assert told(found) == [(True, 1), (False, None)]
        assert told(desk.of_periods("05-31 18:00:01", **rule))[-1] == (True, None)

    def test_a_day_that_is_off(self) -> None:
        """The fifth of May 2024 is off, and so is no day behind it: it is owed until the sixth."""
        recurs = {"every": "month", "day": 5, "at": "18:00", "if_off": "after"}
        assert owed.due_day(recurs, date(2024, 5, 1)) == date(2024, 5, 6)
        assert owed.due_day({"every": "month", "day": 31}, date(2024, 2, 1)) == date(2024, 2, 29)

    def test_quarters_and_years(self) -> None:
        """The last working day of June, Friday the 28th; of December, or of a month that is said."""
        assert owed.due_day({"every": "quarter", "if_off": "before"}, date(2024, 4, 1)) == date(2024, 6, 28)
        assert owed.due_day({"every": "quarter", "month": 1, "day": 10}, date(2024, 4, 1)) == date(
            2024, 4, 10
        )
        assert owed.due_day({"every": "year", "month": 12}, date(2024, 1, 1)) == date(2024, 12, 31)

    def test_its_own_kind_for_its_own_period(self) -> None:
        """A report that is handed in on Monday is last week's; another kind does nothing."""
        desk = Desk(bound="02-26 08:00")
        desk.say("report.draft", "03-01 09:00", "report-1", report_kind="weekly_summary", on="2024-03-01")
        desk.say("report.hand_in", "03-04 09:00", "report-1")
        desk.say("report.draft", "03-04 10:00", "report-2", report_kind="supervision", on="2024-03-04")
        desk.say("report.hand_in", "03-04 11:00", "report-2")
        rule = next(one for one in BOOK["obligations"] if one["id"] == "weekly-summary")
        assert told(desk.of_periods("03-09 00:00", **rule)) == [(True, 63 * 60), (True, None)]

    def test_only_such_a_form(self) -> None:
        """Another one that is begun is none."""
        desk = Desk(bound="02-26 08:00")
        desk.say("filledform.begin", "03-04 09:00", "filledform-1", form_name="task_sheet")
        rule = next(one for one in BOOK["obligations"] if one["id"] == "monthly-plan")
        assert told(desk.of_periods("03-09 00:00", **rule)) == [(True, None)]
        desk.say("filledform.begin", "03-04 10:00", "filledform-2", form_name="monthly_plan")
        assert told(desk.of_periods("03-09 00:00", **rule)) == [(False, None)]


class TestLimits:
    def limit(
        self, *steps: tuple[str, str], now: datetime = LONG_BEHIND, **said: Any
    ) -> tuple[bool, int | None]:
        desk = Desk().say("case.open", "02-05 10:00", "case-1", **said)
        for name, when in steps:
            desk.say(name, when, "case-1")
        (found,) = limits(desk.acts, BOOK["limits"], now)
        assert (found.rule, found.matter) == (LIMIT, "case-1")
        return found.is_missed, found.minutes

    def test_all_time(self) -> None:
        """Four hours of one that is critical, at night too."""
        assert self.limit(("case.resolve", "02-05 14:00"), priority="critical") == (False, None)
        assert self.limit(("case.resolve", "02-05 14:00:01"), priority="critical") == (True, 1)

    def test_working_time(self) -> None:
        """1440 minutes of a moderate one: 390 on Monday, twice 450, and 150 on Thursday, until 11:30."""
        assert self.limit(("case.resolve", "02-08 11:30")) == (False, None)
        assert self.limit(("case.resolve", "02-08 11:35")) == (True, 5)
        assert self.limit(("case.resolve", "02-08 13:20")) == (True, 30)

    def test_known_before_it_is_solved(self) -> None:
        """Half an hour over is not known yet; a minute more is, also of what was paused since."""
        at = moment("02-05 14:31")
        assert self.limit(now=at - timedelta(seconds=1), priority="critical") == (False, None)
        assert self.limit(now=at, priority="critical") == (True, 31)
        assert self.limit(("case.pause", "02-05 14:40"), priority="critical") == (True, 31)
        assert self.limit(("case.pause", "02-05 14:20"), priority="critical") == (False, None)

    def test_pauses(self) -> None:
        """Time in which it stands still does not count; solving it ends a pause."""
        paused = ("case.pause", "02-05 11:00"), ("case.resume", "02-05 13:00")
        assert self.limit(*paused, ("case.resolve", "02-05 16:00"), priority="critical") == (False, None)
        assert self.limit(*paused, ("case.resolve", "02-05 16:05"), priority="critical") == (True, 5)
        assert self.limit(*paused[:1], ("case.resolve", "02-05 23:00"), priority="critical") == (False, None)

    def test_begun_again(self) -> None:
        """The clock was never stopped; only what is over by more is told no better than the last band."""
        steps = (
            ("case.resolve", "02-05 12:00"),
            ("case.reopen", "02-05 15:00"),
            ("case.resolve", "02-05 15:10"),
        )
        assert self.limit(*steps, priority="critical") == (True, 31)


def test_callbacks() -> None:
    """Accepted on 10 January 2024: due on 18 February for the 10th, and then on 11 March for the 10th."""
    desk = Desk().say("delivery.accept", "01-10 15:00", "delivery-1", accepted_on="2024-01-10")
    found = list(calls(desk.acts, BOOK["callbacks"], moment("03-15 00:00")))
    # Three working days more: the 21st, and the 14th, which is over with its midnight.
    assert [(one.rule, one.due, one.is_missed) for one in found] == [(CALL, "1", True), (CALL, "2", True)]
    assert len(list(calls(desk.acts, BOOK["callbacks"], moment("03-14 23:59")))) == 1
    desk.say("callback.complete", "02-21 23:59", "callback-1-1", delivery="delivery-1", ordinal=1)
    desk.say("callback.complete", "03-15 00:00", "callback-1-2", delivery="delivery-1", ordinal=2)
    found = list(calls(desk.acts, BOOK["callbacks"], moment("03-20 00:00")))
    assert [one.is_missed for one in found] == [False, True]
    desk.say("delivery.cancel", "03-01 09:00", "delivery-1")
    assert len(list(calls(desk.acts, BOOK["callbacks"], moment("03-20 00:00")))) == 1
