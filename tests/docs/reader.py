"""A reader who does what a page says: blocks run in order, and some of them stay up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Self

from answerable.ledger.server import machine

WITHIN_S = 120
_END_WITHIN_S = 30


def until(condition: Callable[[], bool], what: Callable[[], str], within_s: float = WITHIN_S) -> None:
    """Wait for a condition, failing after the deadline with what was seen, or sooner where that fails."""
    deadline = time.monotonic() + within_s
    while not condition():
        seen = what()
        assert time.monotonic() < deadline, seen
        time.sleep(0.05)


class Reader:
    """A person in a directory, with terminals; whatever stays up ends when the reader leaves.

    Arguments:
        directory: where they stand; ``cd`` in a block moves them.
        variables: beside those of the test's own process.
    """

    def __init__(self, directory: Path, **variables: str) -> None:
        self.directory = directory
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ANSWERABLE_")},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "ANSWERABLE_INTAKE_PORT": str(machine.free_port()),
            "ANSWERABLE_CONSOLE_PORT": str(machine.free_port()),
            **variables,
        }
        self._home = directory
        self._numbers = count(1)
        self._staying: list[tuple[subprocess.Popen[bytes], Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """End whatever stays up, the latest first."""
        while self._staying:
            process, _ = self._staying.pop()
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=_END_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, text: str) -> subprocess.CompletedProcess[str]:
        """Run a block to its end, and stand where it leaves off."""
        here = self._home / ".here"
        script = f"trap 'pwd > {here}' EXIT\n" + text.replace(
            "127.0.0.1:8081", f"127.0.0.1:{self.environment['ANSWERABLE_INTAKE_PORT']}"
        )
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        self.directory = Path(here.read_text().strip())
        return ended

    def start(self, text: str) -> Callable[[], str]:
        """Start a block in a terminal of its own, and give what tells its output so far."""
        output = self._home / f"terminal-{next(self._numbers)}.txt"
        *before, last = text.splitlines()
        with output.open("wb") as file:
            process = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", "\n".join([*before, f"exec {last}"])],
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        self._staying.append((process, output))

        def said() -> str:
            text = output.read_text(encoding="utf-8")
            assert process.poll() is None, text
            return text

        return said

    def kill(self) -> None:
        """Kill what was started last, as a crash would."""
        process, _ = self._staying[-1]
        process.kill()
        process.wait()
