"""What tests of several folders share: a PostgreSQL server for each process of a run, order, patience."""

from __future__ import annotations

import gc
import importlib
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import settings

from tests.postgresql import UNSAFE, Server, lacks, postgresql

# How long an example takes tells of the machine, not of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


TOGETHER = "tests/services/cli/"
"""A folder whose files share whole centres, each of which costs seconds to start and some while it is up."""

# Whatever is loaded and collected stays until the end.
gc.disable()

# Where nothing was set up, an error would be drawn with the values of all variables, which takes seconds.
structlog.get_config()["processors"][-1].exception_formatter = structlog.dev.plain_traceback


def pytest_collection_finish() -> None:
    """Let the garbage collector look from now on, and not at what is there to stay."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Give each core two processes: half of the time a test waits, for a server, a browser or a child."""
    return 2 * (os.cpu_count() or 1)


def _unit_of(nodeid: str) -> str:
    """Give what one process runs as a whole: a file, or a folder that shares what is dear."""
    return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where processes share the tests by file, keep the files of `TOGETHER` in one process."""
    if config.getoption("dist") != "loadfile":
        return None
    by_unit = importlib.import_module("xdist.scheduler").LoadFileScheduling(config, log)
    by_unit._split_scope = _unit_of
    return by_unit


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the tests, begin with the units that take long, so that none waits for another.

    A unit with a test that is marked `slow` counts as one, and of the others those with the most tests.
    """
    if not hasattr(config, "workerinput"):
        return
    units = {item: _unit_of(item.nodeid) for item in items}
    tests = Counter(units.values())
    slow = {units[item] for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: (units[item] not in slow, -tests[units[item]], units[item], item.path))


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
