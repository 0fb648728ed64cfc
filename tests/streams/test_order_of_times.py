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
from answerable.streams.attendance import commands as attendance
from answerable.streams.attendance.commands import attendance_id
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.demand import commands as demand
from answerable.streams.deposit import commands as deposit
from answerable.streams.disclosure import commands as disclosure
from answerable.streams.dispute import commands as dispute
from answerable.streams.document import commands as document
from answerable.streams.documentcopy import commands as documentcopy
from answerable.streams.duty import commands as duty
from answerable.streams.dutylog import commands as dutylog
from answerable.streams.dutylog.commands import dutylog_id
from answerable.streams.export import commands as export
from answerable.streams.fault import commands as fault
from answerable.streams.filledform import commands as filledform
from answerable.streams.foundkey import commands as foundkey
from answerable.streams.handover import commands as handover
from answerable.streams.handover.events import Shift
from answerable.streams.hazmat import commands as hazmat
from answerable.streams.hazmatbook import commands as hazmatbook
from answerable.streams.incident import commands as incident
from answerable.streams.key import commands as key
from answerable.streams.keycount import commands as keycount
from answerable.streams.leave import commands as leave
from answerable.streams.leave.commands import leave_id
from answerable.streams.lockchange import commands as lockchange
from answerable.streams.meeting import commands as meeting
from answerable.streams.note import commands as note
from answerable.streams.obligation import commands as obligation
from answerable.streams.obligation.commands import obligation_id
from answerable.streams.outsider import commands as outsider
from answerable.streams.payment import commands as payment
from answerable.streams.pledge import commands as pledge
from answerable.streams.questionnaire import commands as questionnaire
from answerable.streams.record import commands as record
from answerable.streams.report import commands as report
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable.streams.suggestion import commands as suggestion
from answerable.streams.survey import commands as survey
from answerable.streams.swap import commands as swap
from answerable.streams.training import commands as training
from answerable.streams.unsealing import commands as unsealing
from answerable.streams.visit import commands as visit
from answerable.streams.workorder import commands as workorder
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, THIRD, Scenario
from tests.streams.later_of_customers import LATER as OF_CUSTOMERS
from tests.streams.test_document import DRAFT
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

GOOD = {"hazmat": "hazmat-xm01-alcohol"}
SHEET = {**GOOD, "month": "2016-03"}
ON_SHEET = {"hazmatbook": "hazmatbook-xm01-alcohol-2016-03"}

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


def _sheet(*steps: Step) -> tuple[Step, ...]:
    said = {"substance": "alcohol", "place": "p", "custodian": LEAD}
    begun: tuple[Step, ...] = ((hazmat.Catalogue, said), (hazmatbook.Open, SHEET))
    return (*begun, *((model, {**ON_SHEET, **said}) for model, said in steps))


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
_NUMBER_SET: Step = (
    rulebook.SetNumber,
    {"rule": "transfer-answer", "number": 60, "effective_from": date(2016, 8, 1), "reason": "r"},
)
_EXAM = obligation_id(SITE, "monthly-exam", None, None, 20160701)
_MOVED: Step = (
    obligation.Move,
    {
        "rule": "monthly-exam",
        "occurrence": 20160701,
        "moved_to": TEN + timedelta(days=180),
        "reason": "r",
        "actor": LEAD,
    },
)
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


def _visit(*steps: Step) -> tuple[Step, ...]:
    planned = {"visit_kind": "patrol", "visitor": FIRST, "due_on": TODAY, "place": "p"}
    plan: Step = (visit.Plan, {"visit": "visit-1", **planned})
    return (plan, *((model, {"visit": "visit-1", **said}) for model, said in steps))


def _survey(*steps: Step) -> tuple[Step, ...]:
    days = {"first_day": TODAY, "last_day": date(2016, 3, 20)}
    plan: Step = (survey.Prepare, {"survey": "survey-1", "title": "t", **days})
    return (plan, *((model, {"survey": "survey-1", **said}) for model, said in steps))


_MANAGED: Step = (
    staff.Hire,
    {"staff": LEAD, "role": "manager", "team": "u", "hired_on": date(2010, 1, 1), "actor": FIRST},
)
_HIRED_FIRST: Step = (
    staff.Hire,
    {"staff": FIRST, "role": "agent", "team": "u", "hired_on": date(2010, 1, 1), "actor": LEAD},
)
_OF_REPORT: dict[str, Any] = {"report_kind": "monthly_work", "on": TODAY, "reported": "r", "actor": FIRST}
_REPORT = {"report": report.Draft.model_validate({"site": "xm01", **_OF_REPORT}).target}


def _report(*steps: Step) -> tuple[Step, ...]:
    draft: Step = (report.Draft, _OF_REPORT)
    return (_MANAGED, _HIRED_FIRST, draft, *((model, {**_REPORT, **said}) for model, said in steps))


_HANDED_IN: Step = (report.HandIn, {"actor": FIRST})
_COUNTED: Step = (report.StateFigures, {"handed_in": 2, "position": 1, "figures": (), "actor": "system-desk"})
_SIGNED: Step = (report.Sign, {"actor": LEAD})
_SEEN: Step = (visit.Make, {"summary": "s", "findings": ("f",), "actor": FIRST})
_RAN: tuple[Step, ...] = ((survey.Open, {}), (survey.Close, {}))
_SENT: Step = (
    questionnaire.Send,
    {"survey": "survey-1", "questionnaire": "questionnaire-1", "means": "email", "actor": FIRST},
)
_HEARD: Step = (questionnaire.TakeDown, {**_SENT[1], "means": "phone", "training": 4})

_SOUGHT: Step = (
    disclosure.Ask,
    {
        "disclosure": "disclosure-1",
        "customer": "customer-1",
        "sought": "address",
        "asker": "a",
        "purpose": "p",
        "actor": FIRST,
    },
)
_LET_IN: Step = (
    outsider.Admit,
    {"outsider": "outsider-1", "outsider_role": "r", "purpose": "p", "place": "p", "actor": FIRST},
)
_INSIDE = {"outsider": "outsider-1"}
_PLEDGED: Step = (pledge.Sign, {"covers": ("customers",), "valid_until": TODAY, "actor": FIRST})
_PLEDGE = {"pledge": pledge.Sign.model_validate({"site": "xm01", **_PLEDGED[1]}).target}

LATER = [
    Later("disclosure.withdraw", (_SOUGHT,), (disclosure.Withdraw, {"disclosure": "disclosure-1", **BY})),
    Later("outsider.correct", (_LET_IN,), (outsider.Correct, {**_INSIDE, "place": "q", **BY})),
    Later(
        "outsider.withdraw_leaving",
        (_LET_IN, (outsider.SeeOff, _INSIDE)),
        (outsider.WithdrawLeaving, {**_INSIDE, **BY}),
    ),
    Later("outsider.withdraw", (_LET_IN,), (outsider.Withdraw, {**_INSIDE, **BY})),
    Later("pledge.withdraw", (_PLEDGED,), (pledge.Withdraw, {**_PLEDGE, **BY})),
    Later("report.withdraw", _report(), (report.Withdraw, {**_REPORT, "actor": FIRST, "reason": "r"})),
    Later(
        "report.revise",
        _report(),
        (report.Revise, {**_REPORT, "reported": "s", "actor": FIRST, "reason": "r"}),
    ),
    Later("report.send_back", _report(_HANDED_IN), (report.SendBack, {**_REPORT, **BY})),
    Later(
        "report.withdraw_signature",
        _report(_HANDED_IN, _COUNTED, _SIGNED),
        (report.WithdrawSignature, {**_REPORT, **BY}),
    ),
    Later("visit.correct_plan", _visit(), (visit.CorrectPlan, {"visit": "visit-1", "place": "q", **BY})),
    Later("visit.withdraw_plan", _visit(), (visit.WithdrawPlan, {"visit": "visit-1", **BY})),
    Later("visit.withdraw_visit", _visit(_SEEN), (visit.WithdrawVisit, {"visit": "visit-1", **BY})),
    Later(
        "visit.withdraw_finding",
        _visit(_SEEN),
        (visit.WithdrawFinding, {"visit": "visit-1", "finding": 1, **BY}),
    ),
    Later(
        "visit.withdraw_miss",
        _visit((visit.Miss, {"reason": "r"})),
        (visit.WithdrawMiss, {"visit": "visit-1", **BY}),
    ),
    Later("survey.correct_plan", _survey(), (survey.CorrectPlan, {"survey": "survey-1", "title": "u", **BY})),
    Later("survey.withdraw_plan", _survey(), (survey.WithdrawPlan, {"survey": "survey-1", **BY})),
    Later("survey.withdraw_closing", _survey(*_RAN), (survey.WithdrawClosing, {"survey": "survey-1", **BY})),
    Later(
        "survey.send_back_report",
        _survey(*_RAN, (survey.FileReport, {"analysis": "a", "measures": "m", "actor": FIRST})),
        (survey.SendBackReport, {"survey": "survey-1", **BY}),
    ),
    Later(
        "questionnaire.revoke_link",
        (*_survey(_RAN[0]), _SENT),
        (questionnaire.RevokeLink, {"questionnaire": "questionnaire-1", **BY}),
    ),
    Later(
        "questionnaire.discount_answer",
        (*_survey(_RAN[0]), _HEARD),
        (questionnaire.DiscountAnswer, {"questionnaire": "questionnaire-1", **BY}),
    ),
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
    Later(
        "deposit.withdraw",
        ((deposit.Ask, {"deposit": "deposit-1", "wanted": "keep", "what": "w", "actor": FIRST}),),
        (deposit.Withdraw, {"deposit": "deposit-1", **BY}),
    ),
    Later("hazmat.move", _sheet()[:1], (hazmat.Move, {**GOOD, **BY, "place": "q"})),
    Later("hazmat.pass_key", _sheet()[:1], (hazmat.PassKey, {**GOOD, **BY, "custodian": THIRD})),
    Later(
        "hazmat.take_off",
        (
            *_sheet((hazmatbook.CountStock, {"counted": 0}), (hazmatbook.Close, {})),
            (hazmat.Move, {**GOOD, **BY, "place": "q"}),
        ),
        (hazmat.TakeOff, {**SHEET, **BY}),
    ),
    Later(
        "hazmatbook.correct_entry",
        _sheet((hazmatbook.TakeIn, {"amount": 5, "source": "s"})),
        (hazmatbook.CorrectEntry, {**ON_SHEET, **BY, "line": 1, "amount": 6}),
    ),
    Later(
        "hazmatbook.withdraw_permission",
        _sheet(
            (
                hazmatbook.PermitLending,
                {"amount": 5, "borrower": "b", "back_by": date(2016, 3, 11), "reason": "r"},
            )
        ),
        (hazmatbook.WithdrawPermission, {**ON_SHEET, **BY, "lending": 1}),
    ),
    Later(
        "hazmatbook.withdraw_closing",
        _sheet((hazmatbook.CountStock, {"counted": 0}), (hazmatbook.Close, {})),
        (hazmatbook.WithdrawClosing, {**SHEET, **BY}),
    ),
    Later("meeting.withdraw", ((meeting.Hold, {"on": TODAY}),), (meeting.Withdraw, {"on": TODAY, **BY})),
    Later(
        "note.withdraw",
        (*_case(), (note.Write, {"note": "note-1", "matter": "case-1", "content": "t"})),
        (note.Withdraw, {"note": "note-1", "reason": "t", "actor": THIRD}),
    ),
    Later(
        "rulebook.withdraw_number",
        (_BOUND, _NUMBER_SET),
        (rulebook.WithdrawNumber, {"rule": "transfer-answer", "effective_from": date(2016, 8, 1), **BY}),
    ),
    Later(
        "obligation.withdraw_move",
        (_MOVED,),
        (obligation.WithdrawMove, {"obligation": _EXAM, "actor": LEAD, "reason": "r"}),
    ),
    Later(
        "rulebook.unbind",
        (_BOUND,),
        (rulebook.Unbind, {"rulebook": "call-centre-80", "effective_from": date(2016, 3, 1), **BY}),
    ),
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

_SUGGESTED: Step = (
    suggestion.Make,
    {"suggestion": "suggestion-1", "topic": "t", "problem": "p", "proposal": "q", "actor": SECOND},
)
_TAKEN_UP: Step = (suggestion.TakeUp, {"suggestion": "suggestion-1", "actor": LEAD})
_ON_TRIAL: Step = (
    suggestion.StartTrial,
    {"suggestion": "suggestion-1", "place": "p", "from_day": TODAY, "to_day": TODAY},
)
_FOUND: Step = (
    suggestion.FindEffect,
    {"suggestion": "suggestion-1", "effect": "good", "findings": "f", "actor": LEAD},
)
LATER += [
    Later(
        "suggestion.correct",
        (_SUGGESTED,),
        (suggestion.Correct, {"suggestion": "suggestion-1", "topic": "u", **BY}),
    ),
    Later("suggestion.withdraw", (_SUGGESTED,), (suggestion.Withdraw, {"suggestion": "suggestion-1", **BY})),
    Later(
        "suggestion.withdraw_step",
        (_SUGGESTED, _TAKEN_UP),
        (suggestion.WithdrawStep, {"suggestion": "suggestion-1", **BY}),
    ),
    Later(
        "suggestion.withdraw_finding",
        (_SUGGESTED, _TAKEN_UP, _ON_TRIAL, _FOUND),
        (suggestion.WithdrawFinding, {"suggestion": "suggestion-1", **BY}),
    ),
]

_DEMAND = {"demand": demand.demand_id("xm01", "customer-1", 2016)}
_NEED_ASKED: Step = (demand.Ask, {"customer": "customer-1", "year": 2016})
LATER += [
    Later("demand.withdraw", (_NEED_ASKED,), (demand.Withdraw, {**_DEMAND, **BY})),
    Later(
        "demand.withdraw_gift",
        (_NEED_ASKED, (demand.SendGift, {**_DEMAND, "gift": "g"})),
        (demand.WithdrawGift, {**_DEMAND, **BY}),
    ),
    Later(
        "demand.withdraw_step",
        (_NEED_ASKED, (demand.RecordNone, _DEMAND)),
        (demand.WithdrawStep, {**_DEMAND, **BY}),
    ),
]

_RAISED: tuple[Step, ...] = (
    _HIRED,
    (staff.Hire, {**_HIRED[1], "staff": FIRST, "team": "u", "actor": LEAD}),
    (
        dispute.Raise,
        {"dispute": "dispute-1", "topic": "t", "asked": SECOND, "opinion": "o", "actor": FIRST},
    ),
)
_ANSWERED: Step = (dispute.Answer, {"dispute": "dispute-1", "opinion": "o", "actor": SECOND})
LATER += [
    Later("dispute.correct", _RAISED, (dispute.Correct, {"dispute": "dispute-1", "topic": "u", **BY})),
    Later("dispute.withdraw", _RAISED, (dispute.Withdraw, {"dispute": "dispute-1", **BY})),
    Later(
        "dispute.withdraw_step",
        (*_RAISED, _ANSWERED),
        (dispute.WithdrawStep, {"dispute": "dispute-1", **BY}),
    ),
]

_MAJOR: Step = (
    incident.Report,
    {"incident": "incident-1", "topic": "t", "what": "w", "happened_at": TEN, "known_at": TEN},
)
LATER += [
    Later("incident.correct", (_MAJOR,), (incident.Correct, {"incident": "incident-1", "topic": "u", **BY})),
    Later("incident.withdraw", (_MAJOR,), (incident.Withdraw, {"incident": "incident-1", **BY})),
    Later(
        "incident.withdraw_step",
        (_MAJOR, (incident.TakeNote, {"incident": "incident-1"})),
        (incident.WithdrawStep, {"incident": "incident-1", **BY}),
    ),
    Later(
        "incident.write_up",
        (_MAJOR,),
        (incident.WriteUp, {"incident": "incident-1", "account": "a", "measures": "m"}),
    ),
]

_SESSION: Step = (
    training.Plan,
    {"training": "training-1", "topic": "t", "staff": LEAD, "level": "new", "held_on": TODAY},
)
_IN: Step = (training.SignIn, {"training": "training-1", "actor": SECOND})
LATER += [
    Later("training.withdraw", (_SESSION,), (training.Withdraw, {"training": "training-1", **BY})),
    Later(
        "training.strike",
        (_SESSION, _IN),
        (training.Strike, {"training": "training-1", "staff": SECOND, **BY}),
    ),
    Later(
        "training.withdraw_end",
        (_SESSION, (training.End, {"training": "training-1"})),
        (training.WithdrawEnd, {"training": "training-1", **BY}),
    ),
]

_DRAFTED: Step = (document.Draft, {**DRAFT, "actor": FIRST})
_COPY = {"documentcopy": documentcopy.documentcopy_id("document-xm01-KF009-1", 1)}
_EDITION = {"document": "document-xm01-KF009-1"}
_FORM = {"filledform": "filledform-1"}
_NOTE: Step = (
    filledform.Begin,
    {**_FORM, "form_name": "liaison_note", "signer": FIRST, "countersigner": SECOND},
)
_SAID = tuple(
    {"cell": cell, "value": value}
    for cell, value in (("to_department", "d"), ("problem", "p"), ("is_solved_first", "no"))
)
LATER += [
    Later("document.withdraw", (_DRAFTED,), (document.Withdraw, {**_EDITION, **BY})),
    Later(
        "documentcopy.recall",
        (
            _DRAFTED,
            (document.Review, {**_EDITION, "actor": LEAD}),
            (document.Issue, {**_EDITION, "actor": LEAD}),
            (documentcopy.HandOut, {**_EDITION, "staff": SECOND, "copy_no": 1, "actor": LEAD}),
        ),
        (documentcopy.Recall, {**_COPY, **BY}),
    ),
    Later("filledform.void", (_NOTE,), (filledform.Void, {**_FORM, **BY})),
    Later(
        "filledform.send_back",
        (
            _NOTE,
            (filledform.Fill, {**_FORM, "entries": _SAID, "actor": FIRST}),
            (filledform.Sign, {**_FORM, "actor": FIRST}),
        ),
        (filledform.SendBack, {**_FORM, "actor": SECOND, "reason": "r"}),
    ),
]

_CARD: Step = (
    key.Catalogue,
    {"key": "key-1", "label": "K1", "opens": "库房", "key_class": "office", "pieces": 1, "place": "前台"},
)
_KEY = {"key": "key-1"}
_LENT: tuple[Step, ...] = (
    _CARD,
    (key.AskForLoan, {**_KEY, "purpose": "repair", "details": "d", "back_by": TODAY, "actor": SECOND}),
    (key.ApproveLoan, {**_KEY, "actor": LEAD}),
    (key.HandOut, {**_KEY, "actor": FIRST}),
)
_BACK: Step = (key.BringBack, {**_KEY, "actor": SECOND})
_LOST: Step = (key.ReportLoss, {**_KEY, "damage": "lost", "details": "d", "actor": FIRST})
_SEALED: tuple[Step, ...] = (
    (key.Catalogue, {**_CARD[1], "key_class": "gate"}),
    (key.Seal, {**_KEY, "seal": "F-1"}),
)
_FOUND_KEY: Step = (foundkey.Report, {"foundkey": "foundkey-1", "place": "p", "looks": "l", "found_at": TEN})
_APPLIED: Step = (lockchange.Apply, {"lockchange": "lockchange-1", "place": "p", "cause": "c"})
_COUNT: Step = (
    keycount.CountKeys,
    {"on": TODAY, "shift": "early", "keys": ({"key": "key-1", "counted": 1},)},
)
LATER += [
    Later("key.correct", (_CARD,), (key.Correct, {**_KEY, "pieces": 2, **BY})),
    Later("key.withdraw", (_CARD,), (key.Withdraw, {**_KEY, **BY})),
    Later("key.withdraw_custody", _SEALED, (key.WithdrawCustody, {**_KEY, **BY})),
    Later("key.withdraw_loan", _LENT, (key.WithdrawLoan, {**_KEY, **BY})),
    Later("key.withdraw_return", (*_LENT, _BACK), (key.WithdrawReturn, {**_KEY, **BY})),
    Later("key.withdraw_loss", (_CARD, _LOST), (key.WithdrawLoss, {**_KEY, **BY})),
    Later("foundkey.withdraw", (_FOUND_KEY,), (foundkey.Withdraw, {"foundkey": "foundkey-1", **BY})),
    Later("lockchange.withdraw", (_APPLIED,), (lockchange.Withdraw, {"lockchange": "lockchange-1", **BY})),
    Later(
        "keycount.withdraw",
        (_CARD, _COUNT),
        (keycount.Withdraw, {"keycount": "keycount-xm01-20160310-early", **BY}),
    ),
    Later(
        "unsealing.withdraw",
        (
            *_SEALED,
            (
                unsealing.AskInEmergency,
                {"unsealing": "unsealing-1", **_KEY, "emergency": "e", "actor": FIRST},
            ),
        ),
        (unsealing.Withdraw, {"unsealing": "unsealing-1", **BY}),
    ),
]

_DAY_OFF = TODAY + timedelta(days=4)
_TAKEN_DOWN: dict[str, Any] = {"actor": FIRST, "entered_by": THIRD}
_ASKED_OFF: Step = (
    leave.Ask,
    {"leave_kind": "time_off", "since": _DAY_OFF, "until": _DAY_OFF, "reason": "r", **_TAKEN_DOWN},
)
_OFF = {"leave": leave_id(SITE, FIRST, _DAY_OFF)}
_ALLOWED_OFF: Step = (leave.Approve, {**_OFF, "actor": LEAD})
_ON_DUTY: tuple[Step, ...] = (
    _HIRED,
    (staff.Hire, {**_HIRED[1], "staff": FIRST, "actor": LEAD}),
    (duty.Roster, {**MONTH, **SPAN, "actor": LEAD}),
)
_LOG = {"dutylog": dutylog_id(SITE, TODAY, Shift.DAY)}
_LATER_DUTY = TEN + timedelta(days=1)
_SWAPPED: tuple[Step, ...] = (
    *_ON_DUTY[:2],
    (
        duty.Roster,
        {**MONTH, "starts_at": _LATER_DUTY, "ends_at": _LATER_DUTY + timedelta(hours=8), "actor": LEAD},
    ),
    (
        swap.Propose,
        {
            "duty_begins": _LATER_DUTY,
            "to": FIRST,
            "reason": "r",
            "actor": SECOND,
            "entered_by": THIRD,
        },
    ),
)
LATER += [
    Later("leave.withdraw", (_ASKED_OFF,), (leave.Withdraw, {**_OFF, **BY})),
    Later("leave.withdraw_answer", (_ASKED_OFF, _ALLOWED_OFF), (leave.WithdrawAnswer, {**_OFF, **BY})),
    Later(
        "attendance.withdraw",
        ((attendance.Come, {"on": TODAY, **_TAKEN_DOWN}),),
        (attendance.Withdraw, {"attendance": attendance_id(SITE, FIRST, TODAY), **BY}),
    ),
    Later(
        "dutylog.withdraw",
        (*_ON_DUTY, (dutylog.Open, {"on": TODAY, "shift": "day", "place": "p", "actor": SECOND})),
        (dutylog.Withdraw, {**_LOG, **BY}),
    ),
    Later(
        "swap.withdraw", _SWAPPED, (swap.Withdraw, {"swap": swap.swap_id(SITE, SECOND, _LATER_DUTY), **BY})
    ),
]
LATER += [Later(then[0].command_name, before, then) for before, then in OF_CUSTOMERS]

FOUND_BY_THE_CLOCK = {"obligation.excuse", "obligation.withdraw_excuse", "obligation.withdraw_miss"}
"""What follows a miss that no person records: tests/services/callbacks/test_owed.py asks these."""

BY_THEIR_OWN_DAYS = {
    "leave.correct_return",
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
        if model is visit.Miss:
            at += timedelta(days=1)
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

    assert puts_right - asked - BY_THEIR_OWN_DAYS - FOUND_BY_THE_CLOCK == set()
