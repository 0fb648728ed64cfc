"""The one clock: what time it is, injected wherever time matters."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; the only source of "now" in the system."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present moment, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and for questions about one moment.

    Arguments:
        at: the moment it always tells; must be aware.
    """

    at: datetime

    def now(self) -> datetime:
        """Return the fixed moment, in UTC."""
        return self.at.astimezone(UTC)


class StartedClock:
    """A clock that was set to a moment when it was made and runs on from there.

    The sample centre lives in the month of its real records; its clock is started there, so
    that "due today" means that month and not this one.

    Arguments:
        start: the moment it tells first; must be aware.
    """

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._made = time.monotonic()

    def now(self) -> datetime:
        """Return the start plus the time that has passed since the clock was made."""
        return self._start + timedelta(seconds=time.monotonic() - self._made)

    def go_on_from(self, moment: datetime) -> None:
        """Go on from a moment that something happened at before, where the clock is not there yet."""
        if moment > self.now():
            self._start, self._made = moment.astimezone(UTC), time.monotonic()
