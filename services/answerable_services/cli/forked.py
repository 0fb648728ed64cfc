"""Services as the supervisor has them: forked from one process that has loaded what they need."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from answerable.errors import Unavailable
from answerable.ledger.server.machine import STOP_WITHIN_S, death_with_parent, end
from answerable_services.cli.early import Early, Told
from answerable_services.cli.nursery import Assignment, News

GONE = -signal.SIGKILL
"""The exit status of a service whose own could not be learnt."""


class Forked:
    """One service's process, which is not this process's own child.

    Arguments:
        pid: its process.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None
        self._ended = asyncio.Event()

    @property
    def returncode(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        return self._status

    def has_ended(self, status: int) -> None:
        """Take note of how it ended."""
        self._status = status
        self._ended.set()

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit status."""
        await self._ended.wait()
        return GONE if self._status is None else self._status

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Nursery:
    """Starts services by forking them; its own process is started with the first, and again where it ended.

    Arguments:
        log: the file for what it has to say itself.
        early: the first such process, where there is one already.
    """

    def __init__(self, log: Path, early: Early | None = None) -> None:
        self._log = log
        self._early = early
        self._process: asyncio.subprocess.Process | Told | None = None
        self._listening: asyncio.Task[None] | None = None
        self._numbers = count(1)
        self._assigned: dict[int, asyncio.Future[Forked]] = {}
        self._living: dict[int, Forked] = {}
        self._opening = asyncio.Lock()

    async def start(self, service: str, log: Path, variables: Mapping[str, str]) -> Forked:
        """Start a service.

        Arguments:
            service: which.
            log: the file that it writes its log to.
            variables: its environment, all of it.

        Raises:
            Unavailable: the process that forks them has ended.
        """
        async with self._opening:
            if self._listening is None or self._listening.done():
                self._process = await self._open()
                self._listening = asyncio.create_task(self._listen(self._process))
        assignment = Assignment(
            number=next(self._numbers), service=service, log=str(log), variables=variables
        )
        started: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        self._assigned[assignment.number] = started
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(assignment.model_dump_json().encode() + b"\n")
        return await started

    async def _open(self) -> asyncio.subprocess.Process | Told:
        """Start the process that forks them."""
        early, self._early = self._early, None
        if early is not None:
            return await Told.of(early, self._log)
        with self._log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "answerable_services.cli.nursery"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=output,
                start_new_session=True,
                preexec_fn=death_with_parent(),
            )

    async def _listen(self, process: asyncio.subprocess.Process | Told) -> None:
        """Take note of what became of the services, until their parent ends."""
        while process.stdout is not None and (line := await process.stdout.readline()):
            self._hear(News.model_validate_json(line))
        await process.wait()
        # Each was told by the kernel to end when its parent did.
        for forked in self._living.values():
            forked.has_ended(GONE)
        self._living.clear()
        for started in self._assigned.values():
            if not started.done():
                started.set_exception(Unavailable(f"no service can be started; see {self._log}"))
        self._assigned.clear()

    def _hear(self, news: News) -> None:
        """Take note of what became of one service."""
        if news.status is not None:
            self._living.pop(news.number).has_ended(news.status)
            return
        forked = self._living[news.number] = Forked(news.pid)
        started = self._assigned.pop(news.number)
        if not started.done():
            started.set_result(forked)

    async def close(self) -> None:
        """End the process that forks them, with what it has started and nobody has ended."""
        if self._process is None or self._listening is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN_S):
                await self._process.wait()
        await end(self._process)
        await self._listening
