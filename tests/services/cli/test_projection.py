"""`projection list` and `projection rebuild`: how far views are, and building one beside the served one."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.projection.views.store import Store
from services.cli.projections import projection_named
from tests.services.cli.running import Centre, until

pytestmark = [pytest.mark.server, pytest.mark.slow]

NAMES = ("audit", "callbacks", "desk", "scores")


def listed(sample: Centre) -> dict[str, dict[str, Any]]:
    """What `projection list` says, by name."""
    outcome = sample.ask("projection", "list", "--json")
    assert outcome.status == 0, outcome.err
    return {view["name"]: view for view in outcome.document["projections"]}


def rows(sample: Centre, name: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of a served view."""
    store = Store(sample.data / "views", name, projection_named(name).tables)
    try:
        return store.serving().dump()
    finally:
        store.close()


def test_every_view_is_listed(sample: Centre) -> None:
    """The list says of every view how far it is, as the running services do."""
    views = listed(sample)

    assert tuple(sorted(views)) == NAMES
    for name, said in sample.document["projections"].items():
        assert {key: views[name][key] for key in said} == said
        assert views[name]["error"] is None


@pytest.mark.parametrize("name", NAMES)
def test_rebuild_gives_the_same_rows(sample: Centre, name: str) -> None:
    """Built anew while its service runs, a view holds the rows it held, and the service serves them."""
    before, generation = rows(sample, name), listed(sample)[name]["generation"]
    assert any(before.values())

    rebuilt = sample.ask("projection", "rebuild", name, "--json")

    assert rebuilt.status == 0, rebuilt.err
    assert rebuilt.document["events"] == listed(sample)[name]["events"] > 0
    assert rows(sample, name) == before
    assert listed(sample)[name]["generation"] == generation + 1
    until(lambda: sample.ask("doctor").status == 0, "the service on the new view")
