"""The compose file and the image: every service is there, nobody has rights to spare."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from answerable.ledger.server.accounts import User
from answerable.settings import Settings
from answerable_services.cli.services import SERVICES

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
PARTS: dict[str, Any] = COMPOSE["services"]


def test_every_service_is_there() -> None:
    """The parts are the services, the server and the step that makes the ledger."""
    assert sorted(PARTS) == sorted((*SERVICES, "nats", "install"))
    assert {name: PARTS[name]["command"] for name in SERVICES} == {name: ["run", name] for name in SERVICES}
    assert PARTS["install"]["profiles"] == ["install"]


@pytest.mark.parametrize("name", sorted(PARTS))
def test_rights(name: str) -> None:
    """A part has a read-only file system, no capabilities and no way to gain any."""
    part = PARTS[name]

    assert (part["read_only"], part["cap_drop"], part["security_opt"]) == (
        True,
        ["ALL"],
        ["no-new-privileges:true"],
    )


def test_published_to_this_machine_only() -> None:
    """Only the pages and the command API are published, on the loopback address."""
    published = {name: part["ports"] for name, part in PARTS.items() if "ports" in part}

    assert published == {"intake": ["127.0.0.1:8081:8081"], "console": ["127.0.0.1:8080:8080"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_users() -> None:
    """Each part has the passwords of the users made for it, and no other."""
    passwords = {
        name: json.loads(part["environment"].get("ANSWERABLE_NATS_PASSWORDS", "{}"))
        for name, part in PARTS.items()
    }
    users = {
        "nats": [],
        "install": [User.OPERATOR],
        "intake": [User.COMMANDS, User.INTAKE],
        "desk": [User.DESK],
        "scoring": [User.SCORING],
        "callbacks": [User.CALLBACKS],
        "audit": [User.AUDIT],
        "accounts": [User.ACCOUNTS],
        "console": [User.CONSOLE],
    }

    assert passwords == {
        name: {user.value: f"${{NATS_PASSWORD_{user.value.upper()}:?}}" for user in known}
        for name, known in users.items()
    }


def test_variables_exist() -> None:
    """Every setting that the file names is one, and the server gets every variable it needs."""
    settings = {f"ANSWERABLE_{field.upper()}" for field in Settings.model_fields}
    named = {key for part in PARTS.values() for key in part["environment"] if key.startswith("ANSWERABLE_")}
    texts = [(DEPLOY / "nats" / name).read_text() for name in ("single.conf", "accounts.conf")]
    needed = {key for text in texts for key in re.findall(r"\$(NATS_\w+)", text)}

    assert named - settings == set()
    assert set(PARTS["nats"]["environment"]) == needed


def test_who_reaches_out() -> None:
    """The pages and the command API are asked from outside, and the accounts ask a provider there."""
    outside = {name for name, part in PARTS.items() if "outside" in part["networks"]}

    assert outside == {"intake", "console", "accounts"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("console", {"ANSWERABLE_PAGES_URL", "ANSWERABLE_TRUSTED_PROXIES"}),
        ("intake", {"ANSWERABLE_TRUSTED_PROXIES"}),
        ("accounts", {"ANSWERABLE_PAGES_URL", "ANSWERABLE_PROVIDER_ISSUER"}),
    ],
)
def test_where_people_come_from_is_passed_on(name: str, said: set[str]) -> None:
    """What a proxy and an identity provider need is said once, in the file of passwords."""
    environment = PARTS[name]["environment"]

    assert {key for key in said if environment.get(key, "").startswith(f"${{{key}:-")} == said


def test_what_is_left_out_is_as_if_it_were_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that the file of passwords does not have has its default, or none at all."""
    defaults = Settings()
    for part in PARTS.values():
        for key, value in part["environment"].items():
            if left := re.fullmatch(r"\$\{\w+:-(.*)\}", value):
                monkeypatch.setenv(key, left[1])

    assert Settings() == defaults


def test_files_are_there() -> None:
    """What is mounted, built and copied exists, and the image leaves out nothing that it copies."""
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    let_in = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), flags=re.MULTILINE)
    mounted = {
        volume.partition(":")[0]
        for part in PARTS.values()
        for volume in part.get("volumes", ())
        if volume.startswith(".")
    }

    assert sources == set(let_in)
    assert [source for source in sources if not (DEPLOY.parent / source).exists()] == []
    assert [path for path in mounted if not (DEPLOY / path).is_dir()] == []


def test_image() -> None:
    """The image installs nothing without a hash but the project itself, and runs as nobody in particular."""
    text = (DEPLOY / "Dockerfile").read_text()
    installs = re.findall(r"^RUN pip install (.+)$", text, flags=re.MULTILINE)

    assert installs == [
        "--require-hashes --requirement requirements/run.txt",
        "--no-deps --no-build-isolation .",
    ]
    assert re.findall(r"^USER (.+)$", text, flags=re.MULTILINE) == ["10001"]
