"""Sending spans: to a real collector, with libraries that nobody else pays for, in nobody's way."""

from __future__ import annotations

import subprocess
import sys

import pytest

from answerable.errors import Misconfigured
from answerable.ledger.server.machine import free_port
from answerable.telemetry import exporting as module
from answerable.telemetry import tracing
from answerable.telemetry.commands import Watched, Way
from answerable.telemetry.exporting import exporting
from tests.services.cli.running import environment
from tests.telemetry.collector import collecting

EXPORTER = "opentelemetry.exporter.otlp.proto.http.trace_exporter"


async def test_what_was_made_is_sent_at_the_end() -> None:
    """Nothing is lost when a service stops: the last spans are sent before it ends."""
    with collecting() as collector:
        async with exporting(f"{collector.url}/", "test"):
            with Watched("case.open", Way.HTTP, {}):
                pass
        assert not tracing.is_on()

    (span,) = collector.spans
    assert (span.service, span.name) == ("answerable-test", "command case.open")
    assert span.attributes == {"answerable.command": "case.open", "answerable.way": "http"}


async def test_a_collector_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collector that cannot be reached neither fails a command nor the end."""
    monkeypatch.setattr(module, "_SEND_WITHIN_S", 0.2)
    async with exporting(f"http://127.0.0.1:{free_port()}", "test"):
        with Watched("case.open", Way.HTTP, {}):
            pass

    assert not tracing.is_on()


async def test_nobody_asked() -> None:
    """Where no collector is named, no spans are made."""
    async with exporting("", "test"):
        assert not tracing.is_on()


async def test_libraries_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the service says what to install, and does not run as if it were watched."""
    monkeypatch.setitem(sys.modules, EXPORTER, None)
    with pytest.raises(Misconfigured, match=r"answerable\[tracing\]"):
        async with exporting("http://127.0.0.1:4318", "test"):
            pass


def test_nobody_else_loads_them() -> None:
    """A service that is not watched loads neither library: together they take seven megabytes."""
    names = "{'opentelemetry.sdk', 'opentelemetry.exporter', 'prometheus_client'}"
    services = "answerable_services.intake.main, answerable_services.scoring.main"
    program = f"import sys, {services}; print({names} & set(sys.modules))"
    run = [sys.executable, "-c", program]
    said = subprocess.run(run, env=environment(), capture_output=True, text=True, timeout=60, check=True)

    assert said.stdout == "set()\n"
