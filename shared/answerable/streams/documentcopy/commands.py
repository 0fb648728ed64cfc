"""Copy of a document: hand one out, acknowledge it, take it back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.events.base import AT_WORK, EmployedHere, Text, identity
from answerable.streams.document.commands import DocumentId

DocumentCopyId = Annotated[str, identity("documentcopy")]


def documentcopy_id(document: str, copy_no: int) -> str:
    """Name the one copy of a document that has a number.

    Arguments:
        document: which edition.
        copy_no: its number.
    """
    return f"documentcopy-{document.removeprefix('document-')}-{copy_no}"


def document_of(documentcopy: str) -> str:
    """Name the edition of which something is a copy.

    Arguments:
        documentcopy: the copy.
    """
    return f"document-{documentcopy.removeprefix('documentcopy-').rpartition('-')[0]}"


class HandOut(Command):
    """Give somebody a copy of a document in force (003-B5): a number is one person's at a time.

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
        """The one copy of it with that number."""
        return documentcopy_id(self.document, self.copy_no)

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

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The document, which has to be in force yet."""
        return (document_of(self.documentcopy),)


class Recall(Command):
    """Take a copy back.

    Arguments:
        documentcopy: which.
        reason: why.
    """

    documentcopy: DocumentCopyId
    reason: Text
