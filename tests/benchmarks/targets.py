"""What a row has to reach: a ratio to another row of the same run, a latency, or a size of memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tests.benchmarks.measure import Measure


class Target(Protocol):
    """Something that a row has to reach."""

    def __str__(self) -> str:
        """Say what, in a few words."""
        ...

    def reached(self, row: Measure, others: Mapping[str, Measure]) -> float | None:
        """Give what the row reaches, in the target's own unit; None where it was not measured."""
        ...

    def is_met(self, reached: float) -> bool:
        """Tell whether that is enough."""
        ...

    def shown(self, reached: float) -> str:
        """Write what was reached, with its unit."""
        ...


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many times the rate of another row.

    Arguments:
        times: how many, at least.
        of: the other row's key.
    """

    times: float
    of: str

    def __str__(self) -> str:
        return f"at least {self.times:g} × {self.of}"

    def reached(self, row: Measure, others: Mapping[str, Measure]) -> float | None:
        """Give the ratio of the rates."""
        other = others.get(self.of)
        return None if row.rate is None or other is None or not other.rate else row.rate / other.rate

    def is_met(self, reached: float) -> bool:
        """Tell whether the ratio is large enough."""
        return reached >= self.times

    def shown(self, reached: float) -> str:
        """Write the ratio."""
        return f"{reached:.2f} ×"


@dataclass(frozen=True, slots=True)
class P99Under:
    """Ninety-nine of a hundred took less.

    Arguments:
        limit_ms: milliseconds.
    """

    limit_ms: float

    def __str__(self) -> str:
        return f"p99 under {self.limit_ms:g} ms"

    def reached(self, row: Measure, _: Mapping[str, Measure]) -> float | None:
        """Give the latency."""
        return row.percentile_ms(0.99)

    def is_met(self, reached: float) -> bool:
        """Tell whether the latency is low enough."""
        return reached < self.limit_ms

    def shown(self, reached: float) -> str:
        """Write the latency."""
        return f"{reached:.1f} ms"


@dataclass(frozen=True, slots=True)
class P99AtMost:
    """Ninety-nine of a hundred took at most so many times as long as those of another row: it is flat.

    Arguments:
        times: how many, at most.
        of: the other row's key.
    """

    times: float
    of: str

    def __str__(self) -> str:
        return f"p99 at most {self.times:g} × {self.of}"

    def reached(self, row: Measure, others: Mapping[str, Measure]) -> float | None:
        """Give the ratio of the latencies."""
        mine = row.percentile_ms(0.99)
        other = others[self.of].percentile_ms(0.99) if self.of in others else None
        return None if mine is None or not other else mine / other

    def is_met(self, reached: float) -> bool:
        """Tell whether the ratio is small enough."""
        return reached <= self.times

    def shown(self, reached: float) -> str:
        """Write the ratio."""
        return f"{reached:.2f} ×"


@dataclass(frozen=True, slots=True)
class MemoryUnder:
    """A process holds less memory.

    Arguments:
        limit_mb: megabytes of resident memory.
    """

    limit_mb: float

    def __str__(self) -> str:
        return f"under {self.limit_mb:g} MB"

    def reached(self, row: Measure, _: Mapping[str, Measure]) -> float | None:
        """Give the memory."""
        return row.memory_mb

    def is_met(self, reached: float) -> bool:
        """Tell whether it is little enough."""
        return reached < self.limit_mb

    def shown(self, reached: float) -> str:
        """Write the memory."""
        return f"{reached:.0f} MB"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a row stands to one of its targets.

    Arguments:
        target: what it has to reach.
        reached: what it reaches; None where that, or what it is compared with, was not measured.
    """

    target: Target
    reached: float | None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where that is not known."""
        return None if self.reached is None else self.target.is_met(self.reached)

    @property
    def measured(self) -> str:
        """What was reached, in words."""
        return "not measured" if self.reached is None else self.target.shown(self.reached)

    @property
    def word(self) -> str:
        """The verdict, in a word."""
        return {None: "-", True: "met", False: "missed"}[self.is_met]
