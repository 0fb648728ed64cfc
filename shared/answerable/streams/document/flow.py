"""The flow of a controlled document: drafted, reviewed by another, in force, over."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.document.events import (
    Assessed,
    Drafted,
    Issued,
    Retired,
    Reviewed,
    RevisionDecided,
    Withdrawn,
)


class DocumentStage(StrEnum):
    """Where an edition of a document stands."""

    DRAFTED = "document_drafted"
    REVIEWED = "document_reviewed"
    IN_FORCE = "document_in_force"
    RETIRED = "document_retired"
    WITHDRAWN = "withdrawn"


CONTROL = "003-B5"
"""The handbook is controlled: what is issued, and to whom, is managed."""

BINDING = "003-B1"
"""It holds from the day of its issue, and binds everybody."""

FITNESS = "003-B4"
"""Whoever is in charge looks whether a document fits, and proposes its revision."""

STABLE = "003-B2"
"""Only what holds for long is of the handbook."""

_BEFORE = (DocumentStage.DRAFTED, DocumentStage.REVIEWED)
_IN_FORCE = (DocumentStage.IN_FORCE,)

NOT_THE_AUTHOR = Party(
    "who wrote it",
    lambda document, _: document.written_by,
    CONTROL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_PROPOSED = Party(
    "who proposed it",
    lambda document, _: document.proposed_by,
    FITNESS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    DocumentStage,
    (
        Step(Drafted, (), DocumentStage.DRAFTED, CONTROL),
        Step(Drafted, (DocumentStage.WITHDRAWN,), DocumentStage.DRAFTED, CONTROL),
        Step(Reviewed, (DocumentStage.DRAFTED,), DocumentStage.REVIEWED, CONTROL, NOT_THE_AUTHOR),
        Step(Issued, (DocumentStage.REVIEWED,), DocumentStage.IN_FORCE, BINDING),
        Step(Assessed, _IN_FORCE, None, FITNESS),
        Step(RevisionDecided, _IN_FORCE, None, FITNESS, NOT_WHO_PROPOSED),
        Step(Retired, _IN_FORCE, DocumentStage.RETIRED, CONTROL),
        Step(Withdrawn, _BEFORE, DocumentStage.WITHDRAWN, CONTROL, is_note=True),
    ),
    article=CONTROL,
    done=_IN_FORCE,
)
