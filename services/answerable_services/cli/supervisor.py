"""The services as processes: started, started again when they fail, stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import structlog

from answerable.errors import Unavailable
from answerable.ledger.server.machine import Child, end, tail
from answerable.private import private_directory
from answerable.retries import again
from answerable_services.cli.early import Early
from answerable_services.cli.forked import Nursery
from answerable_services.cli.services import SERVICES

_METRICS_PORT = "ANSWERABLE_METRICS_PORT"
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0
_STEADY_AFTER_S = 30.0

log = structlog.get_logger()


class _EndedSoon(Exception):
    """A service did not run for long."""


class Supervisor:
    """Runs the services of one installation.

    Arguments:
        data: the installation's directory; each service logs to ``logs/<service>.log`` in it.
        environment: variables for the services, beside this process's own.
        early: what the services are forked from, where it was forked already.
    """

    def __init__(self, data: Path, environment: Mapping[str, str], early: Early | None = None) -> None:
        self._logs = data / "logs"
        self._environment = {**os.environ, **environment}
        self._processes: dict[str, Child] = {}
        self._nursery = Nursery(self._logs / "up.log", early)
        self._keepers: list[asyncio.Task[None]] = []
        self._is_stopping = False

    async def start(self) -> None:
        """Start every service and keep it running."""
        private_directory(self._logs)
        for service in SERVICES:
            self._keepers.append(asyncio.create_task(self._keep(service)))

    async def _keep(self, service: str) -> None:
        """Run one service, again and again, waiting longer the more often it fails soon."""
        while not self._is_stopping:
            await again(
                lambda: self._run_once(service),
                on=_EndedSoon,
                first_s=_FIRST_PAUSE_S,
                longest_s=_LONGEST_PAUSE_S,
            )

    async def _run_once(self, service: str) -> None:
        """Run a service until it ends.

        Raises:
            _EndedSoon: it did not run for long, and may fail at once again.
        """
        if self._is_stopping:
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            process = await self._spawn(service)
        except Unavailable as error:
            log.warning("service.not_started", of=service, reason=error.message)
            raise _EndedSoon(service) from error
        self._processes[service] = process
        status = await process.wait()
        if self._is_stopping:
            return
        log.warning("service.ended", of=service, status=status)
        if loop.time() - began <= _STEADY_AFTER_S:
            raise _EndedSoon(service)

    async def _spawn(self, service: str) -> Child:
        path, variables = self._logs / f"{service}.log", self._variables(service)
        if sys.platform == "linux":
            return await self._nursery.start(service, path, variables)
        # Elsewhere a process that goes on after a fork may not use the system's own libraries.
        with path.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "answerable_services.cli", "run", service),
                env=variables,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _variables(self, service: str) -> dict[str, str]:
        """Give a service its variables: figures are on a port of its own, counted from the first."""
        first = int(self._environment.get(_METRICS_PORT) or 0)
        port = {_METRICS_PORT: str(first + SERVICES.index(service))} if first else {}
        return {**self._environment, **port}

    def check(self, service: str) -> None:
        """Tell when a service does not come up.

        Raises:
            Unavailable: it ended; the message holds the end of its log.
        """
        process = self._processes.get(service)
        if process is not None and process.returncode not in (None, 0):
            last = tail(self._logs / f"{service}.log", 0, lines=8)
            message = f"the service {service} does not start:\n{last}"
            raise Unavailable(message)

    async def stop(self) -> None:
        """Stop every service, in the reverse order of starting."""
        self._is_stopping = True
        await asyncio.gather(*(end(process) for process in reversed(self._processes.values())))
        for keeper in self._keepers:
            keeper.cancel()
        for keeper in self._keepers:
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        await self._nursery.close()
