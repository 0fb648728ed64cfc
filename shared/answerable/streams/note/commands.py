"""Note: write one about a matter, or take it back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.events.base import OriginatorId, Text, identity
from answerable.streams.note.papers import MOST_ATTACHMENTS, AttachmentGiven

NoteId = Annotated[str, identity("note")]

_OF_CUSTOMERS = {"callback", "case", "complaint", "contact", "delivery", "fault"}
_OF_KEYS = {"foundkey", "key", "keycount", "lockchange", "unsealing"}
NOTED = frozenset({*_OF_CUSTOMERS, *_OF_KEYS, "assessment", "handover", "meeting", "record"})
"""The streams whose matters notes are written about: not people, who have their own, and not notes."""


class Write(Command):
    """Write a note about a matter of the same site, with its papers (000-4.2.2).

    Arguments:
        note: its id; a new one where left out.
        matter: what it is about.
        content: what is to be written down.
        attachments: the papers that belong to it, each sent before.
    """

    note: NoteId | None = None
    matter: OriginatorId
    content: Text
    attachments: tuple[AttachmentGiven, ...] | None = Field(default=None, max_length=MOST_ATTACHMENTS)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The matter, which has to be the same site's."""
        return (self.matter,)


class Withdraw(Command):
    """Take a note back that was written wrongly; never by who wrote it.

    Arguments:
        note: which.
        reason: why.
    """

    note: NoteId
    reason: Text
