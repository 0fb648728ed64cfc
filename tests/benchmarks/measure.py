"""A measured row, and the table of them with their ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table.

    Arguments:
        key: the row's short name.
        what: what was done, in words.
        rates: so many a second, one for each repeat; empty where only latencies were measured.
        latencies_s: seconds each took, all repeats together, where single ones were timed.
        beside: the keys of the rows it is compared with.
        of: how many were done in one repeat.
    """

    key: str
    what: str
    rates: tuple[float, ...] = ()
    latencies_s: tuple[float, ...] = ()
    beside: tuple[str, ...] = ()
    of: int = 0

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


_HEADINGS = ("row", "what", "a second", "min-max", "p50 ms", "p99 ms", "beside")


def table(measures: Iterable[Measure]) -> str:
    """Write the rows as a Markdown table."""
    rows = list(measures)
    others = {row.key: row for row in rows}
    lines = [_HEADINGS, *(_cells(row, others) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    written.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(written)


def _cells(row: Measure, others: Mapping[str, Measure]) -> tuple[str, ...]:
    p50, p99 = row.percentile_ms(0.5), row.percentile_ms(0.99)
    spread = f"{min(row.rates):,.0f}-{max(row.rates):,.0f}" if row.rates else ""
    ratios = ", ".join(f"{ratio:.2f} x {key}" for key, ratio in row.ratios(others).items())
    return (
        row.key,
        row.what,
        "" if row.rate is None else f"{row.rate:,.0f}",
        spread,
        "" if p50 is None else f"{p50:.1f}",
        "" if p99 is None else f"{p99:.1f}",
        ratios,
    )


def document(
    measures: Iterable[Measure], machine: Mapping[str, str], versions: Mapping[str, str], notes: list[str]
) -> dict[str, Any]:
    """Give everything as one JSON document, every repeat's rate included."""
    rows = list(measures)
    others = {row.key: row for row in rows}
    described = []
    for row in rows:
        fields = asdict(row)
        fields.pop("latencies_s")
        fields |= {"rate": row.rate, "ratios": row.ratios(others)}
        fields |= {"p50_ms": row.percentile_ms(0.5), "p99_ms": row.percentile_ms(0.99)}
        described.append(fields)
    return {"machine": dict(machine), "versions": dict(versions), "notes": notes, "rows": described}
