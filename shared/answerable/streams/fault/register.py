"""The register of faults."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, gathered, given, no_more, nothing, said
from answerable.streams.fault.events import (
    Acknowledged,
    AnalysisDelivered,
    AnalysisFiled,
    CauseKind,
    ChainLink,
    Ended,
    EndWithdrawn,
    NoticeWithdrawn,
    Notified,
    Recipient,
    ReportCorrected,
    Reported,
)
from answerable.streams.fault.flow import FLOW, FaultStage


def _still_silent(event: Any, row: Row) -> list[str]:
    """Give the links that were told and have not confirmed."""
    silent = [link for link in row["unacknowledged"] or () if link != event.link]
    is_told_anew = isinstance(event, Notified) and event.link not in (row["acknowledged"] or ())
    return [*silent, event.link.value] if is_told_anew else silent


def _acknowledged(event: NoticeWithdrawn, row: Row) -> list[str]:
    return [link for link in row["acknowledged"] or () if link != event.link]


REGISTER = Register(
    opening=(Reported,),
    flow=FLOW,
    columns=(
        said(Reported, "place", corrected_by=ReportCorrected),
        said(Reported, "phenomenon", corrected_by=ReportCorrected),
        said(Reported, "began_at", corrected_by=ReportCorrected),
        Column("ended_at", Kind.MOMENT, {Ended: given("ended_at"), EndWithdrawn: nothing}),
        Column(
            "cause_kind",
            Kind.CHOICE,
            {AnalysisFiled: given("cause_kind"), EndWithdrawn: nothing},
            CauseKind,
        ),
        Column(
            "acknowledged",
            Kind.LIST,
            {Acknowledged: gathered("acknowledged", "link"), NoticeWithdrawn: _acknowledged},
            ChainLink,
            "link",
        ),
        Column(
            "unacknowledged",
            Kind.LIST,
            dict.fromkeys((Notified, Acknowledged, NoticeWithdrawn), _still_silent),
            ChainLink,
            "link",
        ),
        Column(
            "delivered",
            Kind.LIST,
            {
                AnalysisDelivered: gathered("delivered", "recipient"),
                AnalysisFiled: no_more,
                EndWithdrawn: no_more,
            },
            Recipient,
            "recipient",
        ),
        said(Reported, "plan", corrected_by=ReportCorrected, is_listed=False),
        said(Reported, "customer", corrected_by=ReportCorrected, is_listed=False),
        said(Reported, "delivery", corrected_by=ReportCorrected, is_listed=False),
    ),
    newest="began_at",
    sorts={"state": ("state",), "place": ("place",)},
    filters=("cause_kind", "customer", "delivery"),
    searched=("place", "phenomenon", "plan", "customer"),
    urgent=(FaultStage.REPORTED,),
    number="GZ",
    void=(FaultStage.WITHDRAWN,),
)
