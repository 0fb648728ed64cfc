"""Hazardous goods: what a centre keeps locked away, and a month of what moved (002-r11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.hazmat.commands import book_id, hazmat_id
from answerable.streams.hazmat.events import Substance

_PLACES = {
    Substance.ALCOHOL: "地下一层危险品柜一",
    Substance.THINNER: "地下一层危险品柜二",
    Substance.RAT_POISON: "地下一层危险品柜三",
    Substance.DICHLORVOS: "地下一层危险品柜四",
    Substance.ROACH_POISON: "地下一层危险品柜五",
}
_STOCK = {
    Substance.ALCOHOL: 5000,
    Substance.THINNER: 2000,
    Substance.RAT_POISON: 1200,
    Substance.DICHLORVOS: 800,
    Substance.ROACH_POISON: 0,
}


def keep(scribe: Scribe, day_of_count: int = 29) -> None:
    """Keep five goods: drawn and closed, lent, not adding up, waited for, and one that is kept no more.

    Arguments:
        scribe: writes them.
        day_of_count: the day of the month on which the stores are counted.
    """
    for good in _PLACES:
        _begin(scribe, good)
    counted_at = at(MONTH.day(day_of_count), 16)
    _drawn(scribe, counted_at)
    _lent(scribe)
    _differs(scribe, counted_at)
    _waits(scribe)
    _kept_no_more(scribe)


def _begin(scribe: Scribe, good: Substance) -> None:
    centre = scribe.centre
    name, begun_at = hazmat_id(centre.site, good), at(MONTH.day(1), 8, 40)
    supervisor, lead = centre.staff("supervisor"), centre.staff("lead-1")
    kept = {"substance": good, "place": _PLACES[good], "custodian": lead}
    scribe.write("hazmat.catalogue", name, begun_at, supervisor, **kept)
    month = {"hazmat": name, "month": str(MONTH)}
    scribe.write("hazmatbook.open", f"{name}:open", begun_at + minutes(5), lead, **month)
    if amount := _STOCK[good]:
        said = {"amount": amount, "source": "盘存转入"}
        _line(scribe, good, "take_in", "stock", begun_at + minutes(9), lead, **said)


def _line(
    scribe: Scribe, good: Substance, verb: str, step: str, moment: datetime, by: str, **said: object
) -> None:
    name = hazmat_id(scribe.centre.site, good)
    book = book_id(name, str(MONTH))
    scribe.write(f"hazmatbook.{verb}", f"{book}:{step}", moment, by, hazmatbook=book, **said)


def _drawing(
    scribe: Scribe, good: Substance, number: int, moment: datetime, amount: int, back: int | None
) -> None:
    """Let a technician ask for some, the lead hand it out, and the rest come back."""
    centre = scribe.centre
    user, lead = centre.staff("technician"), centre.staff("lead-1")
    asked = {"amount": amount, "purpose": "设备间清洁" if number % 2 else "公共区域消毒"}
    _line(scribe, good, "ask", f"ask-{number}", moment, user, **asked)
    _line(scribe, good, "issue", f"issue-{number}", moment + minutes(12), lead, drawing=number)
    if back is not None:
        said = {"drawing": number, "amount": back}
        _line(scribe, good, "take_back", f"back-{number}", moment + minutes(190), lead, **said)


def _drawn(scribe: Scribe, counted_at: datetime) -> None:
    """Draw alcohol on several days; the count adds up, and the sheet is closed."""
    good, lead = Substance.ALCOHOL, scribe.centre.staff("lead-2")
    for number, day in enumerate((2, 4, 9, 11, 16, 18, 23, 25), start=1):
        _drawing(scribe, good, number, at(MONTH.day(day), 9, 20), 400, 40 * (number % 4))
    counted = _STOCK[good] - 8 * 400 + sum(40 * (number % 4) for number in range(1, 9))
    asked_at = at(MONTH.day(28), 10)
    asked = {"amount": 900, "purpose": "擦洗车库地面"}
    _line(scribe, good, "ask", "ask-9", asked_at, scribe.centre.staff("technician"), **asked)
    why = {"drawing": 9, "reason": "改用清洁剂，不需用酒精"}
    _line(scribe, good, "refuse", "refuse-9", asked_at + minutes(25), lead, **why)
    _line(scribe, good, "count_stock", "count", counted_at, lead, counted=counted)
    _line(scribe, good, "close", "close", at(MONTH.day(31), 17, 40), lead)


def _lent(scribe: Scribe) -> None:
    """Lend thinner outside with permission: some came back, some is outside; one of two incidents waits."""
    centre, good = scribe.centre, Substance.THINNER
    supervisor, lead = centre.staff("supervisor"), centre.staff("lead-1")
    moment = at(MONTH.day(22), 10)
    permit = {
        "amount": 500,
        "borrower": "外墙维护单位",
        "back_by": MONTH.plus(1).day(6),
        "reason": "补漆急用",
    }
    _line(scribe, good, "permit_lending", "permit", moment, supervisor, **permit)
    _line(scribe, good, "lend", "lend", moment + minutes(30), lead, lending=2)
    back = {**permit, "amount": 200, "back_by": MONTH.day(15)}
    _line(scribe, good, "permit_lending", "permit-2", moment - timedelta(days=12), supervisor, **back)
    _line(scribe, good, "lend", "lend-2", moment - timedelta(days=12) + minutes(20), lead, lending=1)
    returned = {"lending": 1, "amount": 180}
    _line(scribe, good, "take_loan_back", "back", moment - timedelta(days=8), lead, **returned)
    leaked = {"what": "一桶封口渗漏", "reported_to": lead}
    user, leaked_at = centre.staff("technician"), at(MONTH.day(24), 11)
    _line(scribe, good, "report_incident", "leak", leaked_at, user, **leaked)
    done = {"incident": 1, "settlement": "已换桶并通风"}
    _line(scribe, good, "settle_incident", "leak-done", leaked_at + minutes(50), lead, **done)
    counted_at = leaked_at + minutes(90)
    _line(scribe, good, "count_stock", "count", counted_at, lead, counted=_STOCK[good] - 20 - 500 - 35)
    why = {"explanation": "渗漏约三十五毫升"}
    _line(scribe, good, "explain", "explain", counted_at + minutes(60), supervisor, **why)
    what = {"what": "巡查发现柜门锁扣松动", "reported_to": lead}
    _line(
        scribe,
        good,
        "report_incident",
        "incident",
        at(MONTH.day(30), 9, 10),
        centre.staff("technician"),
        **what,
    )


def _differs(scribe: Scribe, counted_at: datetime) -> None:
    """Count less rat poison than the book has: nobody has explained it yet."""
    good = Substance.RAT_POISON
    _drawing(scribe, good, 1, at(MONTH.day(8), 14), 300, 60)
    lead = scribe.centre.staff("lead-2")
    _line(scribe, good, "count_stock", "count", counted_at + minutes(20), lead, counted=_STOCK[good] - 270)


def _waits(scribe: Scribe) -> None:
    """Ask for dichlorvos: one is out, and one waits to be handed out."""
    good = Substance.DICHLORVOS
    _drawing(scribe, good, 1, at(MONTH.day(31), 9, 5), 100, None)
    asked = {"amount": 150, "purpose": "垃圾房消杀"}
    _line(scribe, good, "ask", "ask-2", at(MONTH.day(31), 15, 30), scribe.centre.staff("technician"), **asked)


def _kept_no_more(scribe: Scribe) -> None:
    """Take roach poison off: it is stored elsewhere, its key passes on, and nothing of it is left."""
    good, centre = Substance.ROACH_POISON, scribe.centre
    name, lead, supervisor = hazmat_id(centre.site, good), centre.staff("lead-2"), centre.staff("supervisor")
    place = {"place": "一层工具间危险品柜", "reason": "柜五漏水"}
    scribe.write("hazmat.move", f"{name}:move", at(MONTH.day(3), 10), supervisor, hazmat=name, **place)
    key = {"custodian": lead, "reason": "领班轮岗"}
    scribe.write("hazmat.pass_key", f"{name}:key", at(MONTH.day(7), 9), supervisor, hazmat=name, **key)
    _line(scribe, good, "count_stock", "count", at(MONTH.day(14), 15), lead, counted=0)
    _line(scribe, good, "close", "close", at(MONTH.day(14), 15, 20), lead)
    off = {"month": str(MONTH), "reason": "消杀改由外包单位负责"}
    scribe.write("hazmat.take_off", f"{name}:off", at(MONTH.day(15), 9), supervisor, hazmat=name, **off)
