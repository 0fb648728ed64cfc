"""Looking again: only at the findings that the facts of a batch can touch, by person, time and record."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, and_, bindparam, func, select

from answerable.calendar.zones import zone_of
from answerable.projection.writing.rows import Rows
from answerable.queries.audit import FindingKind
from answerable_services.audit.bulk import Thresholds, bounds, export_in_bulk, read_in_bulk
from answerable_services.audit.facts import Access, Facts, Roster, leak_of, paper_of, person_of
from answerable_services.audit.findings import (
    DEPOSITED_DAILY,
    Found,
    leak,
    not_deposited,
    read_off_shift,
    read_without_case,
)
from answerable_services.audit.keeping import Kept
from answerable_services.audit.tables import (
    ACCESSES,
    DUTIES,
    FINDINGS,
    LEAKS,
    MEETINGS,
    RECORDS,
    SITES,
    STAFF,
)

_AT_ONCE = 400
"""Keys in one question: SQLite binds a limited number of values, and plans long lists badly."""


@dataclass(frozen=True, slots=True)
class OneAccess:
    """A reading or an export, by its event."""

    event: str


@dataclass(frozen=True, slots=True)
class AccessesOf:
    """What a person read and exported, from one moment to another, or without end."""

    staff: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class InBulk:
    """A person's stretches of many readings, or of many rows exported, on one day."""

    staff: str
    is_export: bool
    day: date
    is_fewer: bool = False
    """Whether accesses of it were taken back, so that there may be too few now."""


@dataclass(frozen=True, slots=True)
class AboutRecord:
    """The accesses to a record, and its leaks: which article they touch hangs on the record's kind."""

    record: str


@dataclass(frozen=True, slots=True)
class OneRecord:
    """Whether a record was deposited in time."""

    record: str


@dataclass(frozen=True, slots=True)
class RecordsBefore:
    """Whether the records were deposited in time that a meeting is the first to follow."""

    site: str
    held_at: datetime


@dataclass(frozen=True, slots=True)
class OneLeak:
    """A leak, by its event."""

    event: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything at a site: its zone has changed."""

    site: str


T = TypeVar("T")

# Made once: to build a question costs more than to ask it, and these are asked for each duty and person.
_SEEN_BETWEEN = select(ACCESSES.c.event).where(
    ACCESSES.c.by == bindparam("who"),
    ACCESSES.c.occurred_at >= bindparam("since"),
    ACCESSES.c.occurred_at <= bindparam("until"),
)
_DUTIES_AROUND = select(DUTIES.c.starts_at, DUTIES.c.ends_at).where(
    DUTIES.c.staff == bindparam("who"),
    DUTIES.c.starts_at >= bindparam("begins"),
    DUTIES.c.starts_at <= bindparam("last"),
    DUTIES.c.ends_at >= bindparam("first"),
)


def _batched(all_of_them: Iterable[str]) -> Iterator[list[str]]:
    left = iter(all_of_them)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def look_again(rows: Rows, thresholds: Thresholds) -> None:
    """Work out anew the findings that the batch's facts touch, and keep the difference.

    Arguments:
        rows: the batch, with everything handled; what it touched is noted there.
        thresholds: from how many on it is much.
    """
    touched = rows.touched()
    if touched:
        _Again(rows, touched).all(thresholds)


class _Again:
    """One look: what was touched, and the view as the batch leaves it."""

    def __init__(self, rows: Rows, touched: Iterable[Hashable]) -> None:
        self._rows = rows
        self._touched = list(touched)
        self._kept = Kept(rows)
        self._zones = {row["site"]: zone_of(row["timezone"]) for row in rows.select(select(SITES))}

    def all(self, thresholds: Thresholds) -> None:
        for some in _batched(sorted(self._accesses())):
            self._look_at_accesses(some)
        for bulk in self._busy(thresholds):
            self._look_at_bulk(bulk, thresholds)
        for some in _batched(sorted(self._records())):
            self._look_at_records(some)
        for some in _batched(sorted(self._leaks())):
            self._look_at_leaks(some)
        self._kept.count()

    def _each(self, kind: type[T]) -> list[T]:
        return [what for what in self._touched if isinstance(what, kind)]

    def _keys(self, column: ColumnElement[str], where: ColumnElement[bool]) -> Iterator[str]:
        return (row["key"] for row in self._rows.select(select(column.label("key")).where(where)))

    def _accesses(self) -> set[str]:
        found = {what.event for what in self._each(OneAccess)}
        for of_person in self._each(AccessesOf):
            if of_person.since is not None and of_person.until is not None:
                between = {"since": of_person.since, "until": of_person.until}
                seen = self._rows.select(_SEEN_BETWEEN, who=of_person.staff, **between)
                found.update(row["event"] for row in seen)
                continue
            wanted = ACCESSES.c.by == of_person.staff
            if of_person.since is not None:
                wanted &= ACCESSES.c.occurred_at >= of_person.since
            found.update(self._keys(ACCESSES.c.event, wanted))
        for some in _batched(what.record for what in self._each(AboutRecord)):
            found.update(self._keys(ACCESSES.c.event, ACCESSES.c.record.in_(some)))
        for at in self._each(AllOf):
            found.update(self._keys(ACCESSES.c.event, ACCESSES.c.site == at.site))
        return found

    def _records(self) -> set[str]:
        found = {what.record for what in self._each(OneRecord)}
        for meeting in self._each(RecordsBefore):
            at_site = MEETINGS.c.site == meeting.site
            before = select(func.max(MEETINGS.c.held_at)).where(at_site, MEETINGS.c.held_at < meeting.held_at)
            wanted = (RECORDS.c.site == meeting.site) & (RECORDS.c.created_at <= meeting.held_at)
            last = self._moment(before)
            if last is not None:
                wanted &= RECORDS.c.created_at > last
            found.update(self._keys(RECORDS.c.record, wanted))
        for at in self._each(AllOf):
            found.update(self._keys(RECORDS.c.record, RECORDS.c.site == at.site))
        return found

    def _leaks(self) -> set[str]:
        found = {what.event for what in self._each(OneLeak)}
        for some in _batched(what.record for what in self._each(AboutRecord)):
            found.update(self._keys(LEAKS.c.event, LEAKS.c.record.in_(some)))
        return found

    def _moment(self, query: Select[tuple[datetime]]) -> datetime | None:
        found: datetime | None = next(iter(self._rows.select(query)[0].values()))
        return found

    def _of(
        self, query: Select[Any], column: ColumnElement[str], keys: Iterable[str]
    ) -> Sequence[RowMapping]:
        wanted = sorted(set(keys))
        return self._rows.select(query.where(column.in_(wanted))) if wanted else ()

    def _look_at_accesses(self, events: Sequence[str]) -> None:
        accesses = [Access.of(row) for row in self._of(select(ACCESSES), ACCESSES.c.event, events)]
        facts = Facts(
            zones=self._zones,
            accesses=accesses,
            papers=self._papers(access.record for access in accesses),
            rosters=self._rosters(accesses),
            people={
                row["staff"]: person_of(row)
                for row in self._of(select(STAFF), STAFF.c.staff, (access.by for access in accesses))
            },
        )
        kinds = (FindingKind.READ_WITHOUT_CASE, FindingKind.READ_OFF_SHIFT)
        ids = [f"{kind}:{event}" for kind in kinds for event in events]
        self._kept.put(
            self._of(select(FINDINGS), FINDINGS.c.finding, ids),
            map(Found.of, (*read_without_case(facts), *read_off_shift(facts))),
        )

    def _papers(self, records: Iterable[str]) -> dict[str, Any]:
        created = select(RECORDS).where(RECORDS.c.created_at.is_not(None))
        return {row["record"]: paper_of(row) for row in self._of(created, RECORDS.c.record, records)}

    def _rosters(self, accesses: Sequence[Access]) -> dict[str, Roster]:
        """Give the duties around the accesses, of those who have a roster at all."""
        spans: dict[str, tuple[datetime, datetime]] = {}
        for access in accesses:
            first, last = spans.get(access.by, (access.occurred_at, access.occurred_at))
            spans[access.by] = (min(first, access.occurred_at), max(last, access.occurred_at))
        rostered = select(STAFF.c.staff, STAFF.c.longest_duty_s).where(STAFF.c.duties > 0)
        duties: dict[str, list[tuple[datetime, datetime]]] = {}
        for row in self._of(rostered, STAFF.c.staff, spans):
            first, last = spans[row["staff"]]
            begins = first - timedelta(seconds=row["longest_duty_s"])
            around = self._rows.select(
                _DUTIES_AROUND, who=row["staff"], begins=begins, first=first, last=last
            )
            duties[row["staff"]] = [(duty["starts_at"], duty["ends_at"]) for duty in around]
        return {staff: Roster.of(stretches) for staff, stretches in duties.items()}

    def _busy(self, thresholds: Thresholds) -> Iterator[InBulk]:
        """Give the touched days with enough for any stretch, and those of which some was taken back."""
        yield from (bulk for bulk in self._each(InBulk) if bulk.is_fewer)
        people: dict[tuple[bool, date], set[str]] = {}
        for bulk in self._each(InBulk):
            people.setdefault((bulk.is_export, bulk.day), set()).add(bulk.staff)
        for (is_export, day), staff in people.items():
            begins, ends = bounds(day)
            number = func.sum(ACCESSES.c.rows) if is_export else func.count(ACCESSES.c.event)
            least = thresholds.export_rows if is_export else min(thresholds.reads, thresholds.records)
            busy = (
                select(ACCESSES.c.by)
                .where(
                    ACCESSES.c.occurred_at >= begins - thresholds.window,
                    ACCESSES.c.occurred_at < ends,
                    ACCESSES.c.rows.is_not(None) if is_export else ACCESSES.c.rows.is_(None),
                )
                .group_by(ACCESSES.c.by)
                .having(number > least)
            )
            for some in _batched(sorted(staff)):
                for row in self._of(busy, ACCESSES.c.by, some):
                    yield InBulk(row["by"], is_export, day)

    def _look_at_bulk(self, bulk: InBulk, thresholds: Thresholds) -> None:
        begins, ends = bounds(bulk.day)
        rows_left = ACCESSES.c.rows
        wanted = select(ACCESSES).where(
            ACCESSES.c.by == bulk.staff,
            ACCESSES.c.occurred_at >= begins - thresholds.window,
            ACCESSES.c.occurred_at < ends,
            rows_left.is_not(None) if bulk.is_export else rows_left.is_(None),
        )
        accesses = [Access.of(row) for row in self._rows.select(wanted)]
        find = export_in_bulk if bulk.is_export else read_in_bulk
        found = [one for one in find(accesses, thresholds) if one.finding.occurred_at >= begins]
        kind = FindingKind.EXPORT_IN_BULK if bulk.is_export else FindingKind.READ_IN_BULK
        of_day = and_(
            FINDINGS.c.staff == bulk.staff,
            FINDINGS.c.kind == kind.value,
            FINDINGS.c.occurred_at >= begins,
            FINDINGS.c.occurred_at < ends,
        )
        self._kept.put(self._rows.select(select(FINDINGS).where(of_day)), found)

    def _look_at_records(self, records: Sequence[str]) -> None:
        papers = self._papers(records)
        meetings: dict[str, set[datetime]] = {}
        daily = [paper for paper in papers.values() if paper.kind in DEPOSITED_DAILY]
        for site, created_at in {(paper.site, paper.created_at) for paper in daily}:
            at_site = MEETINGS.c.site == site
            held_at = self._moment(
                select(func.min(MEETINGS.c.held_at)).where(at_site, MEETINGS.c.held_at >= created_at)
            )
            if held_at is not None:
                meetings.setdefault(site, set()).add(held_at)
        facts = Facts(
            zones=self._zones,
            papers=papers,
            meetings={site: sorted(moments) for site, moments in meetings.items()},
        )
        ids = [f"{FindingKind.NOT_DEPOSITED}:{record}" for record in records]
        self._kept.put(
            self._of(select(FINDINGS), FINDINGS.c.finding, ids), map(Found.of, not_deposited(facts))
        )

    def _look_at_leaks(self, events: Sequence[str]) -> None:
        leaks = [leak_of(row) for row in self._of(select(LEAKS), LEAKS.c.event, events)]
        papers = self._papers(found.record for found in leaks)
        ids = [f"{FindingKind.LEAK}:{event}" for event in events]
        self._kept.put(
            self._of(select(FINDINGS), FINDINGS.c.finding, ids),
            [Found.of(leak(found, papers.get(found.record))) for found in leaks],
        )
