"""Settings are read strictly, and what is none is named."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from answerable.clock_file import clock_of, set_clock
from answerable.settings import LogLevel, Settings, strangers
from answerable.telemetry import logs
from tests.docs.pages import ROOT
from tests.services.cli.running import inside

THEN = datetime(2016, 3, 31, 10, tzinfo=UTC)
WHOLE = [name for name, field in Settings.model_fields.items() if field.annotation is int]


def given(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> Settings:
    monkeypatch.setenv(f"ANSWERABLE_{name.upper()}", value)
    return Settings()


@pytest.mark.parametrize(
    "value",
    [
        *("2016", "1459418400", "1459418400.5", "2016-03-31", "2016-03-31 18:00+08:00"),
        *("2016-03-31T18:00", "2016-03-31T18:00:00", "1969-12-31T00:00:00Z", "2200-01-01T00:00:00Z", "", " "),
    ],
)
def test_a_moment_is_read_as_a_commands_is(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A number, a day alone, and a time without an offset are none, nor is what no command could say."""
    with pytest.raises(ValidationError, match="clock_start"):
        given(monkeypatch, "clock_start", value)


def test_a_moment_with_its_offset_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's own example is the moment that it says."""
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    (shown,) = re.findall(r"with its offset, as `([^`]+)`", page)

    assert given(monkeypatch, "clock_start", shown).clock_start == THEN


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(
    "value", ["8080.0", "8_080", "+8080", " 8080", "8080 ", "08080", "８０８０", "1e4", "true", "-1", ""]
)
def test_a_number_is_written_in_digits(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """What Python would take for a number as well is refused, and the setting named."""
    assert given(monkeypatch, name, "8080").model_dump()[name] == 8080
    with pytest.raises(ValidationError, match=name):
        given(monkeypatch, name, value)


@pytest.mark.parametrize(
    ("name", "value"), [("log_level", "INFO"), ("log_level", "loud"), ("log_format", "Json")]
)
def test_a_choice_is_one_of_those_that_the_page_names(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """No value is taken for the default."""
    with pytest.raises(ValidationError, match=name):
        given(monkeypatch, name, value)
    assert (
        given(monkeypatch, "log_level", "debug").log_level is LogLevel.DEBUG if name == "log_level" else True
    )


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_directory_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A variable that a unit leaves empty puts no installation where the unit happens to stand."""
    with pytest.raises(ValidationError, match="no directory is named"):
        given(monkeypatch, "data", value)
    assert given(monkeypatch, "data", ".").data == Path()


def test_a_value_that_cannot_be_read_ends_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting and says how it is written."""
    monkeypatch.setenv("ANSWERABLE_CLOCK_START", "2016")
    outcome = inside("doctor")

    assert outcome.status == 2
    assert "clock_start" in outcome.err
    assert "RFC 3339" in outcome.err


def test_what_is_no_setting_has_its_nearest_named() -> None:
    """Mistyped names are found; settings, other programs' variables, and those of our tests are not."""
    known = [f"ANSWERABLE_{name.upper()}" for name in Settings.model_fields]
    found = strangers(["ANSWERABLE_CONSOL_PORT", "ANSWERABLE_QQQ", "ANSWERABLE_SOAK", "PATH", *known])

    assert found == {"ANSWERABLE_CONSOL_PORT": "ANSWERABLE_CONSOLE_PORT", "ANSWERABLE_QQQ": None}


def test_what_is_no_setting_is_named_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said once in a process, and nothing else is refused for it."""
    monkeypatch.setattr(logs, "_told", set())
    monkeypatch.setenv("ANSWERABLE_CONSOL_PORT", "9000")
    with capture_logs() as said:
        logs.name_strangers()
        logs.name_strangers()

    assert said == [
        {
            "event": "setting.unknown",
            "log_level": "warning",
            "variable": "ANSWERABLE_CONSOL_PORT",
            "nearest": "ANSWERABLE_CONSOLE_PORT",
        }
    ]


def test_a_command_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types a command sees it on standard error, and the result is as it was."""
    monkeypatch.setattr(logs, "_told", set())
    monkeypatch.setenv("ANSWERABLE_DATUM", "x")
    with capture_logs() as said:
        inside("projection", "list")

    assert [line["nearest"] for line in said if line["event"] == "setting.unknown"] == ["ANSWERABLE_DATA"]


def test_an_overruled_clock_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The setting's clock holds, and that the installation has another is said; each alone is not."""
    alone, sample = (tmp_path_factory.mktemp(name) for name in ("alone", "sample"))
    set_clock(sample, THEN)
    with capture_logs() as said:
        clock_of(Settings(data=alone, clock_start=THEN))
        clock_of(Settings(data=sample))
    assert said == []
    with capture_logs() as said:
        clock_of(Settings(data=sample, clock_start=THEN))

    assert [(line["event"], line["by"]) for line in said] == [("clock.overruled", "ANSWERABLE_CLOCK_START")]
