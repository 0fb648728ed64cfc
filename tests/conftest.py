"""What tests of several folders share: a PostgreSQL server, one for each process of the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgresql import UNSAFE, Server, lacks, postgresql


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A server that all tests of this process share, each with a database of its own."""
    if missing := lacks():
        pytest.skip(f"this machine lacks {missing}")
    with postgresql(*UNSAFE) as server:
        yield server
