"""Commands are loaded when they are run: help and version cost what they show."""

from __future__ import annotations

import gc
import importlib
import json
import resource
import subprocess
import sys
from importlib.metadata import version

import pytest
import typer

from answerable_services.cli.loading import without_collecting
from answerable_services.cli.main import PLACES, app
from tests.services.cli.running import COMMAND, environment, inside

HEAVY = ("asyncio", "eventsourcing", "fastapi", "faststream", "jinja2", "nats", "pydantic", "sqlalchemy")
"""What a command may need and its mere name does not; ``uvicorn`` comes with these."""

SECONDS = 0.5
"""Whoever asks for help shall not wait."""

_LOADED = """
import json, sys
from answerable_services.cli.main import main
try:
    main()
except SystemExit as ended:
    modules = sorted({name.partition(".")[0] for name in sys.modules})
    ours = sorted(name for name in sys.modules if name.startswith(("answerable", "answerable_services")))
    print(json.dumps({"status": ended.code, "modules": modules, "ours": ours}), file=sys.stderr)
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_nothing_is_loaded(option: str) -> None:
    """`--help` and `--version` load no command, and none of the libraries that commands need."""
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED, option],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said = json.loads(ended.stderr.splitlines()[-1])

    assert said["status"] == 0
    assert set(said["modules"]) & {*HEAVY, "uvicorn"} == set()
    assert said["ours"] == [
        "answerable",
        "answerable_services",
        "answerable_services.cli",
        "answerable_services.cli.deferred",
        "answerable_services.cli.loading",
        "answerable_services.cli.main",
    ]


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_answer_comes_at_once(option: str) -> None:
    """It takes less than half a second of a core, so that it comes in less than that on a machine at rest."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*COMMAND, option], env=environment(), capture_output=True, timeout=60, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(3)) < SECONDS


def test_version() -> None:
    """The version is that of the package, and nothing else is said."""
    said = inside("--version")

    assert (said.status, said.out, said.err) == (0, f"{version('answerable')}\n", "")


def test_summaries_are_the_commands_own() -> None:
    """What the list of commands says of each is the first paragraph of its own help."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group has commands
    own = {name: " ".join((one.help or "").split("\n\n")[0].split()) for name, one in commands.items()}

    assert own == {name: place.summary for name, place in PLACES.items()}


def test_a_group_lists_its_commands() -> None:
    """A group's own help has its commands, also where it has only one."""
    assert "due" in inside("callbacks", "--help").out


def test_a_slip_of_the_pen() -> None:
    """A command that does not exist is misuse, and a likely one is named."""
    said = inside("ledgre")

    assert (said.status, said.out) == (2, "")
    assert "ledger" in said.err


def test_modules_are_loaded_without_the_garbage_collector() -> None:
    """It is held still while they are loaded, and looks again behind that, also where one is missing."""
    assert gc.isenabled()
    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ModuleNotFoundError), without_collecting():
        importlib.import_module("answerable_services.nothing_of_the_kind")
    assert gc.isenabled()
