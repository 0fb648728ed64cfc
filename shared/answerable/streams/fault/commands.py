"""Fault: report it, climb the chain, end it, analyse it, close it."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import RecordedInstant
from answerable.events.base import CustomerId, HereOrAbove, Label, Text, identity
from answerable.streams.delivery.commands import DeliveryId
from answerable.streams.fault.events import CauseKind, ChainLink, Emptiable, Recipient

FaultId = Annotated[str, identity("fault")]


class Report(Command):
    """Report a major fault with its four mandatory facts (000-4.7a).

    Arguments:
        fault: its id; a new one where left out.
        began_at: the time.
        place: where.
        phenomenon: what shows.
        plan: how it will be handled.
        customer: whose installation it is.
        delivery: the delivered project it concerns.
    """

    fault: FaultId | None = None
    began_at: RecordedInstant
    place: Label
    phenomenon: Text
    plan: Text
    customer: CustomerId | None = None
    delivery: DeliveryId | None = None


class Notify(Command):
    """Tell a link of the chain.

    Arguments:
        fault: which.
        link: which step; the steps are climbed in order.
        staff: who is told.
    """

    fault: FaultId
    link: ChainLink
    staff: HereOrAbove


class Acknowledge(Command):
    """Confirm the notice.

    Arguments:
        fault: which.
        link: which step.
        staff: who confirms; the person who was told.
    """

    fault: FaultId
    link: ChainLink
    staff: HereOrAbove


class LogHandling(Command):
    """Write down what was done.

    Arguments:
        fault: which.
        note: what was done.
    """

    fault: FaultId
    note: Text


class End(Command):
    """Record that the fault is over.

    Arguments:
        fault: which.
        ended_at: since when.
    """

    fault: FaultId
    ended_at: RecordedInstant


class FileAnalysis(Command):
    """File the four-part analysis (000-4.7c).

    Arguments:
        fault: which.
        impact: whom and what it hit.
        handling: what was done.
        cause_kind: of what kind the cause is; unknown where nobody found out.
        cause: why it happened.
        correction: corrective and preventive action.
    """

    fault: FaultId
    impact: Text
    handling: Text
    cause_kind: CauseKind
    cause: Text
    correction: Text


class DeliverAnalysis(Command):
    """Record that the analysis reached a recipient (000-4.7c).

    Arguments:
        fault: which.
        recipient: whom it reached.
    """

    fault: FaultId
    recipient: Recipient


class Close(Command):
    """End the fault's record.

    Arguments:
        fault: which.
    """

    fault: FaultId


class CorrectReport(Command):
    """Put right what was said when the fault was reported; what is left out stays as it was.

    Arguments:
        fault: which.
        began_at: the time.
        place: where.
        phenomenon: what shows.
        plan: how it will be handled.
        customer: whose installation it is.
        delivery: the delivered project it concerns.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    fault: FaultId
    began_at: RecordedInstant | None = None
    place: Label | None = None
    phenomenon: Text | None = None
    plan: Text | None = None
    customer: CustomerId | None = None
    delivery: DeliveryId | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class WithdrawNotice(Command):
    """Take back that a link of the chain was told; its confirmation goes with it.

    Arguments:
        fault: which.
        link: which step.
        reason: why.
    """

    fault: FaultId
    link: ChainLink
    reason: Text


class WithdrawEnd(Command):
    """Take back that the fault is over, also where its record was closed.

    Arguments:
        fault: which.
        reason: why.
    """

    fault: FaultId
    reason: Text


class WithdrawReport(Command):
    """Take the report back: it was made by mistake.

    Arguments:
        fault: which.
        reason: why.
    """

    fault: FaultId
    reason: Text
