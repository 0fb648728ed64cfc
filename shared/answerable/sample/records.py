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
_ASKED_BEFORE = timedelta(minutes=10)
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
        leaves_at = created_at + minutes(30)
        take_out(
            scribe,
            record,
            leaves_at,
            custodian,
            purpose="客户要求提供副本",
            rows=1 + chance.randrange(40),
            case=scribe.case_of(leaves_at - _ASKED_BEFORE, chance),
        )


def take_out(scribe: Scribe, record: str, moment: datetime, by: str, **asked: object) -> None:
    """Let somebody ask to take a record out, the supervisor allow it, and it leave.

    Arguments:
        scribe: writes it.
        record: which.
        moment: when it leaves; it is asked for ten minutes before, so it names no case of a later moment.
        by: who takes it out.
        asked: what is asked for beside the record.
    """
    export = ask_for(scribe, record, moment - _ASKED_BEFORE, by, **asked)
    supervisor = scribe.centre.staff("supervisor")
    scribe.write("export.approve", f"{record}:approve", moment - minutes(4), supervisor, export=export)
    scribe.write("export.take_out", f"{record}:take-out", moment, by, export=export)


def ask_for(scribe: Scribe, record: str, moment: datetime, by: str, **asked: object) -> str:
    """Let somebody ask to take a record out, and give the request's id; a record is asked for once.

    Arguments:
        scribe: writes it.
        record: which.
        moment: when.
        by: who asks.
        asked: what is asked for beside the record.
    """
    site = scribe.centre.site
    export = f"export-{site}-{record.removeprefix(f'record-{site}-')}"
    scribe.write("export.ask", f"{record}:export", moment, by, export=export, record=record, **asked)
    return export


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
