"""The facts that findings follow from, as read from the view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from answerable.calendar.zones import DEFAULT_ZONE
from answerable.streams.record.classes import SECRECY
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.staff.folding import read
from answerable.streams.staff.state import Staff

_CLASSES = {one.value: one for one in RecordClass}


@dataclass(frozen=True, slots=True)
class Access:
    """A reading, or an export where rows left; its class is that of the record as it holds now."""

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
    def of(cls, row: Mapping[Any, Any]) -> Access:
        """Read one from its row."""
        return cls(**{**row, "record_class": _CLASSES[row["record_class"]]})


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
    """An event that was recorded some time after it happened; it may be about a record."""

    event: str
    sequence: int
    type: str
    originator: str
    record: str | None
    site: str
    actor: str
    occurred_at: datetime
    late_s: float


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A daily meeting that was none, as those say who found and who entered that."""

    held_at: datetime
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What findings are worked out from: all there is, or as much as some of them follow from.

    Arguments:
        zones: of the sites.
        people: what the register of staff says, by staff id.
        rosters: by staff id, of those who have one.
        meetings: when each site's daily meetings ended, in order.
        taken_back: of each site, those that were none.
        papers: by record id.
        accesses: every reading and export, in the order in which they happened.
        leaks: reported and confirmed.
    """

    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    people: Mapping[str, Staff] = field(default_factory=dict)
    rosters: Mapping[str, Roster] = field(default_factory=dict)
    meetings: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    taken_back: Mapping[str, Sequence[TakenBack]] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    accesses: Sequence[Access] = ()
    leaks: Sequence[Leak] = ()

    def next_meeting(self, paper: Paper) -> datetime | None:
        """Tell which meeting a record was due by; one is none for everybody but whoever says so."""
        meetings = self.meetings.get(paper.site, ())
        following = bisect_left(meetings, paper.created_at)
        own = (
            one.held_at
            for one in self.taken_back.get(paper.site, ())
            if paper.custodian in one.people and one.held_at >= paper.created_at
        )
        return min((*meetings[following : following + 1], *own), default=None)

    def zone(self, site: str) -> tzinfo:
        """Give a site's zone."""
        return self.zones.get(site, DEFAULT_ZONE)


def of_their_kind(accesses: Iterable[Access], papers: Mapping[str, Paper]) -> list[Access]:
    """Give accesses the class of what they were of, which a correction of the record's kind changes.

    Arguments:
        accesses: with the class that each was recorded with, which stays where the record is not known.
        papers: by record id.
    """
    found = []
    for one in accesses:
        paper = papers.get(one.record)
        now = one.record_class if paper is None else SECRECY[paper.kind].record_class
        found.append(one if one.record_class is now else replace(one, record_class=now))
    return found


def person_of(row: Mapping[Any, Any]) -> Staff:
    """Read what the register says of somebody from their row; nothing as long as nobody hired them."""
    return Staff() if row["register"] is None else read(row["register"])


def paper_of(row: Mapping[Any, Any]) -> Paper:
    """Read a record from its row, which somebody has created."""
    return Paper(**{**row, "kind": RecordKind(row["kind"])})


def taken_back_of(rows: Iterable[Mapping[Any, Any]]) -> dict[str, list[TakenBack]]:
    """Read meetings that were none from their rows."""
    found: dict[str, list[TakenBack]] = {}
    for row in rows:
        people = frozenset(filter(None, (row["actor"], row["entered_by"])))
        found.setdefault(row["site"], []).append(TakenBack(row["held_at"], people))
    return found


def leak_of(row: Mapping[Any, Any]) -> Leak:
    """Read a leak from its row."""
    severity = None if row["severity"] is None else Severity(row["severity"])
    return Leak(**{**row, "severity": severity})
