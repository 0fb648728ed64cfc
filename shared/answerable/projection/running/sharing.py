"""Sharing a view's sites among the instances of a service: each fills as many as fall to it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from answerable.errors import Superseded
from answerable.projection.running.sites import sites_of
from answerable.projection.running.tasks import ended, in_thread
from answerable.projection.writing.own_tables import UNKNOWN_SITES, WHOLE

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from answerable.ledger.store.ledger import Ledger
    from answerable.projection.running.leases import Leases
    from answerable.projection.running.runtime import Runner
    from answerable.projection.views.generation import Generation

log = structlog.get_logger()


def share_of(sites: int, members: int) -> int:
    """Tell how many sites one instance takes at most, so that together they take all."""
    return -(-sites // max(1, members))


class Sharing:
    """The sites that this instance fills, each under a lease and from a feed of its own.

    Arguments:
        runner: fills them.
        ledger: tells which sites there are.
        leases: of this instance.
        writer: the thread that the view is written in.
    """

    def __init__(self, runner: Runner, ledger: Ledger, leases: Leases, writer: ThreadPoolExecutor) -> None:
        self._runner = runner
        self._ledger = ledger
        self._leases = leases
        self._writer = writer
        self._generation: int | None = None
        self._sites: dict[str, asyncio.Task[None]] = {}

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """What runs for the sites of this instance."""
        return list(self._sites.values())

    async def balance(self, members: int) -> None:
        """Take sites that nobody has, or give some back, until this instance has its share.

        Arguments:
            members: how many instances there are.

        Raises:
            DBAPIError: the database is away.
            Unavailable: the ledger is.
            Superseded: the leases are lost.
        """
        await self._clear_ended()
        generation = await in_thread(self._shared)
        number = None if generation is None else generation.number
        if number != self._generation:
            await self._give_back(list(self._sites))
            self._generation = number
        if generation is None:
            return
        sites = await sites_of(self._ledger)
        known = sorted({*sites, *await in_thread(generation.positions)} - {UNKNOWN_SITES})
        share = share_of(len(known), members)
        await self._give_back(list(self._sites)[share:])
        for site in known:
            if len(self._sites) >= share:
                break
            if site not in self._sites and await in_thread(self._leases.acquire, site):
                log.info("site.taken", view=self._runner.projection.name, site=site)
                self._sites[site] = asyncio.create_task(self._fill(generation, site))

    def _shared(self) -> Generation | None:
        """Give the served generation where its sites are shared, and by this version."""
        store = self._runner.store
        number = store.active()
        if number is None:
            return None
        generation = store.generation(number)
        if not generation.is_of(self._runner.projection.version) or WHOLE in generation.positions():
            return None
        return generation

    async def _fill(self, generation: Generation, site: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._writer, generation.open_partition, site)
        await self._runner.fill(self._writer, generation, site)

    async def _clear_ended(self) -> None:
        """Give back the sites whose filling ended: the view was switched, or somebody else moved them on."""
        for site, task in list(self._sites.items()):
            if task.done():
                try:
                    task.result()
                except Superseded as error:
                    log.warning("site.superseded", site=site, reason=error.message)
                await self._give_back([site])

    async def _give_back(self, sites: list[str]) -> None:
        """Stop filling sites, and let go of them when nothing is written for them any more."""
        if not sites:
            return
        await ended([self._sites[site] for site in sites])
        await asyncio.get_running_loop().run_in_executor(self._writer, lambda: None)
        for site in sites:
            del self._sites[site]
            await in_thread(self._leases.release, site)
            log.info("site.given_back", view=self._runner.projection.name, site=site)
