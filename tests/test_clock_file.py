"""The clock of an installation: every process that is started on it reads the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answerable.clock import StartedClock, SystemClock
from answerable.clock_file import clock_of, set_clock
from answerable.errors import Corrupt
from answerable.identity import Keys
from answerable.service import Service
from answerable.settings import Settings

THEN = datetime(2016, 3, 31, 10, tzinfo=UTC)
SOON = timedelta(seconds=60)

_TELLS = """
from answerable.clock_file import clock_of
from answerable.settings import Settings
print(clock_of(Settings()).now().isoformat())
"""


def _told_by_another_process(data: Path) -> datetime:
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ANSWERABLE_")},
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "ANSWERABLE_DATA": str(data),
    }
    told = subprocess.run(
        [sys.executable, "-c", _TELLS], env=surroundings, check=True, capture_output=True, text=True
    )
    return datetime.fromisoformat(told.stdout.strip())


def test_whoever_is_started_later_goes_by_the_same_clock(tmp_path: Path) -> None:
    """Nothing but the directory says what time it is: a process that somebody starts by hand knows it."""
    set_clock(tmp_path, THEN)
    first = clock_of(Settings(data=tmp_path))
    told = _told_by_another_process(tmp_path)
    second = clock_of(Settings(data=tmp_path))

    assert THEN < first.now() < THEN + SOON
    assert first.now() - SOON < told < first.now()
    assert abs(first.now() - second.now()) < timedelta(milliseconds=50)


def test_it_runs_on_while_nothing_runs(tmp_path: Path) -> None:
    """A clock that was set an hour ago tells an hour more, to whoever is started now."""
    set_clock(tmp_path, THEN)
    path = tmp_path / "clock.json"
    ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    path.write_text(f'{{"start": "{THEN.isoformat()}", "set_at": "{ago}"}}')
    hour = THEN + timedelta(hours=1)

    assert hour <= clock_of(Settings(data=tmp_path)).now() < hour + SOON


def test_a_machine_that_was_put_back_turns_nothing_back(tmp_path: Path) -> None:
    """The moment at which it was set may lie ahead of the machine: the clock stays where it was set."""
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    (tmp_path / "clock.json").write_text(f'{{"start": "{THEN.isoformat()}", "set_at": "{ahead}"}}')

    assert THEN <= clock_of(Settings(data=tmp_path)).now() < THEN + SOON


def test_services_go_by_it(tmp_path: Path) -> None:
    """A service has the installation's clock, and the machine's where none was set."""
    Keys(tmp_path / "identity").make()
    other = Settings(data=tmp_path, nats_url="nats://127.0.0.1:9")
    assert isinstance(Service("desk", other).clock, SystemClock)
    set_clock(tmp_path, THEN)
    assert THEN < Service("desk", other).clock.now() < THEN + SOON


def test_a_setting_takes_precedence(tmp_path: Path) -> None:
    """Whoever names a moment for one process has it start there."""
    set_clock(tmp_path, THEN)
    clock = clock_of(Settings(data=tmp_path, clock_start=THEN - timedelta(days=9)))

    assert isinstance(clock, StartedClock)
    assert clock.now() < THEN - timedelta(days=8)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """No time is guessed from a damaged file."""
    (tmp_path / "clock.json").write_text("{}")
    with pytest.raises(Corrupt, match=r"clock\.json cannot be read"):
        clock_of(Settings(data=tmp_path))
