"""A service that is killed in the middle of an import: the ledger and the views are as if it had not been."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import BulkReport, BulkRequest
from answerable.events.cloudevents import open_envelope
from answerable.importing.loader import load
from answerable.importing.report import ImportReport
from answerable.importing.sender import Patience, import_file
from answerable.ledger.accounts import User
from answerable.ledger.ledger import Ledger
from answerable.ledger.server import EmbeddedServer
from answerable.messaging.client import Caller
from answerable.projection.store import Store
from answerable.queries import audit, callbacks, desk, scoring
from answerable.sample.centre import CLOCK_START, Volume
from answerable.sample.generator import simulate
from answerable.settings import Settings
from services.cli.connecting import Connected, connected
from services.cli.ledger import check_ledger
from services.cli.projections import projections
from services.cli.readiness import until_caught_up
from services.cli.sending import send
from tests.services.cli.running import environment, is_answering

pytestmark = [pytest.mark.server, pytest.mark.slow]

SITE = "sim01"
SERVICES = ("intake", "scoring", "callbacks", "audit", "console")
VIEWS_OF = {"intake": desk.Views, "scoring": scoring.Views, "callbacks": callbacks.Views, "audit": audit.Views}
WITHIN_S = 60.0

DELIVERIES = 60
"""Deliveries in the middle of the import: incidents alone do not move the view of callbacks."""

KILLS = ((10, 0.0), (28, 0.004), (44, 0.02))
"""At which request of the import the service is killed, and how many seconds behind its sending."""

BATCH = 20
ANSWER_WITHIN_S = 3.0
"""A request that a killed service had taken is never answered; this long it is waited for."""

MAPPING = """
mapping: deliveries
title: Deliveries
zone: Asia/Shanghai
identity: [delivery]
values:
  delivery: {type: id, prefix: delivery, column: delivery, required: true}
  customer: {type: id, prefix: customer, column: customer, required: true}
  project: {type: text, column: project, required: true}
  accepted_on: {type: date, column: accepted_on, format: "%Y-%m-%d", required: true}
  accepted_at: {type: moment, column: accepted_on, format: "%Y-%m-%d", required: true}
common:
  actor: {constant: system-import}
  occurred_at: {value: accepted_at}
rules:
  - id: accepted
    when: []
    emit:
      - step: accept
        command: delivery.accept
        fields:
          delivery: {value: delivery}
          customer: {value: customer}
          project: {value: project}
          accepted_on: {value: accepted_on}
"""


class Services:
    """The services of an installation, as processes that can be killed."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self.console = ""

    async def start(self, service: str) -> None:
        port = self.console.rpartition(":")[2] or "0"
        with (self._data / f"{service}.log").open("ab") as log:
            self._processes[service] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "services.cli",
                "run",
                service,
                env=environment(
                    ANSWERABLE_DATA=str(self._data),
                    ANSWERABLE_CLOCK_START=CLOCK_START.isoformat(),
                    ANSWERABLE_CONSOLE_PORT=port,
                ),
                stdout=log,
                stderr=log,
            )

    async def kill(self, service: str) -> None:
        self._processes[service].send_signal(signal.SIGKILL)
        assert await self._processes[service].wait() == -signal.SIGKILL

    async def stop(self) -> None:
        """End all of them, well."""
        for process in self._processes.values():
            process.terminate()
        ended = {service: await process.wait() for service, process in self._processes.items()}
        assert ended == dict.fromkeys(self._processes, 0)

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        for process in self._processes.values():
            if process.returncode is None:
                process.kill()


@dataclass
class Centre:
    """A running installation."""

    data: Path
    services: Services
    here: Connected

    async def until_answering(self, service: str) -> None:
        """Wait until a service answers a question."""
        async with asyncio.timeout(WITHIN_S):
            while not await self._is_answering(service):
                await asyncio.sleep(0.05)

    async def _is_answering(self, service: str) -> bool:
        if service == "console":
            log = (self.data / "console.log").read_text(encoding="utf-8")
            self.services.console = log.rpartition("url=")[2].split("/\x1b")[0].split()[0].rstrip("/") if "url=" in log else ""
            return bool(self.services.console) and await asyncio.to_thread(is_answering, self.services.console)
        with contextlib.suppress(Exception):
            await self.here.caller.query(VIEWS_OF[service]())
            return True
        return False

    async def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Id, type and data of everything in the ledger, in order, without the writer's clock."""
        found = []
        async with (
            self.here.ledger.follow() as feed,
            contextlib.aclosing(feed.batches(idle_s=0.05)) as batches,
        ):
            async for batch in batches:
                for envelope in (open_envelope(message.body) for message in batch):
                    found.append((envelope.id, envelope.type, {**envelope.data, "recorded_at": None}))
                if feed.unread == 0:
                    break
        return found


@contextlib.asynccontextmanager
async def running(data: Path, *, first: Iterable[str] = SERVICES) -> AsyncIterator[Centre]:
    """Start the server and services on a directory, and stop them all."""
    services = Services(data)
    async with EmbeddedServer(data):
        try:
            async with connected(Settings(data=data)) as here:
                centre = Centre(data, services, Connected(here.ledger, Caller(here.ledger.client, timeout_s=ANSWER_WITHIN_S)))
                for service in first:
                    await services.start(service)
                for service in first:
                    await centre.until_answering(service)
                yield centre
            await services.stop()
        finally:
            services.end()


class Interrupting:
    """Carries an import's requests to intake, and kills a service at some of them.

    Arguments:
        centre: where.
        victim: which service; nobody is killed where None.
    """

    def __init__(self, centre: Centre, victim: str | None) -> None:
        self._centre = centre
        self._victim = victim
        self._requests = 0
        self.killed = 0

    async def bulk(self, request: BulkRequest) -> BulkReport:
        asking = asyncio.create_task(self._ask(request))
        self._requests += 1
        delay_s = dict(KILLS).get(self._requests)
        if self._victim is not None and delay_s is not None:
            await asyncio.sleep(delay_s)
            await self._centre.services.kill(self._victim)
            self.killed += 1
            await self._centre.services.start(self._victim)
        return await asking

    async def _ask(self, request: BulkRequest) -> BulkReport:
        upcoming = dict(KILLS).get(self._requests + 1)
        if self._victim is not None and upcoming is not None and self.killed:
            await self._centre.until_answering(self._victim)
        return await self._centre.here.caller.bulk(request)


@dataclass
class Result:
    """What an import leaves behind."""

    reports: list[ImportReport]
    events: list[tuple[str, str, dict[str, Any]]]
    views: dict[str, dict[str, list[dict[str, Any]]]]


def dump(data: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every row of every served view; of late reports only not by how much, which the writer's clock says."""
    found = {}
    for name, projection in projections().items():
        store = Store(data / "views", name, projection.tables)
        try:
            found[name] = store.serving().dump()
        finally:
            store.close()
    for row in found["audit"]["late_reports"]:
        del row["late_s"]
    return found
