"""Remote help: asked for, consented to or refused by the customer, begun and ended."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import CaseId, Text, identity
from answerable.streams.contact.events import Channel

RemoteId = Annotated[str, identity("remote")]


class Ask(Command):
    """Ask the customer to allow remote help (000-4.10.2.2).

    Arguments:
        remote: its id; a new one where left out.
        case: in which case.
        extent: what is going to be looked at and changed, as the customer was told.
        channel: how.
    """

    remote: RemoteId | None = None
    case: CaseId
    extent: Text
    channel: Channel

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The case, which waits for its solution."""
        return (self.case,)


class Consent(Command):
    """Record that the customer allows it.

    Arguments:
        remote: which.
        channel: how.
    """

    remote: RemoteId
    channel: Channel


class Refuse(Command):
    """Record that the customer does not allow it, or no more: it can be taken back at any moment.

    Arguments:
        remote: which.
        reason: why.
    """

    remote: RemoteId
    reason: Text


class Begin(Command):
    """Begin, once the customer allowed it.

    Arguments:
        remote: which.
    """

    remote: RemoteId


class End(Command):
    """End it, and say what came of it.

    Arguments:
        remote: which.
        result: what was done, and what came of it.
        is_solved: whether the matter is solved by it; else somebody goes there (000-4.10.2.3).
    """

    remote: RemoteId
    result: Text
    is_solved: bool


class WithdrawStep(Command):
    """Take the last step back.

    Arguments:
        remote: which.
        reason: why.
    """

    remote: RemoteId
    reason: Text


class Withdraw(Command):
    """Take back that the customer was asked.

    Arguments:
        remote: which.
        reason: why.
    """

    remote: RemoteId
    reason: Text
