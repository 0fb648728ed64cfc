"""How secret each kind of record is, as the regulations have it: nobody who sends a command says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from answerable.streams.record.events import RecordClass, RecordKind


@dataclass(frozen=True, slots=True)
class Secrecy:
    """What the regulations say of a kind of record.

    Arguments:
        record_class: its class.
        article: the article that gives it.
    """

    record_class: RecordClass
    article: str


_TOP_SECRET = Secrecy(RecordClass.TOP_SECRET, "000-2.C1")
_SECRET = Secrecy(RecordClass.SECRET, "000-2.C2")

SECRECY: Mapping[RecordKind, Secrecy] = {
    RecordKind.FRANCHISE_CONTRACT: _TOP_SECRET,
    RecordKind.PROGRESS_TRACKING: _TOP_SECRET,
    RecordKind.CUSTOMER_DATA: _TOP_SECRET,
    RecordKind.VISIT_AND_CALL_RECORD: _SECRET,
    RecordKind.HANDOVER_RECORD: _SECRET,
    RecordKind.WORK_DIARY: _SECRET,
    RecordKind.SURVEY_MATERIAL: Secrecy(RecordClass.SECRET, "000-2.C4"),
}
"""Every kind that there is: the text gives each its class, so that none had to be assumed."""
