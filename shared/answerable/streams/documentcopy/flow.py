"""The flow of a document's copy: handed out, acknowledged by its holder, taken back."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.documentcopy.events import Acknowledged, HandedOut, Recalled


class DocumentCopyStage(StrEnum):
    """Where a copy stands."""

    TO_BE_READ = "to_be_read"
    READ = "read_by_holder"
    RECALLED = "copy_recalled"


CONTROL = "003-B5"
"""Who gets a document is managed."""

BINDING = "003-B1"
"""A document in force binds everybody: each says that they know it."""

_WITH_SOMEBODY = (DocumentCopyStage.TO_BE_READ, DocumentCopyStage.READ)

HOLDER = Party("who has the copy", lambda copy, _: (copy.staff,), BINDING)

FLOW = Flow(
    DocumentCopyStage,
    (
        Step(HandedOut, (), DocumentCopyStage.TO_BE_READ, CONTROL),
        Step(HandedOut, (DocumentCopyStage.RECALLED,), DocumentCopyStage.TO_BE_READ, CONTROL),
        Step(
            Acknowledged,
            (DocumentCopyStage.TO_BE_READ,),
            DocumentCopyStage.READ,
            BINDING,
            HOLDER,
        ),
        Step(Recalled, _WITH_SOMEBODY, DocumentCopyStage.RECALLED, CONTROL, is_note=True),
    ),
    article=CONTROL,
    done=(DocumentCopyStage.READ,),
)
