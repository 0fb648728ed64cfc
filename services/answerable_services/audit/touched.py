"""What a batch's facts touch: by it the findings are known that have to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OneAccess:
    """A reading or an export, by its event."""

    event: str
    is_new: bool = False
    """Whether this batch has kept it, so that nothing was found in it before."""


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
    """The accesses to a record, and its leaks: class, gravity and article hang on the record's kind."""

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
