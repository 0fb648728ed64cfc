"""Whatever confirms, ends, corrects or takes something back lies behind it; a refusal tells both times."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding.declaring import RECORDED
from answerable.streams.access import commands as access
from answerable.streams.assessment import commands as assessment
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.duty import commands as duty
from answerable.streams.export import commands as export
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable.streams.meeting import commands as meeting
from answerable.streams.note import commands as note
from answerable.streams.payment import commands as payment
from answerable.streams.record import commands as record
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable.streams.workorder import commands as workorder
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario
from tests.streams.test_payment import CHAIN, COLLECTED, PAYMENT
from tests.streams.test_workorder import INSTALL, PART, REPAIR, WAY

BY = {"actor": LEAD, "reason": "r"}
TODAY = date(2016, 3, 10)
SHIFT = {"on": TODAY, "shift": "day", "outgoing": FIRST, "incoming": SECOND}
HANDOVER = {"handover": "handover-xm01-20160310-day"}
CALL = {"delivery": "delivery-1", "ordinal": 1}
EXAM = {"staff": SECOND, "held_on": TODAY, "score": "59"}
EXAM_ID = assessment.exam_id("xm01", SECOND, "2016-03")
SPAN = {"starts_at": TEN, "ends_at": TEN + timedelta(hours=4)}
MONTH = {"staff": SECOND, "month": "2016-03"}

Step = tuple[type[Command], dict[str, Any]]


class Later(NamedTuple):
    """What is said in order, an hour apart, and what cannot lie before the last of it."""

    name: str
    before: tuple[Step, ...]
    then: Step


def _case(*steps: Step) -> tuple[Step, ...]:
    opening: Step = (case.Open, {"case": "case-1", "topic": "t", "first_asked": FIRST})
    return (opening, *((model, {"case": "case-1", **said}) for model, said in steps))


def _complaint(*steps: Step) -> tuple[Step, ...]:
    filing: Step = (
        complaint.File,
        {"complaint": "complaint-1", "channel": "call", "topic": "t", "text": "t"},
    )
    return (filing, *((model, {"complaint": "complaint-1", **said}) for model, said in steps))


def _fault(*steps: Step) -> tuple[Step, ...]:
    facts = {"began_at": TEN, "place": "p", "phenomenon": "p", "plan": "p"}
    report: Step = (fault.Report, {"fault": "fault-1", **facts})
    return (report, *((model, {"fault": "fault-1", **said}) for model, said in steps))


def _record(*steps: Step) -> tuple[Step, ...]:
    creation: Step = (record.Create, {"record": "record-1", "kind": "work_diary", "custodian": FIRST})
    return (creation, *((model, {"record": "record-1", **said}) for model, said in steps))


def _delivery(*steps: Step) -> tuple[Step, ...]:
    accepted = {"customer": "customer-1", "project": "p", "accepted_on": date(2016, 1, 12)}
    acceptance: Step = (delivery.Accept, {"delivery": "delivery-1", **accepted})
    return (acceptance, *((model, {"delivery": "delivery-1", **said}) for model, said in steps))


_RECEIVED: Step = (contact.Receive, {"contact": "contact-1", "channel": "call", "topic": "t"})
_READ: Step = (access.Read, {"access": "access-1", "record": "record-1", "actor": SECOND, "purpose": "p"})
_HIRED: Step = (staff.Hire, {"staff": SECOND, "role": "agent", "team": "t", "hired_on": date(2010, 1, 1)})
_ENTERED: Step = (
    assessment.RecordViolation,
    {"assessment": "assessment-1", "staff": SECOND, "article": "001-m1", "reason": "r", "evidence": ["e"]},
)
_LEAK: Step = (record.ReportLeak, {"what": "w"})
_CONFIRMED: dict[str, Any] = {"record": "record-1", "severity": "ordinary", "persons_affected": 1}
_INVESTIGATED: Step = (complaint.Investigate, {"actor": FIRST, "findings": "f"})
_TOLD: Step = (fault.Notify, {"link": "salesperson", "staff": SECOND})
_MISSED: Step = (callback.Miss, {**CALL})
_ROSTERED: Step = (duty.Roster, {**MONTH, **SPAN})
_BOUND: Step = (rulebook.Bind, {"rulebook": "call-centre-80", "effective_from": date(2016, 3, 1)})

_ORDERED: Step = (workorder.RequestRepair, {"workorder": "workorder-1", **REPAIR})
_THIS = {"workorder": "workorder-1"}
_WORKED: tuple[Step, ...] = tuple((model, {**_THIS, **said}) for model, said in WAY[:6])
_PART: Step = (workorder.FitPart, {**_THIS, **PART, "actor": SECOND})
_PAID: tuple[Step, ...] = (
    *_WORKED,
    _PART,
    (workorder.Finish, {**_THIS, "result": "r", "actor": SECOND}),
    (workorder.ComeBack, {**_THIS, "actor": SECOND}),
    (payment.Collect, COLLECTED),
)
_MONEY: tuple[Step, ...] = tuple((model, {"payment": PAYMENT, **said}) for model, said in CHAIN)
_OF_PAYMENT = {"payment": PAYMENT, **BY}
_INSTALL: Step = (workorder.RequestInstall, INSTALL)
_OF_INSTALL = {"workorder": "workorder-xm01-XQ-1", "vehicles": 4, **BY}

LATER = [
    Later("workorder.correct_install", (_INSTALL,), (workorder.CorrectInstall, _OF_INSTALL)),
    Later(
        "workorder.correct_repair",
        (_ORDERED,),
        (workorder.CorrectRepair, {**_THIS, "device_model": "m", **BY}),
    ),
    Later("workorder.withdraw", (_ORDERED,), (workorder.Withdraw, {**_THIS, **BY})),
    Later("workorder.withdraw_step", _WORKED, (workorder.WithdrawStep, {**_THIS, **BY})),
    Later(
        "workorder.withdraw_work",
        (*_WORKED, _PART),
        (workorder.WithdrawWork, {**_THIS, "work_kind": "part", **BY}),
    ),
    Later("payment.withdraw", _PAID, (payment.Withdraw, _OF_PAYMENT)),
    Later(
        "payment.correct_invoice",
        (*_PAID, _MONEY[0]),
        (payment.CorrectInvoice, {**_OF_PAYMENT, "amount_fen": 1}),
    ),
    Later("payment.withdraw_handover", (*_PAID, *_MONEY[:2]), (payment.WithdrawHandover, _OF_PAYMENT)),
    Later("payment.withdraw_receipt", (*_PAID, *_MONEY), (payment.WithdrawReceipt, _OF_PAYMENT)),
    Later("record.confirm_leak", _record(_LEAK), (record.ConfirmLeak, _CONFIRMED)),
    Later("record.withdraw_leak", _record(_LEAK), (record.WithdrawLeak, {"record": "record-1", **BY})),
    Later(
        "record.withdraw_leak, confirmed",
        (*_record(_LEAK), (record.ConfirmLeak, _CONFIRMED)),
        (record.WithdrawLeak, {"record": "record-1", **BY}),
    ),
    Later(
        "record.withdraw_deposit",
        _record((record.Deposit, {"place": "p"})),
        (record.WithdrawDeposit, {"record": "record-1", **BY}),
    ),
    Later(
        "record.correct", _record(), (record.Correct, {"record": "record-1", "kind": "customer_data", **BY})
    ),
    Later("record.withdraw_creation", _record(), (record.WithdrawCreation, {"record": "record-1", **BY})),
    Later("access.withdraw", (*_record(), _READ), (access.Withdraw, {"access": "access-1", **BY})),
    Later("assessment.revoke", (_ENTERED,), (assessment.Revoke, {"assessment": "assessment-1", **BY})),
    Later(
        "assessment.revoke, a resit",
        (
            (assessment.ScoreExam, {**EXAM, "held_on": date(2016, 3, 1)}),
            (assessment.ScoreExam, EXAM),
        ),
        (assessment.Revoke, {"assessment": EXAM_ID, **BY}),
    ),
    Later(
        "assessment.revoke, entered anew",
        (
            (assessment.ScoreExam, EXAM),
            (assessment.Revoke, {"assessment": EXAM_ID, **BY}),
            (assessment.ScoreExam, EXAM),
        ),
        (assessment.Revoke, {"assessment": EXAM_ID, **BY}),
    ),
    Later("callback.withdraw_miss", (*_delivery(), _MISSED), (callback.WithdrawMiss, {**CALL, **BY})),
    Later(
        "callback.withdraw_call",
        (*_delivery(), (callback.Complete, {**CALL, "actor": FIRST, "satisfaction": 5})),
        (callback.WithdrawCall, {**CALL, **BY}),
    ),
    Later(
        "case.withdraw_miss",
        _case((case.MissLimit, {})),
        (case.WithdrawMiss, {"case": "case-1", **BY}),
    ),
    Later(
        "case.withdraw_resolution",
        _case((case.Resolve, {"resolution": "r"})),
        (case.WithdrawResolution, {"case": "case-1", **BY}),
    ),
    Later(
        "export.withdraw",
        (
            (record.Create, {"record": "record-1", "kind": "work_diary", "custodian": LEAD}),
            (export.Ask, {"export": "export-1", "record": "record-1", "rows": 1, "purpose": "p"}),
        ),
        (export.Withdraw, {"export": "export-1", **BY}),
    ),
    Later("case.withdraw_opening", _case(), (case.WithdrawOpening, {"case": "case-1", **BY})),
    Later("case.correct_limit", _case(), (case.CorrectLimit, {"case": "case-1", "priority": "low", **BY})),
    Later("case.correct_opening", _case(), (case.CorrectOpening, {"case": "case-1", "topic": "u", **BY})),
    Later(
        "complaint.correct_filing",
        _complaint(),
        (complaint.CorrectFiling, {"complaint": "complaint-1", "topic": "u", **BY}),
    ),
    Later(
        "complaint.withdraw_filing",
        _complaint(),
        (complaint.WithdrawFiling, {"complaint": "complaint-1", **BY}),
    ),
    Later(
        "complaint.withdraw_step",
        _complaint(_INVESTIGATED),
        (complaint.WithdrawStep, {"complaint": "complaint-1", **BY}),
    ),
    Later(
        "complaint.withdraw_judgement",
        _complaint(_INVESTIGATED, (complaint.Dismiss, {"reason": "r"})),
        (complaint.WithdrawJudgement, {"complaint": "complaint-1", **BY}),
    ),
    Later("contact.correct", (_RECEIVED,), (contact.Correct, {"contact": "contact-1", "topic": "u", **BY})),
    Later("contact.void", (_RECEIVED,), (contact.Void, {"contact": "contact-1", "reason": "r"})),
    Later(
        "contact.withdraw_ending",
        (_RECEIVED, (contact.Abandon, {"contact": "contact-1", "wait_s": 5})),
        (contact.WithdrawEnding, {"contact": "contact-1", **BY}),
    ),
    Later(
        "delivery.correct_acceptance",
        _delivery(),
        (delivery.CorrectAcceptance, {"delivery": "delivery-1", "project": "q", **BY}),
    ),
    Later(
        "delivery.withdraw_acceptance",
        _delivery(),
        (delivery.WithdrawAcceptance, {"delivery": "delivery-1", **BY}),
    ),
    Later(
        "delivery.withdraw_cancellation",
        _delivery((delivery.Cancel, BY)),
        (delivery.WithdrawCancellation, {"delivery": "delivery-1", **BY}),
    ),
    Later(
        "duty.change",
        (_HIRED, _ROSTERED),
        (duty.Change, {**MONTH, **SPAN, "instead_of": TEN, "starts_at": TEN + timedelta(hours=1), **BY}),
    ),
    Later("duty.call_off", (_HIRED, _ROSTERED), (duty.CallOff, {**MONTH, "starts_at": TEN, **BY})),
    Later("fault.correct_report", _fault(), (fault.CorrectReport, {"fault": "fault-1", "place": "q", **BY})),
    Later("fault.withdraw_report", _fault(), (fault.WithdrawReport, {"fault": "fault-1", **BY})),
    Later("fault.acknowledge", _fault(_TOLD), (fault.Acknowledge, {"fault": "fault-1", **_TOLD[1]})),
    Later(
        "fault.withdraw_notice",
        _fault(_TOLD),
        (fault.WithdrawNotice, {"fault": "fault-1", "link": "salesperson", **BY}),
    ),
    Later(
        "fault.withdraw_end",
        _fault((fault.End, {"ended_at": TEN})),
        (fault.WithdrawEnd, {"fault": "fault-1", **BY}),
    ),
    Later(
        "handover.annul",
        ((handover.Start, {**SHIFT, "checklist": ("phones",)}),),
        (handover.Annul, {**HANDOVER, **BY, "actor": THIRD}),
    ),
    Later("meeting.withdraw", ((meeting.Hold, {"on": TODAY}),), (meeting.Withdraw, {"on": TODAY, **BY})),
    Later(
        "note.withdraw",
        (*_case(), (note.Write, {"note": "note-1", "matter": "case-1", "content": "t"})),
        (note.Withdraw, {"note": "note-1", "reason": "t", "actor": THIRD}),
    ),
    Later("rulebook.unbind", (_BOUND,), (rulebook.Unbind, {"effective_from": date(2016, 3, 1), **BY})),
    Later(
        "site.rename",
        ((site.Open, {"name_zh": "厦门", "name_en": "Xiamen"}),),
        (site.Rename, {"name_en": "Amoy", **BY}),
    ),
    Later(
        "site.withdraw_closing",
        (
            (site.Open, {"name_zh": "厦门", "name_en": "Xiamen"}),
            (site.AnnounceClosing, {"first": TODAY, "last": TODAY, **BY}),
        ),
        (site.WithdrawClosing, {"first": TODAY, **BY}),
    ),
]

BY_THEIR_OWN_DAYS = {
    "staff.correct_hiring",
    "staff.withdraw_hiring",
    "staff.correct_leaving",
    "staff.withdraw_leaving",
    "staff.withdraw_role",
    "staff.withdraw_entry",
    "assessment.score_exam",
}
"""What the register says of a person carries its own days, and a resit the day it was held."""


def _said(later: Later) -> tuple[Scenario, datetime]:
    """Say what comes before, an hour apart, and give when the last of it was."""
    desk, at = Scenario(now=TEN + timedelta(days=90)), TEN
    for model, fields in later.before:
        at += timedelta(minutes=30)
        if "callback" in model.command_name and model.command_name.endswith("miss"):
            at += timedelta(days=60)
        if model is case.MissLimit:
            at += timedelta(days=3)
        desk.given(model, occurred_at=at, **fields)
    return desk, at


@pytest.mark.parametrize("later", LATER, ids=[later.name for later in LATER])
def test_nothing_lies_before_what_it_is_about(later: Later) -> None:
    """A minute before it is refused with both times; in the same moment it may be."""
    desk, at = _said(later)
    model, fields = later.then
    early = at - timedelta(minutes=1)
    refusal = desk.refusal(model, occurred_at=early, **fields)

    assert refusal.cited == ("Invalid", "order-of-times")
    assert f"{early.isoformat()} lies before {at.isoformat()}" in refusal.message
    assert desk.when(model, occurred_at=at, **fields)


def test_every_command_that_puts_something_right_is_asked() -> None:
    """A new correction is missed here, before anybody takes back what had not happened."""
    asked = {later.then[0].command_name for later in LATER}
    puts_right = {
        name
        for name, model in COMMANDS.items()
        if model in RECORDED and (RECORDED[model].revokes or RECORDED[model].corrects)
    }

    assert puts_right - asked - BY_THEIR_OWN_DAYS == set()
