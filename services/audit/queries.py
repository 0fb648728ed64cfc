"""Answers about who saw what, and about what should be looked at."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, or_, select, true

from answerable.clock import Clock
from answerable.projection.views.store import Store
from answerable.queries.audit import (
    Accesses,
    AccessList,
    AccessRow,
    Finding,
    FindingKind,
    FindingList,
    Findings,
    KindCount,
)
from services.audit.late import count_late, newest_late
from services.audit.tables import ACCESSES, FINDING_COUNTS, FINDINGS


def accesses(connection: Connection, query: Accesses) -> AccessList:
    """Tell who saw what, newest first."""
    rows = connection.execute(
        select(*(ACCESSES.c[name] for name in AccessRow.model_fields))
        .where(_equal(ACCESSES, site=query.site, by=query.staff, record=query.record))
        .order_by(ACCESSES.c.occurred_at.desc(), ACCESSES.c.event.desc())
        .limit(query.limit)
    )
    return AccessList(accesses=tuple(AccessRow.model_validate(dict(row)) for row in rows.mappings()))


def findings(connection: Connection, query: Findings, now: datetime, backdated_after_s: float) -> FindingList:
    """Choose what was asked for from the findings that are kept and the late reports.

    Arguments:
        connection: to the view.
        query: what is asked for; the counts are of all kinds, whichever kind is asked for.
        now: until when a duty has to be done to count as done.
        backdated_after_s: seconds after which a report counts as late.
    """
    counts = _counts(connection, query, now)
    late = count_late(connection, query.site, query.staff, backdated_after_s)
    if late:
        counts[FindingKind.BACK_DATED] = late
    shown: list[Finding] = []
    if query.kind is not FindingKind.BACK_DATED:
        shown += _newest_kept(connection, query, now)
    if late and query.kind in (None, FindingKind.BACK_DATED):
        shown += newest_late(connection, query.site, query.staff, backdated_after_s, query.limit)
        shown.sort(key=lambda finding: (finding.occurred_at, finding.finding), reverse=True)
    return FindingList(
        findings=tuple(shown[: query.limit]),
        counts=tuple(KindCount(kind=kind, count=counts[kind]) for kind in FindingKind if counts[kind]),
    )


def _newest_kept(connection: Connection, query: Findings, now: datetime) -> list[Finding]:
    kind = None if query.kind is None else query.kind.value
    rows = connection.execute(
        select(FINDINGS)
        .where(
            _equal(FINDINGS, site=query.site, staff=query.staff, kind=kind),
            or_(FINDINGS.c.kind != FindingKind.NOT_DEPOSITED.value, FINDINGS.c.occurred_at <= now),
        )
        .order_by(FINDINGS.c.occurred_at.desc(), FINDINGS.c.finding.desc())
        .limit(query.limit)
    )
    return [Finding.model_validate(dict(row)) for row in rows.mappings()]


def _counts(connection: Connection, query: Findings, now: datetime) -> Counter[FindingKind]:
    """Count what is kept, but for duties whose day has not ended: those are of today, and few."""
    kept = (
        select(FINDING_COUNTS.c.kind, func.sum(FINDING_COUNTS.c.count).label("count"))
        .where(_equal(FINDING_COUNTS, site=query.site, staff=query.staff))
        .group_by(FINDING_COUNTS.c.kind)
    )
    counts = Counter({FindingKind(row.kind): int(row[1]) for row in connection.execute(kept)})
    still_open = (
        select(func.count())
        .select_from(FINDINGS)
        .where(
            _equal(FINDINGS, site=query.site, staff=query.staff, kind=FindingKind.NOT_DEPOSITED.value),
            FINDINGS.c.occurred_at > now,
        )
    )
    counts[FindingKind.NOT_DEPOSITED] -= connection.execute(still_open).scalar_one()
    return counts


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

    async def accesses(self, query: Accesses) -> AccessList:
        """Tell who saw what."""
        return await self._store.read(partial(accesses, query=query))

    async def findings(self, query: Findings) -> FindingList:
        """Tell what should be looked at."""
        now, after_s = self._clock.now(), self._backdated_after_s
        return await self._store.read(partial(findings, query=query, now=now, backdated_after_s=after_s))
