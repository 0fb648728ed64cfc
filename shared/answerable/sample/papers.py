"""Papers: the files that notes of the sample name, which have to lie beside the ledger before the notes."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any

from answerable.attachments import Attachments, Kept
from answerable.importing.people import ACTOR
from answerable.streams.note.papers import Attachment, FileFormat, Paper

_ANALYSIS, _REQUEST = "fault-analysis.txt", "key-request.txt"


def analysis() -> dict[str, Any]:
    """Give the fault's analysis as a note names it."""
    return _named(_ANALYSIS, "故障分析报告.txt", Paper.FAULT_ANALYSIS)


def request() -> dict[str, Any]:
    """Give a customer's written application for a sealed key as a note names it."""
    return _named(_REQUEST, "钥匙使用申请.txt", Paper.WRITTEN_REQUEST)


def _named(file: str, name: str, paper: Paper) -> dict[str, Any]:
    held = _read(file)
    named = Attachment(
        digest=sha256(held).hexdigest(),
        size=len(held),
        format=FileFormat.TEXT,
        name=name,
        paper=paper,
    )
    return named.model_dump(mode="json")


def lay_down(store: Attachments) -> tuple[Kept, ...]:
    """Send the files as the import does that names them; where one is there already, nothing changes.

    Arguments:
        store: the installation's.

    Raises:
        StorageFailed: the disk is nearly full, or cannot be written to.
    """
    return tuple(_laid_down(store, file) for file in (_ANALYSIS, _REQUEST))


def _laid_down(store: Attachments, file: str) -> Kept:
    with store.begin(ACTOR) as upload:
        upload.write(_read(file))
        return upload.finish()


def _read(file: str) -> bytes:
    return files("answerable").joinpath("sample", file).read_bytes()
