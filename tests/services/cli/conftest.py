"""Two installations for all tests of the command line: the sample centre, and one that may be written to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.cli.running import Centre, Outcome, answerable, up


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample centre's directory."""
    return tmp_path_factory.mktemp("sample") / "data"


@pytest.fixture(scope="session")
def first_run(sample_data: Path) -> Outcome:
    """`up --demo --once` on a new directory."""
    return answerable("up", "--demo", "--once", "--json", "--data", sample_data)


@pytest.fixture(scope="session")
def second_run(sample_data: Path, first_run: Outcome) -> Outcome:
    """The same on the same directory."""
    assert first_run.status == 0, first_run.err
    return answerable("up", "--demo", "--once", "--json", "--data", sample_data)


@pytest.fixture(scope="session")
def sample(sample_data: Path, second_run: Outcome) -> Iterator[Centre]:
    """The sample centre, up; tests only read it."""
    assert second_run.status == 0, second_run.err
    with up(sample_data) as centre:
        yield centre


@pytest.fixture(scope="session")
def taken_port() -> Iterator[int]:
    """A port on which something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory, taken_port: int) -> Iterator[Centre]:
    """An installation without a sample, up, that was asked for a port that is taken; tests may write to it."""
    with up(tmp_path_factory.mktemp("own") / "data", "--port", str(taken_port)) as centre:
        yield centre
