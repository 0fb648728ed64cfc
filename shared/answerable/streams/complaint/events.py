"""Complaint: filed, investigated, judged, mended, and told to the customer."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from answerable.events.base import CaseId, Concerned, CustomerId, Event, Label, StaffId, Text
from answerable.streams.contact.events import Channel


class Filed(Event):
    """A customer complained.

    Arguments:
        customer: who complained, where known.
        channel: how it reached the site.
        topic: what about.
        about: the member of staff complained of, where there is one.
        case: the case it belongs to, where there is one.
        text: what was said, without personal data.
    """

    customer: CustomerId | None = None
    channel: Channel
    topic: Label
    about: StaffId | None = None
    case: CaseId | None = None
    text: Text


class ComplaintGround(StrEnum):
    """What a customer, or a colleague, rightly complained of, where a regulation tells these apart."""

    ATTITUDE = "attitude"
    """How they were treated (002-r1-5.6)."""
    UNANSWERED = "unanswered"
    """That a call or a message was not answered in time (002-r1-5.5)."""
    OTHER = "other"
    """Anything else."""


class Investigated(Event):
    """Somebody found out what had happened.

    Arguments:
        findings: what was found.
    """

    findings: Text


class Upheld(Event):
    """The complaint was found valid (有效投诉).

    Arguments:
        responsible: who is answerable.
        is_conflict: whether it was a quarrel with the customer (001-S2).
        ground: what was rightly complained of, where that was said.
        reason: why it was upheld.
    """

    responsible: Concerned
    is_conflict: bool
    ground: ComplaintGround | None = None
    reason: Text


class NotUpheld(Event):
    """The complaint was found not valid.

    Arguments:
        reason: why.
    """

    reason: Text


class PlanProposed(Event):
    """Somebody said how it will be mended.

    Arguments:
        plan: what will be done.
        due_at: until when.
    """

    plan: Text
    due_at: AwareDatetime


class PlanApproved(Event):
    """A superior approved the plan."""


class CarriedOut(Event):
    """The plan was carried out.

    Arguments:
        note: what was done.
    """

    note: Text


class FedBack(Event):
    """The customer was told the result; the complaint ends here.

    Arguments:
        channel: how.
        is_satisfied: the customer's answer, where one was given.
    """

    channel: Channel
    is_satisfied: bool | None = None


class JudgementWithdrawn(Event):
    """The judgement was taken back; the complaint is judged anew, and what hung on it counts no more.

    Arguments:
        reason: why.
    """

    corrects = (FedBack,)
    revokes = (Upheld, NotUpheld)

    reason: Text


Emptiable = Literal["about", "case", "customer"]
"""The fields of an opening that need not be said, and that a correction may empty."""


class FilingCorrected(Event):
    """What was said when the complaint was taken was wrong; what is left out stays as it was.

    Arguments:
        customer: who complained.
        channel: how it reached the site.
        topic: what about.
        about: the member of staff complained of.
        case: the case it belongs to.
        text: what was said, without personal data.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Filed,)

    customer: CustomerId | None = None
    channel: Channel | None = None
    topic: Label | None = None
    about: StaffId | None = None
    case: CaseId | None = None
    text: Text | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class StepWithdrawn(Event):
    """The last step, other than the judgement, had been entered by mistake; it is to be taken anew.

    Arguments:
        reason: why.
    """

    corrects = (Investigated, PlanApproved, CarriedOut)

    reason: Text


class FilingWithdrawn(Event):
    """The complaint had been taken by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Filed,)

    reason: Text
