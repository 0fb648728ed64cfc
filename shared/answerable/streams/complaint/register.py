"""The register of complaints."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, no, nothing, said, yes
from answerable.streams.complaint.events import (
    FedBack,
    Filed,
    FilingCorrected,
    JudgementWithdrawn,
    NotUpheld,
    Upheld,
)
from answerable.streams.complaint.flow import FLOW, ComplaintStage

REGISTER = Register(
    opening=(Filed,),
    flow=FLOW,
    columns=(
        said(Filed, "topic", corrected_by=FilingCorrected),
        Column(
            "is_upheld",
            Kind.FLAG,
            {Upheld: yes, NotUpheld: no, JudgementWithdrawn: nothing},
        ),
        said(Filed, "about", corrected_by=FilingCorrected),
        said(Filed, "customer", corrected_by=FilingCorrected, is_listed=False),
        said(Filed, "channel", corrected_by=FilingCorrected, is_listed=False),
        said(Filed, "case", corrected_by=FilingCorrected),
        moment("filed_at", Filed),
        moment("ended_at", FedBack, cleared_by=(JudgementWithdrawn,)),
        said(Filed, "text", corrected_by=FilingCorrected, is_listed=False),
        Column("filed_by", Kind.TEXT, {Filed: given("actor")}, is_listed=False, is_shown=False),
    ),
    marks={"was_upheld": lambda row: row["is_upheld"] is True},
    newest="filed_at",
    sorts={"state": ("state",), "topic": ("topic",)},
    filters=("about", "customer", "case"),
    own=("filed_by",),
    searched=("topic", "text", "about", "customer"),
    number="TS",
    void=(ComplaintStage.WITHDRAWN,),
)
