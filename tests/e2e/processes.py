"""The services of an installation, each a process that can be killed and is back within a moment."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

from answerable.ledger.server.machine import free_port
from services.cli.run import ServiceName
from tests.services.cli.running import environment

_ENDS_WITHIN_S = 30.0
_FAILED = 1

# Loading Python's modules is nearly all of a start. They are loaded once, by a process that every service is
# forked from: what is forked is the service as `answerable run` has it, with nothing running yet.
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    ["services.cli.main", "tests.e2e.processes", *(f"services.{name.value}.main" for name in ServiceName)]
)


def _serve(service: str, log: str, variables: dict[str, str]) -> None:
    """Be a service until the end; everything that it says goes to its log."""
    from services.cli.main import app

    with Path(log).open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.environ.clear()
    os.environ.update(variables)
    app(["run", service])


class Services:
    """The services of an installation, as processes.

    Arguments:
        data: its directory.
        clocks: where each service's clock starts; the key None stands for all the others.
    """

    def __init__(self, data: Path, clocks: dict[str | None, datetime]) -> None:
        self._data = data
        self._clocks = clocks
        self._port = free_port()
        self._processes: dict[str, BaseProcess] = {}

    @property
    def console(self) -> str:
        """Where the console serves its pages."""
        return f"http://127.0.0.1:{self._port}"

    def start(self, service: str) -> None:
        """Start a service, which takes its time until it answers."""
        variables = environment(
            ANSWERABLE_DATA=str(self._data),
            ANSWERABLE_CLOCK_START=self._clocks.get(service, self._clocks[None]).isoformat(),
            ANSWERABLE_CONSOLE_PORT=str(self._port),
        )
        log = str(self._data / f"{service}.log")
        process = _FORKING.Process(target=_serve, args=(service, log, variables), name=service)
        process.start()
        self._processes[service] = process

    async def kill(self, service: str) -> None:
        """End a service without a word, wherever it is; one that has ended by itself fails."""
        process = self._processes[service]
        process.kill()
        assert await _exit_status(process) == -signal.SIGKILL, (self._data / f"{service}.log").read_text()

    async def kill_or_find_ended(self, service: str) -> None:
        """The same where the server may be away: a service that starts then says so and ends by itself."""
        process = self._processes[service]
        process.kill()
        assert await _exit_status(process) in (-signal.SIGKILL, _FAILED)

    def start_where_ended(self, service: str) -> None:
        """Start a service again that found no server, as whoever supervises it does."""
        if self._processes[service].exitcode == _FAILED:
            self.start(service)

    async def stop(self) -> None:
        """End all of them, well."""
        for process in self._processes.values():
            process.terminate()
        ended = {name: await _exit_status(process) for name, process in self._processes.items()}
        assert ended == dict.fromkeys(self._processes, 0)

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        for process in self._processes.values():
            if process.is_alive():
                process.kill()
            process.join(_ENDS_WITHIN_S)


async def _exit_status(process: BaseProcess) -> int | None:
    await asyncio.to_thread(process.join, _ENDS_WITHIN_S)
    return process.exitcode
