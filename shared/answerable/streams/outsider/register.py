"""The register of those who were let into the office."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.outsider.events import Admitted, Corrected, LeavingWithdrawn, SeenOff
from answerable.streams.outsider.flow import FLOW, OutsiderStage

REGISTER = Register(
    opening=(Admitted,),
    flow=FLOW,
    columns=(
        said(Admitted, "outsider_role", corrected_by=Corrected),
        said(Admitted, "purpose", corrected_by=Corrected),
        said(Admitted, "place", corrected_by=Corrected),
        Column("let_in_by", Kind.TEXT, {Admitted: given("actor")}, is_required=True),
        Column("devices", Kind.LIST, {Admitted: given("devices")}),
        moment("let_in_at", Admitted),
        moment("left_at", SeenOff, cleared_by=(LeavingWithdrawn,)),
        Column(
            "devices_kept",
            Kind.LIST,
            {SeenOff: given("devices_kept"), LeavingWithdrawn: nothing},
            is_listed=False,
        ),
    ),
    marks={
        "is_inside": lambda row: row["state"] == OutsiderStage.INSIDE,
        "has_left_devices": lambda row: bool(row.get("devices_kept")),
    },
    newest="let_in_at",
    filters=("let_in_by",),
    own=("let_in_by",),
    searched=("outsider_role", "purpose", "let_in_by"),
    number="LF",
    void=(OutsiderStage.WITHDRAWN,),
)
