"""What the services' tests share: an installation with a ledger, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.settings import Settings


@dataclass(frozen=True)
class Installation:
    """A directory with a running server and an installed ledger.

    Arguments:
        data: the directory.
        endpoint: how its server is reached.
    """

    data: Path
    endpoint: Endpoint

    def settings(self, **more: Any) -> Settings:
        """The settings of a process on this installation."""
        return Settings(data=self.data, **more)

    async def ledger(self) -> Ledger:
        """Connect to the ledger, to read it."""
        return await Ledger.open(
            self.endpoint.url, user=User.CLI, password=self.endpoint.passwords[User.CLI], name="test"
        )


async def install(endpoint: Endpoint) -> None:
    """Make the ledger."""
    operator = User.OPERATOR
    ledger = await Ledger.open(
        endpoint.url, user=operator, password=endpoint.passwords[operator], name="install"
    )
    try:
        await ledger.install()
    finally:
        await ledger.close()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that all tests of a module write to, each to aggregates of its own."""
    with installed(tmp_path_factory.mktemp("installation")) as made:
        yield made


@contextmanager
def installed(data: Path) -> Iterator[Installation]:
    """Run a server with an empty ledger."""
    embedded = EmbeddedServer(data)
    with asyncio.Runner() as runner:
        endpoint = runner.run(embedded.start())
        try:
            runner.run(install(endpoint))
            yield Installation(data, endpoint)
        finally:
            runner.run(embedded.stop())
