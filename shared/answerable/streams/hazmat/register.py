"""The register of hazardous goods."""

from __future__ import annotations

from answerable.register import Register, moment, said
from answerable.streams.hazmat.events import Catalogued, KeyPassed, Moved, TakenOff
from answerable.streams.hazmat.flow import FLOW, HazmatStage

REGISTER = Register(
    opening=(Catalogued,),
    flow=FLOW,
    columns=(
        said(Catalogued, "substance"),
        said(Catalogued, "unit"),
        said(Catalogued, "place", Moved),
        said(Catalogued, "custodian", KeyPassed),
        moment("catalogued_at", Catalogued),
        moment("taken_off_at", TakenOff, cleared_by=(Catalogued,)),
    ),
    newest="catalogued_at",
    sorts={"substance": ("substance",), "state": ("state",)},
    filters=("substance", "custodian"),
    searched=("place", "custodian"),
    void=(HazmatStage.TAKEN_OFF,),
)
