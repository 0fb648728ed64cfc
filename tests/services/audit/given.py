"""Events that auditors look at, for tests: one site, one agent, one day in March 2016."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from answerable.events.base import Event
from answerable.streams.access import events as access
from answerable.streams.contact import events as contact
from answerable.streams.duty import events as duty
from answerable.streams.export import events as export
from answerable.streams.meeting import events as meeting
from answerable.streams.record import events as record
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.site import events as site
from answerable.streams.staff import events as staff
from answerable.streams.staff.events import Role

AGENT = "staff-example-agent"
AUDITOR = "staff-example-auditor"
CUSTODIAN = "staff-example-custodian"
TEN = datetime(2016, 3, 10, 2, tzinfo=UTC)
"""Ten in the morning at the site, a Thursday."""

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def base(
    originator: str,
    version: int,
    at: datetime,
    *,
    late: timedelta = timedelta(0),
    actor: str = AGENT,
    causation: str = "test",
) -> dict[str, Any]:
    return {
        "originator_id": originator,
        "originator_version": version,
        "site": "xm01",
        "occurred_at": at,
        "recorded_at": at + late,
        "actor": actor,
        "causation_id": causation,
        "correlation_id": originator,
    }


def opened() -> site.Opened:
    return site.Opened(
        **base("site-xm01", 1, TEN - 60 * DAY), name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"
    )


def _day(at: datetime) -> date:
    return (at + 8 * HOUR).astimezone(UTC).date()


def met(at: datetime, *, version: int = 1) -> meeting.Held:
    return meeting.Held(**base(f"meeting-xm01-{_day(at)}", version, at), on=_day(at))


def not_met(on: date, *, version: int = 2, by: str = AUDITOR) -> meeting.Withdrawn:
    return meeting.Withdrawn(
        **(base(f"meeting-xm01-{on}", version, TEN + 3 * DAY) | {"actor": by}), on=on, reason="there was none"
    )


def hired(who: str = AGENT, role: Role = Role.AGENT) -> staff.Hired:
    return staff.Hired(**base(who, 1, TEN - 50 * DAY), role=role, team="one", hired_on=date(2016, 1, 20))


def _duty(who: str, version: int) -> dict[str, Any]:
    roster = f"duty-{who.removeprefix('staff-')}-2016-03"
    return {**base(roster, version, TEN - DAY), "staff": who, "month": "2016-03"}


def rostered(starts_at: datetime, ends_at: datetime, who: str = AGENT, *, version: int = 1) -> duty.Rostered:
    return duty.Rostered(**_duty(who, version), starts_at=starts_at, ends_at=ends_at)


def changed(
    instead_of: datetime, starts_at: datetime, ends_at: datetime, who: str = AGENT, *, version: int = 2
) -> duty.Changed:
    return duty.Changed(
        **(_duty(who, version) | {"actor": AUDITOR}),
        instead_of=instead_of,
        starts_at=starts_at,
        ends_at=ends_at,
        reason="entered wrongly",
    )


def called_off(starts_at: datetime, who: str = AGENT, *, version: int = 2) -> duty.CalledOff:
    return duty.CalledOff(**(_duty(who, version) | {"actor": AUDITOR}), starts_at=starts_at, reason="ill")


def on_shift(who: str = AGENT, *, version: int = 1) -> duty.Rostered:
    return rostered(TEN - HOUR, TEN + 7 * HOUR, who, version=version)


def left(who: str, on: date, *, version: int = 2) -> staff.Left:
    return staff.Left(**base(who, version, TEN - DAY), left_on=on)


def put_right(who: str, role: Role | None, left_on: date | None, *, version: int = 3) -> Event:
    """Correct a person's role or last day; with neither, take back that they left."""
    said: dict[str, Any] = {**base(who, version, TEN - DAY), "actor": CUSTODIAN, "reason": "misread"}
    if role is not None:
        return staff.HiringCorrected(**said, role=role)
    return (
        staff.LeavingWithdrawn(**said) if left_on is None else staff.LeavingCorrected(**said, left_on=left_on)
    )


def never_hired(who: str, *, version: int = 3) -> staff.HiringWithdrawn:
    return staff.HiringWithdrawn(
        **(base(who, version, TEN - DAY) | {"actor": CUSTODIAN}), reason="another site"
    )


def created(
    number: int,
    kind: RecordKind = RecordKind.CUSTOMER_DATA,
    record_class: RecordClass = RecordClass.TOP_SECRET,
    *,
    at: datetime = TEN - DAY,
) -> record.Created:
    return record.Created(
        **base(f"record-{number}", 1, at), kind=kind, record_class=record_class, custodian=CUSTODIAN
    )


def deposited(number: int, at: datetime, *, version: int = 2) -> record.Deposited:
    return record.Deposited(**base(f"record-{number}", version, at), place="the office of the head")


def read(
    number: int,
    at: datetime = TEN,
    *,
    version: int = 2,
    by: str = AGENT,
    record_class: RecordClass = RecordClass.TOP_SECRET,
    case: str | None = "case-1",
) -> access.Read:
    return access.Read(
        **(base(f"access-{number}", version, at) | {"actor": by}),
        record=f"record-{number}",
        record_class=record_class,
        purpose="to call back",
        case=case,
    )


def exported(
    number: int, rows: int, at: datetime = TEN, *, version: int = 3, by: str = AGENT
) -> export.TakenOut:
    return export.TakenOut(
        **(base(f"export-{number}", version, at) | {"actor": by}),
        record=f"record-{number}",
        record_class=RecordClass.TOP_SECRET,
        purpose="yearly letter",
        rows=rows,
        approved_by="staff-example-manager",
        case="case-1",
    )


def export_taken_back(number: int, *, version: int = 4) -> export.Withdrawn:
    said: dict[str, Any] = {**base(f"export-{number}", version, TEN), "actor": AUDITOR, "reason": "misread"}
    return export.Withdrawn(**said)


def access_taken_back(number: int, *, version: int = 3) -> access.Withdrawn:
    said: dict[str, Any] = {**base(f"access-{number}", version, TEN), "actor": AUDITOR, "reason": "misread"}
    return access.Withdrawn(**said)


def leak_reported(number: int, *, version: int = 2) -> record.LeakReported:
    return record.LeakReported(
        **base(f"record-{number}", version, TEN),
        record_class=RecordClass.TOP_SECRET,
        what="a list was seen outside",
        suspected=AGENT,
    )


def record_put_right(number: int, kind: RecordKind | None, who: str | None, *, version: int = 3) -> Event:
    said: dict[str, Any] = {**base(f"record-{number}", version, TEN), "actor": AUDITOR, "reason": "misread"}
    said |= {"empties": ("case",)} if kind else {"case": "case-2"}
    return record.Corrected(**said, kind=kind, custodian=who)


def not_deposited_after_all(number: int, *, version: int = 3) -> record.DepositWithdrawn:
    return record.DepositWithdrawn(
        **(base(f"record-{number}", version, TEN) | {"actor": AUDITOR}), reason="misread"
    )


def never_created(number: int, *, version: int = 2) -> record.CreationWithdrawn:
    return record.CreationWithdrawn(
        **(base(f"record-{number}", version, TEN) | {"actor": AUDITOR}), reason="entered twice"
    )


def no_leak(number: int, entry: int, *, version: int = 4) -> record.LeakWithdrawn:
    said: dict[str, Any] = {**base(f"record-{number}", version, TEN), "actor": AUDITOR, "reason": "misread"}
    return record.LeakWithdrawn(**said, entry=entry)


def leak_confirmed(number: int, severity: Severity, *, version: int = 3) -> record.LeakConfirmed:
    return record.LeakConfirmed(
        **base(f"record-{number}", version, TEN + HOUR),
        severity=severity,
        responsible=AGENT,
        persons_affected=12,
    )


def abandoned(
    number: int, late: timedelta, *, actor: str = AGENT, causation: str = "test"
) -> contact.Abandoned:
    return contact.Abandoned(
        **base(f"contact-{number}", 2, TEN, late=late, actor=actor, causation=causation), wait_s=40
    )
