"""Several processes of one service on one view, of which the one that leads can be killed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from tests.services.cli.running import environment
from tests.services.forked import Forked

WITHIN_S = 60.0


def where(views: Path | SecretStr) -> dict[str, str]:
    """Give the variable that has a service keep its views in a database; none for files of its data."""
    return {} if isinstance(views, Path) else {"ANSWERABLE_VIEWS_URL": views.get_secret_value()}


@dataclass
class Instance:
    """One process of a service."""

    process: Forked
    log: Path

    @property
    def leads(self) -> bool:
        """Whether it has taken the lead."""
        return "instance.leads" in self.log.read_text(encoding="utf-8")

    async def kill(self) -> None:
        self.process.kill()
        assert await self.process.wait() == -signal.SIGKILL

    async def stop(self) -> None:
        """End it well."""
        self.process.terminate()
        status = await asyncio.wait_for(self.process.wait(), WITHIN_S)
        text = self.log.read_text(encoding="utf-8")
        assert status == 0, text
        assert "Traceback" not in text, text


@dataclass
class Instances:
    """The processes of one service."""

    service: str
    directory: Path
    variables: dict[str, str]
    all: list[Instance] = field(default_factory=list)

    async def start(self) -> Instance:
        log = self.directory / f"{self.service}-{len(self.all)}.log"
        process = Forked(self.service, log, environment(**self.variables))
        self.all.append(Instance(process, log))
        return self.all[-1]

    async def leader(self) -> Instance:
        """Wait until one of those that run leads, and give it."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                for instance in self.all:
                    assert instance.process.returncode in {None, -signal.SIGKILL}, instance.log.read_text()
                    if instance.process.returncode is None and instance.leads:
                        return instance
                await asyncio.sleep(0.02)


@asynccontextmanager
async def two_of(service: str, directory: Path, **variables: str) -> AsyncIterator[Instances]:
    """Run two processes of a service, and leave none behind."""
    directory.mkdir(parents=True, exist_ok=True)
    instances = Instances(service, directory, variables)
    try:
        for _ in range(2):
            await instances.start()
        yield instances
    finally:
        for instance in instances.all:
            instance.process.end()
