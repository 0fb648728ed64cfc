"""The `eventsourcing` library with its own persistence: the same events, saved and projected in process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Tracking, TrackingRecorder
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteTrackingRecorder
from sqlalchemy import Table

from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.ledger.store.recorded import Recorded
from answerable.projection.writing.rows import Row, Rows, key_columns
from answerable_services.scoring.projection import Scores
from answerable_services.scoring.tables import TABLES
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size

_BATCH = 100
_MAPPER = "answerable.ledger.eventsourcing.cloudevents:CloudEventMapper"


class Writing(Application[str]):
    """An application that saves what it is given."""

    name = "writing"


class Remembering(Application[str]):
    """An application whose events were recorded before, in memory: SQLite's recorder has no subscriptions."""

    name = "writing"
    recorded: ClassVar[POPOApplicationRecorder | None] = None

    def construct_recorder(self) -> ApplicationRecorder:
        assert self.recorded is not None
        return self.recorded


class Statements(Rows):
    """The rows that scoring's handlers put, as statements of one transaction.

    Arguments:
        cursor: executes them.
        mark: what stands for a parameter.
    """

    def __init__(self, cursor: Any, mark: str) -> None:
        super().__init__()
        self._cursor = cursor
        self._mark = mark

    def get(self, table: Table, **key: Any) -> Row | None:
        condition = " AND ".join(f"{name} = {self._mark}" for name in key)
        self._cursor.execute(f"SELECT * FROM {table.name} WHERE {condition}", tuple(key.values()))
        found = self._cursor.fetchone()
        return None if found is None else dict(found)

    def delete(self, table: Table, **key: Any) -> None:
        condition = " AND ".join(f"{name} = {self._mark}" for name in key)
        self._cursor.execute(f"DELETE FROM {table.name} WHERE {condition}", tuple(key.values()))

    def put(self, table: Table, **values: Any) -> None:
        keys = key_columns(table)
        columns = ", ".join(values)
        marks = ", ".join([self._mark] * len(values))
        changes = ", ".join(f"{name} = excluded.{name}" for name in values if name not in keys)
        self._cursor.execute(
            f"INSERT INTO {table.name} ({columns}) VALUES ({marks}) "
            f"ON CONFLICT ({', '.join(keys)}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}",
            tuple(value.isoformat() if isinstance(value, date) else value for value in values.values()),
        )


def creations() -> list[str]:
    """Give the statements that create scoring's tables, with columns of text and numbers."""
    return [
        f"CREATE TABLE IF NOT EXISTS {table.name} ("
        + ", ".join(
            f"{column.name} {'BIGINT' if column.name == 'sequence' else 'TEXT'}" for column in table.columns
        )
        + f", PRIMARY KEY ({', '.join(key_columns(table))}))"
        for table in TABLES.sorted_tables
    ]


class SqliteView(SQLiteTrackingRecorder):
    """Scoring's tables beside the library's position, in one SQLite file."""

    def construct_create_table_statements(self) -> list[str]:
        """Give the statements that create everything."""
        return [*super().construct_create_table_statements(), *creations()]

    def take(self, scores: Scores, event: Event, tracking: Tracking) -> None:
        """Write an event's rows and the position in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            scores.handle(event, Statements(cursor, "?"))
            self._insert_tracking(cursor, tracking)


class Scoring(Projection[TrackingRecorder]):
    """Scoring's handlers as the library runs them: one transaction an event."""

    name = "scoring"

    def __init__(self, view: Any) -> None:
        super().__init__(view)
        self._take = view.take
        self._scores = Scores()

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Take one event."""
        self._take(self._scores, domain_event, tracking)


@dataclass(frozen=True, slots=True)
class Backend:
    """Where the library keeps events and views.

    Arguments:
        key: the first part of its rows' names.
        name: the database's name.
        module: the library's persistence module.
        view: the class of the view.
        can_subscribe: whether its events can be followed; where not, the runner follows them in memory.
    """

    key: str
    name: str
    module: str
    view: type[TrackingRecorder]
    can_subscribe: bool


SQLITE = Backend("sqlite", "SQLite", "eventsourcing.sqlite", SqliteView, can_subscribe=False)


def library(
    backend: Backend,
    environments: Iterator[Mapping[str, str]],
    messages: Sequence[Recorded],
    wanted: Sequence[Recorded],
    size: Size,
) -> list[Measure]:
    """Save events one by one and in hundreds, and let the library's runner catch up with them.

    Arguments:
        backend: where.
        environments: gives the variables of a new, empty database each time.
        messages: the events that are saved.
        wanted: those that scoring asks for, which the runner catches up with.
        size: how much.
    """
    events = [decode(message.body) for message in messages[: max(size.singles, size.batched)]]
    projected = [decode(message.body) for message in wanted[: size.projected]]
    one, batches, runner = [], [], []
    for _ in range(size.repeats):
        one.append(_save(_variables(backend, environments), events[: size.singles], 1))
        batches.append(_save(_variables(backend, environments), events[: size.batched], _BATCH))
        runner.append(_project(backend, _variables(backend, environments), projected))
    name = backend.name
    where = name if backend.can_subscribe else "memory"
    return [
        Measure(
            f"{backend.key}-one",
            f"eventsourcing on {name}: saved one by one",
            tuple(one),
            of=len(events[: size.singles]),
        ),
        Measure(
            f"{backend.key}-batches",
            f"eventsourcing on {name}: saved in hundreds",
            tuple(batches),
            of=len(events[: size.batched]),
        ),
        Measure(
            f"{backend.key}-runner",
            f"eventsourcing's ProjectionRunner: events in {where}, view on {name}",
            tuple(runner),
            of=len(projected),
        ),
    ]


def _variables(backend: Backend, environments: Iterator[Mapping[str, str]]) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": backend.module,
        "ORIGINATOR_ID_TYPE": "text",
        "MAPPER_TOPIC": _MAPPER,
        **next(environments),
    }


def _save(variables: Mapping[str, str], events: Sequence[Event], at_once: int) -> float:
    application = Writing(variables)
    began = time.perf_counter()
    for start in range(0, len(events), at_once):
        application.save(*events[start : start + at_once])
    took_s = time.perf_counter() - began
    application.close()
    return len(events) / took_s


def _project(backend: Backend, variables: dict[str, str], events: Sequence[Event]) -> float:
    if not backend.can_subscribe:
        Remembering.recorded = POPOApplicationRecorder()
        module = variables.pop("PERSISTENCE_MODULE")
        variables = {**variables, "SCORING_PERSISTENCE_MODULE": module}
    upstream: type[Application[str]] = Writing if backend.can_subscribe else Remembering
    filler = upstream(variables)
    for start in range(0, len(events), _BATCH):
        filler.save(*events[start : start + _BATCH])
    filler.close()
    began = time.perf_counter()
    runner: ProjectionRunner[Any, Any]
    with ProjectionRunner(
        application_class=upstream,
        projection_class=Scoring,
        view_class=backend.view,
        env=variables,
    ) as runner:
        runner.wait(len(events), timeout=60)
        return len(events) / (time.perf_counter() - began)
