"""Record: create, deposit, and report leaks."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command, Count
from answerable.events.base import (
    CaseOfAnyTime,
    CustomerId,
    EmployedHere,
    EverHere,
    Label,
    Text,
    identity,
)
from answerable.streams.record.events import Emptiable, RecordKind, Severity

RecordId = Annotated[str, identity("record")]


class Create(Command):
    """Bring a confidential record into being.

    Arguments:
        record: its id; a new one where left out.
        kind: what sort of record; its confidentiality class follows from it.
        custodian: who keeps it.
        customer: whose data it holds.
        case: the case it belongs to.
    """

    record: RecordId | None = None
    kind: RecordKind
    custodian: EmployedHere
    customer: CustomerId | None = None
    case: CaseOfAnyTime | None = None


class Deposit(Command):
    """Put the record into the archive (000-2.K3).

    Arguments:
        record: which.
        place: where it is kept.
    """

    record: RecordId
    place: Label


class ReportLeak(Command):
    """Report that it became known outside.

    Arguments:
        record: which.
        what: what is said to have leaked, without the data.
        suspected: who is thought to be answerable.
    """

    record: RecordId
    what: Text
    suspected: EverHere | None = None


class ConfirmLeak(Command):
    """Find a reported leak to be true.

    Arguments:
        record: which.
        severity: how bad.
        responsible: who is answerable.
        persons_affected: how many persons' data left.
    """

    record: RecordId
    severity: Severity
    responsible: EverHere | None = None
    persons_affected: Count


class Correct(Command):
    """Put right what was said when the record came into being; never by its custodian.

    Arguments:
        record: which.
        kind: what sort of record; its confidentiality class follows from it.
        custodian: who keeps it.
        customer: whose data it holds.
        case: the case it belongs to.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    record: RecordId
    kind: RecordKind | None = None
    custodian: EverHere | None = None
    customer: CustomerId | None = None
    case: CaseOfAnyTime | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class WithdrawDeposit(Command):
    """Take back that the record was put into the archive.

    Arguments:
        record: which.
        reason: why.
    """

    record: RecordId
    reason: Text


class WithdrawLeak(Command):
    """Take the last word on a leak back: its confirmation, or the report that nobody confirmed.

    Arguments:
        record: which.
        reason: why.
    """

    record: RecordId
    reason: Text


class WithdrawCreation(Command):
    """Take the record back: it was created by mistake. Never by its custodian.

    Arguments:
        record: which.
        reason: why.
    """

    record: RecordId
    reason: Text
