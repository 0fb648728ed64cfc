"""The process that services are forked from, itself forked from the command that will supervise them.

As a program of its own it would load once more what the command has loaded already, and only after the
command has come so far. Forked as the command begins, it loads what is left while the server starts.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from answerable.ledger.server.machine import death_with_parent
from answerable_services.cli import nursery
from answerable_services.cli.forking import forked


@dataclass(frozen=True)
class Early:
    """A nursery that waits to be told where its log is.

    Arguments:
        pid: its process.
        assignments: the pipe that it hears through.
        news: the pipe that it speaks through.
    """

    pid: int
    assignments: int
    news: int


def fork() -> Early | None:
    """Fork it, before this process has threads, an event loop, or anything else that is its own.

    Returns:
        The nursery; None where there is none, because a fork may not go on with the system's libraries.
    """
    if sys.platform != "linux":
        return None
    arrange = death_with_parent()
    heard, assignments = os.pipe()
    news, spoken = os.pipe()

    def nurse() -> int:
        for mine, descriptor in ((heard, 0), (spoken, 1), (os.open(os.devnull, os.O_WRONLY), 2)):
            os.dup2(mine, descriptor)
            os.close(mine)
        os.close(assignments)
        os.close(news)
        nursery.main(is_told_its_log=True)
        return 0

    pid = forked(nurse, arrange)
    os.close(heard)
    os.close(spoken)
    return Early(pid, assignments, news)


class Told:
    """The nursery as the supervisor has it: what an `asyncio.subprocess.Process` would be.

    Arguments:
        pid: its process.
        stdin: what is written there, it hears.
        stdout: what it says.
    """

    def __init__(self, pid: int, stdin: asyncio.WriteTransport, stdout: asyncio.StreamReader) -> None:
        self._pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self._end: asyncio.Future[int] | None = None

    @classmethod
    async def of(cls, early: Early, log: Path) -> Told:
        """Open the pipes to it, and tell it where its log is."""
        loop = asyncio.get_running_loop()
        stdout = asyncio.StreamReader()
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stdout), os.fdopen(early.news, "rb", buffering=0)
        )
        stdin, _ = await loop.connect_write_pipe(
            asyncio.BaseProtocol, os.fdopen(early.assignments, "wb", buffering=0)
        )
        stdin.write(os.fsencode(log) + b"\n")
        return cls(early.pid, stdin, stdout)

    @property
    def returncode(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs, or nobody waited."""
        return self._end.result() if self._end is not None and self._end.done() else None

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit status."""
        if self._end is None:
            self._end = asyncio.ensure_future(asyncio.to_thread(self._reaped))
        return await asyncio.shield(self._end)

    def _reaped(self) -> int:
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)
