"""What holds for every command: its help, its one JSON document, its exit status, and never a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer

from answerable_services.cli.main import app
from tests.services.cli.running import Centre, answerable, inside, program

pytestmark = [pytest.mark.server, pytest.mark.slow]

PERSON = ("--site", "xm01", "--staff", "staff-xm01-agent-1", "--month", "2016-03")

READING: dict[tuple[str, ...], set[str]] = {
    ("ledger", "status"): {"stream", "messages", "last_sequence", "deleted", "deny_delete", "head_sequence"},
    ("ledger", "check"): {"events", "aggregates", "head", "faults", "fault_count"},
    ("projection", "list"): {"projections"},
    ("projection", "parked"): {"parked"},
    ("callbacks", "due"): {"on", "callbacks", "upcoming"},
    ("score", "explain", *PERSON): {"staff", "month", "lines"},
    ("rulebook", "list"): {"rulebooks"},
    ("rulebook", "show", "call-centre-80"): {"rulebook", "edition", "articles"},
    ("rulebook", "lint"): {"files", "findings"},
    ("rulebook", "diff", "online-shop-10@r1", "online-shop-10@r2"): {"before", "after", "counts", "rules"},
    ("access", "who", "case.transfer"): {"action", "says", "who", "not_oneself", "article"},
    ("access", "may", "lead", "case.transfer"): {"role", "action", "site", "allowed", "relation", "article"},
    ("access", "table"): {"role", "groups"},
    ("doctor",): {"findings"},
    ("token", "list"): {"tokens"},
}
"""Commands that only read, and what their document holds at least."""

NEEDS_NOTHING = {"rulebook", "access"}
"""Commands that read what comes with the package, and know no installation."""

NEEDS_RUNNING: tuple[tuple[str, ...], ...] = (
    ("ledger", "status"),
    ("ledger", "check"),
    ("ledger", "export", "-o", "ledger.export"),
    ("projection", "list"),
    ("projection", "rebuild", "desk"),
    ("projection", "retry", "desk"),
    ("projection", "discard", "desk", "1", "--reason", "typed twice", "--by", "staff-first"),
    ("callbacks", "due"),
    ("score", "explain", *PERSON),
    ("simulate",),
    ("import", __file__, "--mapping", "incident-log", "--site", "xm01"),
)

MISUSED: tuple[tuple[str, ...], ...] = (
    ("nothing-of-the-kind",),
    ("run", "kitchen"),
    ("score", "explain", "--site", "xm01"),
    ("ledger", "export"),
    ("ledger", "export", "--json", "-o", "-"),
    ("ledger", "restore"),
    ("callbacks", "due", "--on", "2016-02-31"),
    ("callbacks", "due", "--site", "Not a site!"),
    ("import", __file__, "--mapping", "incident-log", "--site", "Not a site!"),
    ("simulate", "--first-month", "2016-13", "-o", "-"),
    ("simulate", "--owed", "-o", "-"),
    ("simulate", "--json", "-o", "-"),
    ("run", "scoring", "--data"),
    ("access", "may", "lead"),
    ("access", "may", "lead", "case.transfer", "--relation", "sister"),
    ("access", "may", "lead", "case.transfer", "--site", "Not a site!"),
)

IMPOSSIBLE: tuple[tuple[str, ...], ...] = (
    ("schema", "export", __file__),
    ("simulate", "-o", "missing/centres.jsonl"),
    ("ledger", "check", "--file", "missing.export"),
    ("ledger", "restore", "missing.export"),
    ("ledger", "restore", __file__),
    ("score", "run", "--events", "missing.jsonl", "--rulebook", "call-centre-80"),
    ("rulebook", "show", "no-such-rules"),
    ("rulebook", "show", "call-centre-80", "--article", "001-none"),
    ("rulebook", "lint", "missing.yaml"),
    ("access", "who", "case.swallow"),
    ("access", "may", "queen", "case.transfer"),
    ("access", "may", "lead", "case.swallow"),
    ("access", "table", "--role", "queen"),
    ("projection", "rebuild", "no-such-view"),
    ("projection", "parked", "no-such-view"),
    ("projection", "retry", "no-such-view"),
)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """All commands that do something, with their names."""

    def below(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        if not hasattr(command, "commands"):
            yield name, command
            return
        for word, inner in command.commands.items():
            yield from below(inner, f"{name} {word}".strip())

    yield from below(typer.main.get_command(app), "")


def test_every_command_explains_itself() -> None:
    """The help of every command has an example, and every one knows --json."""
    commands = dict(every_command())

    assert {"up", "run", "import", "ledger check", "projection rebuild", "score run"} <= set(commands)
    assert [name for name, one in commands.items() if "Example: answerable " not in (one.help or "")] == []
    assert [
        name for name, one in commands.items() if not any("--json" in option.opts for option in one.params)
    ] == []


@pytest.mark.parametrize(
    "line", [("callbacks", "due", "--on", "x"), ("ledger", "export"), ("nothing-of-the-kind",)], ids=" ".join
)
def test_a_line_that_cannot_be_read_is_a_document_too(line: tuple[str, ...]) -> None:
    """With --json whoever reads standard output finds one document there, whatever was wrong."""
    outcome = answerable(*line, "--json")

    assert outcome.status == 2
    assert outcome.document["type"] == "urn:answerable:problem:invalid"
    assert outcome.document["detail"]


def test_help() -> None:
    """`--help` ends well and lists the commands, on standard output, where Python loads it for itself."""
    shown = program("--help")

    assert (shown.status, shown.err) == (0, "")
    assert "ledger" in shown.out


@pytest.mark.parametrize("name", READING, ids=" ".join)
def test_json_is_one_document(sample: Centre, name: tuple[str, ...]) -> None:
    """With --json there is one document on standard output, and nothing else."""
    where = () if name[0] in NEEDS_NOTHING else ("--data", sample.data)

    outcome = answerable(*name, *where, "--json")

    assert outcome.status == 0, outcome.err
    assert READING[name] <= set(outcome.document)


@pytest.mark.parametrize("name", READING, ids=" ".join)
def test_people_get_text(sample: Centre, name: tuple[str, ...]) -> None:
    """Without --json there is text for people, on standard output too."""
    outcome = inside(*name) if name[0] in NEEDS_NOTHING else sample.ask(*name)

    assert outcome.status == 0, outcome.err
    assert outcome.out.strip()
    assert not outcome.out.startswith("{")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in which nothing is installed, as the one where the person is."""
    for name in [name for name in os.environ if name.startswith("ANSWERABLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path


@pytest.mark.parametrize("name", NEEDS_RUNNING, ids=lambda words: " ".join(words[:2]))
def test_nothing_runs(nowhere: Path, name: tuple[str, ...]) -> None:
    """Without a running installation a command ends with 1, says how to start one, and writes nothing."""
    said = inside(*name)

    assert (said.status, said.out) == (1, "")
    assert "no server runs on .answerable: start one with `answerable up --data .answerable`" in said.err
    assert list(nowhere.iterdir()) == []


def test_nothing_runs_for_machines(nowhere: Path) -> None:
    """With --json the same is a problem document, and nothing else on standard output."""
    said = answerable("ledger", "status", "--json", cwd=nowhere)

    assert (said.status, said.document["status"]) == (1, 404)
    assert said.document["type"] == "urn:answerable:problem:notfound"


def test_a_service_without_a_server(nowhere: Path) -> None:
    """A service that finds no server ends with 1 and says so."""
    said = answerable("run", "scoring", cwd=nowhere)

    assert (said.status, said.out) == (1, "")
    assert "no server runs on .answerable" in said.err


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_misuse(nowhere: Path, arguments: tuple[str, ...]) -> None:
    """What cannot be understood ends with 2, with a message and without a result."""
    outcome = inside(*arguments)

    assert outcome.status == 2
    if "--json" in arguments:
        assert outcome.document["type"] == "urn:answerable:problem:invalid"
    else:
        assert outcome.out == ""
        assert outcome.err.strip()
    assert list(nowhere.iterdir()) == []


def test_misuse_for_machines(nowhere: Path) -> None:
    """A field that breaks a rule is named in the problem document."""
    outcome = answerable("callbacks", "due", "--site", "Not a site!", "--json", cwd=nowhere)

    assert outcome.status == 2
    assert [error["pointer"] for error in outcome.document["errors"]] == ["/site"]


def test_a_file_where_the_data_should_be(nowhere: Path) -> None:
    """A data directory that cannot be one ends `up` with 1 and its name."""
    outcome = answerable("up", "--once", "--data", __file__, cwd=nowhere)

    assert (outcome.status, outcome.out) == (1, "")
    assert __file__ in outcome.err


@pytest.mark.parametrize("arguments", IMPOSSIBLE, ids=lambda words: " ".join(words[:2]))
def test_what_cannot_be_done(nowhere: Path, arguments: tuple[str, ...]) -> None:
    """What cannot be done ends with 1 and a message that says what and where."""
    outcome = inside(*arguments)

    assert (outcome.status, outcome.out) == (1, "")
    assert "✗" in outcome.err
