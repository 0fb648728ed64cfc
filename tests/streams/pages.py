"""The desk's view and the console's pages over what happened in a scenario: no server, no browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx

from answerable.clock import FixedClock
from answerable.commands.base import Command, Receipt
from answerable.errors import Unavailable
from answerable.events.base import Event
from answerable.events.cloudevents import decode, encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.queries.accounts import Prove
from answerable.queries.base import Query
from answerable.service import Handler, Service
from answerable_services.desk.answers import DeskAnswers
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.services.console.entered import entered, proved
from tests.services.intake.scenario import Scenario


def stored(sequence: int, event: Event) -> Recorded:
    """Write an event as the ledger has it."""
    return Recorded(sequence, subject_of(event.site, event.originator_id), encode(event))


class ScenarioService:
    """Stands for the desk's service: keeps what answers which question, and has the scenario's history."""

    def __init__(self, log: list[Recorded]) -> None:
        self.table: dict[type[Query[Any]], Handler] = {}
        self.ledger = self
        self._log = log

    def answers(self, query: type[Query[Any]], answer: Handler) -> None:
        self.table[query] = answer

    async def view_statuses(self, _: Any, __: Any) -> Any:
        raise Unavailable("a scenario has no running views")

    async def history(self, originator_id: str) -> list[Recorded]:
        return [one for one in self._log if decode(one.body).originator_id == originator_id]

    async def page(self, originator_id: str, *, after: int, limit: int) -> list[Recorded]:
        return [one for one in await self.history(originator_id) if one.sequence > after][:limit]

    async def page_before(self, originator_id: str, *, before: int | None, limit: int) -> list[Recorded]:
        earlier = [
            one for one in await self.history(originator_id) if before is None or one.sequence < before
        ]
        return earlier[::-1][:limit]

    def proved_by(self, _: Callable[[], str]) -> ScenarioService:
        return self

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        raise Unavailable(f"nobody carries out {command.command_name} here, with the key {key}")

    async def query(self, query: Query[Any]) -> Any:
        """Answer the console's question as the desk does; nobody else is there."""
        if isinstance(query, Prove):
            return proved()
        if type(query) not in self.table:
            raise Unavailable(f"nobody answers {query.service} here")
        return await self.table[type(query)](query, EVERYTHING.at(getattr(query, "site", None)))


async def page_of(happened: Scenario, folder: Path, path: str, language: str = "en") -> str:
    """Give a page of the console over a scenario.

    Arguments:
        happened: what happened.
        folder: where the view is put.
        path: the page's address.
        language: ``en`` or ``zh``.
    """
    log = [stored(sequence, event) for sequence, event in enumerate(happened.log, 1)]
    clock = FixedClock(happened.now)
    store = Store(folder, Desk.name, Desk.tables)
    try:
        generation = store.new()
        generation.prepare(Desk.version, clock.now())
        Filler(Desk(), generation, clock).write(log)
        store.activate(generation.number)
        service = ScenarioService(log)
        DeskAnswers(cast("Service", service), store, clock).register()
        transport = httpx.ASGITransport(entered(service, clock=clock), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            response = await client.get(path, headers={"Accept-Language": language})
            return response.text
    finally:
        store.close()
