"""The register of faults."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, gathered, given, no_more, said
from answerable.streams.fault.events import (
    Acknowledged,
    AnalysisDelivered,
    AnalysisFiled,
    ChainLink,
    Ended,
    Notified,
    Recipient,
    Reported,
)
from answerable.streams.fault.flow import FLOW, FaultStage


def _still_silent(event: Any, row: Row) -> list[str]:
    """Give the links that were told and have not confirmed."""
    silent = [link for link in row["unacknowledged"] or () if link != event.link]
    is_told_anew = isinstance(event, Notified) and event.link not in (row["acknowledged"] or ())
    return [*silent, event.link.value] if is_told_anew else silent


REGISTER = Register(
    opening=(Reported,),
    flow=FLOW,
    columns=(
        said(Reported, "place"),
        said(Reported, "phenomenon"),
        said(Reported, "began_at"),
        Column("ended_at", Kind.MOMENT, {Ended: given("ended_at")}),
        Column(
            "acknowledged", Kind.LIST, {Acknowledged: gathered("acknowledged", "link")}, ChainLink, "link"
        ),
        Column(
            "unacknowledged",
            Kind.LIST,
            {Notified: _still_silent, Acknowledged: _still_silent},
            ChainLink,
            "link",
        ),
        Column(
            "delivered",
            Kind.LIST,
            {AnalysisDelivered: gathered("delivered", "recipient"), AnalysisFiled: no_more},
            Recipient,
            "recipient",
        ),
        said(Reported, "plan", is_listed=False),
        said(Reported, "customer", is_listed=False),
        said(Reported, "delivery", is_listed=False),
    ),
    newest="began_at",
    sorts={"state": ("state",), "place": ("place",)},
    filters=("customer", "delivery"),
    searched=("place", "phenomenon", "plan", "customer"),
    urgent=(FaultStage.REPORTED,),
)
