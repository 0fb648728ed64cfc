"""The writer's time: when something is recorded, and whether the clock that says so can be trusted.

A ledger whose times run backwards, or of another year, cannot be mended afterwards. So the clock is compared
with the time at which the last event was recorded, and, where it is the machine's, with the server's own.
Between two questions the server's time is reckoned by a clock that nobody can set, so that comparing costs
nothing, and a question is asked again before anything is refused.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from answerable.clock import Clock, StartedClock, SystemClock
from answerable.errors import AnswerableError, WrongClock
from answerable.events.cloudevents import recorded_at_in
from answerable.events.subjects import EVERYTHING
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.queries.intake import ClockState

ASK_EVERY_S = 10.0
"""Seconds for which the server's time is reckoned from its last answer."""

log = structlog.get_logger()


class Timekeeper:
    """Tells when something is recorded, and refuses to where that cannot be trusted.

    A clock that was set to a moment, as the sample centre's, is no machine's: it is not compared with the
    server's, and goes on from the last event where it was started before that.

    Arguments:
        clock: the writer's.
        ledger: the ledger it writes to, whose server has a clock too.
        tolerance: by how much the writer's clock may differ.
        passed: seconds since some moment, by a clock that nobody can set.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        tolerance: timedelta,
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._ledger = ledger
        self._tolerance = tolerance
        self._allowed = f"more than {tolerance.total_seconds():g} s (ANSWERABLE_CLOCK_TOLERANCE_S)"
        self._passed = passed
        self._is_the_machines = isinstance(clock, SystemClock)
        self._last: datetime | None = None
        self._has_begun = False
        self._servers: tuple[datetime, float] | None = None
        self._asked_at: float | None = None
        self._told: str | None = None

    def now(self) -> datetime:
        """Give the time that is recorded: the clock's, and never one before the last event's."""
        now = self._clock.now()
        return now if self._last is None or now >= self._last else self._last

    def recorded(self, moment: datetime | None) -> None:
        """Take note that something is recorded at a moment; nothing comes before it from now on."""
        if moment is not None and (self._last is None or moment > self._last):
            self._last = moment

    def heard(self, messages: Sequence[Recorded]) -> None:
        """Take note of what stands in the ledger, whoever wrote it."""
        if messages:
            self.recorded(recorded_at_in(messages[-1].body))

    async def check(self) -> None:
        """See whether the clock can be trusted.

        Raises:
            WrongClock: it cannot, and nothing may be recorded.
            Unavailable: the ledger does not answer.
        """
        await self._learn()
        if self._told is None and self._fault(*self._compared()) is None:
            return
        if (fault := (await self.state()).fault) is not None:
            raise WrongClock(fault)

    async def state(self) -> ClockState:
        """Compare the clock; what is found is logged once.

        Raises:
            Unavailable: the ledger does not answer, so that its last event is not known.
        """
        await self._learn()
        if self._is_the_machines and self._fault(*self._compared()) is not None:
            # The machine may have slept, or the server's clock may have been put right.
            await self._ask()
        now, behind, ahead = self._compared()
        fault = self._fault(now, behind, ahead)
        if fault is None and self._told is not None:
            log.info("clock.trusted")
        elif fault is not None and self._told is None:
            log.error("clock.wrong", reason=fault)
        self._told = fault
        return ClockState(
            at=now,
            tolerance_s=self._tolerance.total_seconds(),
            behind_last_s=behind.total_seconds(),
            ahead_of_server_s=None if ahead is None else ahead.total_seconds(),
            fault=fault,
        )

    async def _learn(self) -> None:
        """Know the last event, and the server's time as of a few seconds ago."""
        if not self._has_begun:
            await self._begin()
        if self._is_the_machines and (
            self._asked_at is None or self._passed() - self._asked_at > ASK_EVERY_S
        ):
            await self._ask()

    async def _begin(self) -> None:
        last = await self._ledger.reader.last(EVERYTHING)
        self.heard(() if last is None else (last,))
        if self._last is not None and isinstance(self._clock, StartedClock):
            self._clock.go_on_from(self._last)
        self._has_begun = True

    async def _ask(self) -> None:
        """Ask the server what time it is; one that does not answer now is asked again later."""
        began = self._passed()
        self._asked_at = began
        try:
            at = (await self._ledger.status()).at
        except AnswerableError as error:
            log.debug("clock.not_compared", reason=error.message)
            return
        self._servers = None if at is None else (at, (began + self._passed()) / 2)

    def _compared(self) -> tuple[datetime, timedelta, timedelta | None]:
        """Tell the clock's time, how far it is behind the last event, and how far ahead of the server's."""
        now = self._clock.now()
        behind = timedelta() if self._last is None else max(self._last - now, timedelta())
        ahead: timedelta | None = None
        if self._servers is not None:
            at, then = self._servers
            ahead = now - at - timedelta(seconds=self._passed() - then)
        return now, behind, ahead

    def _fault(self, now: datetime, behind: timedelta, ahead: timedelta | None) -> str | None:
        if ahead is not None and abs(ahead) > self._tolerance:
            side = "ahead of" if ahead > timedelta() else "behind"
            return (
                f"the writer's clock, {_shown(now)}, is {_span(ahead)} {side} the NATS server's, "
                f"{_shown(now - ahead)}: {self._allowed}, so nothing is written; set the one that is wrong"
            )
        if behind > self._tolerance:
            return (
                f"the writer's clock, {_shown(now)}, is {_span(behind)} behind the ledger's last event, "
                f"recorded at {_shown(now + behind)}: {self._allowed}, so nothing is written; set the clock, "
                "or, where that event was recorded by a clock that was ahead, read docs/reference/settings.md"
            )
        return None


def _shown(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _span(span: timedelta) -> str:
    seconds = abs(span).total_seconds()
    return f"{seconds:.1f} s" if seconds < timedelta(days=1).total_seconds() else f"{abs(span).days} d"
