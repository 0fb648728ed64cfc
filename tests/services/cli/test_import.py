"""`import` and `simulate`: records and invented centres become events, each once."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.registry import COMMANDS
from answerable.sample.centre import Volume
from answerable.sample.generator import simulate
from tests.services.cli.running import Centre, CommandResult, answerable, inside

pytestmark = [pytest.mark.server, pytest.mark.slow]

SMALL = ("--contacts", "1", "--agents", "3")
SITE = next(simulate(1, 1, volume=Volume(contacts=1, agents=3))).body["site"]
ROWS = 12


def events_of(centre: Centre) -> int:
    """How many events the ledger holds."""
    return int(centre.ask("ledger", "status", "--json").document["messages"])


@pytest.fixture(scope="module")
def simulated(own: Centre) -> CommandResult:
    """A simulated centre, sent to the running installation; it opens the site."""
    return own.ask("simulate", *SMALL, "--json")


def test_simulated_twice(own: Centre, simulated: CommandResult) -> None:
    """A simulated month becomes events; the same again changes nothing."""
    assert simulated.status == 0, simulated.err
    assert simulated.document["events"] > 0
    before = events_of(own)

    again = own.ask("simulate", *SMALL, "--json")

    assert (again.status, again.document) == (0, {"events": 0})
    assert events_of(own) == before


def test_simulated_to_a_file(tmp_path: Path) -> None:
    """Without an installation the commands go to a file, a line each, the same for the same seed."""
    said = inside("simulate", *SMALL, "--json", "-o", tmp_path / "file").document
    lines = (tmp_path / "file").read_text(encoding="utf-8").splitlines()
    shown = answerable("simulate", *SMALL, "-o", "-")

    assert said["commands"] == len(lines)
    assert shown.out == "\n".join(lines) + "\n"
    assert {json.loads(line)["name"] for line in lines} <= set(COMMANDS)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first rows of the shipped incident log, one of them spoilt."""
    text = files("answerable").joinpath("sample", "incidents.csv").read_text(encoding="utf-8")
    heading, *lines = text.splitlines()[: ROWS + 1]
    spoilt = lines[-1].split(",")
    spoilt[heading.split(",").index("sys_updated_at")] = "yesterday"
    path = tmp_path_factory.mktemp("log") / "incidents.csv"
    path.write_text("\n".join([heading, *lines[:-1], ",".join(spoilt)]) + "\n", encoding="utf-8")
    return path


def imported(centre: Centre, path: Path) -> tuple[CommandResult, dict[str, Any]]:
    """Import a file at the simulated site."""
    arguments = ("--mapping", "incident-log", "--site", SITE, "--data", centre.data, "--json")
    outcome = answerable("import", path, *arguments)
    return outcome, outcome.document


def test_import_accounts_for_every_row(own: Centre, simulated: CommandResult, log: Path) -> None:
    """Good rows become events, the bad one goes to a file with its reason; a second import adds nothing."""
    before = events_of(own)

    first, report = imported(own, log)

    assert first.status == 1, "a row was rejected"
    assert (report["rows"], report["rejected"], report["refused"]) == (ROWS, 1, 0)
    assert report["accepted"] + report["unchanged"] == ROWS - 1
    assert events_of(own) == before + report["events"] > before
    assert report["rejects"] == f"{log}.rejects.csv"
    rejected = list(csv.DictReader(Path(report["rejects"]).read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["row"], row["sys_updated_at"]) for row in rejected] == [(str(ROWS + 1), "yesterday")]
    assert "yesterday" in rejected[0]["reason"]

    second, again = imported(own, log)

    assert second.status == 1
    assert again == {**report, "events": 0, "repeats": report["commands"]}
    assert events_of(own) == before + report["events"]


def test_import_without_a_bad_row(own: Centre, simulated: CommandResult, log: Path, tmp_path: Path) -> None:
    """Where every row can be used it ends with 0, and no file of rejected rows is left."""
    good = tmp_path / "good.csv"
    good.write_text("\n".join(log.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    stale = tmp_path / "good.csv.rejects.csv"
    stale.touch()

    outcome, report = imported(own, good)

    assert outcome.status == 0, outcome.err
    assert (report["rejected"], report["rejects"]) == (0, None)
    assert not stale.exists()


@pytest.mark.parametrize(
    ("file", "mapping", "said"),
    [
        ("missing.csv", "incident-log", "missing.csv cannot be read"),
        ("other.csv", "incident-log", "other.csv"),
        ("other.csv", "no-such-mapping", "there is no mapping no-such-mapping"),
    ],
)
def test_a_file_that_cannot_be_imported(
    own: Centre, tmp_path: Path, file: str, mapping: str, said: str
) -> None:
    """A file, columns or a mapping that are not there end the import before anything is sent."""
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = events_of(own)

    outcome = own.ask("import", tmp_path / file, "--mapping", mapping, "--site", SITE)

    assert (outcome.status, outcome.out) == (1, "")
    assert said in outcome.err
    assert events_of(own) == before
