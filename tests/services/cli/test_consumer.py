"""`consumer new`: a project of one's own, whole under its name, in this project's own style."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

from answerable.ledger.programs import Programs
from answerable_services.cli.consumer import SAMPLE
from tests.services.cli.running import inside
from tests.soak import IS_SOAK

ROOT = Path(__file__).parents[3]
SHORTEST, LONGEST = "zz", "a_name_as_long_as_one_may_be_x"


def made(directory: Path, name: str) -> Path:
    outcome = inside("consumer", "new", name, "--path", directory / name)
    assert outcome.status == 0, outcome.err
    return directory / name


def tool(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=project, capture_output=True, text=True, timeout=300, check=False
    )


def texts(project: Path) -> dict[str, str]:
    """Give what the command wrote, by path."""
    return {
        path.relative_to(project).as_posix(): path.read_text()
        for path in project.rglob("*")
        if path.is_file()
    }


def test_it_is_whole(tmp_path: Path) -> None:
    """Package, tests and files to deploy it are there, all under the new name."""
    outcome = inside("consumer", "new", "fcr", "--path", tmp_path / "mine", "--json")
    found = texts(tmp_path / "mine")

    assert outcome.document == {"name": "fcr", "directory": str(tmp_path / "mine"), "files": sorted(found)}
    assert sorted(found) == [
        ".gitignore",
        "README.md",
        "deploy/Dockerfile",
        "deploy/Dockerfile.dockerignore",
        "deploy/answerable-fcr.service",
        "deploy/compose.yaml",
        "deploy/fcr.env",
        "fcr/__init__.py",
        "fcr/__main__.py",
        "fcr/answers.py",
        "fcr/ask.py",
        "fcr/main.py",
        "fcr/projection.py",
        "fcr/py.typed",
        "fcr/queries.py",
        "pyproject.toml",
        "tests/test_fcr_service.py",
        "tests/test_fcr_view.py",
    ]
    assert [path for path, text in found.items() if SAMPLE in path or SAMPLE in text] == []


def test_people_are_told_what_is_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path the directory has the name, here, and the next commands are told."""
    monkeypatch.chdir(tmp_path)

    outcome = inside("consumer", "new", "fcr")

    assert (tmp_path / "fcr" / "fcr" / "main.py").exists()
    assert "cd fcr && python -m pytest && answerable consumer admit fcr && python -m fcr" in outcome.out


def test_an_environment_without_pytest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only a centre is run, as `make run` leaves it, what the new project's tests need is told."""
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if "pytest" in name else there(name))

    outcome = inside("consumer", "new", "fcr", "--path", tmp_path / "fcr")

    assert "python -m pip install pytest pytest-asyncio" in outcome.out


def test_a_name_that_is_taken_is_told_by_whom(tmp_path: Path) -> None:
    """Whoever chooses another name knows what was in its way."""
    said = [inside("consumer", "new", name, "--path", tmp_path / "x").err for name in ("nats", "desk")]

    assert ["an installed package" in said[0], "a service" in said[1]] == [True, True]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A directory that exists is left as it is."""
    (tmp_path / "fcr").mkdir()

    outcome = inside("consumer", "new", "fcr", "--path", tmp_path / "fcr")

    assert (outcome.status, outcome.out, list((tmp_path / "fcr").iterdir())) == (1, "", [])
    assert "exists already" in outcome.err


@pytest.mark.parametrize(
    "name",
    [
        *("Fcr", "1st", "f", "first-contact", "first.contact", "../fcr", "class", f"{LONGEST}y", "第一"),
        *(
            "json",
            "answerable",
            "answerable_services",
            "tests",
            "deploy",
            "scoring",
            "scores",
            "desk",
            "intake",
        ),
        *("nats", "faststream", "pydantic", "sqlalchemy", "google", "pytest", "mypy", "match"),
    ],
)
def test_names_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What is no name of a package, or is something else's already, is misuse."""
    monkeypatch.chdir(tmp_path)

    outcome = inside("consumer", "new", name)

    assert (outcome.status, outcome.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_letting_in(tmp_path: Path) -> None:
    """A program is let in by name, with a filter for a durable consumer; what cannot be is misuse."""
    service = inside("consumer", "admit", "fcr", "--data", tmp_path)
    program = inside(
        "consumer", "admit", "alarms", "--reads", "ledger.*.case.*", "--data", tmp_path, "--json"
    )
    refused = inside("consumer", "admit", "scoring", "--data", tmp_path)

    assert "fcr reads all and answers, as soon as the server runs" in service.out
    assert program.document == {"name": "alarms", "reads": "ledger.*.case.*", "is_running": False}
    assert (refused.status, refused.out) == (2, "")
    assert Programs.read(tmp_path) == Programs(services=("fcr",), consumers={"alarms": "ledger.*.case.*"})


def test_letting_in_on_a_server_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a server of one's own is named, it says which file its users are in."""
    monkeypatch.setenv("ANSWERABLE_NATS_URL", "nats://elsewhere:4222")

    outcome = inside("consumer", "admit", "fcr", "--data", tmp_path)

    assert (outcome.status, list(tmp_path.iterdir())) == (1, [])
    assert "make_accounts.py" in outcome.err


@pytest.mark.parametrize("name", [SHORTEST, LONGEST])
def test_its_style_is_ours(tmp_path: Path, name: str) -> None:
    """Format and lint find nothing, however long the name is."""
    project = made(tmp_path, name)

    checked = tool(project, "ruff", "check", "--no-cache", ".")
    formatted = tool(project, "ruff", "format", "--check", "--no-cache", ".")

    assert (checked.returncode, formatted.returncode) == (0, 0), checked.stdout + formatted.stdout


def test_its_rules_are_ours(tmp_path: Path) -> None:
    """It is held to this project's own rules; mypy checks the sample where it stands."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    its = tomllib.loads((made(tmp_path, "fcr") / "pyproject.toml").read_text())["tool"]
    lint = ("select", "ignore", "pydocstyle")

    assert {key: its["ruff"]["lint"][key] for key in lint} == {key: ours["ruff"]["lint"][key] for key in lint}
    assert (its["ruff"]["line-length"], its["ruff"]["format"]) == (
        ours["ruff"]["line-length"],
        ours["ruff"]["format"],
    )
    assert set(its["ruff"]["lint"]["per-file-ignores"]["tests/**"]) <= set(
        ours["ruff"]["lint"]["per-file-ignores"]["tests/**"]
    )
    assert {key: its["mypy"][key] for key in ("strict", "plugins", "enable_error_code")} == {
        key: ours["mypy"][key] for key in ("strict", "plugins", "enable_error_code")
    }
    assert ours["mypy"]["mypy_path"].split(":")[2:] == ["services/answerable_services/cli/scaffold"]


@pytest.mark.slow
@pytest.mark.skipif(not IS_SOAK, reason="`make check` checks the sample's types")
def test_its_types_are_sound(tmp_path: Path) -> None:
    """Type checking finds nothing in the new project itself."""
    checked = tool(made(tmp_path, "fcr"), "mypy")

    assert checked.returncode == 0, checked.stdout


def test_its_rights_are_ours(tmp_path: Path) -> None:
    """Its unit and its container may do no more than a service of ours."""
    deploy = made(tmp_path, "fcr") / "deploy"
    ours = unit(ROOT / "deploy" / "systemd" / "answerable-scoring.service")
    its = unit(deploy / "answerable-fcr.service")
    part = yaml.safe_load((deploy / "compose.yaml").read_text())["services"]["fcr"]
    scoring = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]["scoring"]
    rights = ("read_only", "tmpfs", "cap_drop", "security_opt", "networks", "volumes", "environment")

    assert its.pop("ExecStart") == "/opt/answerable/bin/python -m fcr"
    assert its.pop("EnvironmentFile") == ours.pop("EnvironmentFile").replace("scoring", "fcr")
    assert {key: value for key, value in its.items() if key != "Description"} == {
        key: value for key, value in ours.items() if key not in ("Description", "ExecStart")
    }
    its_own, scorings = (
        json.loads(one["environment"].pop("ANSWERABLE_NATS_PASSWORDS")) for one in (part, scoring)
    )
    assert {key: part[key] for key in rights} == {key: scoring[key] for key in rights}
    assert (its_own, list(scorings)) == ({"fcr": "${NATS_PASSWORD:?}"}, ["scoring"])
    assert "USER 10001" in (deploy / "Dockerfile").read_text()


def unit(path: Path) -> dict[str, Any]:
    """Give a unit's directives; what stands several times, as one line."""
    found: dict[str, str] = {}
    for line in path.read_text().splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found[name] = f"{found[name]} {value}" if name in found else value
    return found


def test_the_wheel_has_the_sample() -> None:
    """What the command copies is in the package that people install."""
    shipped = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    sample = ROOT / "services" / "answerable_services" / "cli" / "scaffold"
    needed = {
        path.relative_to(ROOT / "services").as_posix()
        for path in sample.rglob("*")
        if path.is_file() and not any(part.endswith("cache") or part == "__pycache__" for part in path.parts)
    }

    assert needed - shipped == set()
