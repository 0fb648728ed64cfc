"""The whole computation: every finding from every fact, which the kept findings must equal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from answerable.calendar.zones import zone_of
from answerable.queries.audit import FindingKind
from answerable_services.audit.bulk import Thresholds, export_in_bulk, read_in_bulk
from answerable_services.audit.facts import (
    Access,
    Facts,
    Roster,
    leak_of,
    of_their_kind,
    paper_of,
    person_of,
    taken_back_of,
)
from answerable_services.audit.findings import Found, leak, not_deposited, read_off_shift, read_without_case
from answerable_services.audit.tables import (
    ACCESSES,
    DUTIES,
    LEAKS,
    MEETINGS,
    MEETINGS_TAKEN_BACK,
    RECORDS,
    SITES,
    STAFF,
)


def all_findings(connection: Connection, now: datetime, thresholds: Thresholds) -> list[Found]:
    """Give every finding but late reports, newest first, each with its records."""
    found = [
        one
        for one in _found(_facts(connection), thresholds)
        if one.finding.kind is not FindingKind.NOT_DEPOSITED or one.finding.occurred_at <= now
    ]
    return sorted(found, key=lambda one: (one.finding.occurred_at, one.finding.finding), reverse=True)


def _found(facts: Facts, thresholds: Thresholds) -> Iterator[Found]:
    yield from map(Found.of, read_without_case(facts))
    yield from map(Found.of, read_off_shift(facts))
    yield from read_in_bulk(facts.accesses, thresholds)
    yield from export_in_bulk(facts.accesses, thresholds)
    leaks = map(leak, facts.leaks, (facts.papers.get(found.record) for found in facts.leaks))
    yield from map(Found.of, leaks)
    yield from map(Found.of, not_deposited(facts))


def _facts(connection: Connection) -> Facts:
    duties: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in connection.execute(select(DUTIES)):
        duties.setdefault(row.staff, []).append((row.starts_at, row.ends_at))
    meetings: dict[str, list[datetime]] = {}
    for row in connection.execute(select(MEETINGS).order_by(MEETINGS.c.held_at)):
        meetings.setdefault(row.site, []).append(row.held_at)
    created = connection.execute(select(RECORDS).where(RECORDS.c.created_at.is_not(None))).mappings()
    papers = {row["record"]: paper_of(row) for row in created}
    accesses = connection.execute(select(ACCESSES).order_by(ACCESSES.c.occurred_at, ACCESSES.c.event))
    return Facts(
        zones={row.site: zone_of(row.timezone) for row in connection.execute(select(SITES))},
        people={row["staff"]: person_of(row) for row in connection.execute(select(STAFF)).mappings()},
        rosters={staff: Roster.of(stretches) for staff, stretches in duties.items()},
        meetings=meetings,
        taken_back=taken_back_of(connection.execute(select(MEETINGS_TAKEN_BACK)).mappings()),
        papers=papers,
        accesses=of_their_kind(map(Access.of, accesses.mappings()), papers),
        leaks=[leak_of(row) for row in connection.execute(select(LEAKS)).mappings()],
    )
