"""The wheel: what stands on the machine of whoever installs it, and that it works from there alone."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from answerable_services.cli.run import ServiceName

ROOT = Path(__file__).parents[1]
RUN = """
import sys
from importlib.metadata import distribution

(entry,) = distribution("answerable").entry_points.select(group="console_scripts")
assert entry.name == "answerable"
sys.argv[0] = "answerable"
sys.exit(entry.load()())
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the contents of a wheel that was built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder / "dist"), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def from_it(installed: Path, *arguments: str) -> str:
    """Run Python where the wheel's packages and the libraries are found, and nothing of this tree."""
    libraries = sysconfig.get_path("purelib")
    done = subprocess.run(
        [sys.executable, "-S", "-W", "error", *arguments],  # without `site`, no editable install is found
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), libraries]), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_only_packages_of_its_own_name(installed: Path) -> None:
    """Nothing that another project may call `services`, `shared` or `tests` is put on a machine."""
    found = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert found == {"answerable", "answerable_services"}


def test_the_command_runs_from_it(installed: Path) -> None:
    """The entry point starts, and loads what it needs, from the wheel alone."""
    version = from_it(installed, "-c", RUN, "--version")
    helped = from_it(installed, "-c", RUN, "up", "--help")
    places = from_it(
        installed, "-c", "import answerable_services.cli as c, answerable as a; print(a.__file__, c.__file__)"
    )

    assert version.split()[-1][0].isdigit()
    assert "--demo" in helped
    assert all(place.startswith(str(installed)) for place in places.split())


def test_every_service_is_in_it(installed: Path) -> None:
    """What `answerable run` starts can be loaded, with the files that are read as it is loaded."""
    services = [f"answerable_services.{name.value}.main" for name in ServiceName]
    program = f"import {', '.join(services)}; print(all(callable(m.run) for m in ({', '.join(services)})))"
    assert from_it(installed, "-c", program) == "True\n"


def test_it_has_every_file_that_is_no_module(installed: Path) -> None:
    """Words, templates, styles, scripts, rulebooks, mappings, calendars and the sample's rows are shipped."""
    needed = {
        path.relative_to(root)
        for root, name in ((ROOT / "shared", "answerable"), (ROOT / "services", "answerable_services"))
        for path in (root / name).rglob("*")
        if path.is_file() and not any(part.endswith("cache") or part == "__pycache__" for part in path.parts)
    }

    assert {path.suffix for path in needed} >= {".yaml", ".html", ".css", ".js", ".svg", ".csv", ".tab"}
    assert {path for path in needed if not (installed / path).exists()} == set()
