"""What the tests of findings share: events, then an auditor's question about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable.queries.audit import FindingKind, FindingList, Findings
from answerable_services.audit.answers import findings
from answerable_services.audit.bulk import Thresholds
from answerable_services.audit.projection import AuditProjection
from tests.identity.proofs import EVERYTHING
from tests.services.audit.given import (
    DAY,
    HOUR,
    TEN,
)

FEW = Thresholds(window=HOUR, reads=4, records=3, export_rows=100)
NOW = TEN + DAY
LATER = TEN + 10 * DAY


def look_at(*events: Event, at: datetime = LATER, **query: Any) -> FindingList:
    """Ask an auditor's question about events."""
    view = View(AuditProjection(FEW), FixedClock(at)).given(events)
    try:
        with view.connect() as connection:
            return findings(
                connection,
                Findings(**query),
                EVERYTHING.at(query.get("site")),
                at,
                backdated_after_s=24 * 3600,
            )
    finally:
        view.close()


def kinds(answer: FindingList) -> list[FindingKind]:
    return [finding.kind for finding in answer.findings]


@contextmanager
def viewing(projection: AuditProjection) -> Iterator[View]:
    view = View(projection, FixedClock(NOW))
    try:
        yield view
    finally:
        view.close()
