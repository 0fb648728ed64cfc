"""Short stretches of single commands, each when it is asked for: what `against` runs in a tree.

A line of standard input names a stretch (way, requests in flight, seconds), a line of standard output answers
it (commands a second, and microseconds of processor time a command that intake took).
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import intake, workload
from tests.benchmarks.centre import installed
from tests.benchmarks.load import load
from tests.benchmarks.machine import processor_s

# In trees from before this comparison the function has a name of its module's own.
_ASKERS = vars(intake).get("askers") or vars(intake)["_askers"]

READY = "ready"
"""The line that says that stretches may be asked for."""


async def answer() -> None:
    """Answer for stretches until the input ends."""
    with tempfile.TemporaryDirectory() as name:
        async with installed(Path(name) / "centre") as centre, centre.running("intake") as pid:
            await centre.caller.command(workload.site(), key="benchmark:site")
            print(READY, flush=True)
            while line := await asyncio.to_thread(sys.stdin.readline):
                way, at_once, seconds = line.split()
                async with _ASKERS(centre, int(at_once)) as asking:
                    await load(asking[way], float(seconds) / 10)
                    before = processor_s(pid) or 0.0
                    measured = await load(asking[way], float(seconds))
                    took_s = (processor_s(pid) or 0.0) - before
                us = took_s / len(measured.latencies_s) * 1e6
                print(json.dumps([measured.rate, us]), flush=True)


if __name__ == "__main__":
    asyncio.run(answer())
