"""The flow of a contact: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.contact.events import (
    Abandoned,
    Answered,
    Corrected,
    EndingWithdrawn,
    Received,
    ReturnCallRequested,
    Voided,
)


class ContactStage(StrEnum):
    """Where a contact stands."""

    RECEIVED = "received"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    VOIDED = "voided"


LOGGING = "000-4.2.2"

_ENDED = (ContactStage.ANSWERED, ContactStage.ABANDONED, ContactStage.VOIDED)

FLOW = Flow(
    ContactStage,
    (
        Step(Received, (), ContactStage.RECEIVED, LOGGING),
        Step(Answered, (ContactStage.RECEIVED,), ContactStage.ANSWERED, LOGGING),
        Step(Abandoned, (ContactStage.RECEIVED,), ContactStage.ABANDONED, LOGGING),
        Step(Voided, (ContactStage.RECEIVED,), ContactStage.VOIDED, LOGGING),
        Step(ReturnCallRequested, tuple(ContactStage), None, LOGGING, is_note=True),
        Step(Corrected, tuple(ContactStage), None, LOGGING, is_note=True),
        Step(EndingWithdrawn, _ENDED, ContactStage.RECEIVED, LOGGING, is_note=True),
    ),
    is_in_haste=True,
)
