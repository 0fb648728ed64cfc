"""The real command in processes of its own: asked once, or staying up as a whole installation."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from answerable_services.cli.main import app
from answerable_services.cli.services import SERVICES
from tests.services.forked import ForkedCommand

COMMAND = (sys.executable, "-m", "answerable_services.cli")

IS_LINUX = sys.platform == "linux"

START_WITHIN_S = 120.0
END_WITHIN_S = 30.0


def environment(**variables: str) -> dict[str, str]:
    """The surroundings of a command: this checkout, any free ports, nothing of the caller's settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ANSWERABLE_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "COLUMNS": "300",
        "ANSWERABLE_CONSOLE_PORT": "0",
        "ANSWERABLE_INTAKE_PORT": "0",
        # Several centres share a machine here: a page that waits long tells of that, and not of the centre.
        "ANSWERABLE_PAGE_WAIT_S": "20",
        **variables,
    }


def until(
    condition: Callable[[], Any], what: str | Callable[[], str], within_s: float = END_WITHIN_S
) -> None:
    """Wait for a condition, failing after the deadline with what was waited for."""
    deadline = time.monotonic() + within_s
    while not condition():
        late = time.monotonic() >= deadline
        assert not late, f"{what() if callable(what) else what}: not within {within_s:g} s"
        time.sleep(0.05)


@dataclass(frozen=True)
class CommandResult:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output; anything else there fails."""
        return json.loads(self.out)


def answerable(*arguments: str | Path, cwd: Path | None = None, **variables: str) -> CommandResult:
    """Run the command to its end, in a process of its own; a traceback or a warning is never an answer."""
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        process = ForkedCommand([*map(str, arguments)], out, err, environment(**variables), cwd or Path.cwd())
        try:
            status = process.wait(START_WITHIN_S)
        finally:
            if process.poll() is None:
                process.kill()
        return _told(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def program(*arguments: str) -> CommandResult:
    """The same, started as a person does: Python loads all of it."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=START_WITHIN_S,
        check=False,
    )
    return _told(done.returncode, done.stdout, done.stderr)


def _told(status: int, out: str, err: str) -> CommandResult:
    for text in (out, err):
        assert "Traceback" not in text, text
        assert "Warning" not in text, text
    return CommandResult(status, out, err)


def inside(*arguments: str | Path) -> CommandResult:
    """Run the command in this process: the same code in a tenth of the time, for the many small cases.

    An exception that would be a traceback in a process of its own fails the test.
    """
    result = CliRunner().invoke(app, [*map(str, arguments)], prog_name="answerable", catch_exceptions=False)
    return CommandResult(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Process:
    """A process as the kernel lists it (Linux)."""

    pid: int
    parent: int
    name: str

    @property
    def service(self) -> str | None:
        """The service it runs, which has given it its name."""
        return self.name if self.name in SERVICES else None


def processes() -> Iterator[Process]:
    """Everything that runs (Linux); what has ended and is only waited for does not count."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            named, _, told = (folder / "stat").read_text().rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, parent = told.split()[:2]
        if state not in "ZX":
            yield Process(int(folder.name), int(parent), named.partition("(")[2])


def living(pids: set[int]) -> set[int]:
    """Those of the processes that have not ended."""
    return {process.pid for process in processes() if process.pid in pids}


class Centre:
    """An installation that stays up: server, services and pages below one supervisor.

    Arguments:
        data: its directory.
        process: ``answerable up``.
        document: what it printed when everything was there.
    """

    def __init__(self, data: Path, process: ForkedCommand, document: Any, messages: Path) -> None:
        self.data = data
        self.process = process
        self.document = document
        self._messages = messages

    @property
    def messages(self) -> str:
        """What it has told people so far."""
        return self._messages.read_text(encoding="utf-8")

    @property
    def commands(self) -> str:
        """Where it takes commands by HTTP."""
        found = re.search(r"commands by HTTP: (http://\S+)/openapi\.json", self.messages)
        assert found is not None, self.messages
        return found[1]

    def ask(self, *arguments: str | Path) -> CommandResult:
        """Run a command on this installation."""
        return inside(*arguments, "--data", self.data)

    def descendants(self) -> dict[int, Process]:
        """All processes below the supervisor, by their ids (Linux)."""
        known = list(processes())
        found: dict[int, Process] = {}
        parents = {self.process.pid}
        while parents:
            children = {process.pid: process for process in known if process.parent in parents}
            found |= children
            parents = set(children)
        return found

    def services(self) -> dict[str, int]:
        """The process of each service (Linux)."""
        return {p.service: p.pid for p in self.descendants().values() if p.service is not None}

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the supervisor a signal, and give its exit status."""
        self.process.send_signal(number)
        return self.process.wait(END_WITHIN_S)


@contextmanager
def up(data: Path, *arguments: str, **variables: str) -> Iterator[Centre]:
    """Start an installation, wait for its summary, and end it in the end: well, and nothing outlives it."""
    output, messages = data.with_name(f"{data.name}.out"), data.with_name(f"{data.name}.err")
    words = ["up", "--json", "--data", str(data), *arguments]
    process = ForkedCommand(words, output, messages, environment(**variables), Path.cwd())
    try:
        until(lambda: process.poll() is not None or _is_whole(output), "up", START_WITHIN_S)
        assert process.poll() is None, messages.read_text(encoding="utf-8")
        centre = Centre(data, process, json.loads(output.read_bytes()), messages)
        yield centre
        if process.poll() is None:
            below = set(centre.descendants()) if IS_LINUX else set()
            assert centre.end() == 0
            assert living(below) == set()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(END_WITHIN_S)


def _is_whole(output: Path) -> bool:
    try:
        json.loads(output.read_bytes())
    except ValueError:
        return False
    return True


def is_answering(url: str) -> bool:
    """Tell whether a page is served."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
