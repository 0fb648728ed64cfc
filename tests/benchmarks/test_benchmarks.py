"""The benchmark runs: a smoke run measures every row that this machine can, and says nothing about speed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import Measure, document, table

ROOT = Path(__file__).parents[2]


def test_ratios_stand_beside_the_rate() -> None:
    """A row shows its median, its spread, its latencies, and how it compares with the rows it names."""
    fast = Measure("fast", "ours", (300.0, 100.0, 200.0), (0.001, 0.002), beside=("slow", "absent"))
    slow = Measure("slow", "theirs", (100.0,))

    written = table([fast, slow]).splitlines()[2]
    described = document([fast, slow], {}, {}, [])["rows"][0]

    assert [cell.strip() for cell in written.strip("|").split("|")] == [
        "fast",
        "ours",
        "200",
        "100-300",
        "2.0",
        "2.0",
        "2.00 x slow",
    ]
    assert (described["rate"], described["ratios"], described["p99_ms"]) == (200.0, {"slow": 2.0}, 2.0)


@pytest.mark.server
@pytest.mark.slow
def test_smoke(tmp_path: Path) -> None:
    """The smallest run ends, with a rate or a latency in every row."""
    file = tmp_path / "result.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--smoke", "--json", str(file)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "shared"), str(ROOT)])}
    run = subprocess.run(
        [*command, "--only", "bulk,single,catch-up,visible,raw,sqlite"],
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
    assert {row["key"] for row in result["rows"]} >= {"bulk", "nats-64", "http-64", "catch-up", "raw-batches"}
    assert all(row["rate"] or row["p99_ms"] is not None for row in result["rows"])
