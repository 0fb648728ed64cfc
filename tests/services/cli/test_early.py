"""What services are forked from, when it is forked from the command itself."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.cli.running import IS_LINUX, environment

pytestmark = pytest.mark.skipif(not IS_LINUX, reason="only there it is forked")

UNUSED = """
from answerable_services.cli.early import fork

print(fork().pid)
"""

TOLD = """
import asyncio, sys
from pathlib import Path

from answerable_services.cli.early import Told, fork


async def told(early):
    nursery = await Told.of(early, Path(sys.argv[1]))
    nursery.stdin.write(b"no assignment\\n")
    said = await nursery.stdout.read()
    print(said, await nursery.wait(), nursery.returncode)


asyncio.run(told(fork()))
"""


def _run(program: str, *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stderr == ""
    return ended.stdout


async def test_it_ends_with_a_command_that_starts_nothing() -> None:
    """A command that is refused before it starts a service leaves no process behind, without a word."""
    pid = int(await asyncio.to_thread(_run, UNUSED))

    async with asyncio.timeout(30):
        while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
            await asyncio.sleep(0.02)


def test_what_it_cannot_do_stands_in_its_log(tmp_path: Path) -> None:
    """It ends by an assignment that is none, with the reason in the log that it was told."""
    log = tmp_path / "up.log"

    said = _run(TOLD, os.fspath(log))

    assert said.split() == ["b''", "1", "1"]
    assert "ValidationError" in log.read_text(encoding="utf-8")
