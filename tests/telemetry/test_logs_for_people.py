"""Logs for people: an error is told as Python tells it, and what variables held is nobody's to read."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from pathlib import Path

import pytest
import structlog

from answerable.settings import Settings
from answerable.telemetry.logs import set_up_logging
from answerable_services.cli.voice import command

PASSWORD = "correct-horse-battery"


def _fail(_password: str) -> None:
    raise ValueError("nobody can carry this out")


@pytest.fixture
def as_in_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Log as a service does that nobody told how."""
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    set_up_logging(Settings(data=tmp_path), "desk")


@pytest.fixture
def as_in_a_command() -> None:
    """Log as what the libraries say below a command of the command line."""

    @command
    def nothing() -> None:
        pass

    nothing()


@pytest.mark.parametrize("how", ["as_in_a_service", "as_in_a_command"])
def test_an_error_is_told_without_what_variables_held(
    how: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """The traceback and the error's own words, at once; neither a password nor the name of a person."""
    request.getfixturevalue(how)
    log = structlog.get_logger()
    try:
        _fail(PASSWORD)
    except ValueError:
        log.exception("page.failed")

    said = capsys.readouterr().err
    assert "ValueError: nobody can carry this out" in said
    assert "in _fail" in said
    assert PASSWORD not in said
