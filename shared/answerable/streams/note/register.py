"""The register of notes."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, given, moment, nothing, said
from answerable.streams.note.events import Withdrawn, Written
from answerable.streams.note.flow import FLOW, NoteStage


def _papers(event: Written, _: Row) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in event.attachments]


REGISTER = Register(
    opening=(Written,),
    flow=FLOW,
    columns=(
        said(Written, "matter"),
        said(Written, "content"),
        Column("writer", Kind.TEXT, {Written: given("actor")}),
        Column("attachments", Kind.LIST, {Written: _papers}),
        moment("written_at", Written),
        Column("withdrawn_why", Kind.TEXT, {Written: nothing, Withdrawn: given("reason")}, is_listed=False),
    ),
    marks={"has_papers": lambda row: bool(row["attachments"])},
    newest="written_at",
    filters=("matter", "writer"),
    own=("writer",),
    searched=("content", "matter", "writer"),
    void=(NoteStage.WITHDRAWN,),
    most_rows=50,
)
