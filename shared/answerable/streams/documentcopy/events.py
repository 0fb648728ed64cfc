"""Copy of a document: numbered, with somebody, acknowledged by them, taken back (003-B5)."""

from __future__ import annotations

from pydantic import PositiveInt

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text
from answerable.streams.document.events import DocumentCode


class HandedOut(Event):
    """Somebody got a copy of a document in force (003-B5).

    Arguments:
        document: which edition.
        staff: who got it.
        copy_no: its number, which stands on it.
        code: the document's code, as the copy has it.
        title_zh: what it is called in Chinese.
        title_en: what it is called in English.
    """

    document: OriginatorId
    staff: StaffId
    copy_no: PositiveInt
    code: DocumentCode
    title_zh: Label
    title_en: Label


class Acknowledged(Event):
    """Whoever has the copy said that they read it, and go by it (003-B1, 003-A1)."""


class Recalled(Event):
    """The copy was taken back: its edition is over, its holder left, or it went to the wrong person (003-B5).

    Arguments:
        reason: why.
    """

    corrects = (HandedOut, Acknowledged)

    reason: Text
