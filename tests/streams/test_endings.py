"""Aggregates end: what a decision has to read is the same after ten years as after ten days."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.sample.centre import Volume
from answerable.sample.generator import simulate
from answerable.streams.access import commands as access
from answerable.streams.duty import commands as duty
from answerable.streams.export import commands as export
from answerable.streams.meeting import commands as meeting
from answerable.streams.record import commands as record
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.intake.admission import ask
from tests.identity.proofs import asker_of, heard
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, make

FIRST_DAY = date(2016, 1, 1)
ZONE = ZoneInfo("Asia/Shanghai")
PAPER = "record-1"
LONGEST_CALL = timedelta(minutes=10)
"""A call of the sample is reported as of when it began, once it has ended."""


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def a_day(day: date) -> list[Command]:
    """Give what one day asks for again and again: a meeting, a duty, a reading and an export."""
    seen: dict[str, Any] = {"record": PAPER, "actor": SECOND, "purpose": "p"}
    taken = f"export-{day:%Y%m%d}"
    return [
        make(meeting.Hold, on=day, occurred_at=at(day, 17)),
        make(
            duty.Roster,
            staff=SECOND,
            month=f"{day:%Y-%m}",
            starts_at=at(day, 8),
            ends_at=at(day, 16),
            occurred_at=at(day, 7),
        ),
        make(access.Read, **seen, occurred_at=at(day, 9)),
        make(export.Ask, **seen, export=taken, rows=3, occurred_at=at(day, 10)),
        make(export.Approve, export=taken, actor=LEAD, occurred_at=at(day, 11)),
        make(export.TakeOut, export=taken, actor=SECOND, occurred_at=at(day, 12)),
    ]


def any_decision(day: date) -> list[Command]:
    """Give what may be asked for on a day, about all that the days before it have written to."""
    planned = {"staff": SECOND, "month": f"{day:%Y-%m}", "actor": LEAD, "reason": "r"}
    return [
        *a_day(day),
        make(meeting.Withdraw, on=day, actor=LEAD, reason="r"),
        make(duty.Change, **planned, instead_of=at(day, 8), starts_at=at(day, 9), ends_at=at(day, 17)),
        make(duty.CallOff, **planned, starts_at=at(day, 8)),
        make(record.Deposit, record=PAPER, place="archive"),
        make(record.ReportLeak, record=PAPER, what="w"),
        make(staff.Leave, staff=SECOND, left_on=day),
        make(rulebook.Bind, rulebook="call-centre-80", effective_from=day),
    ]


def test_a_decision_costs_the_same_after_ten_years() -> None:
    """Behind 3,650 days of meetings, duties and accesses it reads no more events than behind sixty."""
    desk = Scenario(now=at(FIRST_DAY, 6))
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(rulebook.Bind, rulebook="call-centre-80", effective_from=FIRST_DAY)
    desk.given(staff.Hire, staff=SECOND, role="agent", team="one", hired_on=FIRST_DAY)
    desk.given(record.Create, record=PAPER, kind="customer_data", custodian=FIRST)
    loaded: dict[int, int] = {}
    for number in range(3650):
        day = FIRST_DAY + timedelta(days=number)
        desk.now = at(day, 18)
        for command in a_day(day):
            desk.carry_out(command)
        if number in (59, 3649):
            stored = Counter(event.originator_id for event in desk.log)
            asked = [
                ask(command, None, desk.now, asker_of(command))
                for command in any_decision(day + timedelta(days=1))
            ]
            loaded[number] = max(sum(stored[name] for name in set(one.looks_at)) for one in asked)

    assert len(desk.log) > 4 * 3650
    assert loaded[3649] <= loaded[59] <= 31 + 31 + 3


@pytest.mark.parametrize("months", [2, 10])
def test_no_aggregate_grows_with_the_months(months: int) -> None:
    """Of all that a centre does, nothing is appended to one aggregate for longer than a month."""
    desk = Scenario()
    for item in simulate(1, months, first_month=Month(2024, 1), volume=Volume(agents=3, contacts=1), seed=3):
        desk.now = datetime.fromisoformat(item.body["occurred_at"]) + LONGEST_CALL
        desk.carry_out(heard(item))
    longest: Counter[str] = Counter()
    for event in desk.log:
        longest[event.stream] = max(longest[event.stream], event.originator_version)

    assert longest["duty"] > 15
    assert {stream: events for stream, events in longest.items() if events > 31} == {}
