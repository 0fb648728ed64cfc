"""Testing a projection without a broker: given events, then the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import create_engine

from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.generation import Generation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from answerable.clock import Clock
    from answerable.events.base import Event
    from answerable.projection.writing.projection import Projection


class View:
    """A projection's view in memory, filled with given events.

    Arguments:
        projection: what to test.
        clock: tells when.
    """

    def __init__(self, projection: Projection, clock: Clock) -> None:
        self._generation = Generation(1, create_engine("sqlite://"), projection.tables)
        self._generation.prepare(projection.version, clock.now())
        self._filler = Filler(projection, self._generation, clock)
        self._sequence = 0

    def given(self, events: Iterable[Event]) -> Self:
        """Put events through the wire form and the handlers, in order."""
        batch = []
        for event in events:
            self._sequence += 1
            batch.append(Recorded(self._sequence, subject_of(event.site, event.originator_id), encode(event)))
        if batch:
            self._filler.write(batch)
        return self

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Give the rows of a table, ordered by key."""
        return self._generation.dump()[table]

    def connect(self) -> Connection:
        """Open the view for a query."""
        return self._generation.engine.connect()

    def close(self) -> None:
        """Let go of the database."""
        self._generation.close()
