"""The register of reports."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, given, moment, no_more, nothing, said
from answerable.streams.report.events import (
    Drafted,
    FiguresStated,
    HandedIn,
    Issued,
    Revised,
    SentBack,
    SignatureWithdrawn,
    Signed,
)
from answerable.streams.report.flow import FLOW, ReportStage

_IN = frozenset({ReportStage.HANDED_IN, ReportStage.COUNTERSIGNED, ReportStage.ISSUED})


def _numbers(event: FiguresStated, _: Row) -> list[Any]:
    return [[one.figure.value, one.value] for one in event.figures]


REGISTER = Register(
    opening=(Drafted,),
    flow=FLOW,
    columns=(
        said(Drafted, "report_kind"),
        said(Drafted, "first_day"),
        said(Drafted, "last_day"),
        said(Drafted, "reported", corrected_by=Revised),
        Column("written_by", Kind.TEXT, {Drafted: given("actor")}, is_required=True),
        said(Drafted, "department", is_listed=False),
        said(Drafted, "feedback", corrected_by=Revised, is_listed=False),
        said(Drafted, "measures", corrected_by=Revised, is_listed=False),
        said(Drafted, "assessed_department", is_listed=False),
        said(Drafted, "edition", Revised, is_listed=False),
        moment("handed_in_at", HandedIn, cleared_by=(SentBack, Revised)),
        Column(
            "signed_by",
            Kind.TEXT,
            {Signed: given("actor")} | dict.fromkeys((SentBack, Revised, SignatureWithdrawn), nothing),
        ),
        moment("issued_at", Issued, cleared_by=(Revised, SignatureWithdrawn)),
        Column(
            "recipients",
            Kind.TEXT,
            {Issued: given("recipients")} | dict.fromkeys((Revised, SignatureWithdrawn), nothing),
            is_listed=False,
        ),
        Column("sent_back_why", Kind.TEXT, {SentBack: given("reason"), HandedIn: nothing}, is_listed=False),
        Column(
            "handed_in",
            Kind.NUMBER,
            {HandedIn: given("originator_version")},
            is_listed=False,
            is_shown=False,
        ),
        Column(
            "position",
            Kind.NUMBER,
            {FiguresStated: given("position"), HandedIn: nothing},
            is_listed=False,
            is_shown=False,
        ),
        Column(
            "figures",
            Kind.LIST,
            {FiguresStated: _numbers, HandedIn: no_more},
            is_listed=False,
            is_shown=False,
        ),
    ),
    marks={
        "is_in": lambda row: row["state"] in _IN,
        "is_with_author": lambda row: row["state"] in {ReportStage.IN_DRAFT, ReportStage.REMARKED},
        "is_to_sign": lambda row: row["state"] == ReportStage.HANDED_IN,
        "is_to_issue": lambda row: row["state"] == ReportStage.COUNTERSIGNED,
        "is_without_figures": lambda row: row["state"] in _IN and row.get("position") is None,
    },
    newest="first_day",
    sorts={"state": ("state",), "report_kind": ("report_kind", "first_day")},
    filters=("report_kind", "written_by", "signed_by"),
    own=("written_by",),
    searched=("reported", "written_by"),
    urgent=(ReportStage.REMARKED,),
    void=(ReportStage.WITHDRAWN,),
    number="BG",
    lines=(("reported", "state"), ("report", "first_day", "report_kind")),
)
