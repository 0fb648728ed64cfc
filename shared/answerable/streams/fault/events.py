"""Fault: reported with four facts, climbing a chain, analysed before it may be closed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from answerable.events.base import CustomerId, Event, Label, OriginatorId, StaffId, Text


class ChainLink(StrEnum):
    """A step of the chain that a major fault climbs (000-4.7a, 000-4.7b)."""

    SALESPERSON = "salesperson"
    MANAGER = "manager"
    TOP_LEADERSHIP = "top_leadership"


class Recipient(StrEnum):
    """Who must receive the fault analysis (000-4.7c)."""

    CUSTOMER = "customer"
    BUSINESS = "business"


class CauseKind(StrEnum):
    """Of what kind a fault's cause is, beside the words of its analysis (000-4.7c).

    The text wants the cause written down and has no list of causes. This one has what the regulations look at
    elsewhere: the quality of products, installation, how customers operate the system and whether it runs.
    What lies outside of these is told apart by whose it is.
    """

    EQUIPMENT = "equipment"
    INSTALLATION = "installation"
    PLATFORM = "platform"
    NETWORK = "network"
    POWER = "power"
    OPERATION = "operation"
    ENVIRONMENT = "environment"
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"


class Reported(Event):
    """A major fault became known; its four mandatory facts were given (000-4.7a).

    Arguments:
        began_at: the time of the fault.
        place: where.
        phenomenon: what shows.
        plan: how it will be handled.
        customer: whose installation it is, where known.
        delivery: the delivered project it concerns, where there is one.
    """

    began_at: AwareDatetime
    place: Label
    phenomenon: Text
    plan: Text
    customer: CustomerId | None = None
    delivery: OriginatorId | None = None


class Notified(Event):
    """A link of the chain was told.

    Arguments:
        link: which step.
        staff: who was told.
    """

    link: ChainLink
    staff: StaffId


class Acknowledged(Event):
    """A link of the chain confirmed the notice.

    Arguments:
        link: which step.
        staff: who confirmed.
    """

    link: ChainLink
    staff: StaffId


class HandlingLogged(Event):
    """Work on the fault was written down.

    Arguments:
        note: what was done.
    """

    note: Text


class Ended(Event):
    """The fault is over.

    Arguments:
        ended_at: since when.
    """

    ended_at: AwareDatetime


class AnalysisFiled(Event):
    """The four-part analysis was written (000-4.7c).

    Arguments:
        impact: whom and what it hit.
        handling: what was done.
        cause_kind: of what kind the cause is; None where it was filed before there were kinds.
        cause: why it happened.
        correction: corrective and preventive action.
    """

    impact: Text
    handling: Text
    cause_kind: CauseKind | None = None
    cause: Text
    correction: Text


class AnalysisDelivered(Event):
    """The analysis reached one of its two recipients (000-4.7c).

    Arguments:
        recipient: which.
    """

    recipient: Recipient


class Closed(Event):
    """The fault's record ended: analysed, and delivered to both recipients."""


Emptiable = Literal["customer", "delivery"]
"""The fields of an opening that need not be said, and that a correction may empty."""


class ReportCorrected(Event):
    """What was said when the fault was reported was wrong; what is left out stays as it was.

    Arguments:
        began_at: the time of the fault.
        place: where.
        phenomenon: what shows.
        plan: how it will be handled.
        customer: whose installation it is.
        delivery: the delivered project it concerns.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Reported,)

    began_at: AwareDatetime | None = None
    place: Label | None = None
    phenomenon: Text | None = None
    plan: Text | None = None
    customer: CustomerId | None = None
    delivery: OriginatorId | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class NoticeWithdrawn(Event):
    """A link of the chain had not been told, and so had not confirmed.

    Arguments:
        link: which step.
        reason: why.
    """

    corrects = (Notified, Acknowledged)

    link: ChainLink
    reason: Text


class EndWithdrawn(Event):
    """The fault was not over, or not since then: it goes on, and what was analysed has to be so anew.

    Arguments:
        reason: why.
    """

    corrects = (Ended, Closed, AnalysisFiled, AnalysisDelivered)

    reason: Text


class ReportWithdrawn(Event):
    """The fault had been reported by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Reported,)

    reason: Text
