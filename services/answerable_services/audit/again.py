"""Looking again: only at the findings that the facts of a batch can touch, by person, time and record."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, Table, and_, func, select

from answerable.calendar.zones import zone_of
from answerable.projection.writing.rows import Row, Rows
from answerable.queries.audit import FindingKind
from answerable_services.audit import questions
from answerable_services.audit.bulk import (
    Thresholds,
    bounds,
    days_touched,
    export_in_bulk,
    read_in_bulk,
)
from answerable_services.audit.facts import (
    Access,
    Facts,
    Paper,
    Roster,
    leak_of,
    of_their_kind,
    paper_of,
    person_of,
    taken_back_of,
)
from answerable_services.audit.findings import (
    DEPOSITED_DAILY,
    Found,
    leak,
    not_deposited,
    read_off_shift,
    read_without_case,
)
from answerable_services.audit.keeping import Kept
from answerable_services.audit.spans import MOST, Span, together
from answerable_services.audit.tables import (
    ACCESSES,
    FINDINGS,
    LEAKS,
    MEETINGS,
    RECORDS,
    SITES,
    STAFF,
)
from answerable_services.audit.touched import (
    AboutRecord,
    AccessesOf,
    AllOf,
    InBulk,
    OneAccess,
    OneLeak,
    OneRecord,
    RecordsBefore,
)

T = TypeVar("T")


def _batched(all_of_them: Iterable[str]) -> Iterator[list[str]]:
    left = iter(all_of_them)
    while some := list(islice(left, MOST)):
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
        self._new = {what.event for what in self._each(OneAccess) if what.is_new}
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

    def _each(self, kind: type[T]) -> list[T]:
        return [what for what in self._touched if isinstance(what, kind)]

    def _keys(self, column: ColumnElement[str], where: ColumnElement[bool]) -> Iterator[str]:
        return (row["key"] for row in self._rows.select(select(column.label("key")).where(where)))

    def _accesses(self) -> set[str]:
        found = {what.event for what in self._each(OneAccess)}
        spans: dict[str, list[Span]] = {}
        for of_person in self._each(AccessesOf):
            if of_person.since is not None and of_person.until is not None:
                span = Span(of_person.since, of_person.until, of_person.staff)
                spans.setdefault(of_person.staff, []).append(span)
                continue
            wanted = ACCESSES.c.by == of_person.staff
            if of_person.since is not None:
                wanted &= ACCESSES.c.occurred_at >= of_person.since
            found.update(self._keys(ACCESSES.c.event, wanted))
        for near in together(span for of_person in spans.values() for span in of_person):
            between = {"first": near.first, "last": near.last}
            for row in self._rows.select(questions.SEEN_BETWEEN, names=near.names, **between):
                at = row["occurred_at"]
                if any(span.first <= at <= span.last for span in spans[row["by"]]):
                    found.add(row["event"])
        found.update(row["event"] for row in self._of_records)
        for at in self._each(AllOf):
            found.update(self._keys(ACCESSES.c.event, ACCESSES.c.site == at.site))
        return found

    @cached_property
    def _of_records(self) -> list[RowMapping]:
        """The accesses to the records about which something else is known now."""
        return [
            row
            for some in _batched(what.record for what in self._each(AboutRecord))
            for row in self._rows.select(questions.SEEN_OF.where(ACCESSES.c.record.in_(some)))
        ]

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

    def _each_of(self, table: Table, key: str, values: Iterable[str]) -> list[Row]:
        """Give the rows of these keys, most of which this batch has written and which are in memory."""
        wanted = sorted(set(values))
        self._rows.fetch(table, [(value,) for value in wanted])
        found = (self._rows.get(table, **{key: value}) for value in wanted)
        return [row for row in found if row is not None]

    def _look_at_accesses(self, events: Sequence[str]) -> None:
        recorded = [Access.of(row) for row in self._each_of(ACCESSES, "event", events)]
        papers = self._papers(access.record for access in recorded)
        accesses = of_their_kind(recorded, papers)
        facts = Facts(
            zones=self._zones,
            accesses=accesses,
            papers=papers,
            rosters=self._rosters(accesses),
            people={
                row["staff"]: person_of(row)
                for row in self._each_of(STAFF, "staff", (access.by for access in accesses))
            },
        )
        kinds = (FindingKind.READ_WITHOUT_CASE, FindingKind.READ_OFF_SHIFT)
        ids = [f"{kind}:{event}" for kind in kinds for event in events if event not in self._new]
        self._kept.put(
            self._each_of(FINDINGS, "finding", ids),
            map(Found.of, (*read_without_case(facts), *read_off_shift(facts))),
        )

    def _papers(self, records: Iterable[str]) -> dict[str, Paper]:
        found = self._each_of(RECORDS, "record", records)
        return {row["record"]: paper_of(row) for row in found if row["created_at"] is not None}

    def _rosters(self, accesses: Sequence[Access]) -> dict[str, Roster]:
        """Give the duties around the accesses, of those who have a roster at all."""
        spans: dict[str, tuple[datetime, datetime]] = {}
        for access in accesses:
            first, last = spans.get(access.by, (access.occurred_at, access.occurred_at))
            spans[access.by] = (min(first, access.occurred_at), max(last, access.occurred_at))
        longest = {
            row["staff"]: timedelta(seconds=row["longest_duty_s"])
            for row in self._each_of(STAFF, "staff", spans)
            if row["duties"]
        }
        duties: dict[str, list[tuple[datetime, datetime]]] = {staff: [] for staff in longest}
        for near in together(Span(*spans[staff], staff) for staff in longest):
            begins = near.first - max(longest[staff] for staff in near.names)
            around = {"begins": begins, "first": near.first, "last": near.last}
            for duty in self._rows.select(questions.DUTIES_AROUND, names=near.names, **around):
                duties[duty["staff"]].append((duty["starts_at"], duty["ends_at"]))
        return {staff: Roster.of(stretches) for staff, stretches in duties.items()}

    def _busy(self, thresholds: Thresholds) -> Iterator[InBulk]:
        """Give the touched days with enough for any stretch, and those of which some was taken back."""
        yield from (bulk for bulk in self._each(InBulk) if bulk.is_fewer)
        people: dict[tuple[bool, date], set[str]] = {}
        for bulk in self._each(InBulk):
            people.setdefault((bulk.is_export, bulk.day), set()).add(bulk.staff)
        for row in self._of_records:
            for day in days_touched(row["occurred_at"], thresholds.window):
                people.setdefault((row["rows"] is not None, day), set()).add(row["by"])
        for (is_export, day), staff in people.items():
            begins, ends = bounds(day)
            least = thresholds.export_rows if is_export else min(thresholds.reads, thresholds.records)
            within = {"begins": begins - thresholds.window, "ends": ends, "least": least}
            for some in _batched(sorted(staff)):
                busy = self._rows.select(
                    questions.MANY_EXPORTED if is_export else questions.MANY_SEEN, names=some, **within
                )
                for row in busy:
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
        recorded = [Access.of(row) for row in self._rows.select(wanted)]
        accesses = of_their_kind(recorded, self._papers(access.record for access in recorded))
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
        daily = [paper for paper in papers.values() if paper.kind in DEPOSITED_DAILY]
        first: dict[str, datetime] = {}
        for paper in daily:
            first[paper.site] = min(first.get(paper.site, paper.created_at), paper.created_at)
        taken_back = (
            row
            for of, since in first.items()
            for row in self._rows.select(questions.TAKEN_BACK_SINCE, of=of, since=since)
        )
        facts = Facts(
            zones=self._zones,
            papers=papers,
            meetings=self._meetings(daily),
            taken_back=taken_back_of(taken_back),
        )
        ids = [f"{FindingKind.NOT_DEPOSITED}:{record}" for record in records]
        self._kept.put(self._each_of(FINDINGS, "finding", ids), map(Found.of, not_deposited(facts)))

    def _meetings(self, papers: Iterable[Paper]) -> dict[str, list[datetime]]:
        """Give the meetings of each site among which the first is that follows each record."""
        spans: dict[str, list[Span]] = {}
        for paper in papers:
            spans.setdefault(paper.site, []).append(Span(paper.created_at, paper.created_at, paper.site))
        found: dict[str, set[datetime]] = {site: set() for site in spans}
        for site, of_site in spans.items():
            for near in together(of_site):
                for row in self._rows.select(questions.NEXT_HELD, of=site, since=near.last):
                    found[site].update(moment for moment in row.values() if moment is not None)
        for near in together(span for of_site in spans.values() for span in of_site):
            for row in self._rows.select(
                questions.HELD_BETWEEN, names=near.names, first=near.first, last=near.last
            ):
                found[row["site"]].add(row["held_at"])
        return {site: sorted(moments) for site, moments in found.items()}

    def _look_at_leaks(self, events: Sequence[str]) -> None:
        leaks = [leak_of(row) for row in self._each_of(LEAKS, "event", events)]
        papers = self._papers(found.record for found in leaks)
        ids = [f"{FindingKind.LEAK}:{event}" for event in events]
        self._kept.put(
            self._each_of(FINDINGS, "finding", ids),
            [Found.of(leak(found, papers.get(found.record))) for found in leaks],
        )
