"""The flow of a note: it stands until somebody else takes it back."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.note.events import Withdrawn, Written

RECORDED = "000-4.2.2"


class NoteStage(StrEnum):
    """Whether a note stands."""

    WRITTEN = "written"
    WITHDRAWN = "withdrawn"


WRITER = Party("who wrote it", lambda note, _: (note.writer, note.entered_by), is_barred=True)

FLOW = Flow(
    NoteStage,
    (
        Step(Written, (), NoteStage.WRITTEN, RECORDED),
        Step(Withdrawn, (NoteStage.WRITTEN,), NoteStage.WITHDRAWN, RECORDED, WRITER),
    ),
    article=RECORDED,
    done=(NoteStage.WRITTEN,),
)
