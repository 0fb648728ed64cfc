"""A ledger of its own for each test, on a server that they share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.ledger.store.ledger import DESIGN, Ledger
from answerable.projection.views.store import Store
from tests.ledger.servers import OpenServer, delete_stream, open_ledger, open_server
from tests.projection.examples import TABLES


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenServer]:
    """A server on which a test may write any event."""
    with open_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
async def ledger(server: OpenServer) -> AsyncIterator[Ledger]:
    """An installed, empty ledger."""
    async with open_ledger(server, DESIGN) as opened:
        await opened.install()
        try:
            yield opened
        finally:
            await delete_stream(opened, server.data)


@pytest.fixture
def views(tmp_path: Path) -> Path | SecretStr:
    """Where views are kept; classes of tests for each database have their own."""
    return tmp_path / "views"


@pytest.fixture
def another_store(views: Path | SecretStr) -> Iterator[Callable[[], Store]]:
    """Makes stores on the same views, as other processes have them."""
    with ExitStack() as stack:

        def make() -> Store:
            made = Store(views, "topics", TABLES)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def store(another_store: Callable[[], Store]) -> Store:
    """A store in which nothing was built yet."""
    return another_store()
