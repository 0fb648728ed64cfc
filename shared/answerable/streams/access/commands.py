"""Access: read a confidential record, or take it out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.events.base import CaseId, HereOrAbove, Text, identity
from answerable.streams.record.commands import RecordId

AccessId = Annotated[str, identity("access")]


class _ToRecord(Command):
    """An access to a record.

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


class Read(_ToRecord):
    """Record that somebody reads a record."""


class Export(_ToRecord):
    """Record that somebody takes a record, or rows of it, out (001-2.7).

    Arguments:
        rows: how many rows leave.
        approved_by: who allows it; never the person who exports.
    """

    rows: Annotated[Count, Field(ge=1)]
    approved_by: HereOrAbove


class Withdraw(Command):
    """Take an access back that was entered wrongly; never by who is said to have had it.

    Arguments:
        access: which.
        reason: why.
    """

    access: AccessId
    reason: Text
