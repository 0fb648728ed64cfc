"""Watching the views: one that is further than the ledger stops the writer until a person has looked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import structlog
from pydantic import SecretStr

from answerable.errors import Halted, Unavailable
from answerable.ledger.ends import Ends, EndsFile
from answerable.ledger.integrity.guard import Cause, Guard
from answerable.ledger.store.ledger import Ledger
from answerable.projection.ahead import RECHECK_EVERY_S, positions

log = structlog.get_logger()

_CONFIRMED_WITHIN_S = 1.0


class ViewWatch:
    """Compares the views with the ledger, before anything is written and while it is.

    Those that this process can reach it reads itself; services tell of the others.

    Arguments:
        data: the data directory, which keeps what was found.
        views: where views are kept.
        ledger: how far it goes.
        guard: what stops the writer.
    """

    def __init__(self, data: Path, views: Path | SecretStr, ledger: Ledger, guard: Guard) -> None:
        self._file = EndsFile(data)
        self._views = views
        self._ledger = ledger
        self._guard = guard

    async def begin(self) -> None:
        """Look before anything may be written.

        Raises:
            Unavailable: the server does not answer.
        """
        await self._compare(await asyncio.to_thread(positions, self._views))

    async def run(self) -> None:
        """Look again and again until cancelled; while nothing is written, whether a person has confirmed."""
        loop = asyncio.get_running_loop()
        looked = loop.time()
        while True:
            is_halted = self._guard.fault_of(Cause.VIEWS) is not None
            await asyncio.sleep(_CONFIRMED_WITHIN_S if is_halted else RECHECK_EVERY_S)
            try:
                if is_halted:
                    self._lift_where_confirmed()
                if loop.time() - looked >= RECHECK_EVERY_S:
                    looked = loop.time()
                    await self.begin()
            except Unavailable as error:
                log.debug("views.not_compared", reason=error.message)

    async def told(self, view: str, position: int) -> None:
        """Take note of what a service said of its view, where it is so.

        Arguments:
            view: whose.
            position: how far it is.

        Raises:
            Unavailable: the server does not answer.
        """
        await self._compare({view: position})

    async def _compare(self, found: Mapping[str, int]) -> None:
        end = (await self._ledger.status()).last_sequence
        try:
            known = self._file.read()
            now_known = known.with_found(found, end, datetime.now(UTC))
            if now_known is not known:
                self._file.write(now_known)
            self._halt(now_known)
        except Halted as error:
            self._guard.halt(error.message, Cause.VIEWS)

    def _halt(self, ends: Ends) -> None:
        if ends.fault is None or self._guard.fault_of(Cause.VIEWS) is not None:
            return
        log.error("ledger.behind_views", reason=ends.fault)
        self._guard.halt(ends.fault, Cause.VIEWS)

    def _lift_where_confirmed(self) -> None:
        try:
            ends = self._file.read()
        except Halted:
            return
        if ends.fault is not None:
            return
        if ends.confirmations:
            last = ends.confirmations[-1]
            log.warning(
                "ledger.end_confirmed", by=last.by, reason=last.reason, end=last.end, views=last.views
            )
        self._guard.lift(Cause.VIEWS)
