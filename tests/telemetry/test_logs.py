"""Logs for machines: every line of a real service is JSON, whoever says it and however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.server.endpoint import Endpoint
from answerable.ledger.server.machine import free_port
from answerable_services.cli import installation
from tests.identity.proofs import bearer
from tests.services.cli.running import environment, until

pytestmark = pytest.mark.server

FAULTY = Path(__file__).with_name("faulty.py")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
async def server(tmp_path: Path) -> Any:
    """A server with an empty ledger; its data directory is the test's."""
    server = EmbeddedServer(tmp_path / "data")
    async with server as endpoint:
        await installation.ensure(tmp_path / "data", endpoint, clock_start=None)
        yield endpoint


class Running:
    """A service that runs, and the lines that it has written."""

    def __init__(self, process: subprocess.Popen[bytes], written: Path) -> None:
        self.process = process
        self._written = written

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every whole line so far; one that is no JSON object fails."""
        text = self._written.read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines()]
        assert all(isinstance(line, dict) for line in lines)
        return lines

    def said(self, event: str) -> list[dict[str, Any]]:
        """The lines that say one thing."""
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def running(tmp_path: Path, *command: str, **variables: str) -> Iterator[Running]:
    written = tmp_path / "stderr"
    with written.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, *command],
            env=environment(ANSWERABLE_LOG_FORMAT="json", **variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        yield Running(process, written)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def _faulty(service: str, tmp_path: Path, *how: str) -> tuple[str, ...]:
    return (str(FAULTY), service, str(tmp_path / "data"), *how)


async def test_every_line_is_json_from_faults_of_others_to_a_stop(tmp_path: Path, server: Endpoint) -> None:
    """Warnings, threads, finalizers, forgotten tasks, other libraries' loggers, a dead server, the end."""
    with running(tmp_path, *_faulty("desk", tmp_path), ANSWERABLE_LOG_LEVEL="debug") as service:
        until(lambda: service.said("service.started"), "desk", 60)
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: service.said("nats.error"), "the server's death")
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(30)

    assert {line["service"] for line in service.lines} == {"desk"}
    assert all(line["level"] and line["timestamp"] for line in service.lines)
    (warned,) = service.said("python.warning")
    assert (warned["kind"], warned["reason"]) == ("UserWarning", "said\nin two lines")
    (unreadable,) = service.said("log.unreadable")
    assert (unreadable["logger"], unreadable["meant"]) == ("uvicorn.error", "too few arguments: %s %s")
    (thread,) = service.said("thread.failed")
    assert (thread["thread"], _raised(thread)) == ("worker", "ZeroDivisionError")
    assert [_raised(line) for line in service.said("python.unraisable")] == ["ValueError"]
    foreign = [line for line in service.lines if line.get("logger") in ("nats.aio.client", "asyncio")]
    assert [_raised(line) for line in foreign[:2]] == ["OSError", "LookupError"]
    assert service.said("service.stopped")


def _raised(line: dict[str, Any]) -> str:
    (exception,) = line["exception"]
    return str(exception["exc_type"])


async def test_an_exception_that_nobody_catches_is_one_line(tmp_path: Path, server: Endpoint) -> None:
    """With its frames, and without the values of variables, which may hold passwords."""
    with running(tmp_path, *_faulty("desk", tmp_path, "crash")) as service:
        assert service.process.wait(60) == 1

    last = service.lines[-1]
    assert (last["event"], last["level"], last["service"], _raised(last)) == (
        "process.failed",
        "critical",
        "desk",
        "RuntimeError",
    )
    frames = last["exception"][0]["frames"]
    assert frames
    assert all(not frame.get("locals") for frame in frames)


@pytest.mark.parametrize(
    ("variables", "kind"),
    [({}, "NotFound"), ({"ANSWERABLE_METRICS_PORT": "many"}, "Invalid")],
    ids=["no server runs", "a setting is wrong"],
)
def test_why_a_service_does_not_start_is_json(tmp_path: Path, variables: dict[str, str], kind: str) -> None:
    """Also what is wrong with the settings, which say that lines are JSON."""
    command = ("-m", "answerable_services.cli", "run", "desk", "--data", str(tmp_path / "data"))
    with running(tmp_path, *command, **variables) as service:
        assert service.process.wait(60) in (1, 2)

    assert service.lines
    assert {(line["service"], line["kind"]) for line in service.lines} == {("desk", kind)}


async def test_a_line_about_a_command_names_its_matter_and_its_trace(
    tmp_path: Path, server: Endpoint
) -> None:
    """The correlation id is the command's own, and the trace is the one that its sender began."""
    port = free_port()
    with running(
        tmp_path,
        "-m",
        "answerable_services.cli",
        "run",
        "intake",
        "--data",
        str(tmp_path / "data"),
        ANSWERABLE_INTAKE_PORT=str(port),
        ANSWERABLE_PERSONAL_DATA="warn",
        ANSWERABLE_OTLP_ENDPOINT=f"http://127.0.0.1:{free_port()}",
    ) as service:
        until(lambda: service.said("service.started"), "intake", 60)
        until(_answers(f"http://127.0.0.1:{port}/health"), "intake's port")
        body = {
            "site": "xm01",
            "channel": "call",
            "topic": "t",
            "text": "call me at 13800001234",
            "correlation_id": "contact-7",
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/complaint/file",
            json.dumps(body).encode(),
            {
                "content-type": "application/json",
                "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
                **bearer(tmp_path / "data" / "identity", "staff-1"),
            },
        )
        try:
            urllib.request.urlopen(request, timeout=30).close()
        except urllib.error.HTTPError as error:
            error.close()
        until(lambda: service.said("command.personal_data"), "the line")
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(60) == 0

    (line,) = service.said("command.personal_data")
    assert (line["service"], line["correlation_id"], line["trace_id"]) == ("intake", "contact-7", TRACE)


def _answers(url: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    return ask
