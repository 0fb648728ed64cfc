"""What holds for every command: its help, its one JSON document, its exit status, and never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import pytest
import typer

from services.cli.main import app
from tests.services.cli.running import Centre, Outcome, answerable

pytestmark = [pytest.mark.server, pytest.mark.slow]

PERSON = ("--site", "xm01", "--staff", "staff-xm01-agent-1", "--month", "2016-03")

READING: dict[tuple[str, ...], set[str]] = {
    ("ledger", "status"): {"stream", "messages", "last_sequence", "deleted", "deny_delete", "deny_purge"},
    ("ledger", "check"): {"events", "aggregates", "faults", "fault_count"},
    ("projection", "list"): {"projections"},
    ("callbacks", "due"): {"on", "callbacks", "upcoming"},
    ("score", "explain", *PERSON): {"staff", "month", "lines"},
    ("rulebook", "list"): {"rulebooks"},
    ("rulebook", "show", "call-centre-80"): {"rulebook", "edition", "articles"},
    ("rulebook", "lint"): {"files", "findings"},
    ("doctor",): {"findings"},
}
"""Commands that only read, and what their document holds at least."""

SHOWN = (
    ("ledger", "status"),
    ("projection", "list"),
    ("callbacks", "due"),
    ("score", "explain", *PERSON),
    ("doctor",),
)
"""Of these, the ones whose text for people no other test looks at."""

NEEDS_RUNNING: tuple[tuple[str, ...], ...] = (
    ("ledger", "status"),
    ("ledger", "check"),
    ("projection", "list"),
    ("projection", "rebuild", "desk"),
    ("callbacks", "due"),
    ("score", "explain", *PERSON),
    ("simulate",),
    ("import", __file__, "--mapping", "incident-log", "--site", "xm01"),
    ("run", "scoring"),
)

MISUSED: tuple[tuple[str, ...], ...] = (
    ("nothing-of-the-kind",),
    ("run", "kitchen"),
    ("score", "explain", "--site", "xm01"),
    ("callbacks", "due", "--on", "2016-02-31"),
    ("callbacks", "due", "--site", "Not a site!"),
    ("import", __file__, "--mapping", "incident-log", "--site", "Not a site!"),
    ("simulate", "--first-month", "2016-13", "-o", "-"),
    ("simulate", "--json", "-o", "-"),
    ("up", "--port", "99999"),
)

IMPOSSIBLE: tuple[tuple[str, ...], ...] = (
    ("up", "--once", "--data", __file__),
    ("schema", "export", __file__),
    ("simulate", "-o", "missing/centres.jsonl"),
    ("score", "run", "--events", "missing.jsonl", "--rulebook", "call-centre-80"),
    ("rulebook", "show", "no-such-rules"),
    ("rulebook", "show", "call-centre-80", "--article", "001-none"),
    ("rulebook", "lint", "missing.yaml"),
    ("projection", "rebuild", "no-such-view"),
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


def ask_all(
    questions: dict[tuple[str, ...], tuple[str | Path, ...]], cwd: Path
) -> dict[tuple[str, ...], Outcome]:
    """Run many commands, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        running = {
            name: pool.submit(answerable, *arguments, cwd=cwd) for name, arguments in questions.items()
        }
        return {name: outcome.result() for name, outcome in running.items()}


def test_every_command_explains_itself() -> None:
    """The help of every command has an example, and every one knows --json."""
    commands = dict(every_command())

    assert {"up", "run", "import", "ledger check", "projection rebuild", "score run"} <= set(commands)
    assert [name for name, one in commands.items() if "Example: answerable " not in (one.help or "")] == []
    assert [
        name for name, one in commands.items() if not any("--json" in option.opts for option in one.params)
    ] == []


def test_help() -> None:
    """`--help` ends well and lists the commands, on standard output."""
    shown = answerable("--help")

    assert (shown.status, shown.err) == (0, "")
    assert "ledger" in shown.out


@pytest.fixture(scope="module")
def read(sample: Centre, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Outcome]:
    """The answers of the commands that only read, for machines and for people."""
    in_data = ("--data", sample.data)
    questions: dict[tuple[str, ...], tuple[str | Path, ...]] = {}
    for name in READING:
        where = () if name[0] == "rulebook" else in_data
        questions[*name, "--json"] = (*name, *where, "--json")
    for name in SHOWN:
        questions[name] = (*name, *in_data)
    return ask_all(questions, tmp_path_factory.mktemp("read"))


@pytest.mark.parametrize("name", READING, ids=" ".join)
def test_json_is_one_document(read: dict[tuple[str, ...], Outcome], name: tuple[str, ...]) -> None:
    """With --json there is one document on standard output, and nothing else."""
    outcome = read[*name, "--json"]

    assert outcome.status == 0, outcome.err
    assert READING[name] <= set(outcome.document)


@pytest.mark.parametrize("name", SHOWN, ids=" ".join)
def test_people_get_text(read: dict[tuple[str, ...], Outcome], name: tuple[str, ...]) -> None:
    """Without --json there is text for people, on standard output too."""
    outcome = read[name]

    assert outcome.status == 0, outcome.err
    assert outcome.out.strip()
    assert not outcome.out.startswith("{")


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Outcome]:
    """The answers where nothing is installed."""
    questions: dict[tuple[str, ...], tuple[str | Path, ...]] = {}
    for name in NEEDS_RUNNING:
        questions[name] = name
    questions["--json",] = ("ledger", "status", "--json")
    folder = tmp_path_factory.mktemp("nowhere")
    answers = ask_all(questions, folder)
    assert list(folder.iterdir()) == []
    return answers


@pytest.mark.parametrize("name", NEEDS_RUNNING, ids=" ".join)
def test_nothing_runs(nowhere: dict[tuple[str, ...], Outcome], name: tuple[str, ...]) -> None:
    """Without a running installation a command ends with 1, and says how to start one."""
    said = nowhere[name]

    assert (said.status, said.out) == (1, "")
    assert "no server runs on .answerable: start one with `answerable up --data .answerable`" in said.err


def test_nothing_runs_for_machines(nowhere: dict[tuple[str, ...], Outcome]) -> None:
    """With --json the same is a problem document."""
    said = nowhere["--json",]

    assert (said.status, said.document["status"]) == (1, 404)
    assert said.document["type"] == "urn:answerable:problem:notfound"


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_misuse(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """What cannot be understood ends with 2, with a message and without a result."""
    outcome = answerable(*arguments, cwd=tmp_path)

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.strip()
    assert list(tmp_path.iterdir()) == []


def test_misuse_for_machines(tmp_path: Path) -> None:
    """A field that breaks a rule is named in the problem document."""
    outcome = answerable("callbacks", "due", "--site", "Not a site!", "--json", cwd=tmp_path)

    assert outcome.status == 2
    assert [error["pointer"] for error in outcome.document["errors"]] == ["/site"]


@pytest.mark.parametrize("arguments", IMPOSSIBLE, ids=lambda words: " ".join(words[:2]))
def test_what_cannot_be_done(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """What cannot be done ends with 1 and a message that says what and where."""
    outcome = answerable(*arguments, cwd=tmp_path)

    assert (outcome.status, outcome.out) == (1, "")
    assert "✗" in outcome.err
