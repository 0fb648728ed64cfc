"""An installation to measure: the embedded server and the services, each a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import urllib.request
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from answerable.errors import AnswerableError
from answerable.identity import Credential
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.server.machine import death_with_parent, end, free_port, tail
from answerable.ledger.store.ledger import Ledger
from answerable.messaging.client import Caller
from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.intake import Writing
from answerable.queries.views import ViewsQuery
from answerable.settings import Settings
from tests.identity.proofs import IMPORT, Asking, credential
from tests.services.console.entered import SESSION
from tests.services.console.signed_in import signed_in
from tests.services.forked import Forked

READY_WITHIN_S = 60.0
_ROOT = Path(__file__).parents[2]

VIEWS: dict[str, ViewsQuery] = {
    "desk": desk.Views(),
    "scoring": scoring.Views(),
    "callbacks": callbacks.Views(),
    "audit": audit.Views(),
}
"""The question to each service that has views; intake is asked whether it writes."""

CONSOLE = "console"


@dataclass(frozen=True)
class Centre:
    """A running installation.

    Arguments:
        data: its directory.
        ledger: a connection that may read the ledger and ask the services, as the command line's may.
        http_port: where intake listens.
        console_port: where the console serves its pages.
        server: the nats-server's process.
        clock_start: where the services' clocks start; the machine's time where None.
        is_forking: whether services are forked, which is soon done, but shares memory.
    """

    data: Path
    ledger: Ledger
    http_port: int
    console_port: int
    server: int
    clock_start: datetime | None = None
    is_forking: bool = False

    @cached_property
    def credential(self) -> Credential:
        """Proves that another system's records are brought along."""
        return credential(self.data / "identity", IMPORT)

    @property
    def caller(self) -> Caller:
        """Asks the services."""
        return Asking(self.ledger.client, self.data / "identity", timeout_s=60)

    @contextlib.asynccontextmanager
    async def running(self, service: str, *, within_s: float = READY_WITHIN_S) -> AsyncIterator[int]:
        """Run a service as a process, from ready to stopped, and give its id.

        Arguments:
            service: which.
            within_s: seconds in which it must have caught up.
        """
        log = self.data / f"{service}.log"
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (_ROOT / "shared", _ROOT / "services", _ROOT))),
            "ANSWERABLE_INTAKE_PORT": str(self.http_port),
            "ANSWERABLE_CONSOLE_PORT": str(self.console_port),
            "ANSWERABLE_LOG_LEVEL": "warning",
        }
        if self.clock_start is not None:
            environment["ANSWERABLE_CLOCK_START"] = self.clock_start.isoformat()
        process = await self._start(service, log, {**environment, "ANSWERABLE_DATA": str(self.data)})
        try:
            async with asyncio.timeout(within_s):
                while not await self.has_caught_up(service):
                    if process.returncode is not None:
                        raise AssertionError(tail(log, 0))
                    await asyncio.sleep(0.05)
            yield process.pid
        finally:
            await end(process)

    async def _start(self, service: str, log: Path, environment: dict[str, str]) -> Forked | Process:
        """Start a service: forked in a smoke run, else on its own, so that its memory is its own too."""
        if self.is_forking:
            return Forked(service, log, environment)
        with log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "answerable_services.cli", "run", service),
                env=environment,
                stdout=output,
                stderr=output,
                preexec_fn=death_with_parent(),
            )

    async def has_caught_up(self, service: str) -> bool:
        """Tell whether a service answers and its views hold everything."""
        try:
            if service == CONSOLE:
                return bool(await self.page("/"))
            if service not in VIEWS:
                return (await self.caller.query(Writing())).fault is None
            statuses = await self.caller.query(VIEWS[service])
        except (AnswerableError, OSError):
            return False
        return all(view.lag == 0 for view in statuses.views)

    async def page(self, path: str) -> bytes:
        """Fetch a page of the console, as somebody who may see everything.

        Raises:
            OSError: nobody serves it, or it is not served well.
        """

        def fetch() -> bytes:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{self.console_port}{path}", headers={"Cookie": f"session={SESSION}"}
            )
            with urllib.request.urlopen(asked, timeout=30) as answer:
                if not answer.url.endswith(path):
                    raise OSError(f"{path} leads to {answer.url}")
                found: bytes = answer.read()
                return found

        return await asyncio.to_thread(fetch)

    async def settled(self, service: str) -> None:
        """Wait until a service's views hold everything, so that they do not disturb what comes next."""
        async with asyncio.timeout(READY_WITHIN_S):
            while not await self.has_caught_up(service):
                await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def installed(
    data: Path, *, clock_start: datetime | None = None, is_forking: bool = False
) -> AsyncIterator[Centre]:
    """Install a ledger on a server of its own, with the permissions that users have.

    Arguments:
        data: where.
        clock_start: where its services' clocks start; the machine's time where None.
        is_forking: whether services are forked.
    """
    async with EmbeddedServer(data) as endpoint:
        operator = await Ledger.open(
            endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="operator"
        )
        await operator.install()
        await operator.close()
        ledger = await Ledger.open(
            endpoint.url, user=User.CLI, password=endpoint.passwords[User.CLI], name="benchmark"
        )
        try:
            async with signed_in(Settings(data=data)):
                yield Centre(data, ledger, free_port(), free_port(), endpoint.pid, clock_start, is_forking)
        finally:
            await ledger.close()
