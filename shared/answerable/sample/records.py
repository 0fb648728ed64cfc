"""Confidential records: created, deposited after the daily meeting, read, taken out, and leaked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.calendar.workdays import is_working_day
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.record.events import RecordKind

_KINDS = (
    RecordKind.PROGRESS_TRACKING,
    RecordKind.VISIT_AND_CALL_RECORD,
    RecordKind.CUSTOMER_DATA,
    RecordKind.FRANCHISE_CONTRACT,
    RecordKind.WORK_DIARY,
    RecordKind.SURVEY_MATERIAL,
)
_PURPOSES = ("核对客户资料", "处理工单", "准备回访", "制作月报")
_DEPOSITED, _READ_WITH_CASE, _OFF_SHIFT, _EXPORTED = 88, 80, 8, 6


def keep(scribe: Scribe, day: date) -> None:
    """Hold the daily meeting, and let the working day's records come into being, be deposited and be read."""
    if not is_working_day(day, holidays()):
        return
    centre = scribe.centre
    scribe.write("meeting.hold", f"meeting:{day}", at(day, 17), centre.staff("supervisor"), on=day)
    chance = scribe.dice("record", day)
    people = centre.on_shift(0, day)
    for number in range(1, centre.volume.records + 1 if people else 1):
        _one(scribe, day, number, chance, people)


def record_id(scribe: Scribe, day: date, number: int) -> str:
    """Name a record of a day."""
    return f"record-{scribe.centre.site}-{day:%Y%m%d}-{number}"


def access_id(scribe: Scribe, step: str) -> str:
    """Name an access after its step; each step is there once."""
    site = scribe.centre.site
    return f"access-{site}-{step.removeprefix(f'record-{site}-').replace(':', '-')}"


def _one(scribe: Scribe, day: date, number: int, chance: Random, people: list[str]) -> None:
    centre, record = scribe.centre, record_id(scribe, day, number)
    created_at = at(day, 8, 10) + minutes(chance.randrange(450))
    custodian = chance.choice(people)
    kind = chance.choice(_KINDS)
    scribe.write(
        "record.create",
        record,
        created_at,
        custodian,
        record=record,
        kind=kind,
        custodian=custodian,
        customer=centre.customer(chance.randrange(500)),
    )
    if chance.randrange(100) < _DEPOSITED:
        deposited_at = at(day, 17, 15 + chance.randrange(30))
        scribe.write(
            "record.deposit", f"{record}:deposit", deposited_at, custodian, record=record, place="档案柜一"
        )
    for reading in range(chance.randrange(4)):
        _read(scribe, record, f"{record}:read-{reading + 1}", created_at, (day, people), chance)
    if chance.randrange(100) < _EXPORTED:
        scribe.write(
            "access.export",
            f"{record}:export",
            created_at + minutes(30),
            custodian,
            access=access_id(scribe, f"{record}:export"),
            record=record,
            purpose="客户要求提供副本",
            rows=1 + chance.randrange(40),
            approved_by=centre.staff("supervisor"),
            case=scribe.case_of(created_at + minutes(30), chance),
        )


def _read(
    scribe: Scribe,
    record: str,
    step: str,
    created_at: datetime,
    where: tuple[date, list[str]],
    chance: Random,
) -> None:
    day, people = where
    by = chance.choice(people)
    is_off_shift = chance.randrange(100) < _OFF_SHIFT
    moment = (
        at(day, 20, chance.randrange(60)) if is_off_shift else created_at + minutes(1 + chance.randrange(20))
    )
    case = scribe.case_of(moment, chance) if chance.randrange(100) < _READ_WITH_CASE else None
    access(scribe, record, step, moment, by, case, chance)


def access(
    scribe: Scribe, record: str, step: str, moment: datetime, by: str, case: str | None, chance: Random
) -> None:
    """Let somebody read a record."""
    scribe.write(
        "access.read",
        step,
        moment,
        by,
        access=access_id(scribe, step),
        record=record,
        purpose=chance.choice(_PURPOSES),
        case=case,
    )


def read_in_bulk(scribe: Scribe, day: date, by: str, records: list[str]) -> None:
    """Let one person read many records within the hour, on no case."""
    chance = scribe.dice("bulk", day)
    for number, record in enumerate(records):
        moment = at(day, 10) + timedelta(seconds=75 * number)
        access(scribe, record, f"bulk:{day}:{number + 1}", moment, by, None, chance)
