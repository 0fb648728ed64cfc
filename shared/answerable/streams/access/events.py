"""Access: one reading of a confidential record, and what it was for."""

from __future__ import annotations

from answerable.events.base import CaseId, Event, OriginatorId, Text
from answerable.streams.record.events import RecordClass


class Read(Event):
    """Somebody read a record.

    Arguments:
        record: which.
        record_class: its class at the time.
        purpose: what for.
        case: on which case, where there is one.
    """

    record: OriginatorId
    record_class: RecordClass
    purpose: Text
    case: CaseId | None = None


class Withdrawn(Event):
    """The access never was, or was somebody else's, or another record's.

    Arguments:
        reason: why.
    """

    revokes = (Read,)
    voids = True

    reason: Text
