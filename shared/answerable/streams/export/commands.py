"""Export: ask to take a confidential record out, decide on that, record that it left."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.events.base import CaseId, Text, identity
from answerable.streams.record.commands import RecordId

ExportId = Annotated[str, identity("export")]


class Ask(Command):
    """Ask to take a record, or rows of it, out (001-2.7).

    Arguments:
        export: its id; a new one where left out.
        record: which record.
        purpose: what for.
        rows: how many rows shall leave.
        case: on which case.
    """

    export: ExportId | None = None
    record: RecordId
    purpose: Text
    rows: Annotated[Count, Field(ge=1)]
    case: CaseId | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The record, which says how secret it is."""
        return (self.record,)


class Approve(Command):
    """Allow it, in one's own name; never by the person who asks.

    Arguments:
        export: which.
    """

    export: ExportId


class Refuse(Command):
    """Do not allow it, in one's own name; never by the person who asks.

    Arguments:
        export: which.
        reason: why.
    """

    export: ExportId
    reason: Text


class TakeOut(Command):
    """Record that it was taken out, as it was allowed; by the person who asked.

    Arguments:
        export: which.
    """

    export: ExportId


class Withdraw(Command):
    """Take it back: it was asked for, allowed or recorded by mistake. Never by who asked or decided.

    Arguments:
        export: which.
        reason: why.
    """

    export: ExportId
    reason: Text
