"""`callbacks due`, `rulebook`, `doctor`, `schema export`: what they say about the sample and this machine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from answerable.messaging.client import Caller
from answerable.queries.callbacks import DueList, UnannouncedYear
from answerable.queries.intake import ClockState, Writing, WritingState
from answerable_services.cli.doctor import calendar_check, writing_checks
from tests.services.cli.running import Centre, inside

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_callbacks_due(sample: Centre) -> None:
    """What is owed at every site is what the summary counts, and another day has another list."""
    today = sample.ask("callbacks", "due", "--json").document
    here = sample.ask("callbacks", "due", "--site", "xm01", "--json").document
    before = sample.ask("callbacks", "due", "--on", "2014-01-01", "--json").document

    assert today["on"] == "2016-03-31"
    assert len(today["callbacks"]) == sample.document["callbacks_due"]
    assert here["callbacks"] == [row for row in today["callbacks"] if row["site"] == "xm01"]
    assert (before["on"], before["callbacks"]) == ("2014-01-01", [])


def test_callbacks_at_a_site_that_is_not_there(sample: Centre) -> None:
    """A site that was never opened is an error that names those that were, and no empty list."""
    said = sample.ask("callbacks", "due", "--site", "nope")

    assert (said.status, said.out) == (1, "")
    assert "there is no site nope" in said.err
    assert "xm01" in said.err


def test_rulebook_show_one_article() -> None:
    """An article is shown with its original text and its translation."""
    arguments = ("rulebook", "show", "call-centre-80", "--article", "001-m7")
    (article,) = inside(*arguments, "--json").document["articles"]
    shown = inside(*arguments)

    assert article["id"] == "001-m7"
    assert article["text"]["zh"] in shown.out
    assert "call-centre-80" in shown.out


def test_rulebook_lint_finds(tmp_path: Path) -> None:
    """A file that is no sound rulebook ends with 1, and each finding has its line."""
    path = tmp_path / "rules.yaml"
    path.write_text("rulebook: mine\nsurprise: true\n", encoding="utf-8")

    outcome = inside("rulebook", "lint", path, "--json")

    assert outcome.status == 1
    assert outcome.document["files"] == 1
    assert any(finding["line"] == 2 for finding in outcome.document["findings"])


def test_doctor_on_a_running_centre(sample: Centre) -> None:
    """On a healthy centre every finding is well, and every view is among them."""
    findings = {one["what"]: one for one in sample.ask("doctor", "--json").document["findings"]}

    assert all(one["is_well"] for one in findings.values())
    assert "not compared with the server's" in findings["clock"]["detail"]
    assert findings["calendar"]["is_warning"] is False
    assert {"ledger", "view audit", "view callbacks", "view desk", "view scores"} <= set(findings)


@pytest.mark.parametrize(
    ("clock", "is_well", "detail"),
    [
        ({"ahead_of_server_s": 0.02}, True, "0.0 s ahead of the server's; 60 s are allowed"),
        (
            {"ahead_of_server_s": -3.0, "behind_last_s": 2.0},
            True,
            "3.0 s behind the server's, 2.0 s behind the last event; 60 s are allowed",
        ),
        ({"ahead_of_server_s": 3e7, "fault": "the clock is ahead"}, False, "the clock is ahead"),
    ],
)
async def test_doctor_tells_how_the_writers_clock_stands(
    clock: dict[str, Any], is_well: bool, detail: str
) -> None:
    """Compared with the server's time and the last event's; one that is not trusted is not well."""
    state = ClockState.model_validate(
        {"at": datetime(2026, 1, 1, tzinfo=UTC), "tolerance_s": 60, "behind_last_s": 0, **clock}
    )

    class Intake(Caller):
        async def query(self, query: Any) -> Any:
            assert isinstance(query, Writing)
            return WritingState(fault=state.fault, clock=state)

    findings = {one.what: one async for one in writing_checks(Intake.__new__(Intake))}

    assert (findings["clock"].is_well, findings["clock"].detail) == (is_well, detail)
    assert findings["intake"].is_well is is_well


@pytest.mark.parametrize(
    ("has_begun", "said"),
    [
        (True, "the holidays of 2019 in CN are not known here, whatever was announced: due days"),
        (False, "the holidays of 2019 are not announced yet for CN: due days"),
    ],
)
async def test_doctor_names_years_whose_holidays_are_not_known(*, has_begun: bool, said: str) -> None:
    """A warning, and no fault: nobody here can announce them, but who plans has to know."""

    class Callbacks(Caller):
        async def query(self, query: Any) -> Any:
            year = UnannouncedYear(country="CN", year=2019, has_begun=has_begun)
            return DueList(on=date(2019, 2, 10), callbacks=(), upcoming=(), unannounced=(year,))

    finding = await calendar_check(Callbacks.__new__(Callbacks))

    assert (finding.is_well, finding.is_warning) == (True, True)
    assert finding.detail.startswith(said)


def test_doctor_finds_an_open_directory(tmp_path: Path) -> None:
    """A data directory that others can read is found, with what to do about it."""
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)

    outcome = inside("doctor", "--json", "--data", data)

    assert outcome.status == 1
    (finding,) = [one for one in outcome.document["findings"] if not one["is_well"]]
    assert f"chmod 700 {data}" in finding["detail"]


def test_schema_export_lists_what_it_wrote(tmp_path: Path) -> None:
    """The document names every file that was written."""
    said = inside("schema", "export", tmp_path / "schemas", "--json").document

    written = [path for path in (tmp_path / "schemas").rglob("*") if path.is_file()]
    assert said["files"] == sorted(str(path.relative_to(tmp_path / "schemas")) for path in written)
    assert "events/case.opened.v1.schema.json" in said["files"]
