"""The register of customer events."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, said, when
from answerable.streams.customerevent.events import (
    Abandoned,
    Approved,
    Declined,
    Held,
    Planned,
)
from answerable.streams.customerevent.flow import FLOW, CustomereventStage


def _of_holding(column: str, kind: Kind, *, is_listed: bool = False) -> Column:
    return Column(column, kind, {Held: given(column)}, is_listed=is_listed)


REGISTER = Register(
    opening=(Planned,),
    flow=FLOW,
    columns=(
        said(Planned, "event_kind"),
        said(Planned, "topic"),
        said(Planned, "planned_on"),
        said(Planned, "place"),
        said(Planned, "host"),
        said(Planned, "expected_guests"),
        _of_holding("guests", Kind.NUMBER, is_listed=True),
        Column(
            "decided_by",
            Kind.TEXT,
            {Approved: given("actor"), Declined: given("actor")},
        ),
        Column("planned_by", Kind.TEXT, {Planned: given("actor")}, is_required=True, is_listed=False),
        _of_holding("hosts", Kind.NUMBER),
        _of_holding("proceedings", Kind.TEXT),
        _of_holding("survey", Kind.TEXT),
        Column("held_at", Kind.MOMENT, {Held: when}, is_listed=False),
        Column(
            "why",
            Kind.TEXT,
            {Declined: given("reason"), Abandoned: given("reason")},
            is_listed=False,
        ),
    ),
    marks={
        "is_undecided": lambda row: row["state"] == CustomereventStage.PLANNED.value,
        "is_to_come": lambda row: row["state"] == CustomereventStage.APPROVED.value,
    },
    newest="planned_on",
    sorts={"state": ("state",), "event_kind": ("event_kind", "planned_on")},
    filters=("event_kind", "host", "planned_by", "survey"),
    own=("planned_by", "host"),
    searched=("topic", "place", "host"),
    number="HD",
    void=(CustomereventStage.WITHDRAWN,),
)
