"""Restoring: an export's events into an empty ledger, each with its sequence, subject and bytes.

The broker's own time of storing is another one afterwards, and nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import aclosing
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from answerable.clock import Clock
from answerable.errors import Conflict, Corrupt, Refused
from answerable.events.subjects import EVERYTHING
from answerable.ledger.archive.export import ExportReport, Progress, open_export, untold
from answerable.ledger.archive.export_format import ExportReader
from answerable.ledger.integrity.chain import Trail
from answerable.ledger.integrity.head import Head, HeadFile
from answerable.ledger.server.machine import write_private
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.ledger.store.stream import MAX_BATCH
from answerable.ledger.store.walk import walk

_MARK_FILE = "ledger-restore.json"
_BATCH_BYTES = 8 * 1024 * 1024


class Restoring(BaseModel):
    """A restore that has begun; kept in the data directory until it has ended.

    Arguments:
        events: how many the export has.
        chain: behind the last of them, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    events: int
    chain: str


def unfinished(data: Path) -> Restoring | None:
    """Give the restore that began in a data directory and has not ended, or None.

    Raises:
        Corrupt: the note of it cannot be read.
    """
    path = data / _MARK_FILE
    try:
        return Restoring.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise Corrupt(f"{path} cannot be read: name a new directory") from error


async def restore(
    ledger: Ledger, path: Path, export: ExportReport, data: Path, clock: Clock, *, progress: Progress = untold
) -> None:
    """Write an export's events into a ledger, read all of them back, and write the head file.

    Interrupted anywhere, it goes on when it is called again: what is there already is compared.

    Arguments:
        ledger: where to, as the user who may write.
        path: the export.
        export: what verifying it came to.
        data: the data directory, which keeps a note of the restore until it has ended.
        clock: tells when the head file was written.
        progress: told how far it is.

    Raises:
        Refused: the ledger is not empty, and its events are not those of an interrupted restore.
        Corrupt: the export is no longer what it was, or the server did not keep what it was given.
        Unavailable: the server does not answer.
    """
    found = await ledger.status()
    _begin(data, export, found.last_sequence)
    if found.last_sequence > export.events:
        raise Refused(
            f"the ledger has {found.last_sequence} events and the export {export.events}: "
            "somebody else wrote to it; name a new directory"
        )
    with open_export(path) as file:
        reader = ExportReader(file, str(path))
        events = reader.events()
        await _compare(ledger, events, found.last_sequence)
        await _write(ledger, events, found.last_sequence, export.events, progress)
        if (reader.checkpoint.sequence, reader.checkpoint.chain.hex()) != (export.events, export.chain):
            raise Corrupt(f"{path} was changed while it was restored: name a new directory")
    trail = await _read_back(ledger, export)
    HeadFile(data).write(
        Head(
            ledger=found.identity,
            sequence=trail.head.sequence,
            chain=trail.head.chain.hex(),
            anchor_sequence=trail.anchor.sequence,
            anchor_chain=trail.anchor.chain.hex(),
            written_at=clock.now(),
        )
    )
    (data / _MARK_FILE).unlink(missing_ok=True)


def _begin(data: Path, export: ExportReport, present: int) -> None:
    """Note that a restore begins, so that nobody takes a part of a ledger for the whole.

    Arguments:
        data: the data directory.
        export: what is restored.
        present: how many events the ledger has.

    Raises:
        Refused: the ledger has events, or had; or the restore of another export was begun.
    """
    wanted = Restoring(events=export.events, chain=export.chain)
    known = unfinished(data)
    if known is None:
        head = HeadFile(data).read()
        held = max(present, 0 if head is None else head.sequence)
        if held:
            raise Refused(
                f"{data} is the directory of a ledger with {held} events: "
                "an export is restored into an empty one only; name a new directory"
            )
        write_private(data / _MARK_FILE, wanted.model_dump_json(indent=2).encode())
    elif known != wanted:
        raise Refused(
            f"in {data} the restore of another export, of {known.events} events, was begun and not ended: "
            "go on with that one, or name a new directory"
        )


async def _compare(ledger: Ledger, events: Iterator[Recorded], last: int) -> None:
    """Compare what the ledger has already with the beginning of the export."""
    sequence = 0
    async with aclosing(walk(ledger, start=0, end=last)) as batches:
        async for batch in batches:
            for message in batch:
                sequence += 1
                if next(events) != message:
                    raise Refused(
                        f"the ledger is not empty, and its event {sequence} is not the export's: "
                        "name a new directory"
                    )
    if sequence != last:
        raise Refused(f"the ledger lacks {last - sequence} of its {last} events: name a new directory")


async def _write(
    ledger: Ledger, events: Iterable[Recorded], last: int, total: int, progress: Progress
) -> None:
    """Write the rest in atomic batches, each of which must come directly behind the one before."""
    progress(last, total)
    for batch in _batches(iter(events)):
        entries = [
            Entry(message.subject, message.body, last, EVERYTHING)
            if position == 0
            else Entry(message.subject, message.body)
            for position, message in enumerate(batch)
        ]
        try:
            await ledger.append(entries)
        except Conflict as error:
            raise Refused(
                f"somebody else writes to the ledger, which ended at {last} a moment ago: "
                "stop it, and name a new directory"
            ) from error
        last = batch[-1].sequence
        progress(last, total)


def _batches(events: Iterator[Recorded]) -> Iterator[list[Recorded]]:
    """Cut events into batches that the server takes as one, and of which one fits into its memory."""
    batch: list[Recorded] = []
    size = 0
    for message in events:
        if batch and (len(batch) == MAX_BATCH or size + len(message.body) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += len(message.body)
    if batch:
        yield batch


async def _read_back(ledger: Ledger, export: ExportReport) -> Trail:
    """Read what was written, and compare its chain with the export's.

    Raises:
        Corrupt: it is not the same.
    """
    trail = Trail()
    async with aclosing(walk(ledger, start=0, end=export.events)) as batches:
        async for batch in batches:
            trail.take(batch)
    if (trail.head.sequence, trail.head.chain.hex()) != (export.events, export.chain):
        raise Corrupt("the ledger does not give back what was written to it: look at the server's disk")
    return trail
