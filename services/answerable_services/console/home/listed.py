"""Parts of the first page that are the first rows of a register: what each asks, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from answerable.queries.base import Direction
from answerable.streams.customerevent.flow import CustomereventStage
from answerable.streams.demand.flow import DemandStage
from answerable.streams.deposit.flow import DepositStage
from answerable.streams.disclosure.flow import DisclosureStage
from answerable.streams.dispute.flow import DisputeStage
from answerable.streams.document.flow import DocumentStage
from answerable.streams.documentcopy.flow import DocumentCopyStage
from answerable.streams.dutylog.flow import DutylogStage
from answerable.streams.export.flow import ExportStage
from answerable.streams.filledform.flow import FilledFormStage
from answerable.streams.grading.flow import GradingStage
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.leave.flow import LeaveStage
from answerable.streams.liaison.flow import LiaisonStage
from answerable.streams.payment.flow import PaymentStage
from answerable.streams.reminder.flow import ReminderStage
from answerable.streams.report.events import ReportKind
from answerable.streams.saleslead.flow import SalesleadStage
from answerable.streams.shipment.flow import ShipmentStage
from answerable.streams.suggestion.flow import SuggestionStage
from answerable.streams.survey.flow import SurveyStage
from answerable.streams.swap.flow import SwapStage
from answerable.streams.training.flow import TrainingStage
from answerable.streams.visit.flow import VisitStage
from answerable.streams.workorder.flow import WorkorderStage
from answerable_services.console.home.matters import matters
from answerable_services.console.home.panels import Panel
from answerable_services.console.home.work import Work

if TYPE_CHECKING:
    from answerable_services.console.home.items import Me
    from answerable_services.console.view import View


class _Listed(NamedTuple):
    """The first rows of a register.

    Arguments:
        stream: whose register.
        what: the columns that say what a matter is about; ``{language}`` stands for the page's.
        person: the column that names whom it concerns beside whoever looks; empty for none.
        asked: what the register is asked.
        whose: the column that has to name whoever looks; empty where it is anybody's.
    """

    stream: str
    what: tuple[str, ...]
    person: str
    asked: Mapping[str, str]
    whose: str = ""


def _at(stage: StrEnum) -> Mapping[str, str]:
    return {"state": stage.value}


def _marked(mark: str) -> Mapping[str, str]:
    return {"mark": mark}


_FIRST = {"order": Direction.ASCENDING.value}
_CALLED = ("code", "title_{language}")
_FORM = ("form_name", "issue_by")
_REPORT = ("report_kind", "first_day")
_SOUGHT = ("asker", "sought")
_ORDER = ("order_no", "product")

LISTED: Mapping[Work, _Listed] = {
    Work.REMINDERS: _Listed("reminder", ("what", "due_at"), "owed_by", _at(ReminderStage.UNREAD), "reminded"),
    Work.EXPORTS: _Listed("export", ("purpose",), "asked_by", _at(ExportStage.ASKED_FOR)),
    Work.ALLOWED: _Listed("export", ("purpose",), "decided_by", _at(ExportStage.ALLOWED), "asked_by"),
    Work.REFUSALS: _Listed("handover", ("on", "refused_reason"), "incoming", _marked("is_undecided")),
    Work.UNREVIEWED: _Listed("handover", ("on",), "outgoing", _at(HandoverStage.SIGNED_IN)),
    Work.DEPOSITS: _Listed("deposit", ("what",), "asked_by", _at(DepositStage.ASKED_FOR)),
    Work.DRAWINGS: _Listed("hazmatbook", ("substance", "month"), "", _marked("is_asked")),
    Work.HAZARDS: _Listed(
        "hazmatbook", ("substance", "month", "difference"), "counted_by", _marked("is_amiss")
    ),
    Work.VISITS: _Listed(
        "visit", ("due_on", "place"), "customer", {**_at(VisitStage.TO_BE_MADE), **_FIRST}, "visitor"
    ),
    Work.TAKE_OVER: _Listed("visit", ("due_on", "place"), "visitor", _at(VisitStage.WRITTEN_UP)),
    Work.UNLINKED: _Listed("visit", ("due_on", "place"), "visitor", _marked("has_waiting")),
    Work.SURVEYED: _Listed("survey", ("title",), "written_by", _at(SurveyStage.ANALYSED)),
    Work.MY_SWAPS: _Listed("swap", ("reason",), "staff", _at(SwapStage.PROPOSED), "to"),
    Work.SWAPS: _Listed("swap", ("reason",), "staff", _at(SwapStage.AGREED)),
    Work.LEAVES: _Listed("leave", ("leave_kind", "first_day", "reason"), "staff", _at(LeaveStage.ASKED)),
    Work.MY_LOG: _Listed("dutylog", ("on", "shift"), "", _at(DutylogStage.KEPT), "keeper"),
    Work.ORDERS: _Listed("workorder", ("about",), "customer", _at(WorkorderStage.DRAWN_UP)),
    Work.VENDORS: _Listed("workorder", ("about",), "customer", _at(WorkorderStage.OUTSIDE_ASKED)),
    Work.GIVE_OUT: _Listed("workorder", ("about",), "customer", _at(WorkorderStage.CLEARED)),
    Work.ORAL: _Listed("workorder", ("about",), "technician", _marked("is_oral_open"), "oral_by"),
    Work.MY_ORDERS: _Listed("workorder", ("about",), "customer", _marked("is_open"), "technician"),
    Work.MY_MONEY: _Listed("payment", ("collected",), "", _marked("is_held"), "collected_by"),
    Work.MONEY: _Listed("payment", ("collected",), "collected_by", _at(PaymentStage.HANDED_OVER)),
    Work.DIFFERENCES: _Listed("payment", ("collected",), "collected_by", _at(PaymentStage.DIFFERS)),
    Work.COMPLAINTS: _Listed("complaint", ("topic",), "about", _marked("is_open")),
    Work.FAULTS: _Listed("fault", ("place", "phenomenon"), "", _marked("is_open")),
    Work.RETURN_CALLS: _Listed(
        "contact", ("topic",), "customer", {**_marked("is_to_be_called_back"), **_FIRST}
    ),
    Work.IDEAS: _Listed("suggestion", ("topic",), "suggested_by", _at(SuggestionStage.SUGGESTED)),
    Work.TRIALS: _Listed("suggestion", ("topic", "to_day"), "suggested_by", _at(SuggestionStage.ON_TRIAL)),
    Work.NEEDS: _Listed("demand", ("needs",), "customer", _at(DemandStage.NEED_STATED)),
    Work.SUPPLY: _Listed("demand", ("needs", "planned"), "planned_by", _at(DemandStage.SUPPLY_PLANNED)),
    Work.DISPUTES: _Listed("dispute", ("topic", "department"), "", _marked("is_for_the_office")),
    Work.ANSWERS: _Listed("dispute", ("topic", "department"), "", _at(DisputeStage.OPINION_ASKED), "asked"),
    Work.REPORTS: _Listed("report", _REPORT, "written_by", _marked("is_to_sign")),
    Work.WEEKLIES: _Listed(
        "report",
        ("first_day", "reported"),
        "written_by",
        {**_marked("is_to_sign"), "report_kind": ReportKind.WEEKLY_SERVICE.value},
    ),
    Work.MY_REPORTS: _Listed("report", _REPORT, "", _marked("is_with_author"), "written_by"),
    Work.SOUGHT: _Listed("disclosure", _SOUGHT, "asked_by", _at(DisclosureStage.ASKED_FOR)),
    Work.TO_TELL: _Listed("disclosure", _SOUGHT, "decided_by", _at(DisclosureStage.ALLOWED), "asked_by"),
    Work.INSIDE: _Listed("outsider", ("outsider_role", "place"), "let_in_by", _marked("is_inside")),
    Work.MAJOR: _Listed("incident", ("topic",), "reported_by", _marked("is_for_general_manager")),
    Work.UNWRITTEN: _Listed("incident", ("topic",), "reported_by", _marked("is_unwritten")),
    Work.TRAININGS: _Listed("training", ("topic", "held_on"), "staff", _at(TrainingStage.SESSION_PLANNED)),
    Work.TO_READ: _Listed("documentcopy", _CALLED, "", _at(DocumentCopyStage.TO_BE_READ), "staff"),
    Work.TO_REVIEW: _Listed("document", _CALLED, "owner", _at(DocumentStage.DRAFTED)),
    Work.TO_REVISE: _Listed("document", _CALLED, "owner", _marked("is_to_be_decided")),
    Work.TO_FILL: _Listed("filledform", _FORM, "countersigner", _at(FilledFormStage.TO_BE_FILLED), "signer"),
    Work.TO_SIGN: _Listed("filledform", _FORM, "signer", _marked("is_to_be_signed"), "next_signer"),
    Work.TO_ISSUE: _Listed("filledform", _FORM, "signer", _marked("is_to_be_issued")),
    Work.FORMS: _Listed("liaison", ("request",), "filed_by", _marked("is_unanswered"), "addressee"),
    Work.LATE_FORMS: _Listed("liaison", ("request",), "filed_by", _at(LiaisonStage.FORM_LATE)),
    Work.OPINIONS: _Listed("liaison", ("request",), "customer", _at(LiaisonStage.OPINION_ANSWERED)),
    Work.NEW_LEADS: _Listed("saleslead", ("interest",), "recorded_by", _at(SalesleadStage.RECORDED)),
    Work.MY_LEADS: _Listed("saleslead", ("interest",), "recorded_by", _at(SalesleadStage.PASSED_ON), "to"),
    Work.GRADES: _Listed(
        "grading", ("customer_grade", "customer"), "proposed_by", _at(GradingStage.PROPOSED)
    ),
    Work.EVENTS: _Listed(
        "customerevent",
        ("event_kind", "topic", "planned_on"),
        "host",
        _at(CustomereventStage.PLANNED),
    ),
    Work.UNSENT: _Listed("shipment", _ORDER, "customer", _marked("is_unsent")),
    Work.LOST_GOODS: _Listed("shipment", _ORDER, "customer", _at(ShipmentStage.LOST)),
}
"""What each part asks, and what it shows."""


async def listed(view: View, me: Me, work: Work) -> Panel | None:
    """Find the first rows of a part.

    Arguments:
        view: the page; asks as whoever looks.
        me: whoever looks.
        work: which part.
    """
    part = LISTED[work]
    asked = {**part.asked, **({part.whose: me.person} if part.whose else {})}
    what = tuple(name.format(language=view.language) for name in part.what)
    return await matters(view, work, part.stream, what, part.person, **asked)
