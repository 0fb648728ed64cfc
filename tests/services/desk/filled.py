"""The desk's view over what happened in a scenario, and what it answers: no server, no broker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import parse, subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.service import Service
from answerable_services.desk.answers import DeskAnswers
from answerable_services.desk.projection import Desk
from tests.services.desk.given import Shown
from tests.services.intake.scenario import Scenario


@contextmanager
def desk_in(folder: Path) -> Iterator[Shown]:
    """Give what fills the desk's view with what happened, and puts a clock beside it.

    Arguments:
        folder: where the view is put.
    """
    store = Store(folder, Desk.name, Desk.tables)

    def fill(happened: Scenario, at: datetime | None = None) -> DeskAnswers:
        clock = FixedClock(at or happened.now)
        generation = store.new()
        generation.prepare(Desk.version, clock.now())
        recorded = list(_recorded(happened.log))
        Filler(Desk(), generation, clock).write(recorded)
        store.activate(generation.number)
        service = SimpleNamespace(ledger=_Ledger(recorded))
        return DeskAnswers(cast("Service", service), store, clock)

    try:
        yield fill
    finally:
        store.close()


class _Ledger:
    """What stories are read from, as far as these tests ask: a matter's first events, and its last.

    Arguments:
        recorded: what happened.
    """

    def __init__(self, recorded: list[Recorded]) -> None:
        self._recorded = recorded

    async def history(self, originator_id: str) -> list[Recorded]:
        return self._of(originator_id)

    async def page(self, originator_id: str, *, after: int, limit: int) -> list[Recorded]:
        return [one for one in self._of(originator_id) if one.sequence > after][:limit]

    async def page_before(self, originator_id: str, *, before: int | None, limit: int) -> list[Recorded]:
        of_matter = [one for one in self._of(originator_id) if before is None or one.sequence < before]
        return of_matter[: -limit - 1 : -1]

    def _of(self, originator_id: str) -> list[Recorded]:
        return [one for one in self._recorded if parse(one.subject).originator_id == originator_id]


def _recorded(events: list[Event]) -> Iterator[Recorded]:
    for sequence, event in enumerate(events, start=1):
        yield Recorded(sequence, subject_of(event.site, event.originator_id), encode(event))
