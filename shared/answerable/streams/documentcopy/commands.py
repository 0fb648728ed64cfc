"""Copy of a document: hand one out, acknowledge it, take it back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.events.base import AT_WORK, EmployedHere, Text, identity
from answerable.ids import id_from_key
from answerable.streams.document.commands import DocumentId

DocumentCopyId = Annotated[str, identity("documentcopy")]


def documentcopy_id(site: str, document: str, staff: str) -> str:
    """Name the one copy of a document that somebody has.

    Arguments:
        site: where.
        document: which edition.
        staff: whose copy.
    """
    return id_from_key("documentcopy", site, f"{document} {staff}")


class HandOut(Command):
    """Give somebody a copy of a document in force (003-B5).

    Arguments:
        document: which edition.
        staff: who gets it.
        copy_no: its number, which stands on it.
    """

    document: DocumentId
    staff: EmployedHere
    copy_no: Annotated[int, Field(ge=1, le=9999)]

    @property
    def target(self) -> str:
        """The one copy that they have of it."""
        return documentcopy_id(self.site, self.document, self.staff)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The document, which has to be in force."""
        return (self.document,)


class Acknowledge(Command):
    """Say that one has read it, and goes by it: whoever has the copy does (003-B1).

    Arguments:
        documentcopy: which.
    """

    doer = AT_WORK

    documentcopy: DocumentCopyId


class Recall(Command):
    """Take a copy back.

    Arguments:
        documentcopy: which.
        reason: why.
    """

    documentcopy: DocumentCopyId
    reason: Text
