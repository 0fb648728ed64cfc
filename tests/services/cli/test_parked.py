"""`projection parked`, `retry` and `discard`, and what `projection list` says of them; no service runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from answerable.clock import SystemClock
from answerable.events.cloudevents import encode
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.projection.running.runtime import Runner
from answerable.projection.views.store import Store
from answerable_services.audit.projection import AuditProjection
from answerable_services.cli import projection as commands
from answerable_services.cli.main import app
from tests.ledger.servers import until
from tests.projection.examples import received

pytestmark = pytest.mark.server

UNKNOWN = encode(received(1, "a")).replace(b"contact.received.v1", b"contact.sung.v1")


class Said(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document


class Here:
    """An installation of which only the ledger runs, with one event that a view cannot take."""

    def __init__(self, data: Path, endpoint: Endpoint) -> None:
        self.data = data
        self._endpoint = endpoint

    async def _open(self, user: User) -> Ledger:
        password = self._endpoint.passwords[user]
        return await Ledger.open(self._endpoint.url, user=user, password=password, name="test")

    async def fill(self) -> None:
        """Write an event of an unknown type, one of the same aggregate and one of another; let them pass."""
        operator = await self._open(User.OPERATOR)
        await operator.install()
        await operator.close()
        writer = await self._open(User.INTAKE)
        first, second, other = received(1, "a"), received(1, "b", 2), received(2, "c")
        for event, body, expected in (
            (first, UNKNOWN, 0),
            (second, encode(second), 1),
            (other, encode(other), 0),
        ):
            await writer.append([entry_for(event.site, event.originator_id, body, expected=expected)])
        await writer.close()
        ledger, store = (
            await self._open(User.AUDIT),
            Store(self.data / "views", "audit", AuditProjection.tables),
        )
        running = asyncio.create_task(Runner(AuditProjection(), store, ledger, SystemClock()).run())
        await until(lambda: store.active() is not None and store.serving().position().sequence == 3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        store.close()
        await ledger.close()

    def ask(self, *words: str) -> Said:
        """Run `answerable projection` in this process."""
        outcome = CliRunner().invoke(app, ["projection", *words, "--data", str(self.data)])
        return Said(outcome.exit_code, outcome.stdout, outcome.stderr)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    embedded = EmbeddedServer(tmp_path)
    with asyncio.Runner() as runner:
        made = Here(tmp_path, runner.run(embedded.start()))
        try:
            runner.run(made.fill())
            yield made
        finally:
            runner.run(embedded.stop())


def test_from_parked_to_discarded(here: Here) -> None:
    """What could not be taken is listed, retried in vain, left out by a named person; then all is well."""
    found = here.ask("parked", "audit", "--json")
    assert found.status == 1
    assert [
        (one["sequence"], one["state"], one["originator_id"], one["attempts"])
        for one in found.document["parked"]
    ] == [(1, "parked", "contact-1", 1), (2, "behind", "contact-1", 0)]
    assert "contact.sung.v1" in here.ask("parked").out

    (audit,) = here.ask("list", "--json").document["projections"]
    assert (audit["name"], audit["state"], audit["parked"], audit["behind"]) == ("audit", "down", 1, 1)
    listed = here.ask("list")
    assert listed.status == 1
    assert "its service does not answer" in listed.out
    assert "could not take 1 event (1 more wait behind)" in listed.out

    retried = here.ask("retry", "audit", "1")
    assert (retried.status, retried.out[:18]) == (1, "✗ audit: event 1: ")
    unnamed = here.ask("discard", "audit", "1", "--reason", "typed twice", "--by", "me")
    assert (unnamed.status, "by" in unnamed.err) == (2, True)
    assert here.ask("discard", "audit", "1", "--by", "staff-first").status == 2
    refused = here.ask("rebuild", "audit")
    assert (refused.status, "cannot take event 1 on" in refused.err) == (1, True)
    assert "the rebuild to version" in here.ask("list").out

    words = ("discard", "audit", "1", "--reason", "typed twice", "--by", "staff-first", "--json")
    assert here.ask(*words).document["retried"] == [{"sequence": 2, "is_taken": True, "error": None}]
    assert here.ask("parked") == Said(0, "nothing is parked\n", "")
    assert "typed twice (staff-first" in here.ask("parked", "audit", "--all").out
    assert here.ask("retry", "audit") == Said(0, "", "nothing is parked in audit\n")
    assert here.ask("list").status == 0
    assert here.ask("rebuild", "audit").status == 0


def test_cancelled(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a rebuild with the status that it has everywhere, and a word."""

    async def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_rebuild", interrupted)

    assert here.ask("rebuild", "audit") == Said(130, "", "cancelled: the view audit is served as it was\n")


def test_watching_is_for_people(here: Here) -> None:
    """A table that is shown again and again is no single document."""
    said = here.ask("list", "--watch", "--json")

    assert (said.status, json.loads(said.out)["status"]) == (2, 422)
