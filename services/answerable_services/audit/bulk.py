"""Readings and exports in bulk: one finding for a person and a stretch of time, not one for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from operator import attrgetter

from answerable.calendar.zones import DEFAULT_ZONE
from answerable.queries.audit import Finding, FindingKind, Gravity
from answerable.streams.record.events import RecordClass
from answerable.wording import listed, person_named, say
from answerable.wording.sentence import Value
from answerable_services.audit.facts import Access
from answerable_services.audit.findings import Found


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many on it is much; not in the regulations, so a parameter.

    Arguments:
        window: the stretch of time that is looked at, first and last moment included.
        reads: more readings than these in it are many.
        records: more different records than these in it are many.
        export_rows: more rows than these that leave in it are many.
    """

    window: timedelta = timedelta(hours=1)
    reads: int = 60
    records: int = 30
    export_rows: int = 200


def day_of(moment: datetime) -> date:
    """Give the day to which a stretch belongs: that of its first too many, in the default zone."""
    return moment.astimezone(DEFAULT_ZONE).date()


def days_touched(moment: datetime, window: timedelta) -> tuple[date, ...]:
    """List the days whose stretches an access can change: its own, and that on which its window ends."""
    return tuple(sorted({day_of(moment), day_of(moment + window)}))


def bounds(day: date) -> tuple[datetime, datetime]:
    """Give the first moment of a day of stretches, and the first behind it."""
    following = day + timedelta(days=1)
    return datetime.combine(day, time(), DEFAULT_ZONE), datetime.combine(following, time(), DEFAULT_ZONE)


@dataclass(slots=True)
class _Tally:
    """What lies in the window."""

    reads: int = 0
    rows: int = 0
    records: Counter[str] = field(default_factory=Counter)

    def add(self, access: Access) -> None:
        self.reads += 1
        self.rows += access.rows or 0
        self.records[access.record] += 1

    def remove(self, access: Access) -> None:
        self.reads -= 1
        self.rows -= access.rows or 0
        self.records[access.record] -= 1
        if not self.records[access.record]:
            del self.records[access.record]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Accesses of one person, in order, in which windows with too many overlap; and the first too many."""

    accesses: Sequence[Access]
    crossing: Access

    @property
    def records(self) -> frozenset[str]:
        """The records that it is about."""
        return frozenset(access.record for access in self.accesses)


def _stretches(
    accesses: Sequence[Access], window: timedelta, is_much: Callable[[_Tally], bool]
) -> list[_Stretch]:
    """Find the stretches of one person's accesses; they are in the order in which they happened.

    One that goes on is told anew each day: it must not grow for ever, nor be worked out from years.
    """
    tally = _Tally()
    low = 0
    found: list[tuple[int, int, int]] = []
    for high, access in enumerate(accesses):
        tally.add(access)
        while access.occurred_at - accesses[low].occurred_at > window:
            tally.remove(accesses[low])
            low += 1
        if not is_much(tally):
            continue
        is_same_day = found and day_of(accesses[found[-1][2]].occurred_at) == day_of(access.occurred_at)
        if is_same_day and low < found[-1][1]:
            start, _, crossing = found.pop()
            found.append((start, high + 1, crossing))
        else:
            found.append((low, high + 1, high))
    return [_Stretch(accesses[start:stop], accesses[crossing]) for start, stop, crossing in found]


def _by_person(accesses: Iterable[Access]) -> dict[str, list[Access]]:
    people: dict[str, list[Access]] = {}
    for access in sorted(accesses, key=attrgetter("occurred_at", "event")):
        people.setdefault(access.by, []).append(access)
    return people


def _finding(kind: FindingKind, stretch: _Stretch, **told: Value) -> Finding:
    first, last = stretch.accesses[0], stretch.accesses[-1]
    minutes = max(1, ceil((last.occurred_at - first.occurred_at).total_seconds() / 60))
    is_top_secret = any(access.record_class is RecordClass.TOP_SECRET for access in stretch.accesses)
    return Finding(
        finding=f"{kind}:{first.by}:{stretch.crossing.event}",
        kind=kind,
        gravity=Gravity.ALERT if is_top_secret else Gravity.WARNING,
        site=stretch.crossing.site,
        staff=first.by,
        article="001-2.7",
        occurred_at=stretch.crossing.occurred_at,
        sequence=stretch.crossing.sequence,
        detail=say(f"audit.{kind}", minutes=minutes, **told),
    )


def read_in_bulk(accesses: Iterable[Access], thresholds: Thresholds) -> Iterator[Found]:
    """Find who read unusually much in a short time (001-2.7), and which records."""

    def is_much(tally: _Tally) -> bool:
        return tally.reads > thresholds.reads or len(tally.records) > thresholds.records

    for of_person in _by_person(access for access in accesses if access.rows is None).values():
        for stretch in _stretches(of_person, thresholds.window, is_much):
            reads = len(stretch.accesses)
            finding = _finding(
                FindingKind.READ_IN_BULK,
                stretch,
                records=say("audit.records", n=len(stretch.records)),
                readings=say("audit.readings", n=reads),
            )
            yield Found(finding, stretch.records)


def export_in_bulk(accesses: Iterable[Access], thresholds: Thresholds) -> Iterator[Found]:
    """Find who took unusually many rows out in a short time (001-2.7), and of which records."""

    def is_much(tally: _Tally) -> bool:
        return tally.rows > thresholds.export_rows

    for of_person in _by_person(access for access in accesses if access.rows is not None).values():
        for stretch in _stretches(of_person, thresholds.window, is_much):
            rows = sum(access.rows or 0 for access in stretch.accesses)
            approvers = listed(
                person_named(one)
                for one in sorted({access.approved_by or "—" for access in stretch.accesses})
            )
            finding = _finding(
                FindingKind.EXPORT_IN_BULK,
                stretch,
                rows=say("audit.rows", n=rows),
                approvers=approvers,
            )
            yield Found(finding, stretch.records)
