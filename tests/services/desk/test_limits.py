"""How many cases are behind their limit: counted as events arrive, whatever the clock says later."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.queries.registers import REGISTERS
from answerable.streams.case.events import Opened, Paused, PauseReason, Priority, Reopened, Resolved, Resumed
from answerable_services.desk import cases, lists
from answerable_services.desk.limits import DAY, MONTH
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.streams.pages import stored

START = datetime(2016, 1, 29, 22, tzinfo=UTC)
CASE = REGISTERS["case"]


def base(number: int, version: int, at: datetime) -> dict[str, Any]:
    name = f"case-{number}"
    return {
        "originator_id": name,
        "originator_version": version,
        "site": f"xm0{number % 2 + 1}",
        "occurred_at": at,
        "recorded_at": at,
        "actor": "staff-1",
        "causation_id": "test",
        "correlation_id": name,
    }


def happened(count: int) -> list[Event]:
    """Give cases that were opened every few hours and paused, resumed, solved and opened again by chance."""
    chance = random.Random(5)
    events: list[Event] = []
    for number in range(count):
        at = START + timedelta(hours=number * 3)
        due_at = at + timedelta(hours=chance.choice((chance.randrange(1, 40), chance.randrange(40, 1800))))
        events.append(
            Opened(
                **base(number, 1, at),
                topic="t",
                priority=Priority.LOW,
                limit_minutes=60,
                limit_article="000-1.2",
                due_at=due_at,
                owner="staff-1",
            )
        )
        later = at + timedelta(hours=chance.randrange(1, 60))
        match chance.randrange(5):
            case 0:
                events.append(Paused(**base(number, 2, later), reason=PauseReason.VENDOR))
            case 1:
                events.append(Paused(**base(number, 2, later), reason=PauseReason.VENDOR))
                again = later + timedelta(hours=30)
                moved = due_at + timedelta(hours=30)
                events.append(Resumed(**base(number, 3, again), paused_minutes=1800, due_at=moved))
            case 2:
                events.append(Resolved(**base(number, 2, later), resolution="m", at_first_contact=False))
            case 3:
                events.append(Resolved(**base(number, 2, later), resolution="m", at_first_contact=False))
                events.append(Reopened(**base(number, 3, later), reason="r", due_at=due_at))
    return events


class Limits:
    """What holds of every database."""

    def test_the_count_is_that_of_the_rows_at_every_moment(self, views: Path | SecretStr) -> None:
        """Counted by month and day, it is what looking at every case gives, at any later clock."""
        events = happened(200)
        store = Store(views, Desk.name, Desk.tables)
        try:
            generation = store.new()
            generation.prepare(Desk.version, START)
            messages = [stored(sequence, event) for sequence, event in enumerate(events, 1)]
            Filler(Desk(), generation, FixedClock(START)).write(messages)
            store.activate(generation.number)
            with store.reading() as connection:
                for days in (30, 30.3, 31, 32.7, 33.1, 45, 60.9, 75, 400):
                    now = START + timedelta(days=days)
                    counted = cases.overdue_by_site(connection, now)
                    timely = cases.timely(connection, EVERYTHING, now)
                    query = CASE.query.model_validate({"limit": 100})
                    rows: list[Any] = []
                    while query is not None:
                        page: Any = lists.page_of(connection, CASE, query, EVERYTHING, timely)
                        rows += page.rows
                        query = page.after and query.model_copy(update={"after": page.after})
                    late = [row.site for row in rows if row.is_overdue]
                    assert counted == {site: late.count(site) for site in sorted(set(late))}, days
                    narrowed = CASE.query.model_validate({"mark": "is_overdue", "limit": 100})
                    found: Any = lists.page_of(connection, CASE, narrowed, EVERYTHING, timely)
                    assert found.total == len(late)
                    assert {row.case for row in found.rows} <= {row.case for row in rows if row.is_overdue}
        finally:
            store.close()


class TestOnSqlite(Limits, OnSqlite):
    """Views that are SQLite files."""


class TestOnPostgresql(Limits, OnPostgresql):
    """Views that are schemas of a PostgreSQL database."""


def test_what_is_counted_is_few_however_many_cases_are_late(tmp_path: Path) -> None:
    """A row a month and a day, of which a look adds up the months and the days of one of them."""
    events = [event for event in happened(400) if isinstance(event, Opened)]
    store = Store(tmp_path, Desk.name, Desk.tables)
    try:
        generation = store.new()
        generation.prepare(Desk.version, START)
        messages = [stored(sequence, event) for sequence, event in enumerate(events, 1)]
        Filler(Desk(), generation, FixedClock(START)).write(messages)
        kept = generation.dump()["limits"]
    finally:
        store.close()
    months = {row["start"] for row in kept if row["span"] == MONTH}
    assert date(2016, 2, 1) in months
    assert len(months) <= 6
    assert sum(row["cases"] for row in kept if row["span"] == MONTH) == 400
    assert sum(row["cases"] for row in kept if row["span"] == DAY) == 400


@pytest.mark.parametrize("way", ["resolved", "paused"])
def test_a_count_that_has_ended_leaves_no_row(tmp_path: Path, way: str) -> None:
    """A day on which no open case's limit ends is not kept: the table does not grow with what was solved."""
    at = START + timedelta(hours=1)
    opened = next(event for event in happened(1) if isinstance(event, Opened))
    ended: Event = (
        Resolved(**base(0, 2, at), resolution="m", at_first_contact=False)
        if way == "resolved"
        else Paused(**base(0, 2, at), reason=PauseReason.VENDOR)
    )
    store = Store(tmp_path, Desk.name, Desk.tables)
    try:
        generation = store.new()
        generation.prepare(Desk.version, START)
        filler = Filler(Desk(), generation, FixedClock(START))
        filler.write([stored(1, opened)])
        assert len(generation.dump()["limits"]) == 2
        filler.write([stored(2, ended)])
        assert generation.dump()["limits"] == []
    finally:
        store.close()
