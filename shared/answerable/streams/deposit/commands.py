"""Deposit: ask, decide, lock away, hand out, report the loss."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import CustomerId, EverHere, Label, Text, identity
from answerable.streams.deposit.events import DepositKind

DepositId = Annotated[str, identity("deposit")]


class Ask(Command):
    """Ask whether something may be left at the desk (002-r7-4).

    Arguments:
        deposit: its id; a new one where left out.
        wanted: to be kept, or passed on.
        what: what it is.
        left_by: whose it is, where they are a customer.
        for_customer: who is to get it, where they are a customer.
    """

    deposit: DepositId | None = None
    wanted: DepositKind
    what: Label
    left_by: CustomerId | None = None
    for_customer: CustomerId | None = None


class Approve(Command):
    """Allow that the desk takes it, in one's own name; never by who asked.

    Arguments:
        deposit: which.
    """

    deposit: DepositId


class Refuse(Command):
    """Do not allow it, in one's own name; never by who asked.

    Arguments:
        deposit: which.
        reason: why.
    """

    deposit: DepositId
    reason: Text


class Store(Command):
    """Record that it was taken and locked away (002-r7-9).

    Arguments:
        deposit: which.
        place: where it is locked.
    """

    deposit: DepositId
    place: Label


class HandOut(Command):
    """Record that it was handed out, against a signature.

    Arguments:
        deposit: which.
        signed: where the signature is, such as a page of the desk's log.
    """

    deposit: DepositId
    signed: Label


class ReportLoss(Command):
    """Record that it is gone (002-r7-9); never by who answers for it.

    Arguments:
        deposit: which.
        responsible: who had it in charge.
        reason: how it came to be lost.
    """

    deposit: DepositId
    responsible: EverHere
    reason: Text


class Withdraw(Command):
    """Take it back: it was recorded by mistake. Never by who asked, decided, handed out or answers for it.

    Arguments:
        deposit: which.
        reason: why.
    """

    deposit: DepositId
    reason: Text
