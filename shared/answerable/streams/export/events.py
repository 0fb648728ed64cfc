"""Export: a confidential record that somebody asks to take out, what is decided on that, and that it left."""

from __future__ import annotations

from pydantic import PositiveInt

from answerable.events.base import CaseId, Event, OriginatorId, StaffId, Text
from answerable.streams.record.events import RecordClass


class Asked(Event):
    """Somebody asked to take a record, or rows of it, out of the system (001-2.7).

    Arguments:
        record: which.
        record_class: its class at the time.
        purpose: what for.
        rows: how many rows shall leave.
        case: on which case, where there is one.
    """

    record: OriginatorId
    record_class: RecordClass
    purpose: Text
    rows: PositiveInt
    case: CaseId | None = None


class Approved(Event):
    """A superior allowed it."""


class Refused(Event):
    """A superior did not allow it.

    Arguments:
        reason: why.
    """

    reason: Text


class TakenOut(Event):
    """Whoever had asked took it out, as it was allowed.

    Arguments:
        record: which.
        record_class: its class when it was asked for.
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
    """It was asked for, allowed or recorded by mistake: nothing was taken out, or something else.

    Arguments:
        reason: why.
    """

    revokes = (TakenOut,)
    corrects = (Asked, Approved, Refused)

    reason: Text
