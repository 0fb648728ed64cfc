"""A work order: its papers, its approvals, the way to the site and back, and what it comes to."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.site import commands as site
from answerable.streams.workorder import commands as c
from answerable.streams.workorder import events as e
from answerable.streams.workorder.flow import (
    APPROVAL,
    CHECKING,
    FILING,
    INSTALLING,
    ORAL,
    OUTSIDE,
    REPAIRING,
    RETURNING,
    SIM_CARDS,
    WorkorderStage,
)
from answerable.warranty import Basis
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario
from tests.streams.pages import page_of

ID = "workorder-1"
INSTALL_ID = "workorder-xm01-XQ-1"
MANAGER = LEAD
TECHNICIAN = SECOND

REPAIR: dict[str, Any] = {
    "customer": "customer-1",
    "is_name_on_file": True,
    "is_address_on_file": True,
    "is_contact_on_file": True,
    "device_model": "GT06",
    "purchased_on": date(2014, 5, 20),
    "problem": "终端不在线",
    "symptom": "指示灯不亮",
    "terminal": "GT06A0001",
}
INSTALL: dict[str, Any] = {"request_no": "XQ-1", "customer": "customer-1", "vehicles": 3}
CHECKED = dict.fromkeys(("order_data", "tools", "spares", "papers"), "√")
SWAP = {"old": "GT06A0001", "new": "GT06A0002"}
CARDS = {"old": "89860012345678901235", "new": "89860012345678901243"}
PART = {"part_name": "电源模块", "count": 2, "price_fen": 4000}
FILED = {"is_signed": True, "has_numbers": True, "has_papers": True}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.RequestRepair, {**REPAIR, "actor": FIRST}),
    (c.Approve, {"actor": MANAGER}),
    (c.Assign, {"technician": TECHNICIAN, "actor": THIRD}),
    (c.CheckDeparture, {**CHECKED, "actor": TECHNICIAN}),
    (c.Depart, {"actor": TECHNICIAN}),
    (c.Arrive, {"actor": TECHNICIAN}),
    (c.Finish, {"result": "更换电源", "actor": TECHNICIAN}),
    (c.ComeBack, {"actor": TECHNICIAN}),
)
APPROVED, ASSIGNED, CHECKED_OFF, LEFT, THERE, DONE, RETURNED = range(2, 9)


def gone(desk: Scenario, steps: int, first: Step = WAY[0], **changes: Any) -> Scenario:
    """Take a repair's order so many steps, ten minutes apart."""
    for model, fields in (first, *WAY[1:])[:steps]:
        desk.given(model, workorder=ID, **{**fields, **(changes if model is first[0] else {})})
        desk.later(minutes=10)
    return desk


def test_three_papers_give_one_order(desk: Scenario) -> None:
    """The order is drawn up on its request, and approved once the other two papers have come (000-5.4.1)."""
    told = desk.when(c.RequestInstall, **INSTALL, vehicles_no="CL-2", actor=FIRST)
    assert told == [(e.InstallRequested, {**INSTALL, "vehicles_no": "CL-2", "called_at": TEN})]
    assert desk.target == INSTALL_ID

    lacking = desk.refusal(c.Approve, workorder=INSTALL_ID, actor=MANAGER)
    assert lacking.cited == ("Refused", INSTALLING)
    assert "drivers' and vehicles' data" in lacking.message
    desk.given(c.ReceivePaper, workorder=INSTALL_ID, paper="drivers", paper_no="SJ-9", actor=FIRST)
    twice = {"workorder": INSTALL_ID, "paper": "vehicles", "paper_no": "CL-3"}
    assert desk.refusal(c.ReceivePaper, **twice).cited == ("Refused", INSTALLING)
    assert desk.when(c.Approve, workorder=INSTALL_ID, actor=MANAGER) == [(e.Approved, {})]
    assert desk.refusal(c.RequestInstall, **INSTALL).kind == "Refused"


def test_a_paper_that_had_not_come_is_lacking_again(desk: Scenario) -> None:
    """A correction empties its number, and says who was wrong and why."""
    desk.given(c.RequestInstall, **INSTALL, vehicles_no="CL-2", drivers_no="SJ-9")
    this = {"workorder": INSTALL_ID, "reason": "another request's"}
    desk.given(c.CorrectInstall, **this, empties=("drivers_no",), actor=THIRD)
    assert desk.refusal(c.Approve, workorder=INSTALL_ID, actor=MANAGER).cited == ("Refused", INSTALLING)
    assert desk.refusal(c.CorrectRepair, **this, device_model="x").cited == ("Refused", REPAIRING)


@pytest.mark.parametrize("lacks", ["is_name_on_file", "is_address_on_file", "is_contact_on_file"])
def test_a_repair_is_approved_complete(desk: Scenario, lacks: str) -> None:
    """Name, address and contact stand in the customer's file, and the order says that they do (000-5.4.2)."""
    desk.given(c.RequestRepair, workorder=ID, **{**REPAIR, lacks: False}, actor=FIRST)
    assert desk.refusal(c.Approve, workorder=ID, actor=MANAGER).cited == ("Refused", REPAIRING)
    desk.given(c.CorrectRepair, workorder=ID, reason="asked", **{lacks: True}, actor=FIRST)
    desk.given(c.Approve, workorder=ID, actor=MANAGER)


@pytest.mark.parametrize("who", [{"actor": FIRST}, {"actor": MANAGER, "entered_by": FIRST}])
@pytest.mark.parametrize("model", [c.Approve, c.Decline])
def test_nobody_approves_what_they_drew_up(desk: Scenario, model: type[Command], who: dict[str, str]) -> None:
    """Neither in their own name nor by having it recorded in another's (000-5.4.3)."""
    more = {"reason": "r"} if model is c.Decline else {}
    gone(desk, 1)
    assert desk.refusal(model, workorder=ID, **who, **more).cited == ("Forbidden", APPROVAL)


def test_who_put_the_order_right_does_not_approve_it(desk: Scenario) -> None:
    """They have said what it says; and who has approved it puts nothing right that stands."""
    gone(desk, 1).given(c.CorrectRepair, workorder=ID, reason="r", device_model="GT07", actor=MANAGER)
    assert desk.refusal(c.Approve, workorder=ID, actor=MANAGER).cited == ("Forbidden", APPROVAL)
    desk.given(c.Approve, workorder=ID, actor=THIRD)
    said = {"workorder": ID, "reason": "r", "device_model": "GT08"}
    assert desk.refusal(c.CorrectRepair, **said, actor=THIRD).kind == "Refused"


def test_the_waiting_time_is_counted_from_the_call(desk: Scenario) -> None:
    """The contact and the case say when the customer called, and nobody is asked (000-5.7.1)."""
    desk.given(contact.Receive, contact="contact-1", channel="call", topic="t", asked=FIRST).later(minutes=20)
    desk.given(case.Open, case="case-1", topic="t", first_asked=FIRST).later(minutes=20)
    gone(desk, LEFT - 1, contact="contact-1", case="case-1")
    assert desk.when(c.Depart, workorder=ID, actor=TECHNICIAN) == [(e.Departed, {"waited_min": 80})]
    desk.later(minutes=30).given(c.Arrive, workorder=ID, actor=TECHNICIAN).later(minutes=45)
    [(_, told)] = desk.when(c.Finish, workorder=ID, result="r", actor=TECHNICIAN)
    assert told["worked_min"] == 45


def test_nobody_leaves_unchecked(desk: Scenario) -> None:
    """Four things are checked before leaving; what lacks is said, and has to be there (000-5.4.4)."""
    gone(desk, ASSIGNED + 1 - 1)
    leave = {"workorder": ID, "actor": TECHNICIAN}
    assert desk.refusal(c.Depart, **leave).cited == ("Refused", CHECKING)
    lacking = {**CHECKED, "spares": "×"}
    assert desk.refusal(c.CheckDeparture, **leave, **lacking).cited == ("Invalid", CHECKING)
    desk.given(c.CheckDeparture, **leave, **lacking, note="没有备用电源")
    assert desk.refusal(c.Depart, **leave).cited == ("Refused", CHECKING)
    desk.given(c.CheckDeparture, **leave, **CHECKED).given(c.Depart, **leave)


@pytest.mark.parametrize("steps", [ASSIGNED, CHECKED_OFF, LEFT, THERE, DONE])
def test_only_who_has_the_order_works_on_it(desk: Scenario, steps: int) -> None:
    """Somebody else neither checks nor leaves, arrives, finishes or comes back for them."""
    gone(desk, steps)
    model, fields = WAY[steps]
    assert desk.refusal(model, workorder=ID, **{**fields, "actor": THIRD}).cited == ("Refused", APPROVAL)


def test_what_was_changed_is_on_the_order(desk: Scenario) -> None:
    """Old and new numbers of terminal and card; the old one was there before (000-5.4.5, 000-5.4.6)."""
    gone(desk, THERE)
    this = {"workorder": ID, "actor": TECHNICIAN}
    assert desk.when(c.SwapTerminal, **this, **SWAP) == [(e.TerminalSwapped, SWAP)]
    assert desk.when(c.SwapSim, **this, **CARDS) == [(e.SimSwapped, CARDS)]
    assert desk.refusal(c.SwapTerminal, **this, **SWAP).cited == ("Refused", RETURNING)
    assert desk.refusal(c.SwapSim, **this, **CARDS).cited == ("Refused", SIM_CARDS)
    same = dict.fromkeys(("old", "new"), "GT06A0002")
    assert desk.refusal(c.SwapTerminal, **this, **same).cited == ("Invalid", RETURNING)
    desk.given(c.WithdrawWork, workorder=ID, work_kind="terminal", reason="not changed", actor=TECHNICIAN)
    desk.given(c.SwapTerminal, **this, **SWAP)


@pytest.mark.parametrize(
    ("model", "new"),
    [
        (c.SwapTerminal, "490154203237519"),  # an IMEI with a wrong check digit
        (c.SwapSim, "8986001234567890125"),  # an ICCID with a wrong check digit
    ],
)
def test_a_device_has_a_number_with_its_check_digit(desk: Scenario, model: type[Command], new: str) -> None:
    """A slip of the pen is told at the field."""
    gone(desk, THERE)
    old = SWAP["old"] if model is c.SwapTerminal else CARDS["old"]
    assert desk.refusal(model, workorder=ID, old=old, new=new, actor=TECHNICIAN).cited == (
        "Invalid",
        "device-number",
    )


@pytest.mark.parametrize("number", ["13800138000", "粤B12345", "110101199003070011", "8613800138000"])
@pytest.mark.parametrize("model", [c.SwapTerminal, c.SwapSim])
def test_no_person_stands_in_a_devices_number(model: type[Command], number: str) -> None:
    """Neither a telephone's number nor a plate or an identity card is one."""
    with pytest.raises(ValueError, match="string_pattern_mismatch"):
        model.model_validate({"site": "xm01", "workorder": ID, "old": number, "new": number})


@pytest.mark.parametrize(
    ("until", "basis", "more"),
    [
        (date(2016, 3, 10), Basis.PURCHASE, {"purchased_on": date(2015, 3, 10)}),
        (date(2016, 9, 1), Basis.DELIVERY, {"delivery": "delivery-1"}),
        (date(2016, 6, 10), Basis.REPAIR, {"earlier": "workorder-0"}),
    ],
)
def test_the_warranty_follows_from_what_is_known(
    desk: Scenario, until: date, basis: Basis, more: dict[str, Any]
) -> None:
    """From the delivery where known, else the purchase; an earlier repair counts where it gives more."""
    said = {"delivery": "delivery-1", "customer": "customer-1", "project": "p"}
    desk.given(delivery.Accept, **said, accepted_on=date(2015, 9, 1))
    for model, fields in WAY[:DONE]:
        desk.given(model, workorder="workorder-0", **fields)
    [(_, told)] = desk.when(c.RequestRepair, workorder=ID, **{**REPAIR, **more})
    assert (told["warranty_until"], told["warranty_from"]) == (until, basis)


def test_only_what_was_repaired_was_repaired_before(desk: Scenario) -> None:
    """An order that nobody carried out gives no warranty."""
    desk.given(c.RequestRepair, workorder="workorder-0", **REPAIR)
    refused = desk.refusal(c.RequestRepair, workorder=ID, **REPAIR, earlier="workorder-0")
    assert refused.cited == ("Invalid", REPAIRING)


@pytest.mark.parametrize(
    ("purchased_on", "is_under_warranty", "fee"),
    [(date(2014, 5, 20), False, 8000), (date(2015, 5, 20), True, 0)],
)
def test_behind_the_warranty_the_parts_are_paid(
    desk: Scenario, purchased_on: date, fee: int, *, is_under_warranty: bool
) -> None:
    """Labour is free, and within the warranty the parts are (000-5.2.3)."""
    gone(desk, THERE, purchased_on=purchased_on).given(c.FitPart, workorder=ID, **PART, actor=TECHNICIAN)
    [(_, told)] = desk.when(c.Finish, workorder=ID, result="r", actor=TECHNICIAN)
    assert (told["is_under_warranty"], told["fee_fen"]) == (is_under_warranty, fee)


def test_an_installation_is_free(desk: Scenario) -> None:
    """Whatever was built in (000-5.2.1)."""
    desk.given(c.RequestInstall, **INSTALL, vehicles_no="CL-2", drivers_no="SJ-9", actor=FIRST)
    this = {"workorder": INSTALL_ID}
    for model, fields in WAY[1:THERE]:
        desk.given(model, **this, **fields)
    desk.given(c.FitPart, **this, **PART, actor=TECHNICIAN)
    [(_, told)] = desk.when(c.Finish, **this, result="r", actor=TECHNICIAN)
    assert (told.get("is_under_warranty"), told["fee_fen"]) == (None, 0)


ALLOWED = {"by": MANAGER, "approved_at": TEN + timedelta(minutes=5), "actor": THIRD}


def test_an_oral_approval_is_confirmed_by_who_gave_it(desk: Scenario) -> None:
    """The work goes on; the manager confirms it themselves, and before that nothing is filed (000-5.7.3a)."""
    gone(desk, 1).given(c.RecordOralApproval, workorder=ID, **ALLOWED, note="急，先去").later(minutes=5)
    for model, fields in WAY[2:]:
        desk.given(model, workorder=ID, **fields)
    file = {"workorder": ID, **FILED, "actor": TECHNICIAN}
    assert desk.refusal(c.Complete, **file).cited == ("Refused", ORAL)
    answer = {"workorder": ID, "oral_matter": "order"}
    assert desk.refusal(c.ConfirmOral, **answer, actor=THIRD).cited == ("Forbidden", ORAL)
    desk.given(c.ConfirmOral, **answer, actor=MANAGER).given(c.Complete, **file)


def test_a_denied_oral_approval_is_made_up_by_a_real_one(desk: Scenario) -> None:
    """Who is said to have given it says that they did not; then somebody has to approve it."""
    gone(desk, 1).given(c.RecordOralApproval, workorder=ID, **ALLOWED, note="n")
    answer = {"workorder": ID, "oral_matter": "order", "actor": MANAGER}
    assert desk.refusal(c.Approve, workorder=ID, actor=MANAGER).cited == ("Refused", APPROVAL)
    desk.given(c.DenyOral, **answer, reason="nobody asked me")
    assert desk.refusal(c.ConfirmOral, **answer).cited == ("Refused", ORAL)
    desk.given(c.Approve, workorder=ID, actor=MANAGER)
    assert desk.state.stage is WorkorderStage.CLEARED


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"by": FIRST}, "Invalid"),
        ({"by": THIRD}, "Invalid"),
        ({"approved_at": TEN - timedelta(hours=1)}, "Invalid"),
        ({"approved_at": TEN + timedelta(days=1)}, "Invalid"),
    ],
)
def test_an_oral_approval_is_plausible(desk: Scenario, said: dict[str, Any], kind: str) -> None:
    """By neither who drew the order up nor who records it, and between the call and its record."""
    gone(desk, 1)
    assert desk.refusal(c.RecordOralApproval, workorder=ID, **{**ALLOWED, **said}, note="n").kind == kind


def test_a_missing_part_is_allowed_orally(desk: Scenario) -> None:
    """It is confirmed as the order's approval is, and taken back where nobody was asked."""
    gone(desk, THERE).given(c.RecordOralParts, workorder=ID, **ALLOWED, part_name="天线")
    assert desk.refusal(c.ConfirmOral, workorder=ID, oral_matter="order", actor=MANAGER).cited == (
        "Refused",
        ORAL,
    )
    desk.given(c.WithdrawWork, workorder=ID, work_kind="oral_parts", reason="r", actor=TECHNICIAN)
    desk.given(c.RecordOralParts, workorder=ID, **ALLOWED, part_name="天线")
    desk.given(c.ConfirmOral, workorder=ID, oral_matter="parts", actor=MANAGER)


VENDOR = {"vendor": "某外协厂", "reason": "技术员均已外出"}


def test_a_vendor_goes_with_the_managers_consent(desk: Scenario) -> None:
    """Not by who proposed it; what it gets, the customer agreed to, and it deletes that (000-5.7.3b)."""
    gone(desk, APPROVED)
    this = {"workorder": ID}
    some = {**this, **VENDOR, "passes_address": True, "actor": THIRD}
    assert desk.refusal(c.ProposeOutside, **some).cited == ("Invalid", OUTSIDE)
    desk.given(c.ProposeOutside, **some, consent="recorded_call")
    for own in (FIRST, THIRD):
        assert desk.refusal(c.AllowOutside, **this, actor=own).cited == ("Forbidden", OUTSIDE)
    desk.given(c.AllowOutside, **this, actor=MANAGER)
    for model, fields in WAY[3:]:
        desk.given(model, **this, **{**fields, "actor": THIRD})
    file = {**this, **FILED, "actor": THIRD}
    assert desk.refusal(c.Complete, **file).cited == ("Refused", OUTSIDE)
    desk.given(c.ConfirmDeletion, **this, actor=THIRD)
    assert desk.refusal(c.ConfirmDeletion, **this).cited == ("Refused", OUTSIDE)
    desk.given(c.Complete, **file)


def test_what_is_brought_back_is_taped(desk: Scenario) -> None:
    """Tape and cleanliness are said of what is brought back, which is the order's (000-5.4.5)."""
    gone(desk, THERE).given(c.SwapTerminal, workorder=ID, **SWAP, actor=TECHNICIAN)
    desk.given(c.Finish, workorder=ID, result="r", actor=TECHNICIAN)
    back = {"workorder": ID, "actor": TECHNICIAN, "terminal": SWAP["old"]}
    for wrong in ({}, {"tape": "√"}, {"tape": "×", "is_clean": "√"}):
        assert desk.refusal(c.ComeBack, **back, **wrong).cited == ("Invalid", RETURNING)
    marks = {"tape": "√", "is_clean": "√"}
    other = {**back, "terminal": "GT06A0009"}
    assert desk.refusal(c.ComeBack, **other, **marks).cited == ("Refused", RETURNING)
    desk.given(c.ComeBack, **back, **marks)


@pytest.mark.parametrize("lacks", list(FILED))
def test_an_order_is_filed_complete(desk: Scenario, lacks: str) -> None:
    """Signed, with the numbers of what was changed, and with its papers (000-5.4.7)."""
    gone(desk, THERE).given(c.SwapTerminal, workorder=ID, **SWAP, actor=TECHNICIAN)
    for model, fields in WAY[THERE:]:
        desk.given(model, workorder=ID, **fields)
    file = {"workorder": ID, "actor": TECHNICIAN}
    assert desk.refusal(c.Complete, **file, **{**FILED, lacks: False}).cited == ("Invalid", FILING)
    desk.given(c.Complete, **file, **FILED)


def test_damage_names_who_had_the_order(desk: Scenario) -> None:
    """Nobody is asked who it was (000-5.4.8)."""
    gone(desk, THERE)
    told = desk.when(c.ReportDamage, workorder=ID, what="划伤仪表台", actor=FIRST)
    assert told == [(e.DamageReported, {"what": "划伤仪表台", "technician": TECHNICIAN})]


def test_a_step_is_taken_back_by_somebody_else(desk: Scenario) -> None:
    """One after the other, down to the beginning; what was recorded on site first."""
    gone(desk, RETURNED)
    back = {"workorder": ID, "reason": "entered wrongly"}
    assert desk.refusal(c.WithdrawStep, **back, actor=TECHNICIAN).cited == ("Forbidden", APPROVAL)
    for _ in range(2):
        desk.given(c.WithdrawStep, **back, actor=THIRD)
    desk.given(c.FitPart, workorder=ID, **PART, actor=TECHNICIAN)
    assert desk.refusal(c.WithdrawStep, **back, actor=THIRD).cited == ("Refused", APPROVAL)
    desk.given(c.WithdrawWork, workorder=ID, work_kind="part", reason="r", actor=THIRD)
    assert desk.refusal(c.WithdrawWork, workorder=ID, work_kind="part", reason="r").kind == "Refused"
    for by in (THIRD, THIRD, FIRST, THIRD):  # nobody takes their own back
        desk.given(c.WithdrawStep, **back, actor=by)
    assert desk.state.stage is WorkorderStage.DRAWN_UP
    desk.given(c.Withdraw, **back)
    desk.given(c.RequestRepair, workorder=ID, **REPAIR)


def test_an_order_is_called_off(desk: Scenario) -> None:
    """By the customer, before anybody is there; where that was a mistake, it waits for approval again."""
    gone(desk, LEFT).given(c.Abandon, workorder=ID, reason="客户自行解决", actor=FIRST)
    assert desk.refusal(c.Arrive, workorder=ID, actor=TECHNICIAN).cited == ("Refused", APPROVAL)
    desk.given(c.WithdrawStep, workorder=ID, reason="r", actor=THIRD).given(
        c.Approve, workorder=ID, actor=MANAGER
    )


async def test_the_page_shows_who_waits_and_for_how_long(desk: Scenario, tmp_path: Path) -> None:
    """The list has waiting and repair time in minutes, what lacks and what is owed, in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.RequestInstall, **INSTALL, vehicles_no="CL-2")
    gone(desk, THERE).given(c.FitPart, workorder=ID, **PART, actor=TECHNICIAN)
    desk.given(c.SwapSim, workorder=ID, **CARDS, actor=TECHNICIAN)
    desk.later(minutes=30).given(c.Finish, workorder=ID, result="r", actor=TECHNICIAN)

    page = await page_of(desk, tmp_path, "/workorders")
    for shown in (
        "work done",
        "¥80.00",
        ">40<",
        f'href="/workorders/{ID}"',
        "drivers&#39; and vehicles&#39; data",
    ):
        assert shown in page, shown
    assert f'href="/workorders/{ID}"' not in await page_of(desk, tmp_path, "/workorders?mark=is_lacking")
    story = await page_of(desk, tmp_path, f"/workorders/{ID}", "zh")
    for shown in ("更换 SIM 卡", "…1235 → …1243", "现场已完工"):
        assert shown in story, shown
