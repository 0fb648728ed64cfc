"""The flow of a survey: prepared, running, finished, analysed by one, approved by another."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.survey.events import (
    Closed,
    ClosingWithdrawn,
    Opened,
    PlanCorrected,
    PlanWithdrawn,
    Prepared,
    ReportApproved,
    ReportFiled,
    ReportSentBack,
)


class SurveyStage(StrEnum):
    """Where a survey stands."""

    PREPARED = "prepared"
    RUNNING = "running"
    FINISHED = "finished"
    ANALYSED = "analysed"
    REPORT_APPROVED = "report_approved"
    WITHDRAWN = "withdrawn"


SURVEY = "000-4.10.1.2"
"""Questionnaires on five topics go out in five ways; what comes back is counted, and things are put right."""

REPORT = "000-2.1"
"""What customers say is analysed in a report."""

NOT_WHO_WROTE_IT = Party(
    "who wrote the report",
    lambda survey, _: survey.written_by,
    REPORT,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

_PLANNED = (SurveyStage.PREPARED, SurveyStage.RUNNING)

FLOW = Flow(
    SurveyStage,
    (
        Step(Prepared, (), SurveyStage.PREPARED, SURVEY),
        Step(Opened, (SurveyStage.PREPARED,), SurveyStage.RUNNING, SURVEY),
        Step(Closed, (SurveyStage.RUNNING,), SurveyStage.FINISHED, SURVEY),
        Step(ReportFiled, (SurveyStage.FINISHED, SurveyStage.ANALYSED), SurveyStage.ANALYSED, REPORT),
        Step(ReportApproved, (SurveyStage.ANALYSED,), SurveyStage.REPORT_APPROVED, REPORT, NOT_WHO_WROTE_IT),
        Step(
            ReportSentBack,
            (SurveyStage.ANALYSED, SurveyStage.REPORT_APPROVED),
            SurveyStage.FINISHED,
            REPORT,
            NOT_WHO_WROTE_IT,
            is_note=True,
        ),
        Step(PlanCorrected, _PLANNED, None, SURVEY, is_note=True),
        Step(ClosingWithdrawn, (SurveyStage.FINISHED,), SurveyStage.RUNNING, SURVEY, is_note=True),
        Step(PlanWithdrawn, (SurveyStage.PREPARED,), SurveyStage.WITHDRAWN, SURVEY, is_note=True),
    ),
    article=SURVEY,
)
