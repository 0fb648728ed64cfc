"""Record: confidential papers and data, who keeps them, and who let them leak."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from answerable.events.base import CaseId, CustomerId, Event, Label, StaffId, Text


class RecordClass(StrEnum):
    """The company's confidentiality classes (000-2.C1, 000-2.C2): trade secrets, not state secrets."""

    TOP_SECRET = "top_secret"  # noqa: S105  (公司绝密, a class and not a password)
    SECRET = "secret"  # noqa: S105  (公司机密)


class RecordKind(StrEnum):
    """What sort of record it is; the regulations give each a class and a custodian."""

    FRANCHISE_CONTRACT = "franchise_contract"
    PROGRESS_TRACKING = "progress_tracking"
    CUSTOMER_DATA = "customer_data"
    VISIT_AND_CALL_RECORD = "visit_and_call_record"
    HANDOVER_RECORD = "handover_record"
    WORK_DIARY = "work_diary"
    SURVEY_MATERIAL = "survey_material"


class Severity(StrEnum):
    """How bad a confirmed leak is (000-2.L1, 000-2.L2)."""

    ORDINARY = "ordinary"
    SERIOUS = "serious"


class Created(Event):
    """A confidential record came into being.

    Arguments:
        kind: what sort of record.
        record_class: its confidentiality class, which follows from the kind.
        custodian: who keeps it.
        customer: whose data it holds, where it is one customer's.
        case: the case it belongs to, where there is one.
    """

    kind: RecordKind
    record_class: RecordClass
    custodian: StaffId
    customer: CustomerId | None = None
    case: CaseId | None = None


class Deposited(Event):
    """The record was put into the archive (000-2.K3).

    Arguments:
        place: where it is kept.
    """

    place: Label


class LeakReported(Event):
    """Somebody reported that the record became known outside.

    Arguments:
        record_class: the class at the time.
        what: what is said to have leaked, without the data itself.
        suspected: who is thought to be answerable, where known.
    """

    record_class: RecordClass
    what: Text
    suspected: StaffId | None = None


class LeakConfirmed(Event):
    """The leak was found to be true (000-2.L1, 000-2.L2, 004-14b, 004-T2).

    Arguments:
        severity: how bad.
        responsible: who is answerable, where known.
        persons_affected: how many persons' data left.
    """

    severity: Severity
    responsible: StaffId | None = None
    persons_affected: NonNegativeInt


Emptiable = Literal["case", "customer"]
"""The fields of an opening that need not be said, and that a correction may empty."""


class Corrected(Event):
    """What was said when the record came into being was wrong; what is left out stays as it was.

    Who read it before, read what it is now said to be: what the audit finds of that follows.

    Arguments:
        kind: what sort of record.
        record_class: its confidentiality class, which follows from the kind.
        custodian: who keeps it.
        customer: whose data it holds.
        case: the case it belongs to.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Created,)

    kind: RecordKind | None = None
    record_class: RecordClass | None = None
    custodian: StaffId | None = None
    customer: CustomerId | None = None
    case: CaseId | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class DepositWithdrawn(Event):
    """The record had not been put into the archive.

    Arguments:
        reason: why.
    """

    corrects = (Deposited,)

    reason: Text


class LeakWithdrawn(Event):
    """A leak that was reported, or found true, turned out to be none, or another one.

    Arguments:
        entry: which of the record's events is taken back, by its version: a confirmation, or a report.
        reason: why.
    """

    corrects = (LeakReported, LeakConfirmed)

    entry: PositiveInt
    reason: Text


class CreationWithdrawn(Event):
    """The record had been created by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Created,)
    voids = True

    reason: Text
