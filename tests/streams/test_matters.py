"""Aggregates that no list has lead to a page all the same, with their whole story in both languages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.access import commands as access
from answerable.streams.duty import commands as duty
from answerable.streams.meeting import commands as meeting
from answerable.streams.record import commands as record
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

MORNING = datetime(2016, 3, 10, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2016, 3, 10)


@pytest.fixture
def day(desk: Scenario) -> Scenario:
    """A day with a meeting that was none, a duty that was moved, and a reading."""
    why = {"actor": LEAD, "reason": "entered wrongly"}
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(staff.Hire, staff=SECOND, role="agent", team="one", hired_on=date(2016, 3, 1))
    desk.given(meeting.Hold, on=TODAY).given(meeting.Withdraw, on=TODAY, **why)
    planned = {"staff": SECOND, "month": "2016-03"}
    at_nine, until = MORNING.replace(hour=9), MORNING.replace(hour=16)
    desk.given(duty.Roster, **planned, starts_at=MORNING, ends_at=until)
    desk.given(duty.Change, **planned, instead_of=MORNING, starts_at=at_nine, ends_at=until, **why)
    desk.given(duty.CallOff, **planned, starts_at=at_nine, **why)
    desk.given(record.Create, record="record-1", kind="customer_data", custodian=FIRST)
    return desk.given(access.Read, access="access-1", record="record-1", actor=SECOND, purpose="to call back")


@pytest.mark.parametrize(
    ("matter", "en", "zh"),
    [
        (
            "meeting-xm01-2016-03-10",
            ("Daily meeting", "Daily meeting withdrawn", "entered wrongly"),
            ("每日例会", "撤回每日例会"),
        ),
        (
            "duty-second-2016-03",
            ("Rostered", "Duty changed", "Duty called off", "entered wrongly"),
            ("排班", "调班", "取消排班"),
        ),
        ("access-1", ("Read", "to call back", 'href="/matters/record-1"'), ("查阅",)),
        ("record-1", ('href="/access?show=accesses&amp;record=record-1"',), ("查阅与导出",)),
    ],
)
async def test_it_has_a_page(
    day: Scenario, tmp_path: Path, matter: str, en: tuple[str, ...], zh: tuple[str, ...]
) -> None:
    """What was entered, and what was undone with whose name and which reason."""
    for language, told in (("en", en), ("zh", zh)):
        page = await page_of(day, tmp_path / language, f"/matters/{matter}", language)
        assert [words for words in told if words not in page] == []
