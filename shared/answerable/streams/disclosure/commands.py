"""Disclosure: ask whether somebody outside may be told, decide on that, record that they were."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import CaseId, CustomerId, Label, Text, identity
from answerable.streams.disclosure.events import DisclosedData

DisclosureId = Annotated[str, identity("disclosure")]


class Ask(Command):
    """Ask whether somebody outside may be told something of a customer (002-r7-3).

    Arguments:
        disclosure: its id; a new one where left out.
        customer: whose data.
        sought: what is asked for.
        asker: as what they ask, without a name.
        purpose: what for.
        case: on which case, where there is one.
    """

    disclosure: DisclosureId | None = None
    customer: CustomerId
    sought: DisclosedData
    asker: Label
    purpose: Text
    case: CaseId | None = None


class Approve(Command):
    """Allow it, in one's own name; never by the person who asks.

    Arguments:
        disclosure: which.
    """

    disclosure: DisclosureId


class Refuse(Command):
    """Do not allow it, in one's own name; never by the person who asks.

    Arguments:
        disclosure: which.
        reason: why.
    """

    disclosure: DisclosureId
    reason: Text


class Tell(Command):
    """Record that they were told, as it was allowed; by the person who asked.

    Arguments:
        disclosure: which.
    """

    disclosure: DisclosureId


class Withdraw(Command):
    """Take it back: it was asked for, decided or recorded by mistake. Never by who asked or decided.

    Arguments:
        disclosure: which.
        reason: why.
    """

    disclosure: DisclosureId
    reason: Text
