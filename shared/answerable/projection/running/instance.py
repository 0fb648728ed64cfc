"""One instance among those of a service: it leads, stands by, or fills its share of the sites.

The instance that holds the view's first lease leads: it fills the view, or begins a new generation of it,
and does the service's work that has effects elsewhere. The others stand by, and one of them leads within
seconds of its end. Of a view by site, the sites are shared among all of them as soon as there are two
(docs/decisions/0015).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import Superseded, Unavailable
from answerable.projection import owners
from answerable.projection.running.sharing import Sharing
from answerable.projection.running.sites import sites_of
from answerable.projection.running.tasks import ended, in_thread
from answerable.projection.writing.own_tables import WHOLE
from answerable.retries import again

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.projection.running.leases import Leases
    from answerable.projection.running.runtime import Runner
    from answerable.projection.views.generation import Generation

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
"""Seconds between two looks at the leases; a takeover begins that much later at most."""

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_INTERRUPTIONS = (DBAPIError, NoConnection, Superseded, Unavailable)


class Instance:
    """Takes part in keeping a projection's view, from start to stop.

    Arguments:
        runner: fills the view.
        ledger: tells which sites there are.
        clock: tells when.
        service: whose instance it is; written into the view.
    """

    def __init__(self, runner: Runner, ledger: Ledger, clock: Clock, service: str | None = None) -> None:
        self._service = service
        self._note_at = 0.0
        self.runner = runner
        self._ledger = ledger
        self._clock = clock
        self._members = 1
        self._leads = asyncio.Event()
        self._follows = asyncio.Event()
        self._follows.set()

    @property
    def is_leading(self) -> bool:
        """Whether this instance does what has effects elsewhere."""
        return self._leads.is_set()

    async def until(self, *, leading: bool) -> None:
        """Wait until this instance leads, or until it does not."""
        await (self._leads if leading else self._follows).wait()

    def _lead(self, *, leading: bool) -> None:
        if leading == self.is_leading:
            return
        log.info("instance.leads" if leading else "instance.follows", view=self.runner.projection.name)
        on, off = (self._leads, self._follows) if leading else (self._follows, self._leads)
        off.clear()
        on.set()

    async def run(self) -> None:
        """Take part until cancelled; where the database is away, try again, after longer and longer pauses.

        Raises:
            Corrupt: this version of the projection cannot take an event that another one did.
            Conflict: a newer version of it has taken over.
        """
        with self.runner.writer() as writer:
            while True:
                await again(
                    lambda: self._take_part_for_long(writer),
                    on=_INTERRUPTIONS,
                    first_s=_FIRST_PAUSE_S,
                    longest_s=_LONGEST_PAUSE_S,
                )

    async def _take_part_for_long(self, writer: ThreadPoolExecutor) -> None:
        """Take part until interrupted; an interruption that comes late is no repeat of the one before."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await self._take_part(writer)
        except _INTERRUPTIONS as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self.runner.progress.error = reason
            self.runner.distrust()
            log.warning("instance.interrupted", view=self.runner.projection.name, reason=reason)
            if loop.time() - began <= _LONGEST_PAUSE_S:
                raise

    async def _take_part(self, writer: ThreadPoolExecutor) -> None:
        """Join the others, and do what falls to this one until it is interrupted."""
        leases = await in_thread(self.runner.store.leases)
        leading: asyncio.Task[None] | None = None
        sharing = Sharing(self.runner, self._ledger, leases, writer)
        try:
            await in_thread(leases.join)
            while True:
                await in_thread(leases.check)
                self._members = await in_thread(leases.members)
                self.runner.progress.error = None
                if leading is None and await in_thread(leases.acquire, WHOLE):
                    leading = asyncio.create_task(self._fill(writer))
                    self._lead(leading=True)
                if self.runner.projection.is_by_site:
                    await sharing.balance(self._members)
                if leading is not None:
                    await self._note_owner(writer)
                if leading is None:
                    await asyncio.sleep(LOOK_EVERY_S)
                elif (await asyncio.wait([leading], timeout=LOOK_EVERY_S))[0]:
                    leading.result()
        finally:
            self._lead(leading=False)
            await self._leave(writer, leases, leading, sharing)

    async def _note_owner(self, writer: ThreadPoolExecutor) -> None:
        """Write into the view, now and then, which service keeps it up."""
        loop = asyncio.get_running_loop()
        runner, service = self.runner, self._service
        if service is None or loop.time() < self._note_at:
            return
        try:
            is_noted = await loop.run_in_executor(
                writer, owners.note, runner.store, service, runner.projection, datetime.now(UTC)
            )
        except DBAPIError as error:
            log.debug("view.owner_not_noted", view=runner.projection.name, reason=str(error))
        else:
            if is_noted:
                self._note_at = loop.time() + owners.SEEN_EVERY_S

    async def _leave(
        self,
        writer: ThreadPoolExecutor,
        leases: Leases,
        leading: asyncio.Task[None] | None,
        sharing: Sharing,
    ) -> None:
        """Stop everything, and give the leases back when nothing is written any more."""
        await ended([*filter(None, [leading]), *sharing.tasks])
        await asyncio.get_running_loop().run_in_executor(writer, lambda: None)
        await in_thread(leases.close)

    async def _fill(self, writer: ThreadPoolExecutor) -> None:
        """Fill the view as the one that leads: all of it, or as far as no site is given to somebody."""
        runner = self.runner
        while True:
            generation = await runner.opened(writer)
            if not runner.projection.is_by_site:
                await runner.fill(writer, generation)
            elif await self._is_one(writer, generation):
                await self._fill_alone(writer, generation)
            else:
                await self._until_switched(generation)
            runner.store.release(generation.number)

    async def _is_one(self, writer: ThreadPoolExecutor, generation: Generation) -> bool:
        """Tell whether a view by site is filled as a whole still."""
        positions = await asyncio.get_running_loop().run_in_executor(writer, generation.positions)
        return WHOLE in positions

    async def _fill_alone(self, writer: ThreadPoolExecutor, generation: Generation) -> None:
        """Fill a view by site in one feed, until there are others to share the sites with."""
        filling = asyncio.create_task(self.runner.fill(writer, generation))
        try:
            while not filling.done() and self._members == 1:
                await asyncio.wait([filling], timeout=LOOK_EVERY_S)
            if filling.done():
                filling.result()
                return
        finally:
            await ended([filling])
        sites = await sites_of(self._ledger)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(writer, generation.split, sites, self._clock.now())
        log.info("projection.shared", view=self.runner.projection.name, sites=len(sites))

    async def _until_switched(self, generation: Generation) -> None:
        """Wait until another generation is served."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if await in_thread(self.runner.store.active) != generation.number:
                return
