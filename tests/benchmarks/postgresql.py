"""The library's view on PostgreSQL; imported only where the packages it needs are installed."""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg.sql import SQL

from answerable.events.base import Event
from answerable_services.scoring.projection import Scores
from tests.benchmarks.library import Backend, Statements, creations


class PostgresqlView(PostgresTrackingRecorder):
    """Scoring's tables beside the library's position, in one PostgreSQL database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sql_create_statements += [SQL("{}").format(SQL(statement)) for statement in creations()]

    def take(self, scores: Scores, event: Event, tracking: Tracking) -> None:
        """Write an event's rows and the position in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            scores.handle(event, Statements(cursor, "%s"))
            self._insert_tracking(cursor, tracking)


POSTGRESQL = Backend("postgresql", "PostgreSQL", "eventsourcing.postgres", PostgresqlView, can_subscribe=True)
