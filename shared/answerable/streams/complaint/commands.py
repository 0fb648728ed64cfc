"""Complaint: file, investigate, judge, mend, tell the customer."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import PlannedInstant
from answerable.events.base import CaseOfAnyTime, CustomerId, EverHere, Label, Text, identity
from answerable.streams.complaint.events import ComplaintGround, Emptiable
from answerable.streams.contact.events import Channel

ComplaintId = Annotated[str, identity("complaint")]


class File(Command):
    """Take a complaint.

    Arguments:
        complaint: its id; a new one where left out.
        customer: who complained.
        channel: how it reached the site.
        topic: what about.
        about: the member of staff complained of.
        case: the case it belongs to.
        text: what was said, without personal data.
    """

    complaint: ComplaintId | None = None
    customer: CustomerId | None = None
    channel: Channel
    topic: Label
    about: EverHere | None = None
    case: CaseOfAnyTime | None = None
    text: Text


class Investigate(Command):
    """Record what was found out.

    Arguments:
        complaint: which.
        findings: what was found.
    """

    complaint: ComplaintId
    findings: Text


class Uphold(Command):
    """Find the complaint valid.

    Arguments:
        complaint: which.
        responsible: who is answerable.
        is_conflict: whether it was a quarrel with the customer (001-S2).
        ground: what was rightly complained of, where the site's regulation tells that apart.
        reason: why.
    """

    complaint: ComplaintId
    responsible: EverHere
    is_conflict: bool = False
    ground: ComplaintGround | None = None
    reason: Text


class Dismiss(Command):
    """Find the complaint not valid.

    Arguments:
        complaint: which.
        reason: why.
    """

    complaint: ComplaintId
    reason: Text


class ProposePlan(Command):
    """Say how it will be mended.

    Arguments:
        complaint: which.
        plan: what will be done.
        due_at: until when.
    """

    complaint: ComplaintId
    plan: Text
    due_at: PlannedInstant


class ApprovePlan(Command):
    """Approve the plan; never by its proposer.

    Arguments:
        complaint: which.
    """

    complaint: ComplaintId


class CarryOut(Command):
    """Record that the plan was carried out.

    Arguments:
        complaint: which.
        note: what was done.
    """

    complaint: ComplaintId
    note: Text


class FeedBack(Command):
    """Tell the customer the result; the complaint ends.

    Arguments:
        complaint: which.
        channel: how.
        is_satisfied: the customer's answer.
    """

    complaint: ComplaintId
    channel: Channel
    is_satisfied: bool | None = None


class WithdrawJudgement(Command):
    """Take the judgement back, so that the complaint is judged anew; never by the person complained of.

    Arguments:
        complaint: which.
        reason: why.
    """

    complaint: ComplaintId
    reason: Text


class CorrectFiling(Command):
    """Put right what was said when the complaint was taken; never by the person complained of.

    Arguments:
        complaint: which.
        customer: who complained.
        channel: how it reached the site.
        topic: what about.
        about: the member of staff complained of.
        case: the case it belongs to.
        text: what was said, without personal data.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    complaint: ComplaintId
    customer: CustomerId | None = None
    channel: Channel | None = None
    topic: Label | None = None
    about: EverHere | None = None
    case: CaseOfAnyTime | None = None
    text: Text | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class WithdrawStep(Command):
    """Take the findings, an approval, or the carrying out back; never by the person complained of.

    Arguments:
        complaint: which.
        reason: why.
    """

    complaint: ComplaintId
    reason: Text


class WithdrawFiling(Command):
    """Take the complaint back: it was taken by mistake. Never by the person complained of.

    Arguments:
        complaint: which.
        reason: why.
    """

    complaint: ComplaintId
    reason: Text
