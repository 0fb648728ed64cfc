"""The sample month, loaded once in a run of the tests, whoever needs it first; each copies the directory."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.services.cli.running import CommandResult, answerable


@dataclass(frozen=True)
class SampleMonth:
    """What `up --demo --once --json` on a new directory came to.

    Arguments:
        data: the directory, which nobody starts anything on.
        said: what was said.
    """

    data: Path
    said: CommandResult

    def copied_to(self, data: Path) -> Path:
        """Copy the directory, and give the copy."""
        assert self.said.status == 0, self.said.err
        return shutil.copytree(self.data, data)


def sample_month(factory: pytest.TempPathFactory) -> SampleMonth:
    """Load the sample month, or wait for another process of this run that does, or find it loaded."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    data, told = folder / "sample-month", folder / "sample-month.json"
    with (folder / "sample-month.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            said = answerable("up", "--demo", "--once", "--json", "--data", data)
            told.write_text(json.dumps(asdict(said)), encoding="utf-8")
    return SampleMonth(data, CommandResult(**json.loads(told.read_text(encoding="utf-8"))))
