"""Note: what somebody writes down about a matter, with the papers that belong to it."""

from __future__ import annotations

from answerable.events.base import Event, OriginatorId, Text
from answerable.streams.note.papers import Attachment


class Written(Event):
    """Somebody wrote something down about a matter (000-4.2.2).

    Arguments:
        matter: what it is about.
        content: what was written.
        attachments: the papers that belong to it, by their digests.
    """

    matter: OriginatorId
    content: Text
    attachments: tuple[Attachment, ...] = ()


class Withdrawn(Event):
    """The note had been written wrongly: it counts for nothing, and its papers are given out no more.

    Arguments:
        reason: why.
    """

    corrects = (Written,)

    reason: Text
