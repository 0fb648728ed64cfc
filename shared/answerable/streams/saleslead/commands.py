"""Sales lead: recorded by who served the customer, passed on to sales, taken up, and concluded there."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import CustomerId, EmployedHere, Text, identity
from answerable.streams.contact.commands import ContactId
from answerable.streams.saleslead.events import LeadOutcome

SalesleadId = Annotated[str, identity("saleslead")]


class Record(Command):
    """Record that a customer may want to buy something (001-2.5).

    Arguments:
        saleslead: its id; a new one where left out.
        interest: what the customer may want to buy.
        customer: who, where known.
        contact: the contact that it came from, where there was one.
        account_manager: who looks after this customer here, where somebody does.
    """

    saleslead: SalesleadId | None = None
    interest: Text
    customer: CustomerId | None = None
    contact: ContactId | None = None
    account_manager: EmployedHere | None = None


class PassOn(Command):
    """Pass the lead on to sales, to the account manager first (001-2.5); again where it was the wrong person.

    Arguments:
        saleslead: which.
        to: who follows it up.
        instead: why it is not the account manager; needed where it is somebody else.
    """

    saleslead: SalesleadId
    to: EmployedHere
    instead: Text | None = None


class TakeUp(Command):
    """Take the lead up: whoever it was passed on to does.

    Arguments:
        saleslead: which.
    """

    saleslead: SalesleadId


class Conclude(Command):
    """Say what came of it: whoever follows it up does.

    Arguments:
        saleslead: which.
        lead_outcome: which.
        note: what came of it, in short.
    """

    saleslead: SalesleadId
    lead_outcome: LeadOutcome
    note: Text


class WithdrawOutcome(Command):
    """Take back what was said to have come of it.

    Arguments:
        saleslead: which.
        reason: why.
    """

    saleslead: SalesleadId
    reason: Text


class Withdraw(Command):
    """Take the lead back: there was none.

    Arguments:
        saleslead: which.
        reason: why.
    """

    saleslead: SalesleadId
    reason: Text
