"""The README's own consumer, stopped two events behind, is missed everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import MetaData

from answerable.projection import owners
from answerable.projection.views.store import Store
from answerable_services.cli.consumer import write
from tests.identity.proofs import bearer
from tests.services.cli.looking import employed, seen
from tests.services.cli.running import Centre, environment, until, up

pytestmark = [pytest.mark.server, pytest.mark.slow]


def _open_site(centre: Centre, site: str) -> None:
    body = {"site": site, "name_zh": "站", "name_en": "Site"}
    headers = {**bearer(centre.data / "identity"), "Idempotency-Key": f"{site}-{time.monotonic_ns()}"}
    answer = httpx.post(f"{centre.commands}/v1/site/open", json=body, headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text


def _listed(centre: Centre) -> dict[str, Any]:
    views = centre.ask("projection", "list", "--json").document["projections"]
    return {view["name"]: view for view in views}


@pytest.mark.whole
def test_stopped_two_events_behind(tmp_path: Path) -> None:
    """`projection list`, `doctor` and the system page name it, what waits, and the service to start."""
    project = write("fcr", tmp_path / "fcr")
    with up(tmp_path / "data") as centre:
        until(lambda: "commands by HTTP" in centre.messages, "the address for commands")
        _open_site(centre, "xm01")
        employed(centre, "xm01")
        assert centre.ask("consumer", "admit", "fcr").status == 0
        process = subprocess.Popen(
            [sys.executable, "-m", "fcr"], cwd=project, env=environment(ANSWERABLE_DATA=str(centre.data))
        )
        try:
            until(lambda: _listed(centre).get("fcr", {}).get("service") == "fcr", "its view")
            until(lambda: _listed(centre)["fcr"]["lag"] == 0, "caught up")
            assert _listed(centre)["fcr"]["state"] == "following"
            assert centre.ask("doctor").status == 0
        finally:
            process.terminate()
            process.wait(30)
        _open_site(centre, "xm02")
        _open_site(centre, "xm03")
        # As if it had been stopped an hour ago: nobody waits for half a minute here.
        store = Store(centre.data / "views", "fcr", MetaData())
        owner = owners.owner_of(store)
        assert owner is not None
        hour_ago = datetime.now(UTC) - timedelta(hours=1)
        owners.note(store, owner.service, owners.standing_for("fcr", owner), hour_ago)
        store.close()

        view = _listed(centre)["fcr"]
        assert (view["lag"], view["state"]) == (2, "down")
        assert view["lag_s"] < 120
        assert "2 event(s) wait, and its service fcr was seen last at" in view["error"]
        assert centre.ask("projection", "list").status == 1
        doctor = centre.ask("doctor")
        assert doctor.status == 1
        assert "✗ view fcr: 2 event(s) wait" in doctor.out
        page = seen(centre, "/system")
        assert "Consumers of your own" in page
        # Who looks has signed in, which is on record too.
        assert re.search(r"[23] event\(s\) wait, and its service fcr", page)
