"""The measured rows as people and machines read them: two tables, a Markdown page, a JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.measure import Measure

_TARGET_HEADINGS = ("row", "what", "target", "measured", "verdict")
_HEADINGS = ("row", "what", "a second", "min-max", "p50 ms", "p99 ms", "MB", "beside")

_FIGURES = "## Targets"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found.

    Arguments:
        rows: the measured rows.
        command: what made them.
        machine: what it ran on.
        versions: of everything that was measured or measured with.
        notes: what a reader has to know.
    """

    rows: Sequence[Measure]
    command: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    notes: Sequence[str]

    @property
    def _others(self) -> dict[str, Measure]:
        return {row.key: row for row in self.rows}

    def targets(self) -> str:
        """Write the rows that have something to reach, and whether they do, as a Markdown table."""
        return _markdown(
            _TARGET_HEADINGS,
            (
                (row.key, row.what, str(verdict.target), verdict.measured, verdict.word)
                for row in self.rows
                for verdict in row.verdicts(self._others)
            ),
        )

    def table(self) -> str:
        """Write all rows as a Markdown table."""
        return _markdown(_HEADINGS, (_cells(row, self._others) for row in self.rows))

    def text(self) -> str:
        """Write everything for a terminal."""
        parts = [
            ", ".join(f"{key}: {value}" for key, value in self.machine.items()),
            ", ".join(f"{key} {value}" for key, value in self.versions.items()),
        ]
        tables = [self.targets(), self.table(), "\n".join(f"- {note}" for note in self.notes)]
        return "\n".join(parts) + "\n\n" + "\n\n".join(tables)

    def page(self, before: str) -> str:
        """Write the page of the documentation, whose own words stay and whose figures are replaced.

        Arguments:
            before: the page as it was.
        """
        machine = ", ".join(f"{key} {value}" for key, value in self.machine.items())
        versions = ", ".join(f"{key} {value}" for key, value in self.versions.items())
        notes = "\n".join(f"- {note}" for note in self.notes)
        return f"""{before.partition(_FIGURES)[0]}{_FIGURES}

Made by `{self.command}`. Machine: {machine}. Versions: {versions}.

{self.targets()}

## All rows

{self.table()}

{notes}
"""

    def document(self) -> dict[str, Any]:
        """Give everything as one JSON document, every repeat's rate included."""
        others = self._others
        return {
            "command": self.command,
            "machine": dict(self.machine),
            "versions": dict(self.versions),
            "notes": list(self.notes),
            "rows": [_described(row, others) for row in self.rows],
        }


def _described(row: Measure, others: Mapping[str, Measure]) -> dict[str, Any]:
    return {
        "key": row.key,
        "what": row.what,
        "of": row.of,
        "rates": list(row.rates),
        "rate": row.rate,
        "p50_ms": row.percentile_ms(0.5),
        "p99_ms": row.percentile_ms(0.99),
        "memory_mb": row.memory_mb,
        "ratios": row.ratios(others),
        "targets": [
            {"target": str(verdict.target), "reached": verdict.reached, "is_met": verdict.is_met}
            for verdict in row.verdicts(others)
        ],
    }


def _markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
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
        "" if row.memory_mb is None else f"{row.memory_mb:.0f}",
        ratios,
    )
