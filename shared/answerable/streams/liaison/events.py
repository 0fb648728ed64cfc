"""Liaison: the work contact form, also filed late, and opinions (000-4.2.6, 000-4.9, 000-5.5.4)."""

from __future__ import annotations

from enum import StrEnum

from answerable.events.base import CaseId, CustomerId, Event, Label, StaffId, Text
from answerable.streams.contact.events import Channel


class LiaisonKind(StrEnum):
    """What a work contact form is for."""

    HANDOVER = "handover"
    """A matter that another department has to handle (000-1.4, 002-r1-3.1-2)."""
    INFORMATION = "information"
    """Something of weight that another department has to know in time (000-4.9)."""
    ERRAND = "errand"
    """What a superior or a colleague asked for, and what has to be carried out (002-r5-6)."""


class Filed(Event):
    """A work contact form was sent (000-1.4).

    Arguments:
        liaison_kind: what for.
        addressee: who is asked to answer.
        request: what about.
        case: the case that it is about, where there is one.
        handling_department: the department of who is asked, by the register of staff; none where that knows
            none.
    """

    liaison_kind: LiaisonKind
    addressee: StaffId
    request: Text
    case: CaseId | None = None
    handling_department: Label | None = None


class FiledLate(Event):
    """The form of a matter that was solved first was filed behind the solution (000-4.2.6, 000-4.9).

    Arguments:
        addressee: who gets it, and would have been asked; it is answered by nobody.
        request: what about.
        case: the case that was solved.
        reason: why.
        handling_department: the department of who gets it, by the register of staff; none where that knows
            none.
    """

    addressee: StaffId
    request: Text
    case: CaseId
    reason: Text
    handling_department: Label | None = None


class OpinionForwarded(Event):
    """A customer’s opinion was passed on to the department that it concerns (000-5.5.4, 004-12a).

    Arguments:
        addressee: who is asked to answer.
        customer: whose opinion it is.
        channel: how.
        opinion: what the customer holds or suggests.
        case: the case that it is about, where there is one.
        handling_department: the department of who is asked, by the register of staff; none where that knows
            none.
    """

    addressee: StaffId
    customer: CustomerId
    channel: Channel
    opinion: Text
    case: CaseId | None = None
    handling_department: Label | None = None


class Answered(Event):
    """Whoever the form asks answered it.

    Arguments:
        answer: what the department answers.
    """

    answer: Text


class Confirmed(Event):
    """Somebody who had not filed the form confirmed that the solution could not wait for it."""


class CustomerTold(Event):
    """The customer was told the handling and the result (000-5.5.4).

    Arguments:
        channel: how.
        reply_given: what the customer was told: the handling and the result.
    """

    channel: Channel
    reply_given: Text


class StepWithdrawn(Event):
    """The last step had been entered by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Answered, Confirmed, CustomerTold)

    reason: Text


class Withdrawn(Event):
    """The form had been filed by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Filed, FiledLate, OpinionForwarded)

    reason: Text
