"""Dispute: raise it, answer, rule, carry out, supervise, close."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import HereOrAbove, Label, OriginatorId, Text, identity
from answerable.streams.dispute.events import Side

DisputeId = Annotated[str, identity("dispute")]


class Raise(Command):
    """Tell the office that one's department disagrees with another (000-4.6).

    Arguments:
        dispute: its id; a new one where left out.
        topic: what about.
        matter: the case, complaint or other matter, where it is one.
        asked: who is asked for the other department's opinion: the register says of which they are.
        opinion: what one's own department holds.
    """

    dispute: DisputeId | None = None
    topic: Label
    matter: OriginatorId | None = None
    asked: HereOrAbove
    opinion: Text


class Answer(Command):
    """Tell the office what the other department holds; by somebody of that department.

    Arguments:
        dispute: which.
        opinion: what it holds.
    """

    dispute: DisputeId
    opinion: Text


class NoteSilence(Command):
    """Note that the other department has told no opinion, on a later day; by neither party.

    Arguments:
        dispute: which.
        reason: how it was asked.
    """

    dispute: DisputeId
    reason: Text


class Rule(Command):
    """Rule whose matter it is, for the office; by neither party.

    Arguments:
        dispute: which.
        side: which of the two departments.
        ruling: what is to be done.
        due_on: until when.
    """

    dispute: DisputeId
    side: Side
    ruling: Text
    due_on: PlannedDay


class Supervise(Command):
    """Write down how the ruling is carried out, for the office; by neither party.

    Arguments:
        dispute: which.
        note: what was found.
    """

    dispute: DisputeId
    note: Text


class CarryOut(Command):
    """Record that the ruling was carried out; by somebody of the department in charge.

    Arguments:
        dispute: which.
        note: what was done.
    """

    dispute: DisputeId
    note: Text


class SendBack(Command):
    """Say that the ruling was not carried out as it should be; by neither party.

    Arguments:
        dispute: which.
        reason: why.
    """

    dispute: DisputeId
    reason: Text


class Close(Command):
    """Find the ruling carried out; by neither party.

    Arguments:
        dispute: which.
        findings: what shows it.
    """

    dispute: DisputeId
    findings: Text


class WithdrawStep(Command):
    """Take the last step back; by neither party.

    Arguments:
        dispute: which.
        reason: why.
    """

    dispute: DisputeId
    reason: Text


class Correct(Command):
    """Put right what was said when it was raised, while nobody has answered.

    Arguments:
        dispute: which.
        topic: what about.
        opinion: what one's own department holds.
        reason: why.
    """

    dispute: DisputeId
    topic: Label | None = None
    opinion: Text | None = None
    reason: Text


class Withdraw(Command):
    """Take a dispute back, while nobody has answered.

    Arguments:
        dispute: which.
        reason: why.
    """

    dispute: DisputeId
    reason: Text
