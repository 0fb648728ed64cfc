"""A ledger rolled back with its head file: every place tells, and nothing is written until confirmed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.identity.proofs import bearer
from tests.services.cli.looking import employed, seen
from tests.services.cli.running import Centre, until, up

pytestmark = [pytest.mark.server, pytest.mark.slow]


def _send(centre: Centre, number: int) -> httpx.Response:
    """Open a site."""
    body = {"site": f"xm{number:02}", "name_zh": "站", "name_en": "Site"}
    key = f"{number}-{time.monotonic_ns()}"
    until(lambda: "commands by HTTP" in centre.messages, "the address for commands")
    headers = {**bearer(centre.data / "identity"), "Idempotency-Key": key}
    return httpx.post(f"{centre.commands}/v1/site/open", json=body, headers=headers, timeout=10)


def _events(centre: Centre) -> int:
    return int(centre.ask("ledger", "status", "--json").document["messages"])


def _views(centre: Centre) -> dict[str, dict[str, Any]]:
    return {view["name"]: view for view in centre.ask("projection", "list", "--json").document["projections"]}


def _tells(centre: Centre, before: int) -> None:
    """Every place tells that the ledger is shorter than the views, and nothing is written."""
    data = centre.data
    end = _events(centre)
    assert end < before
    refused = _send(centre, 20)
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:answerable:problem:halted")
    assert f"desk has seen {before}" in refused.json()["detail"]
    assert "answerable ledger confirm-end" in refused.json()["detail"]
    assert _events(centre) == end
    doctor = centre.ask("doctor")
    assert doctor.status == 1
    assert f"✗ views and ledger: the ledger ended at event {end}" in doctor.out
    assert "✗ intake: the ledger ended at event" in doctor.out
    until(lambda: _views(centre)["desk"]["error"] is not None, "told by the service")
    assert f"ahead of the ledger: the view has seen event {before}" in _views(centre)["desk"]["error"]
    page = seen(centre, "/system")
    assert "nothing is written" in page
    assert "ahead of the ledger" in page
    assert "ledger.behind_views" in (data / "logs" / "intake.log").read_text(encoding="utf-8")
    assert "view.ahead" in (data / "logs" / "desk.log").read_text(encoding="utf-8")


@pytest.mark.whole
def test_rolled_back(tmp_path: Path) -> None:
    """An old copy is put in place of the ledger and its head, and the views are kept.

    Log, `doctor`, `projection list` and the system page tell; every command is refused with what a person
    must do, over a restart too. After `ledger confirm-end` commands are taken and the views are whole.
    """
    data, copy = tmp_path / "data", tmp_path / "copy"
    with up(data) as centre:
        for number in range(1, 4):
            assert _send(centre, number).status_code == 200
        employed(centre, "xm01")
        until(lambda: _views(centre)["desk"]["position"] == _events(centre), "followed")
    shutil.copytree(data, copy)
    with up(data) as centre:
        for number in range(4, 9):
            assert _send(centre, number).status_code == 200
        before = _events(centre)
        until(lambda: _views(centre)["desk"]["position"] == before, "followed")
    for path in data.iterdir():
        if path.name not in {"views", "logs"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in copy.iterdir():
        if path.name not in {"views", "logs"}:
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, data / path.name)
    with up(data) as centre:
        _tells(centre, before)
    with up(data) as centre:
        _tells(centre, before)
        confirmed = centre.ask(
            *("ledger", "confirm-end", "--reason", "back to the copy", "--by", "staff-xm01-lead-1", "--json")
        )
        assert confirmed.status == 0, confirmed.out
        assert "desk" in confirmed.document["set_aside"]
        until(lambda: _send(centre, 21).status_code == 200, "taken again")
        until(lambda: centre.ask("doctor").status == 0, "well again")
        assert centre.ask("projection", "check", "desk", "--json").document["is_whole"]
        log = (data / "logs" / "intake.log").read_text(encoding="utf-8")
        assert "ledger.end_confirmed" in log
        assert "staff-xm01-lead-1" in log
        again = centre.ask("ledger", "confirm-end", "--reason", "again", "--by", "staff-xm01-lead-1")
        assert (again.status, "nothing to confirm" in again.err) == (1, True)
