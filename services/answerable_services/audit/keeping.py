"""Findings as they are kept: each with its counts, and with the records that lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from answerable.projection.writing.rows import Row, Rows
from answerable_services.audit.findings import Found
from answerable_services.audit.tables import ABOUT, EVERY, FINDING_COUNTS, FINDINGS


class _About(NamedTuple):
    """The key of a row that leads from a record to a finding."""

    record: str
    kind: str
    gravity: str
    occurred_at: datetime
    finding: str


class Kept:
    """The findings of a view, as one batch changes them.

    Arguments:
        rows: the batch.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def put(self, before: Iterable[Mapping[Any, Any]], after: Iterable[Found]) -> None:
        """Let findings stand in place of those that were known of the same things."""
        gone = {row["finding"]: dict(row) for row in before}
        told = self._told(gone.values())
        for finding, records in after:
            row: Row = finding.model_dump()
            row.update(kind=finding.kind.value, gravity=finding.gravity.value)
            known = gone.pop(finding.finding, None)
            about = {_about(row, one) for one in records}
            if about != (was := told.get(finding.finding, set())):
                self._tell(was, about)
            if known == row:
                continue
            if known is not None:
                self._count(known, -1)
            self._count(row, 1)
            self._rows.put(FINDINGS, **row)
        for known in gone.values():
            self._count(known, -1)
            self._tell(told.get(known["finding"], set()), set())
            self._rows.delete(FINDINGS, finding=known["finding"])

    def _told(self, known: Iterable[Row]) -> dict[str, set[_About]]:
        """Give the records that known findings are about; those of many are asked for."""
        told = {row["finding"]: {_about(row, row["record"])} for row in known if row["record"] is not None}
        many = [row["finding"] for row in known if row["record"] is None]
        about = select(ABOUT).where(ABOUT.c.finding.in_(many))
        for row in self._rows.select(about) if many else ():
            told.setdefault(row["finding"], set()).add(_about(row, row["record"]))
        return told

    def _tell(self, was: set[_About], now: set[_About]) -> None:
        for about in was - now:
            self._rows.delete(ABOUT, **about._asdict())
        for about in now - was:
            self._rows.put(ABOUT, **about._asdict())

    def _count(self, finding: Row, by: int) -> None:
        kind, gravity = finding["kind"], finding["gravity"]
        for site in (finding["site"], EVERY):
            for staff in (finding["staff"] or "", EVERY):
                self._rows.add(FINDING_COUNTS, (site, staff, kind, gravity), count=by)


def _about(finding: Mapping[Any, Any], record: str) -> _About:
    at = finding["occurred_at"]
    return _About(record, finding["kind"], finding["gravity"], at, finding["finding"])
