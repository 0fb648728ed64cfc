"""One sample centre for all tests of the command line: loaded once, loaded again, then up."""

from __future__ import annotations

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
    """The sample centre, up; nobody may write to it or kill its parts."""
    assert second_run.status == 0, second_run.err
    with up(sample_data) as centre:
        yield centre
