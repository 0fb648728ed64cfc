"""Services and commands as processes that are forked from one that has loaded what they need.

Loading Python's modules is nearly all of a start, and all of a short command.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from answerable.ledger.server.machine import death_with_parent

_WITHIN_S = 60.0
_LOOKS_EVERY_S = 0.005

_FORKING = multiprocessing.get_context("forkserver")
# In the process that is forked from, this is about that process.
_with_parent = death_with_parent()

_FORKING.set_forkserver_preload(["tests.services.preloaded", "tests.services.forked"])


def _become(out: str, err: str, variables: Mapping[str, str]) -> None:
    """Have an output and an environment of one's own."""
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        with Path(path).open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(variables)


def _serve(words: tuple[str, ...], log: str, variables: dict[str, str]) -> None:
    """Be a service until the end; everything that it says goes to its log."""
    from answerable_services.cli.main import app

    _become(log, log, variables)
    app(["run", *words], prog_name="answerable")


def _command(words: list[str], out: str, err: str, variables: dict[str, str], directory: str) -> None:
    """Be a command until the end, which comes when that of its parent does."""
    from answerable_services.cli.main import main

    if _with_parent is not None:
        _with_parent()
    _become(out, err, variables)
    os.chdir(directory)
    sys.argv = ["answerable", *words]
    main()


class Forked:
    """One process of a service.

    Arguments:
        service: which.
        log: the file that it writes to, behind what is there.
        variables: its environment, all of it.
        options: of `answerable run`.
    """

    def __init__(self, service: str, log: Path, variables: Mapping[str, str], *options: str) -> None:
        log.touch()
        words = (service, *options)
        self._process = _FORKING.Process(
            target=_serve, args=(words, str(log), dict(variables)), name=service, daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit status.

        It is asked for in the thread that starts processes, and nowhere else: a start looks at all children,
        and of two threads that read one child's status together one finds nothing and calls it 255.
        """
        async with asyncio.timeout(_WITHIN_S):
            while (status := self.returncode) is None:
                await asyncio.sleep(_LOOKS_EVERY_S)
        return status

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(_WITHIN_S)


class ForkedCommand:
    """One process of the command line: what `subprocess.Popen` would be, without loading anything.

    Arguments:
        words: of the command.
        out: the file for its standard output, which is emptied.
        err: the file for its standard error, which is emptied.
        variables: its environment, all of it.
        directory: where it is.
    """

    _TURN = threading.Lock()
    """A start looks at all children: see `Forked.wait`."""

    def __init__(
        self, words: Sequence[str], out: Path, err: Path, variables: Mapping[str, str], directory: Path
    ) -> None:
        for path in (out, err):
            path.write_bytes(b"")
        told = (list(words), str(out), str(err), dict(variables), str(directory))
        self._process = _FORKING.Process(target=_command, args=told, name="answerable", daemon=True)
        with self._TURN:
            self._process.start()

    @property
    def pid(self) -> int:
        """Its id."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Give its exit status, negative for the signal that ended it; None while it runs."""
        with self._TURN:
            return self._process.exitcode

    def wait(self, within_s: float) -> int:
        """Wait until it has ended, and give its exit status."""
        deadline = time.monotonic() + within_s
        while (status := self.poll()) is None:
            assert time.monotonic() < deadline, f"{self.pid} has not ended within {within_s:g} s"
            time.sleep(_LOOKS_EVERY_S)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()
