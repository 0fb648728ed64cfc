"""A real centre whose clock goes along with what is sent to it, and that is swept as it goes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast
from unittest.mock import patch

from answerable.commands.base import BulkItem, BulkOutcome, Command
from answerable.events.base import IMPORT_PREFIX, Event
from answerable.events.cloudevents import decode
from answerable.identity import Credential, Keys, Owner, Principal
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.ledger import Ledger
from answerable.messaging.client import Caller
from answerable.projection.writing.testing import View
from answerable_services.callbacks.answers import Answers
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.owed.projection import OwedProjection
from answerable_services.callbacks.owed.recording import owed_to_record
from answerable_services.callbacks.projection import CallbacksProjection
from answerable_services.callbacks.sweeper import Sweeper
from tests.importing.centre import running_centre, send
from tests.kinds.by_hand.acts import Act
from tests.services.callbacks.given import SCHEDULES

SAID_BY_THE_MACHINE = frozenset({"case.miss_limit", "callback.miss"})
"""What a simulation says itself of what was missed: here the sweeper has to find it."""

_SETTLES = 400
"""Sweeps behind one another, at most: what recurs is led on by one period in each."""


class MovedClock:
    """A clock that stands where it was put.

    Arguments:
        at: where it stands first.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def put(self, at: datetime) -> None:
        """Put it to a moment; it never goes back."""
        self.at = max(self.at, at)


class SweptCentre:
    """A real intake on a real ledger, and what the service `callbacks` does about it by a clock of ours.

    Arguments:
        data: the installation's directory.
        caller: asks intake.
        clock: tells intake and the sweeper when it is.
    """

    def __init__(self, data: Path, caller: Caller, clock: MovedClock) -> None:
        self.clock = clock
        self.events: list[Event] = []
        self.acts: list[Act] = []
        self._caller = caller
        self._ledger = Ledger(cast("LedgerClient", caller._client))
        self._position = 0
        self._views = View(CallbacksProjection(SCHEDULES), clock), View(OwedProjection(), clock)
        proof = Credential(Principal(id=ACTOR), partial(Keys(data / "identity").of, Owner.CALLBACKS))
        sweeping = Caller(caller._client, proof, timeout_s=60)
        self._sweeper = Sweeper(self._found, lambda: sweeping, _yes)

    async def send(self, items: Sequence[BulkItem], at: datetime) -> list[BulkOutcome]:
        """Have commands carried out at a moment, and remember those that intake accepted."""
        self.clock.put(at)
        outcomes = await send(self._caller, items)
        self.acts += [
            Act(item.name, outcome.id or "", item.body, self.clock.at, item.key.startswith(IMPORT_PREFIX))
            for item, outcome in zip(items, outcomes, strict=True)
            if outcome.status == 200
        ]
        return outcomes

    async def sweep(self, at: datetime) -> None:
        """Sweep at a moment, until there is nothing left to record."""
        self.clock.put(at)
        for _ in range(_SETTLES):
            await self._catch_up()
            if not await self._sweeper.sweep():
                return
        raise AssertionError("it asks again and again for the same")

    async def _catch_up(self) -> None:
        found: list[Event] = []
        async with (
            self._ledger.follow(start=self._position) as feed,
            contextlib.aclosing(feed.batches(idle_s=0.01)) as batches,
        ):
            async for batch in batches:
                for message in batch:
                    self._position = message.sequence
                    found.append(decode(message.body))
                if feed.unread == 0:
                    break
        self.events += found
        for view in self._views:
            view.given(found)

    async def _found(self) -> list[Command]:
        of_calls, of_rules = self._views
        with of_calls.connect() as connection:
            found = list(Answers(SCHEDULES, self.clock).missed(connection))
        with of_rules.connect() as connection:
            return [*found, *owed_to_record(connection, self.clock.at)]

    def close(self) -> None:
        for view in self._views:
            view.close()


async def _yes() -> bool:
    return True


@contextlib.asynccontextmanager
async def swept_centre(data: Path, at: datetime) -> AsyncIterator[SweptCentre]:
    """Run a centre whose clock stands where it is put.

    Arguments:
        data: the installation's directory, made for this.
        at: where its clock stands first.
    """
    clock = MovedClock(at)
    with patch("answerable.service.running.clock_of", return_value=clock):
        async with running_centre(data) as caller:
            centre = SweptCentre(data, caller, clock)
            try:
                yield centre
            finally:
                centre.close()
