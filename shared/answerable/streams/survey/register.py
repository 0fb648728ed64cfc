"""The register of surveys; what customers answered is counted where it is looked at."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.survey.events import (
    Closed,
    ClosingWithdrawn,
    Opened,
    PlanCorrected,
    Prepared,
    ReportApproved,
    ReportFiled,
    ReportSentBack,
)
from answerable.streams.survey.flow import FLOW, SurveyStage

REGISTER = Register(
    opening=(Prepared,),
    flow=FLOW,
    columns=(
        said(Prepared, "title", corrected_by=PlanCorrected),
        said(Prepared, "first_day", corrected_by=PlanCorrected),
        said(Prepared, "last_day", corrected_by=PlanCorrected),
        moment("opened_at", Opened),
        moment("closed_at", Closed, cleared_by=(ClosingWithdrawn,)),
        Column("written_by", Kind.TEXT, {ReportFiled: given("actor")}),
        Column("approved_by", Kind.TEXT, {ReportApproved: given("actor"), ReportSentBack: nothing}),
        Column("analysis", Kind.TEXT, {ReportFiled: given("analysis")}, is_listed=False),
        Column("measures", Kind.TEXT, {ReportFiled: given("measures")}, is_listed=False),
        Column(
            "sent_back_why",
            Kind.TEXT,
            {ReportSentBack: given("reason"), ReportFiled: nothing},
            is_listed=False,
        ),
    ),
    newest="first_day",
    sorts={"state": ("state",), "title": ("title",)},
    filters=("written_by", "approved_by"),
    searched=("title",),
    void=(SurveyStage.WITHDRAWN,),
    number="MY",
)
