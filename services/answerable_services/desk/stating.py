"""Has the numbers of reports put on record as soon as the view shows that they were handed in.

Nobody types them. The desk counts them in its view and says up to which place in the ledger; intake takes
them from the desk alone, once for each handing in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog

from answerable.errors import AnswerableError, Busy, Unavailable
from answerable.service.rounds import Asks, rounds
from answerable.streams.report.commands import StateFigures
from answerable_services.desk.report_figures import key_of

log = structlog.get_logger()


class Stating:
    """Looks for reports without numbers, from start to stop.

    Arguments:
        lacking: gives what puts the numbers on record of those that have none, but for some keys.
        caller: gives what carries commands to intake, while the service runs.
        is_caught_up: tells whether the view has everything that is in the ledger.
        pause: waits until the view has moved, or so many seconds.
    """

    def __init__(
        self,
        lacking: Callable[[Collection[str]], Awaitable[Sequence[StateFigures]]],
        caller: Callable[[], Asks],
        is_caught_up: Callable[[], Awaitable[bool]],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._lacking = lacking
        self._caller = caller
        self._is_caught_up = is_caught_up
        self._pause = pause
        self._asked: set[str] = set()

    @property
    def asked(self) -> Collection[str]:
        """The keys of the reports that were asked for, and are not asked for again."""
        return self._asked

    async def state(self) -> int:
        """Have the numbers put on record of what lacks them; gives of how many reports that was done.

        What intake refuses, or has written already while the view does not show it, is not asked for again
        as long as this runs.

        Raises:
            Unavailable: intake is away; what lacks its numbers lacks them at the next look too.
            Busy: the same.
        """
        done = 0
        caller = self._caller()
        for numbers in await self._lacking(self._asked):
            key = key_of(numbers.report, numbers.handed_in)
            try:
                await caller.command(numbers, key=key)
            except (Unavailable, Busy):
                raise
            except AnswerableError as error:
                log.warning("report.figures_refused", report=numbers.report, reason=error.message)
            else:
                done += 1
            self._asked.add(key)
        return done

    async def run(self) -> None:
        """Look whenever the view has moved, for ever."""
        await rounds(self.state, self._is_caught_up, self._pause, of="numbers of reports")
