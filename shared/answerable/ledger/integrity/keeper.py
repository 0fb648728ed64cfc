"""The keeper of the head file: checks the ledger at the start, follows it, and notes how far it has come.

It runs beside the writer and costs it nothing but the reading: no append waits for it. After the start it
also reads the whole history once more, slowly, because the server does not tell when it can no longer read
an old event.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import structlog

from answerable.clock import Clock
from answerable.errors import AnswerableError, Corrupt, Halted, Unavailable
from answerable.ledger.integrity.boot import compare, difference, examine
from answerable.ledger.integrity.chain import START, Checkpoint, Trail, missing
from answerable.ledger.integrity.guard import REMEDY, Cause, Guard
from answerable.ledger.integrity.head import Head, HeadFile
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.ledger.store.walk import walk
from answerable.private import private_directory

RECHECK_EVERY_S = 10.0
"""Seconds between two looks at whether the last event is still there."""

PATROL_SHARE = 0.05
"""How much of the time the patrol reads; the rest it rests."""

SAVE_EVERY_S = 1.0
"""Seconds between two writings of the head file."""

_BURST = 200
_REST_S = 0.0002
"""Seconds of rest for each event of a burst: the writer, in the same interpreter, goes first."""

_WAIT_S = 0.5

log = structlog.get_logger()


@asynccontextmanager
async def keeping(
    data: Path,
    connection: tuple[str, str | None, str | None],
    guard: Guard,
    clock: Clock,
    heard: Callable[[Sequence[Recorded]], None] = lambda _: None,
) -> AsyncIterator[Keeper]:
    """Check the ledger and give the keeper of its head file, to be run beside the writer.

    Arguments:
        data: the data directory.
        connection: address, user and password, of a user who may read.
        guard: what stops the writer.
        clock: tells when the file was written.
        heard: told the events of the feed, so that nobody else has to follow it.

    Raises:
        Unavailable: the stream is not there, or the server does not answer.
    """
    url, user, password = connection
    ledger = await Ledger.open(url, user=user, password=password, name="ledger-head")
    try:
        keeper = Keeper(data, ledger, guard, clock, heard=heard)
        await keeper.begin()
        yield keeper
    finally:
        await ledger.close()


class Keeper:
    """Keeps the head file of a data directory, and the guard that stands before every write.

    Arguments:
        data: the directory.
        ledger: for reading.
        guard: what stops the writer.
        clock: tells when the file was written.
        patrol_share: how much of the time the patrol may read, up to 1.
        save_every_s: seconds between two writings of the file, at least.
        heard: told the events of the feed.
    """

    def __init__(
        self,
        data: Path,
        ledger: Ledger,
        guard: Guard,
        clock: Clock,
        *,
        patrol_share: float = PATROL_SHARE,
        save_every_s: float = SAVE_EVERY_S,
        heard: Callable[[Sequence[Recorded]], None] = lambda _: None,
    ) -> None:
        self._heard = heard
        self._data = data
        self._file = HeadFile(data)
        self._ledger = ledger
        self._guard = guard
        self._clock = clock
        self._patrol_share = patrol_share
        self._save_every_s = save_every_s
        self._identity = ""
        self._trail = Trail()
        self._last: Recorded | None = None
        self._saved: Checkpoint | None = None
        self._fault: str | None = None
        self._reconnects = 0

    async def begin(self) -> None:
        """Check the ledger before anything may be written; what is wrong halts the guard.

        Raises:
            Unavailable: the stream is not there, or the server does not answer.
            OSError: the file cannot be written.
        """
        private_directory(self._data)
        found = await self._ledger.status()
        self._identity = found.identity
        self._reconnects = self._ledger.client.stats["reconnects"]
        try:
            head = await examine(self._data, self._ledger)
            if head is None:
                self._adopt(found.last_sequence)
            else:
                self._resume(head)
        except Halted as error:
            self._halt(error.message)

    def _adopt(self, last_sequence: int) -> None:
        """Begin a head file; on a ledger that has events already nobody can tell what was lost before."""
        if last_sequence:
            log.warning(
                "ledger.head_missing",
                file=str(self._file.path),
                events=last_sequence,
                reason="there is no head file, so nobody can tell whether events were lost or changed; "
                "the ledger is taken as it is, and its chain is computed from the beginning",
            )
        self._save()

    def _resume(self, head: Head) -> None:
        self._trail = Trail(head.anchor, head.checkpoint)
        self._saved = head.checkpoint
        self._guard.seen = head.sequence

    async def run(self) -> None:
        """Follow the ledger and keep the file until cancelled."""
        if self._guard.fault_of(Cause.LEDGER) is not None and not await self._is_disproved():
            return
        patrol = asyncio.create_task(self._patrol(self._trail.anchor))
        try:
            await self._follow()
        finally:
            patrol.cancel()
            await asyncio.gather(patrol, return_exceptions=True)
            if self._trail.head != self._saved and self._fault is None:
                self._save()

    async def _is_disproved(self) -> bool:
        """Tell whether a fault that an earlier run found is gone, as when a block file was brought back."""
        try:
            head = self._file.read()
        except Halted:
            return False
        if head is None or head.fault is None or head.fault != self._guard.fault_of(Cause.LEDGER):
            return False
        if await compare(self._ledger, START, head.checkpoint):
            return False
        log.warning("ledger.mended", was=head.fault)
        self._resume(head)
        self._save()
        self._guard.lift()
        return True

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        saved = checked = loop.time()
        async with (
            self._ledger.follow(start=self._trail.head.sequence) as feed,
            aclosing(feed.batches(idle_s=self._save_every_s / 2)) as batches,
        ):
            async for batch in batches:
                if not self._take(batch):
                    return
                if len(batch) >= _BURST:
                    await asyncio.sleep(len(batch) * _REST_S)
                now = loop.time()
                if self._trail.head != self._saved and now - saved >= self._save_every_s:
                    saved = now
                    await asyncio.to_thread(self._save_or_tell)
                reconnects = self._ledger.client.stats["reconnects"]
                if reconnects != self._reconnects or now - checked >= RECHECK_EVERY_S:
                    checked, self._reconnects = now, reconnects
                    if not await self._is_still_there():
                        return

    def _take(self, batch: list[Recorded]) -> bool:
        """Go on over a batch; False where an event is missing from it."""
        if not batch:
            return True
        try:
            self._trail.take(batch)
        except Corrupt as error:
            self._find(f"{error.message}, lost by the server; {REMEDY}")
            return False
        self._last = batch[-1]
        self._guard.seen = self._trail.head.sequence
        self._heard(batch)
        return True

    async def _is_still_there(self) -> bool:
        """Look whether the server still has the last event, as after a restart of its own."""
        sequence, last = self._trail.head.sequence, self._last
        try:
            found = await self._ledger.status()
            same = last is None or await self._ledger.reader.get(last.sequence) == last
        except AnswerableError:
            self._reconnects = -1
            return True
        if found.last_sequence < sequence:
            self._find(f"{missing(found.last_sequence + 1, sequence)}, lost by the server; {REMEDY}")
        elif found.lacking:
            self._find(f"{found.lacking} of {found.last_sequence} events are missing; {REMEDY}")
        elif not same:
            self._find(f"event {sequence} is another one than was written; {REMEDY}")
        return self._fault is None

    async def _patrol(self, end: Checkpoint) -> None:
        """Read everything up to a checkpoint once more, slowly."""
        trail = Trail()
        wrong: str | None = None
        while trail.head.sequence < end.sequence and wrong is None:
            try:
                await self._read_slowly(trail, end)
                wrong = difference(trail.head, START, end)
            except Corrupt as error:
                wrong = f"{error.message}, lost by the server"
            except Unavailable as error:
                log.debug("ledger.patrol_waits", reason=error.message)
                await asyncio.sleep(_WAIT_S)
        if wrong is not None:
            self._find(f"{wrong}; {REMEDY}")

    async def _read_slowly(self, trail: Trail, end: Checkpoint) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with aclosing(walk(self._ledger, start=trail.head.sequence, end=end.sequence)) as batches:
            async for batch in batches:
                trail.take(batch)
                await asyncio.sleep((loop.time() - began) * (1 / self._patrol_share - 1))
                began = loop.time()

    def _find(self, fault: str) -> None:
        """Stop the writer, and note why, so that a restart does not forget it."""
        self._fault = fault
        self._halt(fault)
        self._save_or_tell()

    def _halt(self, fault: str) -> None:
        log.error("ledger.damaged", reason=fault)
        self._guard.halt(fault)

    def _save_or_tell(self) -> None:
        try:
            self._save()
        except OSError as error:
            log.warning("ledger.head_not_written", file=str(self._file.path), reason=str(error))

    def _save(self) -> None:
        head, anchor = self._trail.head, self._trail.anchor
        self._file.write(
            Head(
                ledger=self._identity,
                sequence=head.sequence,
                chain=head.chain.hex(),
                anchor_sequence=anchor.sequence,
                anchor_chain=anchor.chain.hex(),
                written_at=self._clock.now(),
                fault=self._fault,
            )
        )
        self._saved = head
