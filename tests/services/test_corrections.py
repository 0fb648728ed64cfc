"""What a correction takes back, every view takes back: from the command to the statement and the page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from answerable.clock import FixedClock
from answerable.errors import NotFound, Refused
from answerable.projection.writing.testing import View
from answerable.rulebook import LineState
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.desk.overview import overview_of
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.rulebook.given import pay_of
from tests.services.intake.scenario import LEAD, Scenario
from tests.services.scoring.given import AGENT, CENTRE, scored
from tests.streams.pages import page_of

CASE = "case-1"
BY = {"actor": LEAD}


def missed_by_31_minutes() -> Scenario:
    """An emergency of the agent's that ran over its limit of a day, found when it was solved."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(case.Open, case=CASE, topic="line 4", first_asked=AGENT, is_emergency=True)
    desk.later(days=1, minutes=31).given(case.Resolve, case=CASE, resolution="mended")
    return desk.given(case.MissLimit, case=CASE)


def test_a_corrected_limit_reaches_the_statement() -> None:
    """The twenty points of a miss are struck through, and what is left of it counts in their place."""
    desk = missed_by_31_minutes().later(days=40)
    opened_at = desk.log[1].occurred_at
    pauses = ({"reason": "vendor", "starts_at": opened_at, "ends_at": opened_at + timedelta(minutes=25)},)
    desk.given(case.CorrectLimit, case=CASE, pauses=pauses, reason="not entered", **BY)
    lines = {line.article: line for line in scored(*CENTRE, *desk.log[1:]).lines}

    assert (lines["001-S6"].state, lines["001-S6"].points) == (LineState.REVOKED, Decimal(-20))
    assert lines["001-S6"].taken_back is not None
    assert (lines["001-S6"].taken_back.by, lines["001-S6"].taken_back.reason) == (LEAD, "not entered")
    assert (lines["001-m13"].state, lines["001-m13"].points) == (LineState.COUNTED, Decimal(-5))


async def test_a_limit_corrected_there_and_back_is_as_it_was(tmp_path: Path) -> None:
    """The statement counts the miss again, and the case's page shows it."""
    desk = missed_by_31_minutes().later(days=40)
    before = scored(*CENTRE, *desk.log[1:]).raw
    for opened_at in (desk.now - timedelta(days=41), desk.log[1].occurred_at):
        desk.given(case.CorrectLimit, case=CASE, opened_at=opened_at, reason="misread", **BY)
    after = scored(*CENTRE, *desk.log[1:])
    points = {line.points for line in after.lines if line.state is LineState.COUNTED}

    assert after.raw == before
    assert Decimal(-20) in points
    assert "late 31 min" in await page_of(desk, tmp_path, f"/cases/{CASE}")


async def test_a_withdrawn_miss_leaves_no_late_case(tmp_path: Path) -> None:
    """The case's page says what holds at the end, and shows the miss struck through."""
    desk = missed_by_31_minutes()
    assert "late 31 min" in await page_of(desk, tmp_path / "before", f"/cases/{CASE}")
    desk.given(case.WithdrawMiss, case=CASE, reason="the line was down", **BY)
    page = await page_of(desk, tmp_path / "after", f"/cases/{CASE}")

    assert "late 31 min" not in page
    assert "not counted as late" in page
    assert "<del>limit missed</del>" in page
    assert "不计超时" in await page_of(desk, tmp_path / "zh", "/cases", "zh")


async def test_a_corrected_limit_reaches_the_page(tmp_path: Path) -> None:
    """By the right priority the limit was kept: list and story say so, and who found it."""
    desk = missed_by_31_minutes()
    desk.given(case.CorrectLimit, case=CASE, priority="low", reason="no hurry", **BY)

    assert "within the limit" in await page_of(desk, tmp_path / "list", "/cases")
    story = await page_of(desk, tmp_path / "story", f"/cases/{CASE}")
    assert "within the limit" in story
    assert "Time limit corrected" in story


def hired_on(day: date) -> Scenario:
    """The agent, employed since a day."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    return desk.given(staff.Hire, staff=AGENT, role="agent", team="one", hired_on=day)


def test_a_corrected_first_day_reaches_the_pay() -> None:
    """Pay floats from the third month: by the right day, March is the first one."""
    desk = hired_on(date(2015, 1, 5))
    before = scored(CENTRE[1], *desk.log)
    desk.given(staff.CorrectHiring, staff=AGENT, hired_on=date(2016, 3, 1), reason="misread", **BY)
    after = scored(CENTRE[1], *desk.log)

    assert (pay_of(before).month_of_employment, pay_of(after).month_of_employment) == (15, 1)


def test_a_corrected_last_day_reaches_the_month() -> None:
    """Who did not leave in January is scored in March again; who was never hired is not."""
    desk = hired_on(date(2015, 1, 5)).given(staff.Leave, staff=AGENT, left_on=date(2016, 1, 31))
    with pytest.raises(NotFound):
        scored(CENTRE[1], *desk.log)
    desk.given(staff.CorrectLeaving, staff=AGENT, left_on=date(2016, 3, 2), reason="misread", **BY)
    assert scored(CENTRE[1], *desk.log)
    desk.given(staff.WithdrawLeaving, staff=AGENT, reason="stays", **BY)
    assert scored(CENTRE[1], *desk.log, month="2016-05")
    desk.given(staff.WithdrawHiring, staff=AGENT, reason="another site", **BY)
    with pytest.raises(NotFound):
        scored(CENTRE[1], *desk.log)


def test_the_site_counts_who_is_there() -> None:
    """Taken back, a leaving leaves one person there, and a hiring nobody."""
    desk = hired_on(date(2015, 1, 5)).given(staff.Leave, staff=AGENT, left_on=date(2016, 1, 31))
    assert counted(desk) == 0
    desk.given(staff.WithdrawLeaving, staff=AGENT, reason="stays", **BY)
    assert counted(desk) == 1
    desk.given(staff.WithdrawHiring, staff=AGENT, reason="another site", **BY)
    assert counted(desk) == 0


def counted(desk: Scenario) -> int:
    """Give how many people the desk counts at the site."""
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    try:
        with view.connect() as connection:
            return overview_of(connection, EVERYTHING, desk.now).sites[0].staff
    finally:
        view.close()


def test_a_binding_taken_back_leaves_no_score() -> None:
    """A month whose rulebook was bound by mistake is not scored by it."""
    desk = hired_on(date(2015, 1, 5))
    desk.given(rulebook.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1))
    assert scored(*desk.log)
    desk.given(
        rulebook.Unbind,
        rulebook="call-centre-80",
        effective_from=date(2016, 1, 1),
        reason="the wrong day",
        **BY,
    )
    with pytest.raises(Refused):
        scored(*desk.log)


async def test_registers_say_what_holds(tmp_path: Path) -> None:
    """What was put right is so on the lists; the story keeps both, and says who and why."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(contact.Receive, contact="contact-1", channel="call", topic="t", customer="customer-1")
    desk.given(contact.Answer, contact="contact-1", actor=AGENT, talk_s=9)
    desk.given(contact.Correct, contact="contact-1", customer="customer-2", reason="misheard", **BY)
    desk.given(contact.WithdrawEnding, contact="contact-1", reason="another line", **BY)
    began = {"began_at": desk.now, "phenomenon": "dark", "plan": "lamps"}
    desk.given(fault.Report, fault="fault-1", place="hall 2", **began)
    desk.given(fault.Notify, fault="fault-1", link="salesperson", staff=AGENT)
    desk.given(fault.Acknowledge, fault="fault-1", link="salesperson", staff=AGENT)
    desk.given(fault.CorrectReport, fault="fault-1", place="hall 3", reason="misread", **BY)
    desk.given(fault.WithdrawNotice, fault="fault-1", link="salesperson", reason="another fault", **BY)
    contacts = await page_of(desk, tmp_path / "contacts", "/contacts")
    faults = (await page_of(desk, tmp_path / "faults", "/faults")).partition("<main")[2]
    story = await page_of(desk, tmp_path / "story", "/contacts/contact-1")

    assert ("customer-2" in contacts, "customer-1" in contacts, AGENT in contacts) == (True, False, False)
    assert ("hall 3" in faults, "hall 2" in faults, "salesperson" in faults) == (True, False, False)
    assert all(said in story for said in ("Contact corrected", "misheard", LEAD, "customer-1"))


async def test_an_annulled_handover_is_counted_nowhere(tmp_path: Path) -> None:
    """It is shown as what it is, and the one in its place begins without the old signatures."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    shift = {"on": desk.now.date(), "shift": "day", "outgoing": AGENT, "incoming": "staff-second"}
    desk.given(handover.Start, **shift, checklist=("phones",), actor=AGENT)
    handover_id = desk.target
    desk.given(handover.CheckItem, handover=handover_id, item="phones", mark="×", note="dead", actor=AGENT)
    desk.given(handover.SignOut, handover=handover_id, actor=AGENT)
    desk.given(handover.Annul, handover=handover_id, reason="the wrong names", **BY)
    page = await page_of(desk, tmp_path / "annulled", "/handovers")
    assert "annulled" in page
    abnormal = await page_of(desk, tmp_path / "abnormal", "/handovers?mark=is_abnormal")
    assert "Nothing matches." in abnormal

    desk.given(
        handover.Start, **{**shift, "outgoing": "staff-third"}, checklist=("phones",), actor="staff-third"
    )
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    [row] = view.rows("handovers")
    view.close()
    assert (row["signed_out_at"], row["is_unsigned"], row["is_abnormal"]) == (None, True, False)
