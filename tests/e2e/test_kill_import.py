"""A service that is killed in the middle of an import: the ledger and the views are as if it had not been."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import BulkItem, BulkReport, BulkRequest
from answerable.events.cloudevents import open_envelope
from answerable.importing.loader import load, parse
from answerable.importing.mapping import Mapping
from answerable.importing.sender import Patience, import_file
from answerable.projection.views.store import Store
from answerable.sample.centre import Volume
from answerable.sample.generator import simulate
from answerable_services.cli.projections import projections
from answerable_services.cli.sending import send
from tests.e2e.centre import CONSOLE, SERVICES, WITHIN_S, Centre, install, running
from tests.e2e.kept import faults_of_ledger
from tests.identity.proofs import Asking
from tests.soak import IS_SOAK, note

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.whole]

MONTH_END = datetime(2016, 4, 1, 12, tzinfo=UTC)
"""Where the clock starts while the centre's past is loaded."""

NOW = MONTH_END + timedelta(days=2)
"""Where it starts afterwards: what was recorded two days ago is judged, and many callbacks were missed."""

VICTIMS = (*SERVICES, CONSOLE) if IS_SOAK else ("intake",)
"""Which services are killed; in the short form the one whose answers an import waits for."""

DELIVERIES = 60
"""Deliveries in the middle of the import: incidents alone do not move the view of callbacks."""

ROWS_AT_LEAST = 800
"""Events that the import records at least."""

BATCH = 20
"""Commands in one request of the import."""

KILLS = {10: 0.0, 28: 0.004, 44: 0.02}
"""During which requests of the import the service is killed, and how many seconds after each was sent."""

MAPPING = """
mapping: deliveries
title: Deliveries
zone: Asia/Shanghai
identity: [delivery]
values:
  delivery: {type: id, prefix: delivery, column: delivery, required: true}
  customer: {type: id, prefix: customer, column: customer, required: true}
  project: {type: text, column: project, required: true}
  accepted_on: {type: date, column: accepted_on, format: "%Y-%m-%d", required: true}
  accepted_at: {type: moment, column: accepted_on, format: "%Y-%m-%d", required: true}
common:
  actor: {constant: system-import}
  occurred_at: {value: accepted_at}
rules:
  - id: accepted
    emit:
      - step: accept
        command: delivery.accept
        fields:
          delivery: {value: delivery}
          customer: {value: customer}
          project: {value: project}
          accepted_on: {value: accepted_on}
"""


class Interrupting:
    """Carries an import's requests to intake, and kills a service while some of them are on their way.

    Arguments:
        centre: where.
        victim: which service; nobody is killed where None.
    """

    def __init__(self, centre: Centre, victim: str | None) -> None:
        self._centre = centre
        self._victim = victim
        self._requests = 0
        self.kills = 0

    async def bulk(self, request: BulkRequest) -> BulkReport:
        self._requests += 1
        moment = KILLS.get(self._requests)
        if self._victim is None or moment is None:
            return await self._centre.caller.bulk(request)
        await self._centre.until_answering(self._victim)
        asking = asyncio.create_task(self._centre.caller.bulk(request))
        await asyncio.sleep(moment)
        await self._centre.services.kill(self._victim)
        self.kills += 1
        self._centre.services.start(self._victim)
        return await asking


async def events_of(centre: Centre) -> list[tuple[str, str, dict[str, Any]]]:
    """Id, type and data of everything in the ledger, in order, but for the writer's clock."""
    envelopes = [open_envelope(message.body) for message in await centre.messages()]
    return [(one.id, one.type, {**one.data, "recorded_at": None}) for one in envelopes]


def views(data: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every row of every view, but for the writer's clock: `recorded_at`, and how late reports were."""
    found = {}
    for name, projection in projections().items():
        store = Store(data / "views", name, projection.tables)
        try:
            found[name] = store.serving().dump()
        finally:
            store.close()
    for row in (row for tables in found.values() for rows in tables.values() for row in rows):
        row.pop("recorded_at", None)
        row.pop("judged_from", None)
        row.pop("late_s", None)
    for row in (*found["scores"]["facts"], *found["scores"]["people"]):
        row["data"] = {**json.loads(row["data"]), "recorded_at": None}
    return found


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Mapping]]:
    """What is imported: half of the shipped incident log, deliveries, the other half."""
    folder = tmp_path_factory.mktemp("parts")
    heading, *rows = (
        files("answerable").joinpath("sample", "incidents.csv").read_text(encoding="utf-8").splitlines()
    )
    middle = len(rows) // 2
    for name, half in (("one.csv", rows[:middle]), ("two.csv", rows[middle:])):
        (folder / name).write_text("\n".join([heading, *half]) + "\n", encoding="utf-8")
    deliveries = [
        f"new-{number},{number},line {number % 7},2016-03-{1 + number % 28:02}"
        for number in range(DELIVERIES)
    ]
    table = ["delivery,customer,project,accepted_on", *deliveries]
    (folder / "deliveries.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    incidents, delivered = load("incident-log"), parse(MAPPING.encode(), "deliveries.yaml")
    return [
        (folder / "one.csv", incidents),
        (folder / "deliveries.csv", delivered),
        (folder / "two.csv", incidents),
    ]


def month() -> list[BulkItem]:
    """A month of a small invented centre; which callbacks were missed is left for the service to record."""
    commands = simulate(1, 1, volume=Volume(agents=3, contacts=1))
    return [command for command in commands if command.name != "callback.miss"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre before the import, stopped: staffed, with a month behind it, and its misses recorded."""
    data = tmp_path_factory.mktemp("prepared") / "data"

    async def prepare() -> None:
        await install(data)
        async with running(data, "intake", now=MONTH_END) as centre:
            # Nothing is killed yet, so an answer may take its time.
            before = await send(Asking(centre.ledger.client, centre.data / "identity"), month(), "a month")
        async with running(data, *SERVICES, now=NOW) as centre:
            await centre.caught_up()
            assert await centre.ledger.count() > before > 0, "nothing was missed"

    asyncio.run(prepare())
    return data


@dataclass
class Result:
    """What an import leaves behind: rows (all, accepted, rejected) of each part, events, views."""

    rows: list[tuple[int, int, int]]
    events: list[tuple[str, str, dict[str, Any]]]
    views: dict[str, dict[str, list[dict[str, Any]]]]


async def imported(data: Path, parts: list[tuple[Path, Mapping]], victim: str | None) -> Result:
    """Import everything while a service is killed again and again, and wait for the views."""
    async with running(data, *SERVICES, *([CONSOLE] if victim == CONSOLE else []), now=NOW) as centre:
        before = await centre.ledger.count()
        caller = Interrupting(centre, victim)
        site = month()[0].body["site"]
        reports = [
            await import_file(
                path,
                mapping,
                site,
                caller,
                rejects=data / f"{path.name}.rejects.csv",
                memory=data / "memory.sqlite",
                patience=Patience(batch=BATCH, deadline_s=WITHIN_S),
            )
            for path, mapping in parts
        ]
        if victim is not None:
            assert caller.kills == len(KILLS)
            await centre.until_answering(victim)
        await centre.caught_up()
        assert await faults_of_ledger(centre) == []
        events = await events_of(centre)
        assert len(events) > before + ROWS_AT_LEAST
    return Result(
        [(report.rows, report.accepted, report.rejected) for report in reports], events, views(data)
    )


@pytest.fixture(scope="module")
def undisturbed(
    prepared: Path, parts: list[tuple[Path, Mapping]], tmp_path_factory: pytest.TempPathFactory
) -> Result:
    """What the import comes to when nothing is killed."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    shutil.copytree(prepared, data)
    result = asyncio.run(imported(data, parts, None))
    assert all(any(tables.values()) for tables in result.views.values())
    return result


@pytest.mark.parametrize("victim", VICTIMS)
def test_killed_in_the_middle_of_an_import(
    prepared: Path, parts: list[tuple[Path, Mapping]], undisturbed: Result, tmp_path: Path, victim: str
) -> None:
    """Killed three times and started again, a service leaves the same events, each once, and equal rows."""
    data = tmp_path / "data"
    shutil.copytree(prepared, data)

    result = asyncio.run(imported(data, parts, victim))

    accepted = sum(accepted for _, accepted, _ in result.rows)
    lost = {name for name, _, _ in undisturbed.events} - {name for name, _, _ in result.events}
    note(f"{victim} killed {len(KILLS)} times: {accepted} rows accepted, {len(lost)} of their events lost")
    assert result.rows == undisturbed.rows
    assert result.events == undisturbed.events
    assert len({name for name, _, _ in result.events}) == len(result.events)
    for view, tables in undisturbed.views.items():
        assert result.views[view] == tables, view
