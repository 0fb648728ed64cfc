"""A projection by site, and instances of it: here, and as processes that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import JSON, Column, MetaData, String, Table

from answerable.clock import SystemClock
from answerable.events.base import Event
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.server.machine import death_with_parent
from answerable.ledger.store.ledger import Ledger
from answerable.projection.running.instance import Instance
from answerable.projection.running.runtime import Runner
from answerable.projection.running.tasks import ended
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.streams.contact import events as contact
from answerable.streams.contact.events import Channel
from answerable.streams.site import events as site
from tests.ledger.servers import OPERATOR
from tests.projection.examples import CORRECTIONS, base

TABLES = MetaData()

TALLY = Table(
    "tally",
    TABLES,
    Column("site", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("sequences", JSON, nullable=False),
)

LOOK_EVERY_S = 0.1


class Tally(Projection):
    """Keeps, site by site and topic by topic, the sequence of every contact, in the order it was taken."""

    name = "tally"
    version = 1
    tables = TABLES
    is_by_site = True
    unaffected_by = CORRECTIONS

    @on(contact.Received)
    def received(self, event: contact.Received, rows: Rows) -> None:
        row = rows.get(TALLY, site=event.site, topic=event.topic) or {"sequences": []}
        rows.put(TALLY, site=event.site, topic=event.topic, sequences=[*row["sequences"], rows.sequence])


class WholeTally(Tally):
    """The same rows, never shared."""

    is_by_site = False


def opened_at(name: str) -> Event:
    made = base(f"site-{name}") | {"site": name}
    return site.Opened(**made, name_zh="站", name_en="Site", timezone="Asia/Shanghai")


def received_at(name: str, number: int) -> Event:
    made = base(f"contact-{name}-{number}") | {"site": name}
    return contact.Received(**made, channel=Channel.CALL, topic=f"topic {number % 3}")


def store_of(views: Path | SecretStr) -> Store:
    return Store(views, Tally.name, TABLES)


def instance_of(store: Store, ledger: Ledger, projection: Projection | None = None) -> Instance:
    runner = Runner(projection or Tally(), store, ledger, SystemClock())
    return Instance(runner, ledger, SystemClock())


@contextlib.asynccontextmanager
async def running(instance: Instance) -> AsyncIterator[asyncio.Task[None]]:
    """Let an instance take part beside the test, and leave in the end."""
    task = asyncio.create_task(instance.run())
    try:
        yield task
    finally:
        await ended([task])


PROCESS = """
import asyncio, os, sys
from pathlib import Path
from pydantic import SecretStr
from answerable.ledger.store.ledger import Ledger
from answerable.process import stop_signal
from answerable.projection.running import instance
from tests.projection import by_site

url, where = sys.argv[1:]
views = Path(where) if where.startswith("/") else SecretStr(where)

async def main():
    stopped = stop_signal()
    ledger = await Ledger.open(url, user=by_site.OPERATOR, password=os.environ["PASSWORD"], name="instance")
    store = by_site.store_of(views)
    instance.LOOK_EVERY_S = by_site.LOOK_EVERY_S
    async with by_site.running(by_site.instance_of(store, ledger)):
        await stopped.wait()
    store.close()
    await ledger.close()

asyncio.run(main())
"""


@dataclass
class Fleet:
    """Processes that keep one view together."""

    endpoint: Endpoint
    views: Path | SecretStr
    log: Path
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(self, count: int = 1) -> None:
        where = str(self.views) if isinstance(self.views, Path) else self.views.get_secret_value()
        for _ in range(count):
            with self.log.open("ab") as output:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-c", PROCESS, self.endpoint.url, where),
                    env={
                        **os.environ,
                        "PASSWORD": self.endpoint.passwords[OPERATOR],
                        "PYTHONPATH": os.pathsep.join(sys.path),
                    },
                    stdout=output,
                    stderr=output,
                    preexec_fn=death_with_parent(),
                )
            self.processes.append(process)

    async def end(self, number: int, how: signal.Signals) -> None:
        """Stop the first, second, … of those that run, and wait until it is gone."""
        process = self.processes.pop(number)
        process.send_signal(how)
        expected = -signal.SIGKILL if how is signal.SIGKILL else 0
        status = await asyncio.wait_for(process.wait(), 20)
        assert status == expected, self.log.read_text()

    async def close(self) -> None:
        while self.processes:
            await self.end(0, signal.SIGTERM)

    async def kill(self) -> None:
        """Leave no process behind, whatever happened."""
        for process in self.processes:
            if process.returncode is None:
                process.kill()
            await process.wait()


def sequences(store: Store) -> dict[str, list[int]]:
    """Give the sequences in the served view, by site, each topic's in the order they were taken."""
    found: dict[str, list[int]] = {}
    for row in store.serving().dump()["tally"]:
        found.setdefault(row["site"], []).extend(row["sequences"])
    return found


def together(found: dict[str, list[int]]) -> list[int]:
    """Give all sequences, sorted; one that was taken twice is there twice."""
    return sorted(number for numbers in found.values() for number in numbers)


def is_ordered(rows: Iterable[dict[str, list[int]]]) -> bool:
    """Tell whether every row's sequences are in order, each once."""
    return all(row["sequences"] == sorted(set(row["sequences"])) for row in rows)
