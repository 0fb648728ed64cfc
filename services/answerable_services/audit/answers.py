"""Answers about who saw what, and about what should be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, RowMapping, func, select, true

from answerable.clock import Clock
from answerable.identity.sight import Sight
from answerable.projection.views.paging import Order, Part
from answerable.projection.views.seen import each, of_sites
from answerable.projection.views.store import Store
from answerable.queries.audit import (
    Accesses,
    AccessList,
    AccessRow,
    Finding,
    FindingKind,
    FindingList,
    Findings,
    Gravity,
    GravityCount,
    KindCount,
)
from answerable.streams.record.classes import SECRECY
from answerable.streams.record.events import RecordClass, RecordKind
from answerable_services.audit.findings import back_dated
from answerable_services.audit.late import Late, count_late, late_in, narrowed
from answerable_services.audit.tables import (
    ABOUT,
    ACCESS_COUNTS,
    ACCESSES,
    EVERY,
    FINDING_COUNTS,
    FINDINGS,
    RECORDS,
    TAKEN_BACK,
)

NEWEST = Order("newest", (FINDINGS.c.occurred_at, FINDINGS.c.finding))
"""How findings are listed."""

_NEWEST_OF_RECORD = (ABOUT.c.occurred_at, ABOUT.c.finding)
_SEEN = tuple(
    (table, Order("newest", (table.c.occurred_at, table.c.event))) for table in (ACCESSES, TAKEN_BACK)
)
"""What lists of accesses are made of, each with the one order that they share."""

_Counts = Counter[tuple[FindingKind, Gravity]]


def accesses(connection: Connection, query: Accesses, sight: Sight) -> AccessList:
    """Tell who saw what, newest first.

    Arguments:
        connection: to the view.
        query: what is asked for.
        sight: the sites of which the asker sees it.

    Raises:
        Invalid: a cursor is none.
    """
    found: list[RowMapping] = []
    for table, order in _SEEN:
        part = order.part(after=query.after, before=query.before, limit=query.limit)
        for some in each(sight.sites):
            wanted = select(table).where(
                narrowed((table.c.record, query.record), (table.c.by, query.staff), (table.c.site, some))
            )
            found += connection.execute(part.cut(wanted)).mappings()
    page = part.page(found)
    classes = _classes_of(connection, {row["record"] for row in page.rows})
    return AccessList(
        accesses=tuple(_seen(row, classes) for row in page.rows),
        total=None if query.record is not None else _accesses_in_all(connection, query, sight),
        before=page.before,
        after=page.after,
    )


def _classes_of(connection: Connection, records: Collection[str]) -> dict[str, RecordClass]:
    """Tell how secret records are by the kind that holds now; those that nobody created are left out."""
    wanted = select(RECORDS.c.record, RECORDS.c.kind).where(
        RECORDS.c.record.in_(sorted(records)), RECORDS.c.created_at.is_not(None)
    )
    return {name: SECRECY[RecordKind(kind)].record_class for name, kind in connection.execute(wanted)}


def _seen(row: Mapping[Any, Any], classes: Mapping[str, RecordClass]) -> AccessRow:
    kept = {name: row[name] for name in AccessRow.model_fields if name in row}
    kept["record_class"] = classes.get(row["record"], row["record_class"])
    return AccessRow.model_validate(kept)


def _accesses_in_all(connection: Connection, query: Accesses, sight: Sight) -> int:
    counted = select(func.coalesce(func.sum(ACCESS_COUNTS.c.count), 0)).where(
        of_sites(ACCESS_COUNTS.c.site, sight.sites), _equal(ACCESS_COUNTS, by=query.staff)
    )
    return int(connection.execute(counted).scalar_one())


def findings(
    connection: Connection, query: Findings, sight: Sight, now: datetime, backdated_after_s: float
) -> FindingList:
    """Choose what was asked for from the findings that are kept and the late reports.

    Arguments:
        connection: to the view.
        query: what is asked for.
        sight: the sites of which the asker sees findings.
        now: until when a duty has to be done to count as done.
        backdated_after_s: seconds after which a report counts as late.

    Raises:
        Invalid: a cursor is none.
    """
    part = NEWEST.part(after=query.after, before=query.before, limit=query.limit)
    late = Late(backdated_after_s, sight.sites, query.staff, query.record)
    reports = count_late(connection, late)
    count = _counts if query.record is None else _counts_of_record
    kept = count(connection, query, sight.sites, now)
    counts: _Counts = Counter(kept)
    for (gravity, _), number in reports.items():
        counts[FindingKind.BACK_DATED, gravity] += number
    found: list[Mapping[Any, Any]] = []
    for kind, gravity in kept:
        if kept[kind, gravity] and _is_asked_for(query, kind, gravity):
            for some in each(sight.sites):
                found += _kept(connection, query, some, part, now, kind, gravity)
    levels = [one for one in reports if _is_asked_for(query, FindingKind.BACK_DATED, one[0])]
    found += late_in(connection, late, part, levels)
    page = part.page(found)
    kinds: Counter[FindingKind] = Counter()
    weights: Counter[Gravity] = Counter()
    for (kind, gravity), number in counts.items():
        kinds[kind] += number if query.gravity in {None, gravity} else 0
        weights[gravity] += number if query.kind in {None, kind} else 0
    return FindingList(
        findings=_written(connection, page.rows),
        total=sum(number for of, number in counts.items() if _is_asked_for(query, *of)),
        counts=tuple(KindCount(kind=one, count=kinds[one]) for one in FindingKind if kinds[one]),
        gravities=tuple(GravityCount(gravity=one, count=weights[one]) for one in Gravity if weights[one]),
        before=page.before,
        after=page.after,
    )


def _is_asked_for(query: Findings, kind: FindingKind, gravity: Gravity) -> bool:
    return query.kind in {None, kind} and query.gravity in {None, gravity}


def _kept(
    connection: Connection,
    query: Findings,
    sites: frozenset[str] | None,
    part: Part,
    now: datetime,
    kind: FindingKind,
    gravity: Gravity,
) -> Sequence[RowMapping]:
    """Find where those of one kind and gravity stand that a part of the list can hold, along their index."""
    wanted = select(FINDINGS.c.occurred_at, FINDINGS.c.finding)
    if query.record is None:
        table: FromClause = FINDINGS
        wanted = wanted.where(narrowed((FINDINGS.c.staff, query.staff), (FINDINGS.c.site, sites)))
    else:
        table = ABOUT
        part = replace(part, order=replace(part.order, columns=_NEWEST_OF_RECORD))
        wanted = select(*_NEWEST_OF_RECORD).where(ABOUT.c.record == query.record)
        if sites is not None or query.staff is not None:
            wanted = wanted.join(FINDINGS, ABOUT.c.finding == FINDINGS.c.finding).where(
                of_sites(FINDINGS.c.site, sites), _equal(FINDINGS, staff=query.staff)
            )
    wanted = wanted.where(table.c.kind == kind.value, table.c.gravity == gravity.value)
    if kind is FindingKind.NOT_DEPOSITED:
        wanted = wanted.where(table.c.occurred_at <= now)
    return connection.execute(part.cut(wanted)).mappings().all()


def _written(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> tuple[Finding, ...]:
    """Give the findings of a page: what is told of each is read for these alone."""
    kept = [row["finding"] for row in rows if "report" not in row]
    told = connection.execute(select(FINDINGS).where(FINDINGS.c.finding.in_(kept))).mappings() if kept else ()
    by_id = {row["finding"]: row for row in told}
    return tuple(
        back_dated(row["report"]) if "report" in row else Finding.model_validate(dict(by_id[row["finding"]]))
        for row in rows
    )


def _counts(connection: Connection, query: Findings, sites: frozenset[str] | None, now: datetime) -> _Counts:
    """Give what is counted, but for duties whose day has not ended: those are of today, and few."""
    columns = (FINDING_COUNTS.c.kind, FINDING_COUNTS.c.gravity, FINDING_COUNTS.c["count"])
    kept = select(*columns).where(
        of_sites(FINDING_COUNTS.c.site, frozenset({EVERY}) if sites is None else sites),
        FINDING_COUNTS.c.staff == (query.staff or EVERY),
    )
    counts: _Counts = Counter()
    for kind, gravity, number in connection.execute(kept):
        counts[FindingKind(kind), Gravity(gravity)] += number
    still_open = (
        select(FINDINGS.c.gravity, func.count().label("findings"))
        .where(
            narrowed((FINDINGS.c.staff, query.staff), (FINDINGS.c.site, sites)),
            FINDINGS.c.kind == FindingKind.NOT_DEPOSITED.value,
            FINDINGS.c.gravity.in_([one.value for one in Gravity]),
            FINDINGS.c.occurred_at > now,
        )
        .group_by(FINDINGS.c.gravity)
    )
    for gravity, number in connection.execute(still_open):
        counts[FindingKind.NOT_DEPOSITED, Gravity(gravity)] -= number
    return counts


def _counts_of_record(
    connection: Connection, query: Findings, sites: frozenset[str] | None, now: datetime
) -> _Counts:
    """Count the findings about one record, one by one: they are its own, and few."""
    columns = (ABOUT.c.kind, ABOUT.c.gravity)
    counted = (
        select(*columns, func.count())
        .where(
            ABOUT.c.record == query.record,
            (ABOUT.c.kind != FindingKind.NOT_DEPOSITED.value) | (ABOUT.c.occurred_at <= now),
        )
        .group_by(*columns)
    )
    if sites is not None or query.staff is not None:
        counted = counted.join(FINDINGS, FINDINGS.c.finding == ABOUT.c.finding).where(
            of_sites(FINDINGS.c.site, sites), _equal(FINDINGS, staff=query.staff)
        )
    rows = connection.execute(counted)
    return Counter({(FindingKind(kind), Gravity(gravity)): number for kind, gravity, number in rows})


def _equal(table: FromClause, **wanted: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    for column, value in wanted.items():
        if value is not None:
            condition &= table.c[column] == value
    return condition


class Answers:
    """Answers from the served view.

    Arguments:
        store: where the view is.
        clock: tells when it is.
        backdated_after_s: seconds after which a report counts as late.
    """

    def __init__(self, store: Store, clock: Clock, backdated_after_s: float) -> None:
        self._store = store
        self._clock = clock
        self._backdated_after_s = backdated_after_s

    async def accesses(self, query: Accesses, sight: Sight) -> AccessList:
        """Tell who saw what."""
        return await self._store.read(partial(accesses, query=query, sight=sight))

    async def findings(self, query: Findings, sight: Sight) -> FindingList:
        """Tell what should be looked at."""
        now, after_s = self._clock.now(), self._backdated_after_s
        return await self._store.read(
            partial(findings, query=query, sight=sight, now=now, backdated_after_s=after_s)
        )
