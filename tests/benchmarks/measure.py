"""A measured row: what was done, how often a second, how long each took, and what it has to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.targets import Target, Verdict


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table.

    Arguments:
        key: the row's short name.
        what: what was done, in words.
        rates: so many a second, one for each repeat; empty where only latencies or memory were measured.
        latencies_s: seconds each took, all repeats together, where single ones were timed.
        beside: the keys of the rows it is compared with, where no target names them.
        of: how many were done in one repeat.
        targets: what it has to reach.
        memory_mb: megabytes of resident memory, where that was measured.
    """

    key: str
    what: str
    rates: tuple[float, ...] = ()
    latencies_s: tuple[float, ...] = ()
    beside: tuple[str, ...] = ()
    of: int = 0
    targets: tuple[Target, ...] = ()
    memory_mb: float | None = None

    @property
    def rate(self) -> float | None:
        """The median of the repeats."""
        return median(self.rates) if self.rates else None

    def percentile_ms(self, share: float) -> float | None:
        """Give the latency that this share of them does not exceed, in milliseconds."""
        if not self.latencies_s:
            return None
        ordered = sorted(self.latencies_s)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def ratios(self, others: Mapping[str, Measure]) -> dict[str, float]:
        """Give how many times the rate of each compared row this one reaches."""
        found = {}
        for key in self.beside:
            other = others.get(key)
            if self.rate is not None and other is not None and other.rate:
                found[key] = self.rate / other.rate
        return found

    def verdicts(self, others: Mapping[str, Measure]) -> list[Verdict]:
        """Tell how it stands to each of its targets."""
        return [Verdict(target, target.reached(self, others)) for target in self.targets]
