"""Hazardous goods: a sheet a month, drawn by the technician, counted at the end, filled up anew (002-r11)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.sample.kinds.matters import Matter, is_first, workdays, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.hazmat.commands import book_id, hazmat_id
from answerable.streams.hazmat.events import Substance

_STOCK = {Substance.ALCOHOL: 20000, Substance.THINNER: 8000, Substance.RAT_POISON: 6000}
"""What the store holds at a month's beginning, filled up anew each time."""

_PLACES = {
    Substance.ALCOHOL: "地下一层危险品柜一",
    Substance.THINNER: "地下一层危险品柜二",
    Substance.RAT_POISON: "地下一层危险品柜三",
}
_OFTEN, _REFUSED, _MISSING, _INCIDENT = 28, 8, 30, 20
_SHORT = 35


class _Drawing(NamedTuple):
    """What is drawn on a day, in grams or millilitres.

    Arguments:
        amount: how much is asked for.
        back: how much comes back; None where it is refused.
    """

    amount: int
    back: int | None

    @property
    def used(self) -> int:
        """How much is gone."""
        return 0 if self.back is None else self.amount - self.back


def _drawn(scribe: Scribe, good: Substance, day: date) -> _Drawing | None:
    chance = scribe.dice(f"hazmat-{good}", day)
    if chance.randrange(100) >= _OFTEN:
        return None
    amount = 100 * (1 + chance.randrange(4))
    return _Drawing(amount, None if chance.randrange(100) < _REFUSED else 10 * chance.randrange(8))


def _lost(scribe: Scribe, good: Substance, month: Month) -> int:
    """Tell how much a month's count lacks."""
    chance = scribe.dice(f"hazmat-count-{good}", month.first_day)
    return _SHORT if chance.randrange(100) < _MISSING else 0


def _drawings(scribe: Scribe, good: Substance, month: Month) -> dict[date, _Drawing]:
    days = list(workdays(month))[:-1]  # on the last one the store is counted
    return {day: drawing for day in days if (drawing := _drawn(scribe, good, day)) is not None}


def _gone(scribe: Scribe, good: Substance, month: Month) -> int:
    used = sum(drawing.used for drawing in _drawings(scribe, good, month).values())
    return used + _lost(scribe, good, month)


def keep(scribe: Scribe, day: date) -> None:
    """Keep each good's sheet: opened, filled up, drawn from, counted, closed."""
    if not works(day):
        return
    for number, good in enumerate(_STOCK):
        _keep_one(scribe, good, day, number)


def _keep_one(scribe: Scribe, good: Substance, day: date, number: int) -> None:
    centre, month = scribe.centre, Month.of(day)
    name = hazmat_id(centre.site, good)
    book = Matter(scribe, "hazmatbook", book_id(name, str(month)))
    lead, second = centre.staff("lead-1"), centre.staff("lead-2")
    days = list(workdays(month))
    if is_first(day):
        is_new = month == Month.of(centre.begins_on)
        if is_new:
            kept = {"substance": good, "place": _PLACES[good], "custodian": lead}
            Matter(scribe, "hazmat", name).begin(
                "catalogue", at(day, 8, number), centre.staff("supervisor"), **kept
            )
        book.begin("open", at(day, 8, 10 + number), lead, hazmat=name, month=str(month))
        gone = _STOCK[good] if is_new else _gone(scribe, good, month.plus(-1))
        if gone:
            source = "盘存转入" if is_new else "补足定量"
            book.do("take_in", at(day, 8, 20 + number), lead, amount=gone, source=source)
    drawings = _drawings(scribe, good, month)
    if (drawing := drawings.get(day)) is not None:
        _draw(scribe, book, day, drawing, 1 + list(drawings).index(day))
    if day == days[-1]:
        moment, lost = at(day, 16, 10 * number), _lost(scribe, good, month)
        book.do("count_stock", moment, second, counted=_STOCK[good] - _gone(scribe, good, month))
        if lost:
            why = f"分装时洒漏约{lost}，已清理"
            book.do("explain", moment + minutes(40), centre.staff("supervisor"), explanation=why)
        book.do("close", moment + minutes(60), second)


def _draw(scribe: Scribe, book: Matter, day: date, drawing: _Drawing, number: int) -> None:
    centre = scribe.centre
    lead, user = centre.staff("lead-1"), centre.staff("technician")
    moment = at(day, 9, 20)
    purpose = "设备间清洁" if number % 2 else "公共区域消杀"
    book.do("ask", moment, user, number, amount=drawing.amount, purpose=purpose)
    if drawing.back is None:
        why = "改用清洁剂，不需用危险品"
        book.do("refuse", moment + minutes(10), lead, number, drawing=number, reason=why)
        return
    book.do("issue", moment + minutes(12), lead, number, drawing=number)
    book.do("take_back", moment + minutes(190), lead, number, drawing=number, amount=drawing.back)
