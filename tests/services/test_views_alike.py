"""The packaged views hold the same rows, whichever database they are kept in."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel, SecretStr

from answerable.clock import FixedClock
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection
from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.registers import REGISTERS
from answerable.sample.centre import CLOCK_START, Volume
from answerable.sample.generator import simulate
from answerable.service import Service
from answerable.streams.callback.commands import Miss
from answerable_services.audit.answers import Answers as AuditAnswers
from answerable_services.callbacks.answers import Answers as CallbackAnswers
from answerable_services.callbacks.owed.answers import OwedAnswers
from answerable_services.callbacks.owed.recording import owed_to_record
from answerable_services.cli.projections import projections
from answerable_services.desk.answers import DeskAnswers
from answerable_services.scoring.answers import Answers as ScoringAnswers
from tests.identity.proofs import EVERYTHING
from tests.importing.centre import running_centre, send
from tests.postgresql import Server
from tests.services.callbacks.given import SCHEDULES

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.postgresql]

BATCH = 97
CLOCK = FixedClock(CLOCK_START)


async def events(data: Path) -> list[Recorded]:
    """Have a small centre's month recorded, and give all events of the ledger."""
    async with running_centre(data, CLOCK_START) as caller:
        outcomes = await send(caller, simulate(1, 1, volume=Volume(agents=3, contacts=1)))
        assert sum(outcome.recorded for outcome in outcomes) > 500
        endpoint = Endpoint.read(data)
        ledger = await Ledger.open(
            endpoint.url, user=User.CLI, password=endpoint.passwords[User.CLI], name="test"
        )
        found: list[Recorded] = []
        async with ledger.follow() as feed, contextlib.aclosing(feed.batches(idle_s=0.05)) as batches:
            async for batch in batches:
                found += batch
                if feed.unread == 0:
                    break
        await ledger.close()
    return found


def filled(
    views: Path | SecretStr, projection: Projection, messages: Sequence[Recorded]
) -> AbstractContextManager[Store]:
    """Fill a view, to be read and closed."""
    store = Store(views, projection.name, projection.tables)
    generation = store.new()
    generation.prepare(projection.version, CLOCK_START)
    filler = Filler(projection, generation, CLOCK)
    for start in range(0, len(messages), BATCH):
        filler.write(messages[start : start + BATCH])
    store.activate(generation.number)
    return contextlib.closing(store)


async def answers(name: str, store: Store) -> list[BaseModel | list[Miss]]:
    """Ask a service's questions of its view."""
    match name:
        case "desk":
            asked = DeskAnswers(cast("Service", None), store, CLOCK)
            sorts = [(one, sort) for one in REGISTERS.values() for sort in one.register.all_sorts]
            return [
                await asked.overview(desk.Overview(), EVERYTHING),
                *[
                    await asked.lister(one)(one.query.model_validate({"text": "A"}), EVERYTHING)
                    for one in REGISTERS.values()
                ],
                *[
                    await asked.lister(one)(one.query.model_validate({"sort": sort}), EVERYTHING)
                    for one, sort in sorts
                ],
                await asked.others(desk.OtherMatters(text="员工 XM01-agent", limit=50), EVERYTHING),
                await asked.others(desk.OtherMatters(text="record-", limit=50), EVERYTHING),
                await asked.called(
                    desk.Called(site="xm01", matters=("case-INC0000045", "delivery-xm01-project-3")),
                    EVERYTHING,
                ),
                await asked.lister(REGISTERS["case"])(
                    REGISTERS["case"].query.model_validate({"mark": "is_overdue"}), EVERYTHING
                ),
            ]
        case "scores":
            (site, *_) = [row["site"] for row in store.serving().dump()["sites"]]
            return [await ScoringAnswers(store, CLOCK).statements(scoring.Statements(site=site), EVERYTHING)]
        case "callbacks":
            due = CallbackAnswers(SCHEDULES, CLOCK)

            async def told(query: Any) -> Any:
                ask = due.due if isinstance(query, callbacks.Due) else due.history
                return await store.read(partial(ask, query=query, sight=EVERYTHING.at(query.site)))

            first = await told(callbacks.Due(limit=2))
            further = [
                callbacks.Due(),
                callbacks.History(),
                callbacks.History(state=callbacks.CallbackState.MISSED),
                callbacks.History(state=callbacks.CallbackState.COMPLETED, site="xm01", limit=2),
                callbacks.Due(limit=2, after=first.after),
                callbacks.Due(site="xm01"),
            ]
            return [await store.read(due.missed), *[await told(query) for query in further]]
        case "owed":
            owed = OwedAnswers(CLOCK)
            asked_for = (
                callbacks.Owed(limit=2),
                callbacks.Owed(site="xm01"),
                callbacks.Owed(state=callbacks.OwedState.LATER),
            )
            listed = [
                await store.read(partial(owed.owed, query=query, sight=EVERYTHING.at(query.site)))
                for query in asked_for
            ]
            misses = await store.read(lambda connection: list(owed_to_record(connection, CLOCK.now())))
            return [*listed, *misses]
        case "audit":
            audited = AuditAnswers(store, CLOCK, 3600)
            found = [
                await audited.findings(audit.Findings(limit=3), EVERYTHING),
                await audited.findings(audit.Findings(gravity=audit.Gravity.WARNING), EVERYTHING),
                await audited.findings(audit.Findings(kind=audit.FindingKind.BACK_DATED), EVERYTHING),
            ]
            later = audit.Findings(limit=3, after=found[0].after)
            of_one = audit.Findings(record=next(one.record for one in found[1].findings if one.record))
            seen = await audited.accesses(audit.Accesses(limit=5), EVERYTHING)
            return [
                *found,
                *[await audited.findings(query, EVERYTHING) for query in (later, of_one)],
                seen,
                await audited.accesses(audit.Accesses(limit=5, after=seen.after), EVERYTHING),
            ]
        case _:
            pytest.fail(f"no questions are known of the view {name}")


async def test_every_packaged_view(tmp_path: Path, postgresql_server: Server) -> None:
    """A month gives equal tables and equal answers on SQLite and on PostgreSQL, and none is empty."""
    messages = await events(tmp_path / "data")
    url = SecretStr(postgresql_server.url(postgresql_server.emptied()))
    for name, projection in projections().items():
        with (
            filled(tmp_path / "views", projection, messages) as on_sqlite,
            filled(url, projection, messages) as on_postgresql,
        ):
            rows = on_sqlite.serving().dump()
            assert any(rows.values()), name
            assert on_postgresql.serving().dump() == rows, name
            assert await answers(name, on_postgresql) == await answers(name, on_sqlite), name
