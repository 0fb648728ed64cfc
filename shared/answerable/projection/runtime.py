"""The runtime: feeds a projection batches, and writes rows and position in one transaction.

A crash anywhere neither loses nor repeats an event: the position in the database is the truth,
and what was not committed is read again.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from answerable.errors import AnswerableError, Corrupt
from answerable.projection.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from answerable.clock import Clock
    from answerable.ledger.ledger import Ledger
    from answerable.ledger.recorded import Recorded
    from answerable.projection.generation import Generation
    from answerable.projection.projection import Projection
    from answerable.projection.store import Store

log = structlog.get_logger()

BATCH = 1000


class Filler:
    """Writes batches of events into one generation.

    Arguments:
        projection: whose rows.
        generation: where to.
        clock: tells when.
    """

    def __init__(self, projection: Projection, generation: Generation, clock: Clock) -> None:
        self.projection = projection
        self.generation = generation
        self._clock = clock
        self._rows = Rows(generation.engine.dialect.name)

    def write(self, batch: Sequence[Recorded]) -> None:
        """Apply a batch: all of it and the position, or nothing.

        Raises:
            Corrupt: an event cannot be taken; the message names it. The events before it are
                written, it and those behind it are not.
            OperationalError: the database cannot be written to.
        """
        taken = 0
        try:
            with self.generation.engine.begin() as connection:
                self._rows.begin(connection)
                for message in batch:
                    if self.projection.wants(message):
                        self.projection.apply(message, self._rows)
                    taken += 1
                self._rows.flush()
                self.generation.advance(connection, batch[-1].sequence, taken, self._clock.now())
        except OperationalError:
            # The database itself cannot go on: no event is to blame.
            self._rows.forget()
            raise
        except Exception as error:  # noqa: BLE001  (a handler may fail in any way; all of them stop it)
            self._rows.forget()
            self._write_up_to(batch, taken, error)
        except BaseException:
            self._rows.forget()
            raise

    def _write_up_to(self, batch: Sequence[Recorded], taken: int, failure: Exception) -> None:
        """Write what comes before the event that cannot be taken.

        Where every event was taken and the database refused their rows, halving finds the one.

        Raises:
            Corrupt: always where the event is found.
        """
        if taken == len(batch) > 1:
            half = taken // 2
            self.write(batch[:half])
            self.write(batch[half:])
            return
        taken = min(taken, len(batch) - 1)
        if taken:
            self.write(batch[:taken])
        poison = batch[taken]
        message = (
            f"{self.projection.name} v{self.projection.version} cannot take event {poison.sequence} "
            f"on {poison.subject}: {type(failure).__name__}: {failure}"
        )
        raise Corrupt(message) from failure


class Runner:
    """Keeps a projection's served view up with the ledger.

    Arguments:
        projection: what to run.
        store: where its views are.
        ledger: what it follows.
        clock: tells when.
        on_advance: told the position after each batch that was written.
    """

    def __init__(
        self,
        projection: Projection,
        store: Store,
        ledger: Ledger,
        clock: Clock,
        on_advance: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self.projection = projection
        self.store = store
        self._ledger = ledger
        self._clock = clock
        self._on_advance = on_advance
        self.pending: int | None = None

    def _prepared(self) -> Generation:
        """Open the served generation, or begin the first one, or a new one for a new version."""
        number = self.store.active()
        if number in self.store.numbers():
            served = self.store.generation(number)
            if served.position().version == self.projection.version:
                return served
        generation = self.store.new()
        generation.prepare(self.projection.version, self._clock.now())
        self.store.activate(generation.number)
        return generation

    async def run(self) -> None:
        """Follow the ledger until cancelled, or until an event cannot be taken.

        Raises:
            Corrupt: an event cannot be taken; the view says which, and serves what it has.
        """
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"view-{self.projection.name}") as writer:
            while True:
                generation = await loop.run_in_executor(writer, self._prepared)
                filler = Filler(self.projection, generation, self._clock)
                try:
                    await self._fill(loop, writer, filler)
                    self.store.release(generation.number)
                except AnswerableError as error:
                    self.pending = None
                    log.warning("projection.stopped", projection=self.projection.name, error=error.message)
                    await loop.run_in_executor(writer, generation.stop, error.message, self._clock.now())
                    raise

    async def _fill(
        self, loop: asyncio.AbstractEventLoop, writer: ThreadPoolExecutor, filler: Filler
    ) -> None:
        """Fill one generation until another is served in its place."""
        position = await loop.run_in_executor(writer, filler.generation.position)
        if position.error is not None:
            await loop.run_in_executor(writer, filler.generation.stop, None, self._clock.now())
        log.info("projection.started", projection=self.projection.name, position=position.sequence)
        feed = self._ledger.follow(filters=self.projection.filters, start=position.sequence)
        async with feed, aclosing(feed.batches(limit=BATCH, idle_s=0.5)) as batches:
            async for batch in batches:
                if not self._is_served(filler):
                    return
                if batch:
                    try:
                        await loop.run_in_executor(writer, filler.write, batch)
                    except OperationalError:
                        if self._is_served(filler):
                            raise
                        return
                    if self._on_advance is not None:
                        await self._on_advance(batch[-1].sequence)
                self.pending = feed.unread

    def _is_served(self, filler: Filler) -> bool:
        """Tell whether the generation is still the one to fill; a rebuild may have dropped it."""
        if self.store.active() == filler.generation.number:
            return True
        log.info("projection.switched", projection=self.projection.name)
        return False


async def rebuild(
    projection: Projection,
    store: Store,
    ledger: Ledger,
    clock: Clock,
    progress: Callable[[int, int], None] = lambda _done, _pending: None,
) -> int:
    """Fill a new generation beside the served one and take over when it has caught up.

    Cancelled or killed anywhere, it leaves the served view as it was; a new call begins anew.
    Nothing has side effects here: a projection only writes rows.

    Arguments:
        projection: what to rebuild.
        store: where its views are.
        ledger: what to read.
        clock: tells when.
        progress: told after each batch how many events were taken and how many are pending.

    Returns:
        How many events were taken.

    Raises:
        Corrupt: an event cannot be taken; the old view serves on.
        Busy: another rebuild of it is under way.
    """
    with store.rebuilding():
        served = store.active()
        for number in store.numbers():
            if number != served:
                store.drop(number)
        generation = store.new()
        try:
            generation.prepare(projection.version, clock.now())
            taken = await _catch_up(Filler(projection, generation, clock), ledger, progress)
            store.activate(generation.number)
        except BaseException:
            store.drop(generation.number)
            raise
    return taken


async def _catch_up(filler: Filler, ledger: Ledger, progress: Callable[[int, int], None]) -> int:
    """Fill a generation until nothing is left to read, and tell how many events that took."""
    taken = 0
    async with (
        ledger.follow(filters=filler.projection.filters) as feed,
        aclosing(feed.batches(limit=BATCH, idle_s=0.05)) as batches,
    ):
        async for batch in batches:
            if batch:
                await asyncio.to_thread(filler.write, batch)
                taken += len(batch)
            progress(taken, feed.unread or 0)
            if feed.unread == 0:
                break
    return taken
