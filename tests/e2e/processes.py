"""The services of an installation, each a process that can be killed and is back within a moment."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path

from answerable.ledger.server.machine import free_port
from tests.services.cli.running import environment
from tests.services.forked import Forked

_FAILED = 1


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
        self._processes: dict[str, Forked] = {}

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
        self._processes[service] = Forked(service, self._data / f"{service}.log", variables)

    async def kill(self, service: str) -> None:
        """End a service without a word, wherever it is; one that has ended by itself fails."""
        process = self._processes[service]
        process.kill()
        status = await process.wait()
        log = (self._data / f"{service}.log").read_text()
        assert status == -signal.SIGKILL, f"{service} had ended with {status}\n{log}"

    async def kill_or_find_ended(self, service: str) -> None:
        """The same where the server may be away: a service that starts then says so and ends by itself."""
        process = self._processes[service]
        process.kill()
        assert await process.wait() in (-signal.SIGKILL, _FAILED)

    def start_where_ended(self, service: str) -> None:
        """Start a service again that found no server, as whoever supervises it does."""
        if self._processes[service].returncode == _FAILED:
            self.start(service)

    async def stop(self) -> None:
        """End all of them, well."""
        for process in self._processes.values():
            process.terminate()
        ended = {name: await process.wait() for name, process in self._processes.items()}
        assert ended == dict.fromkeys(self._processes, 0)

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        for process in self._processes.values():
            process.end()
