"""The flow of a report: drafted by one, signed by another, issued; corrected by a new edition."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.report.events import (
    Drafted,
    FiguresStated,
    HandedIn,
    Issued,
    Revised,
    SentBack,
    SignatureWithdrawn,
    Signed,
    Withdrawn,
)


class ReportStage(StrEnum):
    """Where a report stands."""

    REMARKED = "remarked"
    IN_DRAFT = "in_draft"
    HANDED_IN = "handed_in"
    COUNTERSIGNED = "countersigned"
    ISSUED = "report_issued"
    WITHDRAWN = "withdrawn"


REPORTED = "000-4.4"
"""Technicians hand in the week's report, and the meeting looks at what customers said."""

SUPERVISED = "000-4.1b"
"""Who assesses a department is not of it: two separate lines."""

AUTHOR = Party("who wrote the report", lambda report, _: report.written_by, REPORTED)
NOT_THE_AUTHOR = Party(
    "who wrote the report",
    lambda report, _: report.written_by,
    SUPERVISED,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

_DRAFT, _REMARKED = ReportStage.IN_DRAFT, ReportStage.REMARKED
_IN, _SIGNED, _OUT = ReportStage.HANDED_IN, ReportStage.COUNTERSIGNED, ReportStage.ISSUED

FLOW = Flow(
    ReportStage,
    (
        Step(Drafted, (), _DRAFT),
        Step(Drafted, (ReportStage.WITHDRAWN,), _DRAFT),
        Step(Revised, (_DRAFT, _REMARKED, _OUT), _DRAFT, REPORTED, AUTHOR),
        Step(HandedIn, (_DRAFT,), _IN, REPORTED, AUTHOR),
        Step(FiguresStated, (_IN, _SIGNED, _OUT), None, is_note=True),
        Step(SentBack, (_IN, _SIGNED), _REMARKED, SUPERVISED, NOT_THE_AUTHOR),
        Step(Signed, (_IN,), _SIGNED, SUPERVISED, NOT_THE_AUTHOR),
        Step(Issued, (_SIGNED,), _OUT, SUPERVISED),
        Step(SignatureWithdrawn, (_SIGNED, _OUT), _IN, SUPERVISED, NOT_THE_AUTHOR, is_note=True),
        Step(Withdrawn, (_DRAFT, _REMARKED), ReportStage.WITHDRAWN, is_note=True),
        Step(Withdrawn, (_DRAFT, _REMARKED), _OUT, is_note=True, is_back=True),
    ),
    article=REPORTED,
)
