"""Servers and ledgers for the tests: real ones, on this machine, syncing every write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import StreamDesign, install
from tests.ledger.cluster import Cluster
from tests.ledger.servers import MortalServer, OpenServer, open_ledger, open_server
from tests.ledger.serving import DESIGN, connected

_numbers = count(1)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenServer]:
    """One server for all tests that leave it alive; each uses a stream of its own."""
    with open_server(tmp_path_factory.mktemp("shared-server")) as server:
        yield server


@pytest.fixture
def fresh_name() -> str:
    """A name that no other test uses, for a stream or a subject prefix."""
    return f"fresh{next(_numbers)}"


@pytest.fixture
async def ledger(shared_server: Endpoint, fresh_name: str) -> AsyncIterator[Ledger]:
    """An installed, empty ledger that takes the subjects below `fresh_name`."""
    design = StreamDesign(name=fresh_name, subjects=(f"{fresh_name}.>",))
    async with open_ledger(shared_server, design) as opened:
        await opened.install()
        yield opened


@pytest.fixture
async def mortal_server(tmp_path: Path) -> AsyncIterator[MortalServer]:
    """A server of the test's own, which it may kill and start again."""
    server = MortalServer(EmbeddedServer(tmp_path / "server", open_access=True))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture(scope="session")
def shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three servers for all tests that leave them alive; each uses a stream of its own."""
    cluster = Cluster(tmp_path_factory.mktemp("shared-cluster"))
    with asyncio.Runner() as runner:
        runner.run(cluster.start())
        try:
            yield cluster
        finally:
            runner.run(cluster.stop())


@pytest.fixture
async def mortal_cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    """Three servers of the test's own, which it may kill and start again."""
    cluster = Cluster(tmp_path / "cluster")
    await cluster.start()
    try:
        yield cluster
    finally:
        await cluster.stop()


@pytest.fixture
async def installed(tmp_path: Path) -> AsyncIterator[Endpoint]:
    """A running server whose ledger is installed and holds one event."""
    async with EmbeddedServer(tmp_path / "data") as endpoint:
        async with connected(endpoint, User.OPERATOR) as operator:
            await install(operator.client, DESIGN)
        async with connected(endpoint, User.INTAKE) as intake:
            await intake.client.request("ledger.xm01.case.case-1", b"{}")
        yield endpoint
