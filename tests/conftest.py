"""What tests of several folders share: a PostgreSQL server for each process of the run, and patience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.postgresql import UNSAFE, Server, lacks, postgresql

# How long an example takes tells of the machine, not of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the tests, begin with the files that take long, so that none waits for another.

    A file with a test that is marked `slow` counts as one, and of the others those with the most tests.
    """
    if not hasattr(config, "workerinput"):
        return
    tests = Counter(item.path for item in items)
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: (item.path not in slow, -tests[item.path], item.path))


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Leave no test's way of logging to the next one, which may read what a command prints."""
    was_configured = structlog.is_configured()
    yield
    if not was_configured:
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A server that all tests of this process share, each with a database of its own."""
    if missing := lacks():
        pytest.skip(f"this machine lacks {missing}")
    with postgresql(*UNSAFE) as server:
        yield server
