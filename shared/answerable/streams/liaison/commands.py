"""Liaison: the work contact form that one department sends another, and its answer."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import CaseId, CustomerId, HereOrAbove, Text, identity
from answerable.streams.contact.events import Channel
from answerable.streams.liaison.events import LiaisonKind

LiaisonId = Annotated[str, identity("liaison")]


class File(Command):
    """Send a work contact form to another department, or to whoever is asked.

    Arguments:
        liaison: its id; a new one where left out.
        liaison_kind: what for.
        addressee: who is asked to answer.
        request: what about.
        case: the case that it is about, where there is one.
    """

    liaison: LiaisonId | None = None
    liaison_kind: LiaisonKind
    addressee: HereOrAbove
    request: Text
    case: CaseId | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The case: what is solved already has its form filed late."""
        return () if self.case is None else (self.case,)


class FileLate(Command):
    """File the form of a matter that was solved first, and say why it could not wait (000-4.2.6, 000-4.9).

    Arguments:
        liaison: its id; a new one where left out.
        addressee: who gets it, and would have been asked; it is answered by nobody.
        request: what about.
        case: the case that was solved.
        reason: why.
    """

    liaison: LiaisonId | None = None
    addressee: HereOrAbove
    request: Text
    case: CaseId
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The case, which has to be solved."""
        return (self.case,)


class ForwardOpinion(Command):
    """Pass a customer's opinion on to the department that it concerns (000-5.5.4).

    Arguments:
        liaison: its id; a new one where left out.
        addressee: who is asked to answer.
        customer: whose opinion it is.
        channel: how.
        opinion: what the customer holds or suggests.
        case: the case that it is about, where there is one.
    """

    liaison: LiaisonId | None = None
    addressee: HereOrAbove
    customer: CustomerId
    channel: Channel
    opinion: Text
    case: CaseId | None = None


class Answer(Command):
    """Answer the form: whoever it asks does.

    Arguments:
        liaison: which.
        answer: what the department answers.
    """

    liaison: LiaisonId
    answer: Text


class Confirm(Command):
    """Confirm that the solution could not wait for the form: never who filed it.

    Arguments:
        liaison: which.
    """

    liaison: LiaisonId


class TellCustomer(Command):
    """Tell the customer how their opinion was handled, and with what result (000-5.5.4).

    Arguments:
        liaison: which.
        channel: how.
        reply_given: what the customer was told: the handling and the result.
    """

    liaison: LiaisonId
    channel: Channel
    reply_given: Text


class WithdrawStep(Command):
    """Take the last step back: the answer, the confirmation, or that the customer was told.

    Arguments:
        liaison: which.
        reason: why.
    """

    liaison: LiaisonId
    reason: Text


class Withdraw(Command):
    """Take the form back.

    Arguments:
        liaison: which.
        reason: why.
    """

    liaison: LiaisonId
    reason: Text
