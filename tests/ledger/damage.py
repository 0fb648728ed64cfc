"""A written ledger at rest, and the damage that a disk or a person may do to its files."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from answerable.clock import FixedClock
from answerable.events.cloudevents import encode
from answerable.events.subjects import EVERYTHING, subject_of
from answerable.ledger.archive.export import export_to_path
from answerable.ledger.integrity.guard import Guard
from answerable.ledger.integrity.head import HeadFile
from answerable.ledger.integrity.keeper import Keeper
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.ledger.store.walk import walk
from answerable.streams.meeting import events as meetings
from tests.ledger.servers import until

CLOCK = FixedClock(datetime(2016, 3, 10, 2, tzinfo=UTC))
SUBJECT = subject_of("xm01", "meeting-xm01-2016-03-01")

LARGE = 60_000
"""Bytes of an event, so that a few hundred fill three of the server's block files."""


@dataclass(frozen=True)
class Written:
    """A data directory whose server has stopped, what was written there, and an export of it.

    Arguments:
        data: the directory.
        messages: in their order.
        export: the file.
    """

    data: Path
    messages: tuple[Recorded, ...]
    export: Path

    def copy(self, to: Path) -> Path:
        """Give a copy to damage."""
        shutil.copytree(self.data, to)
        return to


def meeting(version: int, size: int = 0) -> bytes:
    """A sound event of a daily meeting, as large as is wanted."""
    return encode(
        meetings.Held(
            originator_id="meeting-xm01-2016-03-01",
            originator_version=version,
            site="xm01",
            occurred_at=datetime(2016, 3, 1, 1, tzinfo=UTC),
            recorded_at=datetime(2016, 3, 1, 2, tzinfo=UTC),
            actor="staff-1",
            causation_id=f"test {'x' * size}",
            correlation_id="meeting-xm01-2016-03-01",
            on=date(2016, 3, 1),
        )
    )


@asynccontextmanager
async def opened(endpoint: Endpoint, user: User = User.CLI) -> AsyncIterator[Ledger]:
    """Connect as one of the users."""
    ledger = await Ledger.open(endpoint.url, user=user, password=endpoint.passwords[user], name="test")
    try:
        yield ledger
    finally:
        await ledger.close()


async def hold_meetings(ledger: Ledger, versions: Sequence[int], size: int = 0) -> list[int]:
    """Write sound events in batches behind everything that is there."""
    sequences: list[int] = []
    last = (await ledger.status()).last_sequence
    for start in range(0, len(versions), 100):
        bodies = [meeting(version, size) for version in versions[start : start + 100]]
        entries = [
            Entry(SUBJECT, bodies[0], last, EVERYTHING),
            *(Entry(SUBJECT, body) for body in bodies[1:]),
        ]
        sequences += await ledger.append(entries)
        last = sequences[-1]
    return sequences


async def everything(ledger: Ledger) -> list[Recorded]:
    """Read all that can be read."""
    end = (await ledger.status()).last_sequence
    return [message async for batch in walk(ledger, start=0, end=end) for message in batch]


@asynccontextmanager
async def kept(
    data: Path, ledger: Ledger, guard: Guard | None = None, *, patrol_share: float = 1.0
) -> AsyncIterator[Guard]:
    """Check the ledger, and keep its head file meanwhile; gives what stands before the writer."""
    guard = guard or Guard()
    keeper = Keeper(data, ledger, guard, CLOCK, patrol_share=patrol_share, save_every_s=0.05)
    await keeper.begin()
    running = asyncio.create_task(keeper.run())
    try:
        yield guard
        if running.done():
            await running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def head_of(data: Path) -> int | None:
    """How far the head file says that the ledger has come."""
    head = HeadFile(data).read()
    return None if head is None else head.sequence


async def write(data: Path, events: int, size: int) -> Written:
    """Install a ledger, write events, keep its head file, export it, and stop its server."""
    export = data.with_name(f"{data.name}.export")
    async with EmbeddedServer(data) as endpoint:
        async with opened(endpoint, User.OPERATOR) as operator:
            await operator.install()
        async with opened(endpoint, User.INTAKE) as writer:
            await hold_meetings(writer, range(1, events + 1), size)
        async with opened(endpoint) as reader:
            async with kept(data, reader):
                await until(lambda: head_of(data) == events)
            await export_to_path(reader, export, head=None)
            messages = tuple(await everything(reader))
    return Written(data, messages, export)


def blocks(data: Path) -> list[Path]:
    """The server's block files of the ledger, oldest first."""
    return sorted(data.glob("nats/**/LEDGER/msgs/*.blk"), key=lambda path: int(path.stem))


def flip_bit(block: Path, at: float = 0.5) -> None:
    """Turn one bit of a file over, some way into it."""
    content = bytearray(block.read_bytes())
    content[int(len(content) * at)] ^= 1
    block.write_bytes(content)


def lose_index(data: Path) -> None:
    """Take away what the server wrote down when it stopped, as after a crash of the machine."""
    [index] = data.glob("nats/**/LEDGER/msgs/index.db")
    index.unlink()
