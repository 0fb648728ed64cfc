"""The boot check: is the ledger the one that the head file speaks of?

Its cost does not grow with history: the server's own count, and the events between the head file's two
checkpoints, read again and hashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from itertools import groupby
from pathlib import Path

from answerable.errors import Corrupt, Halted
from answerable.ledger.archive.restore import unfinished
from answerable.ledger.integrity.chain import Checkpoint, Trail, missing
from answerable.ledger.integrity.guard import REMEDY
from answerable.ledger.integrity.head import Head, HeadFile
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import StreamStatus
from answerable.ledger.store.walk import walk

_MOST_RANGES = 5


async def examine(data: Path, ledger: Ledger) -> Head | None:
    """Compare the ledger with the head file of a data directory.

    Arguments:
        data: the directory.
        ledger: what it must fit.

    Returns:
        What the file says; None where there is no file.

    Raises:
        Halted: they do not fit, messages are missing, or an earlier find is not disproved; the message names
            the events.
        Unavailable: the stream is not there, or the server does not answer.
    """
    if (restoring := unfinished(data)) is not None:
        raise Halted(
            f"a restore of {restoring.events} events into {data} was begun and has not ended: nothing is "
            "written; run `answerable ledger restore` with the same export again"
        )
    file = HeadFile(data)
    # The file first: the ledger may grow meanwhile, and never shrinks.
    head = file.read()
    found = await ledger.status()
    if head is not None and head.ledger != found.identity:
        raise Halted(
            f"the head file {file.path} is of ledger {head.ledger}, and the server has ledger "
            f"{found.identity}: nothing is written, reading goes on; connect to the right server, or use the "
            "data directory that belongs to this one"
        )
    if found.lacking:
        raise Halted(f"{_ranges(await _lost(ledger, found))}, lost by the server; {REMEDY}")
    if head is None:
        return None
    if found.last_sequence < head.sequence:
        raise Halted(
            f"{missing(found.last_sequence + 1, head.sequence)}: the ledger ends at {found.last_sequence}, "
            f"and the head file of {head.written_at.isoformat(timespec='seconds')} says that {head.sequence} "
            f"were written; {REMEDY}"
        )
    if head.fault is not None:
        raise Halted(head.fault)
    if fault := await compare(ledger, head.anchor, head.checkpoint):
        raise Halted(f"{fault}; {REMEDY}")
    return head


async def compare(ledger: Ledger, start: Checkpoint, end: Checkpoint) -> str | None:
    """Read the events between two checkpoints again; gives what is wrong with them, or None.

    Raises:
        Unavailable: the server does not answer.
    """
    trail = Trail(start, start)
    async with aclosing(walk(ledger, start=start.sequence, end=end.sequence)) as batches:
        async for batch in batches:
            try:
                trail.take(batch)
            except Corrupt as error:
                return f"{error.message}, lost by the server"
    return difference(trail.head, start, end)


def difference(found: Checkpoint, start: Checkpoint, end: Checkpoint) -> str | None:
    """Say how what was found departs from what must be at the end of a stretch, or None.

    Arguments:
        found: what reading came to.
        start: where the stretch begins.
        end: what it must come to.
    """
    if found.sequence < end.sequence:
        return f"{missing(found.sequence + 1, end.sequence)}, lost by the server"
    if found.chain != end.chain:
        return (
            f"events {start.sequence + 1} to {end.sequence} are not all as they were written: "
            "one or more of them are others"
        )
    return None


async def _lost(ledger: Ledger, found: StreamStatus) -> list[int]:
    return [*range(1, found.first_sequence), *await ledger.deleted()]


def _ranges(sequences: Sequence[int]) -> str:
    """Say which events are missing, the first few stretches of them."""
    stretches = [
        [sequence for _, sequence in group]
        for _, group in groupby(enumerate(sequences), key=lambda pair: pair[1] - pair[0])
    ]
    told = "; ".join(missing(stretch[0], stretch[-1]) for stretch in stretches[:_MOST_RANGES])
    rest = len(stretches) - _MOST_RANGES
    return f"{told}; and {rest} more stretches" if rest > 0 else told
