"""`up` on damaged views: everything comes up and stays up, and the views are whole again by themselves."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.services.cli.running import IS_LINUX, Centre, up

pytestmark = [pytest.mark.server, pytest.mark.slow]


def _views(centre: Centre) -> dict[str, dict[str, Any]]:
    outcome = centre.ask("projection", "list", "--json")
    assert "projections" in outcome.document, outcome
    return {view["name"]: view for view in outcome.document["projections"]}


@pytest.mark.whole
def test_damaged_views(tmp_path: Path) -> None:
    """Noise, an empty file, no database, half a file: `up` comes up and says so; no service ends."""
    data = tmp_path / "data"
    with up(data):
        pass
    views = data / "views"
    with (views / "desk" / "g1.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(6).randbytes(4096))
    os.truncate(views / "scores" / "g1.sqlite", 0)
    (views / "audit" / "g1.sqlite").write_bytes(b"site;month\n" * 1000)
    for name in ("callbacks", "owed"):
        half = views / name / "g1.sqlite"
        os.truncate(half, half.stat().st_size // 2)
    with up(data) as centre:
        services = centre.services() if IS_LINUX else {}
        found = _views(centre)
        assert {name: view["generation"] for name, view in found.items()} == dict.fromkeys(found, 2)
        assert all(Path(view["set_aside"]["kept"]).exists() for view in found.values())
        assert centre.ask("doctor").status == 0
        assert "a damaged view was set aside" in centre.ask("projection", "list").out
        assert (centre.services() if IS_LINUX else {}) == services
