"""Exporting: the whole ledger into one file that can be verified without a server, and verifying it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict

from answerable.errors import Corrupt, Invalid, NotFound
from answerable.ledger.archive.export_format import ExportReader, ExportWriter
from answerable.ledger.integrity.chain import missing
from answerable.ledger.integrity.guard import REMEDY
from answerable.ledger.integrity.head import Head
from answerable.ledger.server.machine import sync_directory
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.walk import walk

Progress = Callable[[int, int], None]
"""Told how many events are done, of how many."""

_TELL_EVERY = 1000


def untold(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class ExportReport(BaseModel):
    """What an export holds.

    Arguments:
        ledger: which ledger's events they are.
        events: how many; the last one's sequence too.
        chain: the hash chain behind the last, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True)

    ledger: str
    events: int
    chain: str


async def export_to_path(
    ledger: Ledger, path: Path, *, head: Head | None, up_to: int | None = None, progress: Progress = untold
) -> ExportReport:
    """Export into a file, which appears only when it is whole and on the disk.

    Arguments:
        ledger: what to export.
        path: the file; replaced where it exists.
        head: what the ledger must hold at least, where that is known.
        up_to: the last event; the last of the ledger where not given.
        progress: told how far it is.

    Raises:
        Corrupt: events are missing from the ledger, or it does not fit the head; no file is written.
        Invalid: the ledger has no event `up_to`, or the file cannot be written.
        Unavailable: the server does not answer.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        message = (
            f"{path} cannot be written: {error.strerror}; name a file in a directory that can be written to"
        )
        raise Invalid(message) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            report = await export(ledger, file, head=head, up_to=up_to, progress=progress)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_directory(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return report


async def export(
    ledger: Ledger,
    file: BinaryIO,
    *,
    head: Head | None,
    up_to: int | None = None,
    progress: Progress = untold,
) -> ExportReport:
    """Write an export to an open file; see `export_to_path`.

    Raises:
        Corrupt: events are missing from the ledger, or it does not fit the head.
        Invalid: the ledger has no event `up_to`.
        Unavailable: the server does not answer.
    """
    found = await ledger.status()
    end = found.last_sequence if up_to is None else up_to
    if end > found.last_sequence:
        raise Invalid(f"there is no event {end}: the ledger ends at {found.last_sequence}")
    if head is not None and up_to is None and head.sequence > end:
        raise _unfit(end, missing(end + 1, head.sequence))
    writer = ExportWriter(file, found.identity)
    async with aclosing(walk(ledger, start=0, end=end)) as batches:
        async for batch in batches:
            for message in batch:
                if message.sequence != writer.checkpoint.sequence + 1:
                    raise _unfit(
                        writer.checkpoint.sequence,
                        missing(writer.checkpoint.sequence + 1, message.sequence - 1),
                    )
                writer.add((message,))
                for known in () if head is None else (head.anchor, head.checkpoint):
                    if known.sequence == message.sequence and known != writer.checkpoint:
                        raise Corrupt(
                            f"the events up to {message.sequence} are not all as they were written, says the "
                            f"head file: nothing is exported; {REMEDY}"
                        )
            progress(writer.checkpoint.sequence, end)
    done = writer.checkpoint
    if done.sequence < end:
        raise _unfit(done.sequence, missing(done.sequence + 1, end))
    writer.finish()
    return ExportReport(ledger=found.identity, events=done.sequence, chain=done.chain.hex())


def _unfit(good: int, what: str) -> Corrupt:
    return Corrupt(
        f"{what}: an export of this ledger would not be whole. Restore from an earlier export; "
        f"to save what stands before it, export with --up-to {good}"
    )


def verify_export(path: Path, *, progress: Progress = untold) -> ExportReport:
    """Read a whole export and check every event of it.

    Arguments:
        path: the file.
        progress: told how many bytes are read, of how many.

    Raises:
        Corrupt: it is damaged; the message names the first event that is.
        NotFound: there is no such file.
    """
    with open_export(path) as file:
        size = path.stat().st_size
        reader = ExportReader(file, str(path))
        for message in reader.events():
            if message.sequence % _TELL_EVERY == 0:
                progress(file.tell(), size)
        progress(size, size)
    done = reader.checkpoint
    return ExportReport(ledger=reader.ledger, events=done.sequence, chain=done.chain.hex())


def open_export(path: Path) -> BinaryIO:
    """Open an export for reading.

    Raises:
        NotFound: there is no such file, or it cannot be read.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}") from error
