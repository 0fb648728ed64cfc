"""Keys: cards of a month, each lent once, back in time, late or never, or lost (002-r3, 002-r13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.sample.centre import ZONE
from answerable.sample.kinds.fates import Ending, Fate, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer, is_first, workdays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.key.events import Damage, KeyClass, LoanPurpose, Outsider, Remedy

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_PLACES = (
    ("物料库房", KeyClass.OFFICE, LoanPurpose.INSPECTION, "盘点备件"),
    ("一号楼大堂", KeyClass.ENTRANCE, LoanPurpose.INSPECTION, "巡查大堂"),
    ("水泵房", KeyClass.PLANT_ROOM, LoanPurpose.REPAIR, "更换水泵轴承"),
    ("小区西门", KeyClass.GATE, LoanPurpose.REPAIR, "检修道闸"),
    ("三号楼单元", KeyClass.UNIT, LoanPurpose.VIEWING, "带客户看房"),
    ("五号楼单元", KeyClass.UNIT, LoanPurpose.VIEWING, "带客户看房"),
    ("七号楼单元", KeyClass.UNIT, LoanPurpose.VIEWING, "带客户看房"),
)
_BORROWERS = {LoanPurpose.REPAIR: "technician", LoanPurpose.VIEWING: "salesperson"}
_SAFE = {"is_power_off": True, "is_closed": True, "is_locked": True}
_REFUSED, _TURNED_AWAY, _HANDED_OVER, _LOCK_CHANGED = 6, 10, 40, 50


class _Loan(NamedTuple):
    """A loan, as chance has it.

    Arguments:
        name: its card's name.
        asked_at: when it is asked for.
        chance: its chances.
    """

    name: str
    asked_at: datetime
    chance: Random


def _loans(scribe: Scribe, day: date) -> Iterator[_Loan]:
    for name, moment, chance in arising(scribe, "key-loan", day, 120):
        yield _Loan(name, moment, chance)


def keep(scribe: Scribe, day: date) -> None:
    """Begin the cards of a month on its first working day, and lend keys on every one."""
    if is_first(day):
        names = (loan.name for on in workdays(Month.of(day)) for loan in _loans(scribe, on))
        for number, name in enumerate(names):
            _catalogue(scribe, day, number, name)
    for loan in _loans(scribe, day):
        _lend(scribe, day, loan)


def _place(name: str) -> tuple[str, KeyClass, LoanPurpose, str]:
    number = int(name[6:8]) + int(name.rpartition("-")[2])
    return _PLACES[number % len(_PLACES)]


def _catalogue(scribe: Scribe, day: date, number: int, name: str) -> None:
    opens, key_class, _, _ = _place(name)
    Matter(scribe, "key", name).do(
        "catalogue",
        at(day, 8, 5) + timedelta(seconds=20 * number),
        scribe.centre.staff("lead-2"),
        label=f"{opens} {name[6:8]}-{name.rpartition('-')[2]}",
        opens=opens,
        key_class=key_class,
        pieces=1 + number % 3,
        place="前台钥匙柜",
    )


def _lend(scribe: Scribe, day: date, loan: _Loan) -> None:
    centre, key, chance = scribe.centre, Matter(scribe, "key", loan.name), loan.chance
    _, key_class, purpose, details = _place(loan.name)
    custodian, other = agents(scribe, day, chance, 2)
    lead = centre.staff("lead-1")
    borrower = centre.staff(_BORROWERS[purpose]) if purpose in _BORROWERS else other
    back_by = day + chance.randrange(3) * _DAY
    asked: dict[str, object] = {"purpose": purpose, "details": details, "back_by": back_by}
    if key_class is KeyClass.PLANT_ROOM:
        asked["on_behalf_of"] = "水泵维保单位"
    if chance.randrange(100) < _TURNED_AWAY:
        turned = {"outsider": Outsider.CONTRACTOR, "reason": "外单位不得直接借用，由工程部代借"}
        key.do("turn_away", loan.asked_at - minutes(20), custodian, **turned)
    key.do("ask_for_loan", loan.asked_at, borrower, **asked)
    if chance.randrange(100) < _REFUSED:
        key.do("refuse_loan", loan.asked_at + minutes(5), lead, reason="请改由保安陪同前往，不单独借出")
        return
    key.do("approve_loan", loan.asked_at + minutes(5), lead)
    out_at = loan.asked_at + minutes(8)
    key.do("hand_out", out_at, custodian)
    back = key.later("bring_back", borrower, **(_SAFE if purpose is LoanPurpose.VIEWING else {}))
    details = "返回途中发现钥匙不在身上，沿路寻找未见"
    lost = key.later("report_loss", borrower, damage=Damage.LOST, details=details)
    ended = end(chance, out_at + minutes(15), at(back_by + _DAY, 0), back, lost)
    if ended.fate.is_done:
        key.do("take_back", ended.at + minutes(2), custodian)
        if key_class is KeyClass.UNIT and chance.randrange(100) < _HANDED_OVER:
            _hand_over(key, ended.at, customer(scribe, day, loan.name), custodian)
    elif ended.fate is Fate.EXCUSED:
        _replace(scribe, key, loan, ended)


def _hand_over(key: Matter, back_at: datetime, owner: str, agent: str) -> None:
    """Hand a unit over to its customer, with its key (002-r3-A1)."""
    moment = back_at + 26 * _HOUR
    inspected_on = back_at.astimezone(ZONE).date()
    sheet = f"JJ-{key.id[-6:]}"
    key.do("hand_over", moment, agent, customer=owner, inspected_on=inspected_on, sheet=sheet)


def _replace(scribe: Scribe, key: Matter, loan: _Loan, ended: Ending) -> None:
    """Guard what is open to a lost key, and have a new one made or the lock changed (002-r13-5.1)."""
    centre, guard = scribe.centre, scribe.centre.staff("guard")
    key.do("take_precaution", ended.at + minutes(15), guard, measure="加派保安值守")
    opens, _, _, _ = _place(loan.name)
    done_at = ended.at + minutes(150)
    if loan.chance.randrange(100) >= _LOCK_CHANGED:
        key.do("replace", done_at, guard, remedy=Remedy.NEW_KEY, details="已重配钥匙")
        return
    change = Matter(scribe, "lockchange", loan.name)
    change.do(
        "apply", ended.at + minutes(25), centre.staff("lead-1"), place=opens, cause="钥匙遗失", key=key.id
    )
    change.do("approve", ended.at + minutes(40), guard)
    change.do("fit", ended.at + minutes(120), centre.staff("technician"), details="更换锁芯", new_keys=3)
    change.do("receive_keys", ended.at + minutes(130), guard, counted=3)
    changed = {"remedy": Remedy.LOCK_CHANGED, "lockchange": change.id}
    key.do("replace", done_at, guard, details="已换锁", **changed)
