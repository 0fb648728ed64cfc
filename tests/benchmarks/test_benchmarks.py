"""The benchmark runs: a smoke run measures every row that this machine can, and says nothing about speed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from answerable.events.base import Event
from answerable.ledger.store.recorded import Recorded
from answerable_services.scoring.projection import Scores
from answerable_services.scoring.tables import SUGGESTED
from tests.benchmarks.against import LOADS, Stretch, line_of
from tests.benchmarks.history import copies
from tests.benchmarks.library import Statements, creations
from tests.benchmarks.load import steady
from tests.benchmarks.measure import Measure
from tests.benchmarks.pages import ALL, pages
from tests.benchmarks.report import Report
from tests.benchmarks.targets import AtLeast, MemoryUnder, P99AtMost, P99Under
from tests.soak import in_long_form

ROOT = Path(__file__).parents[2]


def test_a_row_is_changed_by_statements_too() -> None:
    """The library beside does what a view does, by statements: put, change, get, delete."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        for statement in creations():
            connection.execute(statement)
        rows = Statements(connection.cursor(), "?")
        key = {"site": "xm01", "matter": "handover-1"}
        assert not rows.change(SUGGESTED, key, staff="staff-2")
        said = {"event": "e", "fact": "f", "at": datetime(2016, 3, 1, tzinfo=UTC), "behind": date(2016, 3, 1)}
        rows.put(SUGGESTED, **key, **said, staff="staff-1", incoming=None, decisions=0)
        assert rows.change(SUGGESTED, key, staff="staff-2")
        row = rows.get(SUGGESTED, **key)
        assert row is not None
        assert (row["staff"], row["fact"]) == ("staff-2", "f")
        rows.delete(SUGGESTED, **key)
        assert rows.get(SUGGESTED, **key) is None


def report(*rows: Measure) -> Report:
    return Report(rows, "make bench", {}, {}, [])


def cells(table: str) -> list[list[str]]:
    """The rows of a Markdown table, without its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_ratios_stand_beside_the_rate() -> None:
    """A row shows its median, its spread, its latencies, and how it compares with the rows it names."""
    fast = Measure("fast", "ours", (300.0, 100.0, 200.0), (0.001, 0.002), beside=("slow", "absent"))
    slow = Measure("slow", "theirs", (100.0,))

    written = report(fast, slow)
    described = written.document()["rows"][0]

    assert cells(written.table())[0] == ["fast", "ours", "200", "100-300", "2.0", "2.0", "", "2.00 x slow"]
    assert (described["rate"], described["ratios"], described["p99_ms"]) == (200.0, {"slow": 2.0}, 2.0)


def test_targets_are_met_or_missed_or_not_measured() -> None:
    """Each target stands in a line of its own, with what was reached."""
    slow = Measure("slow", "theirs", (100.0,))
    fast = Measure("fast", "ours", (250.0,), (0.04,), targets=(AtLeast(3, "slow"), P99Under(50)))
    alone = Measure("alone", "ours", (1.0,), targets=(AtLeast(2, "absent"),))
    small = Measure("small", "a service", memory_mb=120.0, targets=(MemoryUnder(300),))

    assert cells(report(slow, fast, alone, small).targets()) == [
        ["fast", "ours", "at least 3 × slow", "2.50 ×", "missed"],
        ["fast", "ours", "p99 under 50 ms", "40.0 ms", "met"],
        ["alone", "ours", "at least 2 × absent", "not measured", "-"],
        ["small", "a service", "under 300 MB", "120 MB", "met"],
    ]


def test_flat_is_a_ratio_of_latencies() -> None:
    """A row is flat where it takes at most so many times as long as behind a short history."""
    short = Measure("short", "few", latencies_s=(0.010,))
    long = Measure(
        "long", "many", latencies_s=(0.025,), targets=(P99AtMost(3, "short"), P99AtMost(2, "short"))
    )

    assert [line[3:] for line in cells(report(short, long).targets())] == [
        ["2.50 ×", "met"],
        ["2.50 ×", "missed"],
    ]


def test_every_page_is_asked() -> None:
    """Each question is asked as often as wanted of a view that the projection's own writing filled."""
    rows = list(pages(ALL, 300, 2, "short", None))

    assert [row.key for row in rows] == [f"page-{of.service}-{word}-short" for of in ALL for word in of.asks]
    assert all(len(row.latencies_s) == 2 for row in rows)


def test_filled_views_are_kept(tmp_path: Path) -> None:
    """A view that a directory keeps is not filled again; one of another version, or half filled, is."""
    fills: list[int] = []

    def counted(events: int) -> Iterator[Event]:
        fills.append(events)
        return iter(of.events(events))

    of = next(one for one in ALL if one.service == "scoring")
    kept = replace(of, events=counted)
    newer = replace(kept, projection=type("Newer", (Scores,), {"version": Scores.version + 1}))
    for one in (kept, kept, newer, newer):
        rows = list(pages([one], 300, 1, "short", None, tmp_path))
        assert all(row.latencies_s for row in rows)
    (tmp_path / "scoring-300" / "scores" / "active").unlink()
    list(pages([newer], 300, 1, "short", None, tmp_path))

    assert fills == [300, 300, 300]


async def test_a_steady_load_counts_waiting() -> None:
    """One asker that takes its time holds up what is due behind it, which is timed from when it was due."""
    answered = 0

    async def ask(_body: bytes, _key: str) -> None:
        nonlocal answered
        for _ in range(10):
            await pause()
        answered += 1

    measured = await steady([ask], rate=10_000, seconds=0.01)

    assert answered == len(measured.latencies_s) == 100
    assert max(measured.latencies_s) > min(measured.latencies_s) > 0


async def pause() -> None:
    """Let everything else have a turn."""
    import asyncio

    await asyncio.sleep(0)


def test_copies_are_other_aggregates() -> None:
    """A copied centre has the template's events under its own name, the first of each aggregate checked."""
    template = [
        Recorded(1, "ledger.site1.case.case-site1-1", b'{"id":"case-site1-1.1","by":"staff-site1-a"}'),
        Recorded(2, "ledger.site1.case.case-site1-1", b'{"id":"case-site1-1.2"}'),
        Recorded(3, "ledger.other.case.case-other-1", b"{}"),
    ]

    first, second = copies(template, "site1", 3)

    assert [(one.subject, one.body, one.expected) for one in first] == [
        (
            "ledger.copy000000.case.case-copy000000-1",
            b'{"id":"case-copy000000-1.1","by":"staff-copy000000-a"}',
            0,
        ),
        ("ledger.copy000000.case.case-copy000000-1", b'{"id":"case-copy000000-1.2"}', None),
    ]
    assert [one.subject for one in second] == ["ledger.copy000001.case.case-copy000001-1"]


def test_a_comparison_tells_medians() -> None:
    """One stretch that a busy machine spoilt moves neither the ratio nor the rates; no time is no ratio."""
    pairs = [(Stretch(900, 100), Stretch(1000, 90)), (Stretch(90, 100), Stretch(1000, 90))]
    told = line_of("nats 1", [*pairs, (Stretch(950, 100), Stretch(1000, 120))])

    assert told == "| nats 1 | 900 | 1,000 | 0.900 | 0.090 to 0.950 | 1.000 |"
    assert (
        line_of("nats 1", [(Stretch(2, 0), Stretch(1, 0))])
        == "| nats 1 | 2 | 1 | 2.000 | 2.000 to 2.000 | - |"
    )


@in_long_form
@pytest.mark.server
@pytest.mark.slow
def test_against_itself() -> None:
    """A tree is compared with itself, by each way in: the ratio of two rates, and none is nothing."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.against", str(ROOT), "--pairs", "2", "--seconds", "0.1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    rows = [[one.strip() for one in line.strip("|").split("|")] for line in run.stdout.splitlines()[2:]]
    assert [of for of, *_ in rows] == list(LOADS)
    assert all(float(rate.replace(",", "")) > 0 and float(ratio) > 0 for _, rate, _, ratio, *_ in rows)


@pytest.mark.server
@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.whole
def test_smoke(tmp_path: Path) -> None:
    """The smallest run ends, with a rate, a latency or a size in every row, and writes its files."""
    file, page = tmp_path / "result.json", tmp_path / "page.md"
    page.write_text("# Figures\n\nOf this machine.\n\n## Targets\n\nold\n")
    command = [sys.executable, "-m", "tests.benchmarks", "--smoke", "--million"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "shared", ROOT / "services", ROOT))),
    }
    run = subprocess.run(
        [*command, "--json", str(file), "--markdown", str(page)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    result = json.loads(file.read_text())
    assert result["machine"]["cores"] != "0"
    keys = Counter(row["key"] for row in result["rows"])
    assert set(keys.values()) == {1}
    assert keys.keys() >= {"bulk", "nats-64", "http-64", "catch-up", "visible", "raw-batches", "sqlite-one"}
    assert keys.keys() >= {"catch-up-short", "catch-up-long", "memory-intake", "memory-console"}
    assert all(row["rate"] or row["p99_ms"] is not None or row["memory_mb"] for row in result["rows"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Figures\n\nOf this machine.\n\n## Targets\n\nMade by `make bench ARGS=")
    assert "old" not in text
    assert all(f"| {key} " in text for key in keys)
