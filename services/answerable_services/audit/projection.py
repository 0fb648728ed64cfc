"""The view of audit: facts as events tell them, and the findings that follow from them; no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import singledispatchmethod
from typing import Any, ClassVar

from sqlalchemy import MetaData

from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.corrections import now_holds
from answerable.events.base import Event, backdated_by_s
from answerable.events.registry import REGISTRY
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.streams.access import events as access
from answerable.streams.duty import events as duty
from answerable.streams.export import events as export
from answerable.streams.meeting import events as meeting
from answerable.streams.record import events as record
from answerable.streams.site import events as site
from answerable.streams.staff.folding import EVENTS, after, read, written
from answerable.streams.staff.state import Staff
from answerable_services.audit import touched
from answerable_services.audit.again import look_again
from answerable_services.audit.bulk import Thresholds, days_touched
from answerable_services.audit.facts import person_of
from answerable_services.audit.findings import UNROSTERED, gravity_of_late
from answerable_services.audit.late import add_late, level_of
from answerable_services.audit.tables import (
    ACCESS_COUNTS,
    ACCESSES,
    DUTIES,
    LATE,
    LEAKS,
    MEETINGS,
    MEETINGS_TAKEN_BACK,
    RECORDS,
    SITES,
    STAFF,
    TABLES,
    TAKEN_BACK,
)

_OF_A_RECORD = (access.Read, export.Asked, export.TakenOut)
"""The events that say about which record they are."""


class AuditProjection(Projection):
    """Keeps what an auditor looks at, from every event of every stream.

    Facts come late: a roster may be recorded after a reading that it covers. So each handler says what
    its fact touches, and that alone is looked at again when the batch ends, see
    `answerable_services.audit.again`.

    Arguments:
        thresholds: from how many on it is much.
    """

    name: ClassVar[str] = "audit"
    version: ClassVar[int] = 9
    tables: ClassVar[MetaData] = TABLES

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        super().__init__()
        self._thresholds = thresholds or Thresholds()

    def foresee(self, events: Sequence[Event], rows: Rows) -> None:
        """Read the records and duties that events are about, and the people on duty."""
        records = [event.originator_id for event in events if event.stream == "record"]
        rows.fetch(RECORDS, [(one,) for one in records])
        on_duty = [event for event in events if isinstance(event, duty.Rostered | duty.Changed)]
        rows.fetch(STAFF, [(event.staff,) for event in on_duty])
        rows.fetch(DUTIES, [(event.staff, event.starts_at) for event in on_duty])

    def settle(self, rows: Rows) -> None:
        """Look again at what the batch's facts touch."""
        look_again(rows, self._thresholds)

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
                record=_record_of(event),
                site=event.site,
                actor=event.actor,
                occurred_at=event.occurred_at,
                late_s=late_s,
                level=level_of(late_s),
                gravity=gravity_of_late(event.actor).value,
            )
            add_late(rows, event.site, event.actor, level_of(late_s))
        if type(event) in EVENTS:
            self._registered(event, rows)
        self._keep(event, rows)

    @singledispatchmethod
    def _keep(self, event: Event, rows: Rows) -> None:
        """Most events matter here only for when they were reported."""

    @_keep.register
    def _opened(self, event: site.Opened, rows: Rows) -> None:
        known = rows.get(SITES, site=event.site)
        before = DEFAULT_ZONE if known is None else zone_of(known["timezone"])
        rows.put(SITES, site=event.site, timezone=event.timezone)
        if zone_of(event.timezone) != before:
            rows.touch(touched.AllOf(event.site))

    @_keep.register
    def _held(self, event: meeting.Held, rows: Rows) -> None:
        self._forget(event.originator_id, rows)
        rows.put(MEETINGS, meeting=event.originator_id, site=event.site, held_at=event.occurred_at)
        rows.touch(touched.RecordsBefore(event.site, event.occurred_at))

    @_keep.register
    def _withdrawn(self, event: meeting.Withdrawn, rows: Rows) -> None:
        """Let a meeting be none: what it made due, the next one does, but for whoever says so."""
        known = rows.get(MEETINGS, meeting=event.originator_id)
        self._forget(event.originator_id, rows)
        if known is not None:
            rows.put(MEETINGS_TAKEN_BACK, **known, actor=event.actor, entered_by=event.entered_by)

    @staticmethod
    def _forget(which: str, rows: Rows) -> None:
        for table in (MEETINGS, MEETINGS_TAKEN_BACK):
            if (known := rows.get(table, meeting=which)) is not None:
                rows.delete(table, meeting=which)
                rows.touch(touched.RecordsBefore(known["site"], known["held_at"]))

    def _registered(self, event: Event, rows: Rows) -> None:
        """Keep what the register says of somebody; who works outside of shifts may read then as well."""
        known = rows.get(STAFF, staff=event.originator_id) or {"staff": event.originator_id}
        before = None if known.get("register") is None else read(known["register"])
        now = after(event, before)
        kept = {**known, "register": None if now is None else written(now)}
        rows.put(STAFF, **kept)
        changed = set((before or Staff()).entries) ^ set((now or Staff()).entries)
        if changed and (_may_work_outside_shifts(known) or _may_work_outside_shifts(kept)):
            # A day before, for the day begins earlier at a site in the east.
            first = datetime.combine(min(entry.since for entry in changed), time(), UTC)
            rows.touch(touched.AccessesOf(event.originator_id, first - timedelta(days=1)))

    @_keep.register
    def _rostered(self, event: duty.Rostered, rows: Rows) -> None:
        self._begin_duty(event, rows)

    @_keep.register
    def _duty_changed(self, event: duty.Changed, rows: Rows) -> None:
        self._end_duty(event.staff, event.instead_of, rows)
        self._begin_duty(event, rows)

    @_keep.register
    def _called_off(self, event: duty.CalledOff, rows: Rows) -> None:
        self._end_duty(event.staff, event.starts_at, rows)

    def _begin_duty(self, event: duty.Rostered | duty.Changed, rows: Rows) -> None:
        """Keep a duty: it covers what lies in it, and the first shows that the person works in shifts."""
        person = event.staff
        self._end_duty(person, event.starts_at, rows)
        rows.put(DUTIES, staff=person, starts_at=event.starts_at, ends_at=event.ends_at)
        self._count_duty(person, 1, event.starts_at, event.ends_at, rows)

    def _end_duty(self, person: str, starts_at: datetime, rows: Rows) -> None:
        """Let a duty be none: it covers nothing, and shows nothing."""
        known = rows.get(DUTIES, staff=person, starts_at=starts_at)
        if known is not None:
            rows.delete(DUTIES, staff=person, starts_at=starts_at)
            self._count_duty(person, -1, known["starts_at"], known["ends_at"], rows)

    @staticmethod
    def _count_duty(person: str, by: int, starts_at: datetime, ends_at: datetime, rows: Rows) -> None:
        """Keep how many duties somebody has, and touch what they covered, or all where that is the first."""
        known = rows.get(STAFF, staff=person) or {"staff": person}
        longest_s = max(known.get("longest_duty_s") or 0, (ends_at - starts_at).total_seconds())
        after = {**known, "duties": by + (known.get("duties") or 0), "longest_duty_s": longest_s}
        rows.put(STAFF, **after)
        if _may_work_outside_shifts(known) or _may_work_outside_shifts(after):
            rows.touch(touched.AccessesOf(person))
        else:
            rows.touch(touched.AccessesOf(person, starts_at, ends_at))

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
        rows.touch(touched.OneRecord(event.originator_id))
        rows.touch(touched.AboutRecord(event.originator_id))

    @_keep.register
    def _deposited(self, event: record.Deposited, rows: Rows) -> None:
        """Keep the first deposit: the duty was done then, whatever happened to the record later."""
        known = rows.get(RECORDS, record=event.originator_id) or {"record": event.originator_id}
        first = min(known.get("deposited_at") or event.occurred_at, event.occurred_at)
        rows.put(RECORDS, **{**known, "deposited_at": first})
        rows.touch(touched.OneRecord(event.originator_id))

    @_keep.register
    def _corrected(self, event: record.Corrected, rows: Rows) -> None:
        known = rows.get(RECORDS, record=event.originator_id) or {"record": event.originator_id}
        said = {"kind": event.kind and event.kind.value, "custodian": event.custodian}
        holds = {name: now for name, now in said.items() if now is not None}
        rows.put(RECORDS, **{**known, **holds, "case": now_holds(event, "case", known.get("case"))})
        rows.touch(touched.OneRecord(event.originator_id))
        rows.touch(touched.AboutRecord(event.originator_id))

    @_keep.register
    def _creation_withdrawn(self, event: record.CreationWithdrawn, rows: Rows) -> None:
        """Forget the record: what was never created is not missing in the archive."""
        rows.delete(RECORDS, record=event.originator_id)
        rows.touch(touched.OneRecord(event.originator_id))
        rows.touch(touched.AboutRecord(event.originator_id))

    @_keep.register
    def _deposit_withdrawn(self, event: record.DepositWithdrawn, rows: Rows) -> None:
        known = rows.get(RECORDS, record=event.originator_id) or {"record": event.originator_id}
        rows.put(RECORDS, **{**known, "deposited_at": None})
        rows.touch(touched.OneRecord(event.originator_id))

    @_keep.register
    def _leak_withdrawn(self, event: record.LeakWithdrawn, rows: Rows) -> None:
        """Forget the leak, and the finding that followed from it; the record's story keeps both."""
        leak = f"{event.originator_id}.{event.entry}"
        rows.delete(LEAKS, event=leak)
        rows.touch(touched.OneLeak(leak))

    @_keep.register
    def _read(self, event: access.Read, rows: Rows) -> None:
        self._access(event, rows)

    @_keep.register
    def _exported(self, event: export.TakenOut, rows: Rows) -> None:
        self._access(event, rows, rows=event.rows, approved_by=event.approved_by)

    @_keep.register(access.Withdrawn | export.Withdrawn)
    def _access_withdrawn(self, event: access.Withdrawn | export.Withdrawn, rows: Rows) -> None:
        """Let nothing follow from the access any more; it stays on the lists, as taken back.

        An export that was only asked for, or allowed, is on no list of accesses yet.
        """
        taken_back = f"{event.originator_id}.{event.originator_version - 1}"
        known = rows.get(ACCESSES, event=taken_back)
        if known is None:
            return
        rows.delete(ACCESSES, event=taken_back)
        rows.put(
            TAKEN_BACK,
            **known,
            withdrawn_by=event.actor,
            withdrawn_at=event.occurred_at,
            withdrawn_why=event.reason,
        )
        rows.touch(touched.OneAccess(taken_back))
        is_export = known["rows"] is not None
        for day in days_touched(known["occurred_at"], self._thresholds.window):
            rows.touch(touched.InBulk(known["by"], is_export, day, is_fewer=True))

    def _access(self, event: access.Read | export.TakenOut, to: Rows, /, **more: Any) -> None:
        to.put(
            ACCESSES,
            event=event.event_id,
            sequence=to.sequence,
            site=event.site,
            by=event.actor,
            record=event.record,
            record_class=event.record_class.value,
            occurred_at=event.occurred_at,
            purpose=event.purpose,
            case=event.case,
            **more,
        )
        to.add(ACCESS_COUNTS, (event.site, event.actor), count=1)
        to.touch(touched.OneAccess(event.event_id, is_new=True))
        for day in days_touched(event.occurred_at, self._thresholds.window):
            to.touch(touched.InBulk(event.actor, not isinstance(event, access.Read), day))

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
        rows.touch(touched.OneLeak(event.event_id))


def _may_work_outside_shifts(person: Mapping[str, Any]) -> bool:
    """Tell whether a row is of somebody who ever had a role without shifts, and never had a roster."""
    return not person.get("duties") and any(
        entry.role in UNROSTERED for entry in person_of({"register": None, **person}).entries
    )


def _record_of(event: Event) -> str | None:
    """Name the record that an event is of, or about."""
    if event.stream == "record":
        return event.originator_id
    return event.record if isinstance(event, _OF_A_RECORD) else None
