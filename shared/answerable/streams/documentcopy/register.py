"""The register of the copies of controlled documents: who got which, and knows it."""

from __future__ import annotations

from answerable.register import Register, moment, said
from answerable.streams.documentcopy.events import Acknowledged, HandedOut, Recalled
from answerable.streams.documentcopy.flow import FLOW, DocumentCopyStage

REGISTER = Register(
    opening=(HandedOut,),
    flow=FLOW,
    columns=(
        said(HandedOut, "code"),
        said(HandedOut, "title_zh"),
        said(HandedOut, "title_en"),
        said(HandedOut, "document", is_listed=False),
        said(HandedOut, "copy_no"),
        said(HandedOut, "staff"),
        moment("handed_out_at", HandedOut),
        moment("acknowledged_at", Acknowledged, cleared_by=(HandedOut,)),
        moment("recalled_at", Recalled, cleared_by=(HandedOut,)),
    ),
    marks={
        "is_open": lambda row: row["state"] != DocumentCopyStage.RECALLED.value,
        "is_unread": lambda row: row["state"] == DocumentCopyStage.TO_BE_READ.value,
    },
    newest="handed_out_at",
    sorts={"state": ("state",)},
    filters=("document", "staff"),
    own=("staff",),
    searched=("code", "title_zh", "title_en", "staff"),
    number="FB",
    plural="documentcopies",
)
