"""The sweeper: writes misses, and who was told of what, into the ledger through intake, each exactly once.

A miss is asked for under a key that follows from its callback and its moment, and the command says the
same whoever makes it: after a crash, from two instances, or before the view shows the first one,
a repeat is known to intake as one and writes nothing. A reminder happens when it is given, whenever that is:
it has no key, and intake refuses who was told before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

import structlog

from answerable.commands.base import Command
from answerable.errors import AnswerableError, Busy, Invalid, Unavailable
from answerable.service.rounds import Asks, rounds
from answerable.streams.case.commands import WithdrawMiss
from answerable.streams.obligation.commands import WithdrawMiss as WithdrawOwed
from answerable.streams.reminder.commands import Give, Lapse

log = structlog.get_logger()

REFUSED_FOR = 60
"""Sweeps, an hour of them, in which a miss that intake refused is not asked for again."""


def key_of(miss: Command) -> str:
    """Give the key of a miss, or of its taking back: of one matter and one moment.

    A corrected delivery has a callback due anew, and a corrected limit ends anew: the moment is part of it.
    The moment stands for the due day: no two days of one calendar have the same. So a repeat that intake
    answers from memory is of a miss that is on record, and that holds again when its day is due again.
    """
    if isinstance(miss, Give):
        return f"remind:{miss.target}:{miss.trigger}"
    what = "back" if isinstance(miss, WithdrawMiss | WithdrawOwed) else "miss"
    at = "" if miss.occurred_at is None else f":{miss.occurred_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{what}:{miss.target}{at}"


async def _ask_for(miss: Command, caller: Asks) -> None:
    """Have it recorded, a miss also where somebody has used its key for another command on the matter.

    Without a key too it is recorded once: intake takes each due day and each limit as missed once.
    """
    if isinstance(miss, Give | Lapse):
        await caller.command(miss)
        return
    try:
        await caller.command(miss, key=key_of(miss))
    except Invalid as error:
        if error.rule != "idempotency-key":
            raise
        await caller.command(miss)


class Sweeper:
    """Looks for what was missed, from start to stop.

    Arguments:
        missed: lists what was missed by now and is not in the view as such, in order.
        caller: gives what carries commands to intake, while the service runs.
        is_caught_up: tells whether the view has everything that is in the ledger.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        missed: Callable[[], Awaitable[Sequence[Command]]],
        caller: Callable[[], Asks],
        is_caught_up: Callable[[], Awaitable[bool]],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._missed = missed
        self._caller = caller
        self._is_caught_up = is_caught_up
        self._pause = pause
        self._sweeps = 0
        self._refused_in: dict[str, int] = {}

    async def sweep(self) -> int:
        """Have everything that was missed by now recorded, in order.

        One that intake refuses does not hold up the others and is asked for again an hour later: its
        matter has ended meanwhile and the view will show it, or a person has to look.

        Returns:
            How many misses intake has recorded, now or when it was asked before.

        Raises:
            Unavailable: intake is away; what is missing is still missed at the next sweep.
            Busy: the same.
        """
        self._sweeps += 1
        recorded = 0
        caller = self._caller()
        for miss in await self._to_ask_for():
            try:
                await _ask_for(miss, caller)
            except (Unavailable, Busy):
                raise
            except AnswerableError as error:
                log.warning("due.miss_refused", matter=miss.target, reason=error.message)
                self._refused_in[key_of(miss)] = self._sweeps
            else:
                recorded += 1
        if recorded:
            log.info("due.misses_recorded", count=recorded)
        return recorded

    async def owed(self) -> int:
        """Count the misses that the next sweep will ask for."""
        return len(await self._to_ask_for())

    async def _to_ask_for(self) -> list[Command]:
        """Give what was missed, but for what intake refused lately."""
        return [
            miss
            for miss in await self._missed()
            if self._sweeps - self._refused_in.get(key_of(miss), -REFUSED_FOR) >= REFUSED_FOR
        ]

    async def run(self) -> None:
        """Sweep once the view has caught up, and from then on whenever the pause ends, for ever."""
        await rounds(self.sweep, self._is_caught_up, self._pause, of="what was missed")
