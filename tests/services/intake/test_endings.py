"""Aggregates end: intake reads as little from the ledger after ten years as after two months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from eventsourcing.persistence import StoredEvent

from answerable.commands.base import MOST_ITEMS, BulkItem, Command
from answerable.streams.access import commands as access
from answerable.streams.duty import commands as duty
from answerable.streams.meeting import commands as meeting
from answerable.streams.record import commands as record
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.identity.proofs import said
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import FIRST, LEAD, TEN, make
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server

ZONE = ZoneInfo("Asia/Shanghai")
LAST = TEN.astimezone(ZONE).date() - timedelta(days=1)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def a_day(day: date, who: str, lead: str, paper: str, where: str) -> list[Command]:
    """Give what one day asks for again and again."""
    at_site = {"site": where, "actor": who}
    month, begins, ends = f"{day:%Y-%m}", at(day, 8), at(day, 16)
    return [
        make(meeting.Hold, **at_site, on=day, occurred_at=at(day, 17)),
        make(
            duty.Roster,
            site=where,
            actor=lead,
            staff=who,
            month=month,
            starts_at=begins,
            ends_at=ends,
            occurred_at=at(day, 7),
        ),
        make(access.Read, **at_site, record=paper, purpose="p", occurred_at=at(day, 9)),
    ]


def read_for(intake: Waiting, command: Command) -> int:
    """Count the events that a writer who remembers nothing reads to decide on a command."""
    counted: list[int] = []
    log: Any = intake.application.lane._log
    preload = log.preload

    async def counting(names: Sequence[str]) -> dict[str, list[StoredEvent]]:
        found: dict[str, list[StoredEvent]] = await preload(names)
        counted.extend(len(events) for events in found.values())
        return found

    log.preload = counting
    intake.carry_out(command)
    return sum(counted)


def test_ten_years_cost_no_more_than_two_months(open_intake: Open, fresh: str) -> None:
    """Behind 3,650 days of meetings, duties and readings, each decision reads two months' at most."""
    who, paper = f"staff-{fresh}", f"record-{fresh}"
    first = LAST - timedelta(days=3649)
    intake = open_intake()
    begun: dict[str, Any] = {"site": fresh, "actor": who, "occurred_at": at(first, 6)}
    intake.carry_out(make(site.Open, **begun, name_zh="站", name_en="Site"))
    employed = {"role": "agent", "team": "one", "hired_on": first}
    lead = f"staff-{fresh}-lead"
    for person in (who, lead):
        intake.carry_out(make(staff.Hire, **{**begun, "actor": LEAD}, staff=person, **employed))
    intake.carry_out(make(record.Create, **begun, record=paper, kind="customer_data", custodian=who))
    items = [
        BulkItem(
            name=command.command_name,
            key=f"{fresh}:{command.command_name}:{number}",
            body=said(command),
        )
        for number in range(3650)
        for command in a_day(first + timedelta(days=number), who, lead, paper, fresh)
    ]
    for start in range(0, len(items), MOST_ITEMS):
        report = intake.carry_out_all(*items[start : start + MOST_ITEMS])
        assert [outcome.problem for outcome in report.outcomes if outcome.status != 200] == []

    today = LAST + timedelta(days=1)
    why: dict[str, Any] = {"site": fresh, "actor": FIRST, "reason": "r"}
    at_site = {"site": fresh, "actor": FIRST}
    asked = [
        *a_day(today, who, lead, paper, fresh)[1:2],
        make(duty.CallOff, **why, staff=who, month=f"{LAST:%Y-%m}", starts_at=at(LAST, 8)),
        make(meeting.Withdraw, **why, on=LAST),
        make(access.Read, **{**at_site, "actor": who}, record=paper, purpose="p"),
        make(record.Deposit, **at_site, record=paper, place="archive"),
        make(staff.Leave, **at_site, staff=who, left_on=today),
    ]
    read = [read_for(open_intake(), command) for command in asked]

    assert max(read) <= 31 + 31 + 3
    assert min(read) > 0
