"""`projection list` and `projection rebuild`: how far views are, and building one beside the served one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from answerable.projection.views.store import Store
from answerable_services.cli.projections import projection_named
from tests.services.cli.running import Centre, until

pytestmark = [pytest.mark.server, pytest.mark.slow]

NAMES = ("audit", "callbacks", "desk", "owed", "scores")


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


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_every_view_whole(sample: Centre, name: str) -> None:
    """Compared with a fresh fill while its service runs, every view is what the ledger gives."""
    checked = sample.ask("projection", "check", name, "--json")

    assert checked.status == 0, checked.out
    assert checked.document["is_whole"]
    assert checked.document["rows"] > 0
    assert checked.document["position"] == listed(sample)[name]["position"]


def test_check_names_the_difference(sample: Centre) -> None:
    """A row that somebody changed is named with its key and both values, and the command ends with 1."""
    store = Store(sample.data / "views", "scores", projection_named("scores").tables)
    table = next(table for table in projection_named("scores").tables.sorted_tables if table.name == "sites")
    column = next(c for c in table.columns if not c.primary_key and str(c.type) == "VARCHAR")
    with store.serving().engine.begin() as connection:
        before = connection.execute(select(table)).mappings().first()
        assert before is not None
        key = [c == before[c.name] for c in table.primary_key.columns]
        connection.execute(update(table).where(*key).values({column.name: "changed"}))
    try:
        checked = sample.ask("projection", "check", "scores")
        assert checked.status == 1
        assert f"{column.name} is changed, and the ledger gives {before[column.name]}" in checked.out
        assert "1 difference(s)" in checked.err
    finally:
        with store.serving().engine.begin() as connection:
            connection.execute(update(table).where(*key).values({column.name: before[column.name]}))
        store.close()
