"""Papers: the file that a note of the sample names, which has to lie beside the ledger before the note is."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any

from answerable.attachments import Attachments, Kept
from answerable.importing.people import ACTOR
from answerable.streams.note.papers import Attachment, FileFormat, Paper


def analysis() -> dict[str, Any]:
    """Give the fault's analysis as a note names it."""
    held = _read()
    paper = Attachment(
        digest=sha256(held).hexdigest(),
        size=len(held),
        format=FileFormat.TEXT,
        name="故障分析报告.txt",
        paper=Paper.FAULT_ANALYSIS,
    )
    return paper.model_dump(mode="json")


def lay_down(store: Attachments) -> Kept:
    """Send the file as the import does that names it; where it is there already, nothing changes.

    Arguments:
        store: the installation's.

    Raises:
        StorageFailed: the disk is nearly full, or cannot be written to.
    """
    with store.begin(ACTOR) as upload:
        upload.write(_read())
        return upload.finish()


def _read() -> bytes:
    return files("answerable").joinpath("sample", "fault-analysis.txt").read_bytes()
