"""Counting where every microsecond counts: plain numbers, read when somebody asks."""

from __future__ import annotations

from bisect import bisect_left

from answerable.telemetry.figures import Buckets


class Spread:
    """Counts values by the bucket that they fall into; written by one thread, read by any.

    Arguments:
        bounds: the buckets' upper bounds, inclusive, ascending; beyond the last one there is one more.
    """

    def __init__(self, *bounds: float) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    @property
    def buckets(self) -> Buckets:
        """What was counted so far."""
        return Buckets(self._bounds, tuple(self._counts), self._sum)
