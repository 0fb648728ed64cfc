"""The view of audit: the facts that findings follow from, and no finding, no clock."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Date, Float, Index, MetaData, String, Table

from answerable.events.base import Event, backdated_by_s
from answerable.events.registry import REGISTRY
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.projection.writing.types import Moment
from answerable.streams.record import events as record
from answerable.streams.site import events as site
from answerable.streams.staff import events as staff

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
)

STAFF = Table(
    "staff",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("role", String),
    Column("left_on", Date),
)

DUTIES = Table(
    "duties",
    TABLES,
    Column("event", String, primary_key=True),
    Column("staff", String, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
)

MEETINGS = Table(
    "meetings",
    TABLES,
    Column("event", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("held_at", Moment, nullable=False),
)

RECORDS = Table(
    "records",
    TABLES,
    Column("record", String, primary_key=True),
    Column("site", String),
    Column("kind", String),
    Column("custodian", String),
    Column("case", String),
    Column("created_at", Moment),
    Column("deposited_at", Moment),
    Column("sequence", BigInteger),
)

ACCESSES = Table(
    "accesses",
    TABLES,
    Column("event", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("site", String, nullable=False),
    Column("by", String, nullable=False),
    Column("record", String, nullable=False),
    Column("record_class", String, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("purpose", String, nullable=False),
    Column("case", String),
    Column("rows", BigInteger),
    Column("approved_by", String),
    Index("accesses_when", "occurred_at"),
    Index("accesses_who", "by", "occurred_at"),
    Index("accesses_what", "record", "occurred_at"),
)

LEAKS = Table(
    "leaks",
    TABLES,
    Column("event", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("site", String, nullable=False),
    Column("record", String, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("staff", String),
    Column("what", String),
    Column("severity", String),
    Column("persons_affected", BigInteger),
)

LATE = Table(
    "late_reports",
    TABLES,
    Column("event", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("type", String, nullable=False),
    Column("originator", String, nullable=False),
    Column("site", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("late_s", Float, nullable=False),
    Index("late_reports_when", "occurred_at"),
)


class AuditProjection(Projection):
    """Keeps what an auditor looks at, from every event of every stream.

    Facts come late: a roster may be recorded after a reading that it covers. So findings are not
    kept; they are worked out from the facts when somebody asks, see `services.audit.findings`.
    """

    name: ClassVar[str] = "audit"
    version: ClassVar[int] = 1
    tables: ClassVar[MetaData] = TABLES

    @on(*REGISTRY)
    def take(self, event: Event, rows: Rows) -> None:
        """Keep how late the event was reported, and what it says."""
        late_s = backdated_by_s(event)
        if late_s > 0 and not event.is_imported:
            rows.put(
                LATE,
                event=event.event_id,
                sequence=rows.sequence,
                type=event.event_type,
                originator=event.originator_id,
                site=event.site,
                actor=event.actor,
                occurred_at=event.occurred_at,
                late_s=late_s,
            )
        self._keep(event, rows)

    @singledispatchmethod
    def _keep(self, event: Event, rows: Rows) -> None:
        """Most events matter here only for when they were reported."""

    @_keep.register
    def _opened(self, event: site.Opened, rows: Rows) -> None:
        rows.put(SITES, site=event.site, timezone=event.timezone)

    @_keep.register
    def _meeting(self, event: site.DailyMeetingHeld, rows: Rows) -> None:
        rows.put(MEETINGS, event=event.event_id, site=event.site, held_at=event.occurred_at)

    @_keep.register
    def _hired(self, event: staff.Hired, rows: Rows) -> None:
        rows.put(STAFF, staff=event.originator_id, role=event.role.value)

    @_keep.register
    def _left(self, event: staff.Left, rows: Rows) -> None:
        known = rows.get(STAFF, staff=event.originator_id) or {"staff": event.originator_id}
        rows.put(STAFF, **{**known, "left_on": event.left_on})

    @_keep.register
    def _rostered(self, event: staff.Rostered, rows: Rows) -> None:
        rows.put(
            DUTIES,
            event=event.event_id,
            staff=event.originator_id,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
        )

    @_keep.register
    def _created(self, event: record.Created, rows: Rows) -> None:
        known = rows.get(RECORDS, record=event.originator_id) or {"record": event.originator_id}
        created: dict[str, Any] = {
            "site": event.site,
            "kind": event.kind.value,
            "custodian": event.custodian,
            "case": event.case,
            "created_at": event.occurred_at,
            "sequence": rows.sequence,
        }
        rows.put(RECORDS, **{**known, **created})

    @_keep.register
    def _deposited(self, event: record.Deposited, rows: Rows) -> None:
        """Keep the first deposit: the duty was done then, whatever happened to the record later."""
        known = rows.get(RECORDS, record=event.originator_id) or {"record": event.originator_id}
        first = min(known.get("deposited_at") or event.occurred_at, event.occurred_at)
        rows.put(RECORDS, **{**known, "deposited_at": first})

    @_keep.register
    def _accessed(self, event: record.Accessed, rows: Rows) -> None:
        self._access(event, rows)

    @_keep.register
    def _exported(self, event: record.Exported, rows: Rows) -> None:
        self._access(event, rows, rows=event.rows, approved_by=event.approved_by)

    @staticmethod
    def _access(event: record.Accessed | record.Exported, to: Rows, /, **more: Any) -> None:
        to.put(
            ACCESSES,
            event=event.event_id,
            sequence=to.sequence,
            site=event.site,
            by=event.by,
            record=event.originator_id,
            record_class=event.record_class.value,
            occurred_at=event.occurred_at,
            purpose=event.purpose,
            case=event.case,
            **more,
        )

    @_keep.register
    def _leak_reported(self, event: record.LeakReported, rows: Rows) -> None:
        self._leak(event, rows, staff=event.suspected, what=event.what)

    @_keep.register
    def _leak_confirmed(self, event: record.LeakConfirmed, rows: Rows) -> None:
        self._leak(
            event,
            rows,
            staff=event.responsible,
            severity=event.severity.value,
            persons_affected=event.persons_affected,
        )

    @staticmethod
    def _leak(event: record.LeakReported | record.LeakConfirmed, rows: Rows, **more: Any) -> None:
        rows.put(
            LEAKS,
            event=event.event_id,
            sequence=rows.sequence,
            site=event.site,
            record=event.originator_id,
            occurred_at=event.occurred_at,
            **more,
        )
