"""The register of visits and inspections."""

from __future__ import annotations

from typing import Any

from answerable.register import (
    Column,
    Kind,
    Register,
    Row,
    anew,
    gathered,
    given,
    moment,
    no_more,
    nothing,
    said,
)
from answerable.streams.visit.events import (
    FindingLinked,
    FindingRaised,
    FindingWithdrawn,
    Made,
    Missed,
    MissWithdrawn,
    Moved,
    PlanCorrected,
    Planned,
    ReportFiled,
    Reviewed,
    VisitKind,
    VisitWithdrawn,
)
from answerable.streams.visit.flow import FLOW, VisitStage


def _waiting(event: Any, row: Row) -> list[int]:
    """Give the numbers of the findings that wait for a case."""
    waiting = [number for number in row.get("waiting") or () if number != getattr(event, "finding", None)]
    if isinstance(event, Made):
        return list(range(1, len(event.findings or ()) + 1))
    return [*waiting, event.finding] if isinstance(event, FindingRaised) else waiting


def _counted(event: Any, row: Row) -> int:
    """Count the findings that stand."""
    if isinstance(event, Made):
        return len(event.findings or ())
    return int(row.get("findings") or 0) + (1 if isinstance(event, FindingRaised) else -1)


REGISTER = Register(
    opening=(Planned,),
    flow=FLOW,
    columns=(
        Column(
            "visit_kind",
            Kind.CHOICE,
            {Planned: given("visit_kind"), PlanCorrected: anew("visit_kind")},
            VisitKind,
            "visit_kind",
            is_required=True,
        ),
        said(Planned, "due_on", Moved),
        said(Planned, "visitor", corrected_by=PlanCorrected),
        said(Planned, "customer", corrected_by=PlanCorrected),
        said(Planned, "delivery", corrected_by=PlanCorrected),
        said(Planned, "place", corrected_by=PlanCorrected),
        said(Planned, "engineer", corrected_by=PlanCorrected, is_listed=False),
        moment("made_at", Made, cleared_by=(VisitWithdrawn,)),
        Column("days_late", Kind.NUMBER, {Made: given("days_late"), VisitWithdrawn: nothing}),
        Column(
            "findings",
            Kind.NUMBER,
            {**dict.fromkeys((Made, FindingRaised, FindingWithdrawn), _counted), VisitWithdrawn: nothing},
        ),
        Column(
            "waiting",
            Kind.LIST,
            {
                **dict.fromkeys((Made, FindingRaised, FindingLinked, FindingWithdrawn), _waiting),
                VisitWithdrawn: no_more,
            },
        ),
        Column(
            "cases",
            Kind.LIST,
            {FindingLinked: gathered("cases", "case"), VisitWithdrawn: no_more},
            is_listed=False,
        ),
        Column("reviewed_by", Kind.TEXT, {Reviewed: given("actor"), VisitWithdrawn: nothing}),
        Column("missed_why", Kind.TEXT, {Missed: given("reason"), MissWithdrawn: nothing}, is_listed=False),
        Column(
            "analysis", Kind.TEXT, {ReportFiled: given("analysis"), VisitWithdrawn: nothing}, is_listed=False
        ),
        Column(
            "measures", Kind.TEXT, {ReportFiled: given("measures"), VisitWithdrawn: nothing}, is_listed=False
        ),
    ),
    marks={"has_waiting": lambda row: bool(row["waiting"])},
    newest="due_on",
    sorts={"visit_kind": ("visit_kind", "due_on"), "state": ("state",)},
    filters=("visit_kind", "visitor", "customer", "delivery"),
    own=("visitor", "engineer"),
    searched=("place", "visitor", "customer", "delivery"),
    urgent=(VisitStage.NOT_MADE,),
    void=(VisitStage.WITHDRAWN,),
    number="ZF",
)
