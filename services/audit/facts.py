"""The facts that findings follow from, as read from the view."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, select

from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.staff.events import Role
from services.audit.projection import ACCESSES, DUTIES, LEAKS, MEETINGS, RECORDS, SITES, STAFF


@dataclass(frozen=True, slots=True)
class Access:
    """A reading, or an export where rows left."""

    event: str
    sequence: int
    site: str
    by: str
    record: str
    record_class: RecordClass
    occurred_at: datetime
    purpose: str
    case: str | None
    rows: int | None
    approved_by: str | None

    @classmethod
    def of(cls, row: RowMapping) -> Access:
        """Read one from its row."""
        return cls(**{**row, "record_class": RecordClass(row["record_class"])})


@dataclass(frozen=True, slots=True)
class Roster:
    """The stretches of time in which a person was on duty: in order, and none overlaps another."""

    starts: Sequence[datetime]
    ends: Sequence[datetime]

    @classmethod
    def of(cls, duties: Iterable[tuple[datetime, datetime]]) -> Roster:
        """Put duties together, whatever order they come in."""
        starts: list[datetime] = []
        ends: list[datetime] = []
        for start, end in sorted(duties):
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        return cls(starts, ends)

    def covers(self, moment: datetime) -> bool:
        """Tell whether the person was on duty; the first and the last moment of a duty belong to it."""
        index = bisect_right(self.starts, moment) - 1
        return index >= 0 and moment <= self.ends[index]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; the role is unknown as long as nobody has hired them."""

    role: Role | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A record that was brought into being, and when it was put into the archive."""

    record: str
    site: str
    kind: RecordKind
    custodian: str
    case: str | None
    created_at: datetime
    deposited_at: datetime | None
    sequence: int


@dataclass(frozen=True, slots=True)
class Leak:
    """A leak that was reported, or confirmed where it has a severity."""

    event: str
    sequence: int
    site: str
    record: str
    occurred_at: datetime
    staff: str | None
    what: str | None
    severity: Severity | None
    persons_affected: int | None


@dataclass(frozen=True, slots=True)
class LateReport:
    """An event that was recorded some time after it happened."""

    event: str
    sequence: int
    type: str
    originator: str
    site: str
    actor: str
    occurred_at: datetime
    late_s: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What findings are worked out from.

    Arguments:
        zones: of the sites.
        people: by staff id.
        rosters: by staff id, of those who have one.
        meetings: when each site's daily meetings ended, in order.
        papers: by record id.
        accesses: every reading and export, in the order in which they happened.
        leaks: reported and confirmed.
    """

    zones: Mapping[str, tzinfo]
    people: Mapping[str, Person]
    rosters: Mapping[str, Roster]
    meetings: Mapping[str, Sequence[datetime]]
    papers: Mapping[str, Paper]
    accesses: Sequence[Access]
    leaks: Sequence[Leak]

    def zone(self, site: str) -> tzinfo:
        """Give a site's zone."""
        return self.zones.get(site, DEFAULT_ZONE)


def read_facts(connection: Connection) -> Facts:
    """Read the facts from the view, each table once."""

    def rows(query: Select[Any] | Table) -> Sequence[RowMapping]:
        wanted = query.select() if isinstance(query, Table) else query
        return connection.execute(wanted).mappings().all()

    duties: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in rows(DUTIES):
        duties.setdefault(row["staff"], []).append((row["starts_at"], row["ends_at"]))
    meetings: dict[str, list[datetime]] = {}
    for row in rows(select(MEETINGS).order_by(MEETINGS.c.held_at)):
        meetings.setdefault(row["site"], []).append(row["held_at"])
    papers = rows(select(RECORDS).where(RECORDS.c.created_at.is_not(None)))
    return Facts(
        zones={row["site"]: zone_of(row["timezone"]) for row in rows(SITES)},
        people={row["staff"]: _person(row) for row in rows(STAFF)},
        rosters={person: Roster.of(stretches) for person, stretches in duties.items()},
        meetings=meetings,
        papers={row["record"]: Paper(**{**row, "kind": RecordKind(row["kind"])}) for row in papers},
        accesses=[
            Access.of(row)
            for row in rows(select(ACCESSES).order_by(ACCESSES.c.occurred_at, ACCESSES.c.event))
        ],
        leaks=[_leak(row) for row in rows(LEAKS)],
    )


def _person(row: RowMapping) -> Person:
    return Person(None if row["role"] is None else Role(row["role"]), row["left_on"])


def _leak(row: RowMapping) -> Leak:
    severity = None if row["severity"] is None else Severity(row["severity"])
    return Leak(**{**row, "severity": severity})
