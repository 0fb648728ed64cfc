"""The systemd units: one for each part, hardened, with all the settings they read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.settings import Settings
from answerable_services.cli.services import SERVICES

SYSTEMD = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.glob("*.service"))
HARDENING = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictSUIDSGID": "yes",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}


def directives(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (SYSTEMD / name).read_text().splitlines():
        if match := re.fullmatch(r"([A-Z]\w+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def test_every_service_has_a_unit() -> None:
    """The units are those of the services that `answerable up` runs, and the server's."""
    assert sorted(f"answerable-{name}.service" for name in (*SERVICES, "nats")) == UNITS


def test_the_target_starts_every_unit() -> None:
    """Starting the target starts all of them; stopping it stops them."""
    wanted = " ".join(directives("answerable.target")["Wants"]).split()

    assert sorted(wanted) == UNITS
    assert {tuple(directives(name)["PartOf"]) for name in UNITS} == {("answerable.target",)}


@pytest.mark.parametrize("name", UNITS)
def test_hardening(name: str) -> None:
    """A unit writes to its own directory only, and can gain no rights."""
    found = directives(name)

    assert {key: found.get(key) for key in HARDENING} == {key: [value] for key, value in HARDENING.items()}
    assert found["User"] == ["answerable-nats" if name == "answerable-nats.service" else "answerable"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_unit_runs_its_service(service: str) -> None:
    """A unit runs the service it is named for, with settings of its own."""
    found = directives(f"answerable-{service}.service")

    assert found["ExecStart"] == [f"/opt/answerable/bin/answerable run {service} --json"]
    assert found["EnvironmentFile"] == [
        "/etc/answerable/answerable.env",
        f"/etc/answerable/{service}.env",
    ]


def test_examples_of_settings() -> None:
    """Each file of settings that a unit reads has an example, and each variable in it exists."""
    files = {Path(file).name for name in UNITS for file in directives(name)["EnvironmentFile"]}
    examples = {path.name: path.read_text() for path in (SYSTEMD / "env").glob("*.env")}
    named = {name for text in examples.values() for name in re.findall(r"^(\w+)=", text, flags=re.MULTILINE)}
    of_the_server = set(re.findall(r"\$(NATS_\w+)", (SYSTEMD.parent / "nats" / "single.conf").read_text()))
    of_the_server |= set(re.findall(r"\$(NATS_\w+)", (SYSTEMD.parent / "nats" / "accounts.conf").read_text()))
    known = {f"ANSWERABLE_{field.upper()}" for field in Settings.model_fields} | of_the_server

    assert files == set(examples)
    assert named - known == set()
    assert of_the_server - named == {"NATS_STORE"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    """`systemd-analyze verify` accepts every unit."""
    programs = str(Path(sys.executable).parent)
    for path in (*SYSTEMD.glob("*.service"), *SYSTEMD.glob("*.target")):
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/answerable/bin", programs))

    ended = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = [line for line in ended.stderr.splitlines() if "answerable" in line]
    assert (ended.returncode, said) == (0, [])
