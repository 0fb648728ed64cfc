"""What a running projection can say about itself: counters that only grow, a rate, and where it stands."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_OVER_S = 10.0
"""Seconds that a rate looks back."""


class Progress:
    """The figures of one projection in this process, for status, metrics and pages.

    The counters begin with the process and never shrink. Any thread may read them; one writes.

    Arguments:
        monotonic: gives seconds that only grow.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began = monotonic()
        self._seconds: deque[tuple[int, int]] = deque(maxlen=round(RATE_OVER_S) + 1)
        self.events_total = 0
        """Events that were taken or passed."""
        self.batches_total = 0
        """Batches that were written."""
        self.parked_total = 0
        """Events that could not be taken when the feed brought them."""
        self.seconds_total = 0.0
        """Seconds that all batches took."""
        self.feed_renewals = 0
        """How often a feed was begun anew after a gap, a silence or an error."""
        self.pending: int | None = None
        """Events that wait for the view; None where the server has not said yet."""
        self.error: str | None = None
        """Why the view does not move at present, where it does not."""

    def wrote(self, events: int, seconds: float) -> None:
        """Take note of a batch.

        Arguments:
            events: how many it had.
            seconds: how long it took.
        """
        self.events_total += events
        self.batches_total += 1
        self.seconds_total += seconds
        second = int(self._monotonic())
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + events)
        else:
            self._seconds.append((second, events))

    @property
    def rate(self) -> float:
        """Events a second over the last ten seconds, or since the start where that is less ago."""
        now = self._monotonic()
        since = now - RATE_OVER_S
        events = sum(count for second, count in tuple(self._seconds) if second >= since)
        return events / max(1.0, min(RATE_OVER_S, now - self._began))
