"""Group commit: single commands that come while others are being written are written together.

A database does the same with transactions: the server's acknowledgement, and the way there and back, cost a
single event about as much as they cost a hundred. But a batch of several takes the server some 10 ms, for it
makes a store for it and removes that again, and a single event takes one or two. So a few are written one by
one, side by side, and only those that come on top of them wait for one another.
"""

from __future__ import annotations

import asyncio

from answerable.errors import Halted, Unavailable
from answerable_services.intake.lane import Lane, Outcome
from answerable_services.intake.request import CommandRequest

_MOST = 100
"""Commands in one group: a command that is refused has the others decided once more."""

_ALONE = 8
"""Commands written one by one at a time."""

_AT_ONCE = 2
"""Groups under way: one is decided while the ledger takes the other."""


class Grouping:
    """Hands single commands to the lane, as many together as have come meanwhile.

    Arguments:
        lane: carries them out.
    """

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._waiting: list[tuple[CommandRequest, asyncio.Future[Outcome]]] = []
        self._writers: set[asyncio.Task[None]] = set()
        self._alone = 0

    async def carry_out(self, asked: CommandRequest) -> Outcome:
        """Carry out one command; a caller who is cancelled does not take it back.

        Raises:
            Conflict: somebody else keeps writing to the same aggregate.
            Unavailable: the ledger does not answer.
            Halted: the ledger was found damaged.
        """
        # Nobody overtakes who waits: what is asked first of a matter is decided first.
        if self._alone < _ALONE and not self._waiting:
            self._alone += 1
            try:
                (result,) = await self._lane.carry_out((asked,))
                return result
            finally:
                self._alone -= 1
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, outcome))
        if len(self._writers) < _AT_ONCE:
            writer = asyncio.create_task(self._write())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        return await outcome

    async def _write(self) -> None:
        """Carry out what waits, group by group, until nothing does."""
        while self._waiting:
            group, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            await self._carry_out(group)

    async def _carry_out(self, group: list[tuple[CommandRequest, asyncio.Future[Outcome]]]) -> None:
        try:
            outcomes = await self._lane.carry_out([asked for asked, _ in group])
        except (Unavailable, Halted) as error:
            _fail(group, error)
        except Exception as error:  # noqa: BLE001  (a fault of our own too is told to whoever met it, and no other)
            if len(group) == 1:
                _fail(group, error)
                return
            # An event too large, or an aggregate that somebody else keeps writing to: not the others' fault.
            for one in group:
                await self._carry_out([one])
        else:
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if not future.done():
                    future.set_result(outcome)


def _fail(group: list[tuple[CommandRequest, asyncio.Future[Outcome]]], error: Exception) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error)
