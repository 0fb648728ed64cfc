"""The runtime: keeps a projection's view up with the ledger, and replaces one of another version."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from answerable.errors import AnswerableError, Busy, Superseded, Unavailable
from answerable.projection import ahead
from answerable.projection.filling import replacement
from answerable.projection.filling.filling import Filler, Poison
from answerable.projection.filling.progress import Progress
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.running.opening import Opening
from answerable.projection.writing.own_tables import WHOLE
from answerable.queries.views import AHEAD, ViewState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.ledger.store.recorded import Recorded
    from answerable.projection.views.generation import Generation
    from answerable.projection.views.store import Store
    from answerable.projection.writing.projection import Projection

log = structlog.get_logger()

BATCH = 1000

_LOOK_AGAIN_S = 0.5
_WINDOW = 4000
_WINDOW_OF_A_SITE = 1000


class Runner:
    """Keeps a projection's served view up with the ledger.

    Arguments:
        projection: what to run.
        store: where its views are.
        ledger: what it follows.
        clock: tells when.
        on_advance: told the position after each batch that was written.
        on_ahead: told the position of a view that is further than the ledger, again and again while it is.
    """

    def __init__(
        self,
        projection: Projection,
        store: Store,
        ledger: Ledger,
        clock: Clock,
        on_advance: Callable[[int], Awaitable[None]] | None = None,
        on_ahead: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self.projection = projection
        self.store = store
        self._ledger = ledger
        self._clock = clock
        self._on_advance = on_advance
        self._on_ahead = on_ahead
        self._unread: dict[str, int | None] = {}
        self._opening = Opening(projection, store, clock)
        self.progress = Progress()
        self.state = ViewState.STANDBY

    @property
    def pending(self) -> int | None:
        """How many events wait for the partitions that are being filled; None where it is not known."""
        unread = list(self._unread.values())
        return sum(filter(None, unread)) if unread and None not in unread else None

    async def opened(self, writer: ThreadPoolExecutor) -> Generation:
        """Give the served generation to be filled.

        Where nothing is served, an empty one is begun and served at once. Where another version's is, a new
        one is filled beside it, which takes over when it has caught up (docs/decisions/0016).

        Raises:
            Corrupt: this version cannot take an event; the other version's view is still served.
            Conflict: a newer version took over from this one while it ran.
        """
        loop = asyncio.get_running_loop()
        while True:
            try:
                served, is_ours = await loop.run_in_executor(writer, self._opening.served_or_begun)
                if is_ours:
                    self._opening.has_filled = True
                    return served
                self.state = ViewState.FILLING
                log.info("projection.replacing", projection=self.projection.name, generation=served.number)
                await self._replace(writer, served)
            except Busy:
                await asyncio.sleep(_LOOK_AGAIN_S)

    async def _replace(self, writer: ThreadPoolExecutor, served: Generation) -> None:
        """Fill a generation of this version beside that of another."""
        try:
            await rebuild(self.projection, self.store, self._ledger, self._clock)
        except Busy:
            raise
        except AnswerableError as error:
            await self._stop(writer, served, error, WHOLE)
            raise

    def distrust(self) -> None:
        """Look anew at the generation that is served: something went wrong with it."""
        self._opening.distrust()

    async def run(self) -> None:
        """Follow the ledger until cancelled, or until an event cannot be taken.

        Raises:
            Corrupt: an event cannot be taken; the view says which, and serves what it has.
            Superseded: another instance fills the view now.
        """
        with self.writer() as writer:
            while True:
                generation = await self.opened(writer)
                await self.fill(writer, generation)
                self.store.release(generation.number)

    def writer(self) -> ThreadPoolExecutor:
        """Make the one thread that the view is written in."""
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"view-{self.projection.name}")

    async def fill(self, writer: ThreadPoolExecutor, generation: Generation, partition: str = WHOLE) -> None:
        """Fill a partition of one generation until another generation is served in its place.

        Raises:
            Corrupt: an event cannot be taken; the view says which, and serves what it has.
            Superseded: another instance fills the partition now.
            DBAPIError: the database does not answer.
        """
        filler = Filler(
            self.projection,
            generation,
            self._clock,
            partition,
            poison=Poison.IS_PARKED,
            progress=self.progress,
        )
        self._unread[partition] = None
        self.state = ViewState.FOLLOWING
        try:
            await self._fill(asyncio.get_running_loop(), writer, filler)
        except Superseded:
            raise
        except AnswerableError as error:
            await self._stop(writer, generation, error, partition)
            raise
        finally:
            del self._unread[partition]
            self.progress.pending = self.pending
            if self.state is ViewState.FOLLOWING and not self._unread:
                self.state = ViewState.STANDBY

    async def _stop(
        self, writer: ThreadPoolExecutor, generation: Generation, error: AnswerableError, partition: str
    ) -> None:
        """Write down why the view is not kept up any more."""
        self.state = ViewState.STOPPED
        self.progress.error = error.message
        log.warning("projection.stopped", projection=self.projection.name, error=error.message)
        await asyncio.get_running_loop().run_in_executor(
            writer, generation.stop, error.message, self._clock.now(), partition
        )

    async def _fill(
        self, loop: asyncio.AbstractEventLoop, writer: ThreadPoolExecutor, filler: Filler
    ) -> None:
        """Feed a filler until another generation is served."""
        partition = filler.partition
        position = await loop.run_in_executor(writer, lambda: filler.position)
        if await self._is_ahead(writer, filler):
            await self._until_replaced(writer, filler)
            return
        await loop.run_in_executor(writer, self._go_on, filler)
        log.info(
            "projection.started", projection=self.projection.name, partition=partition, position=position
        )
        feed = self._ledger.follow(
            filters=self.projection.filters_of(partition),
            start=position,
            window=_WINDOW if partition == WHOLE else _WINDOW_OF_A_SITE,
        )
        renewals = 0
        looked = loop.time()
        async with feed, aclosing(feed.batches(limit=BATCH, idle_s=0.5)) as batches:
            lacking = await loop.run_in_executor(writer, replacement.still_lacking, filler.generation)
            is_part = partition == WHOLE and lacking is not None
            if is_part and position == 0:
                total = await feed.count()
                await loop.run_in_executor(writer, self._note_total, filler.generation, total)
            async for batch in batches:
                if feed.renewals != renewals or loop.time() - looked >= ahead.RECHECK_EVERY_S:
                    looked = loop.time()
                    if await self._is_ahead(writer, filler):
                        break
                self.progress.feed_renewals += feed.renewals - renewals
                renewals = feed.renewals
                is_end = is_part and feed.unread == 0
                if not await loop.run_in_executor(writer, self._write, filler, batch, is_end):
                    log.info("projection.switched", projection=self.projection.name)
                    return
                if batch and self._on_advance is not None:
                    await self._on_advance(batch[-1].sequence)
                self._unread[partition] = feed.unread
                self.progress.pending = self.pending
                is_part = is_part and not is_end
        await self._until_replaced(writer, filler)

    def _note_total(self, generation: Generation, total: int) -> None:
        """Write down how many events a generation that is begun has to take before it is whole."""
        with generation.writing() as connection:
            replacement.begin(connection, total, self._clock.now())

    async def _is_ahead(self, writer: ThreadPoolExecutor, filler: Filler) -> bool:
        """Tell whether a partition is further than the ledger, and write that down; it stays so."""
        loop = asyncio.get_running_loop()
        # The position first: the ledger may grow meanwhile, and never shrinks.
        position = await loop.run_in_executor(writer, filler.generation.position, filler.partition)
        if position.error is not None and position.error.startswith(AHEAD):
            return True
        try:
            end = (await self._ledger.status()).last_sequence
        except Unavailable:
            # The feed waits for the server too; it is looked at again.
            return False
        if position.sequence <= end:
            return False
        error = ahead.told(position.sequence, end)
        log.error(
            "view.ahead", view=self.projection.name, position=position.sequence, ledger=end, error=error
        )
        await loop.run_in_executor(writer, filler.generation.stop, error, self._clock.now(), filler.partition)
        return True

    async def _until_replaced(self, writer: ThreadPoolExecutor, filler: Filler) -> None:
        """Fill nothing more, and say so, until another generation is served."""
        loop = asyncio.get_running_loop()
        self.state = ViewState.STOPPED
        told = -ahead.RECHECK_EVERY_S
        while await loop.run_in_executor(writer, self.store.active) == filler.generation.number:
            if self._on_ahead is not None and loop.time() - told >= ahead.RECHECK_EVERY_S:
                told = loop.time()
                await self._on_ahead(filler.position)
            await asyncio.sleep(_LOOK_AGAIN_S)
        log.info("projection.switched", projection=self.projection.name)

    def _go_on(self, filler: Filler) -> None:
        """Take back what was written down when the partition stopped."""
        if filler.generation.position(filler.partition).error is not None:
            filler.generation.stop(None, self._clock.now(), filler.partition)

    def _write(self, filler: Filler, batch: Sequence[Recorded], is_end: bool) -> bool:  # noqa: FBT001  (an executor passes it on)
        """Write a batch; tell whether the generation is still the one to fill, which a rebuild may change.

        Arguments:
            filler: writes it.
            batch: the events.
            is_end: whether a generation that was begun anew is whole behind them.
        """
        number = filler.generation.number
        if self.store.active() != number:
            return False
        if self._opening.is_doubted_anew(number):
            return False
        try:
            if batch:
                filler.write(batch)
            if is_end:
                with filler.generation.writing() as connection:
                    replacement.end(connection)
        except (DBAPIError, Superseded) as error:
            # Dropped in this moment, its tables are gone.
            if self.store.active() == number and not self._opening.has_set_aside(number, error):
                raise
            return False
        return True
