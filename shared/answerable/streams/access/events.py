"""Access: one reading of a confidential record, and what it was for."""

from __future__ import annotations

from pydantic import PositiveInt

from answerable.events.base import CaseId, Event, OriginatorId, StaffId, Text
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


class Exported(Event):
    """Somebody took a record, or rows of it, out of the system (001-2.7), and said who had allowed it.

    It was recorded so until exports became matters of their own, which `answerable.streams.export` has.

    Arguments:
        record: which.
        record_class: its class at the time.
        purpose: what for.
        rows: how many rows left.
        approved_by: who allowed it.
        case: on which case, where there is one.
    """

    record: OriginatorId
    record_class: RecordClass
    purpose: Text
    rows: PositiveInt
    approved_by: StaffId
    case: CaseId | None = None


class Withdrawn(Event):
    """The access never was, or was somebody else's, or another record's.

    Arguments:
        reason: why.
    """

    revokes = (Read, Exported)
    voids = True

    reason: Text
