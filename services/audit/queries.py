"""Answers about who saw what, and about what should be looked at."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

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
from services.audit.bulk import Thresholds
from services.audit.facts import LateReport, read_facts
from services.audit.findings import all_findings, back_dated
from services.audit.projection import ACCESSES, LATE

_QUARTER_MIN = 15


def accesses(connection: Connection, query: Accesses) -> AccessList:
    """Tell who saw what, newest first."""
    wanted = {ACCESSES.c.site: query.site, ACCESSES.c.by: query.staff, ACCESSES.c.record: query.record}
    rows = connection.execute(
        select(*(ACCESSES.c[name] for name in AccessRow.model_fields))
        .where(_equal(wanted))
        .order_by(ACCESSES.c.occurred_at.desc(), ACCESSES.c.event.desc())
        .limit(query.limit)
    )
    return AccessList(accesses=tuple(AccessRow.model_validate(dict(row)) for row in rows.mappings()))


def current_findings(connection: Connection, now: datetime, thresholds: Thresholds) -> list[Finding]:
    """Work out every finding but late reports, newest first."""
    found = all_findings(read_facts(connection), now, thresholds)
    return sorted(found, key=_newest, reverse=True)


def findings(
    connection: Connection, current: Sequence[Finding], query: Findings, backdated_after_s: float
) -> FindingList:
    """Choose what was asked for from the current findings and the late reports.

    Late reports are counted and read from the view as they are needed, for any event can be one.

    Arguments:
        connection: to the view.
        current: the findings that were worked out from its facts, newest first.
        query: what is asked for; the counts are of all kinds, whichever kind is asked for.
        backdated_after_s: seconds after which a report counts as late.
    """
    relevant = [
        finding
        for finding in current
        if query.site in (None, finding.site) and query.staff in (None, finding.staff)
    ]
    counts = Counter(finding.kind for finding in relevant)
    is_late = (LATE.c.late_s > backdated_after_s) & _equal(
        {LATE.c.site: query.site, LATE.c.actor: query.staff}
    )
    late = connection.execute(select(func.count()).select_from(LATE).where(is_late)).scalar_one()
    if late:
        counts[FindingKind.BACK_DATED] = late
    shown = [finding for finding in relevant if query.kind in (None, finding.kind)][: query.limit]
    if late and query.kind in (None, FindingKind.BACK_DATED):
        newest = select(LATE).where(is_late).order_by(LATE.c.occurred_at.desc(), LATE.c.event.desc())
        for row in connection.execute(newest.limit(query.limit)).mappings():
            shown.append(back_dated(LateReport(**row)))
        shown.sort(key=_newest, reverse=True)
    return FindingList(
        findings=tuple(shown[: query.limit]),
        counts=tuple(KindCount(kind=kind, count=counts[kind]) for kind in FindingKind if counts[kind]),
    )


def _newest(finding: Finding) -> tuple[datetime, str]:
    return finding.occurred_at, finding.finding


def _equal(wanted: dict[Any, str | None]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    for column, value in wanted.items():
        if value is not None:
            condition &= column == value
    return condition


class Answers:
    """Answers from the served view; the findings are worked out again only when it has moved.

    Arguments:
        store: where the view is.
        clock: tells when it is.
        backdated_after_s: seconds after which a report counts as late.
        thresholds: from how many on it is much.
    """

    def __init__(
        self, store: Store, clock: Clock, backdated_after_s: float, thresholds: Thresholds | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._backdated_after_s = backdated_after_s
        self._thresholds = thresholds or Thresholds()
        self._kept: tuple[object, list[Finding]] = (None, [])

    async def accesses(self, query: Accesses) -> AccessList:
        """Tell who saw what."""
        return await self._store.read(partial(accesses, query=query))

    async def findings(self, query: Findings) -> FindingList:
        """Tell what should be looked at."""
        state = await asyncio.to_thread(self._state)
        # Duties end with a site's day, and every zone's midnight falls on a quarter of an hour.
        now = self._clock.now()
        now = now.replace(minute=now.minute - now.minute % _QUARTER_MIN, second=0, microsecond=0)
        mark = (state, now)

        def answer(connection: Connection) -> FindingList:
            kept, current = self._kept
            if kept != mark:
                current = current_findings(connection, now, self._thresholds)
                self._kept = (mark, current)
            return findings(connection, current, query, self._backdated_after_s)

        return await self._store.read(answer)

    def _state(self) -> tuple[int, int, int]:
        """Give what changes whenever the view does."""
        generation = self._store.serving()
        position = generation.position()
        return generation.number, position.events, position.revision
