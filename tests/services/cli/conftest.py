"""Two installations for all tests of the command line: the sample centre, and one that may be written to."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.services.cli.running import Centre, up


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """The sample centre, up; tests only read it."""
    with up(tmp_path_factory.mktemp("sample") / "data", "--demo") as centre:
        yield centre


@pytest.fixture(scope="session")
def taken_port() -> Iterator[int]:
    """A port on which something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory, taken_port: int) -> Iterator[Centre]:
    """An installation without a sample, up, asked for a port that is taken; tests may write to it."""
    with up(tmp_path_factory.mktemp("own") / "data", "--port", str(taken_port)) as centre:
        yield centre
