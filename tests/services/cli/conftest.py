"""Two installations for all tests of the command line: the sample centre, and one that may be written to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.cli.running import Centre, CommandResult, answerable, up
from tests.services.cli.sample_month import SampleMonth, sample_month


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> SampleMonth:
    """`up --demo --once` on a new directory."""
    return sample_month(tmp_path_factory)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, first_run: SampleMonth) -> Path:
    """The directory of a sample centre."""
    return first_run.copied_to(tmp_path_factory.mktemp("sample") / "data")


@pytest.fixture(scope="session")
def second_run(demo: Path) -> CommandResult:
    """The same command on the same directory."""
    return answerable("up", "--demo", "--once", "--json", "--data", demo)


@pytest.fixture(scope="session")
def sample(demo: Path, second_run: CommandResult) -> Iterator[Centre]:
    """The sample centre, up for the third time; tests only read it."""
    assert second_run.status == 0, second_run.err
    with up(demo) as centre:
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
