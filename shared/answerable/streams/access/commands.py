"""Access: read a confidential record."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import CaseId, Text, identity
from answerable.streams.record.commands import RecordId

AccessId = Annotated[str, identity("access")]


class Read(Command):
    """Record that somebody reads a record.

    Arguments:
        access: its id; a new one where left out.
        record: which record.
        purpose: what for.
        case: on which case.
    """

    access: AccessId | None = None
    record: RecordId
    purpose: Text
    case: CaseId | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The record, which says how secret it is."""
        return (self.record,)


class Withdraw(Command):
    """Take an access back that was entered wrongly; never by who is said to have had it.

    Arguments:
        access: which.
        reason: why.
    """

    access: AccessId
    reason: Text
