"""How hazardous goods moved: what came in, was drawn and came back on each day, and what the stores held.

The sheets of the goods say it; a movement that is put right on one is counted as it stands now. What was left
at a day's end is counted back from what is left now.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Row, Rows
from answerable.queries import desk as q
from answerable.streams.hazmat.events import UNITS, Substance
from answerable.streams.hazmatbook.entries import EntryKind
from answerable_services.desk.periods import period_of
from answerable_services.desk.trend_tables import GOOD_DAYS, STOCK

_SIGNS = {
    EntryKind.TAKEN_IN: ("received", 1),
    EntryKind.ISSUED: ("issued", -1),
    EntryKind.RETURNED: ("returned", 1),
    EntryKind.LENT: ("lent", -1),
    EntryKind.GIVEN_BACK: ("given_back", 1),
    EntryKind.EXPLAINED: ("explained", 1),
}
"""The column of each movement, and whether it adds to what the store holds or takes from it."""

_Booked = dict[int, tuple[str, str, int]]
"""A sheet's movements by their numbers: when, what, and by how much the store changed."""


def keep(before: Row | None, after: Row, timezone: str | None, rows: Rows) -> None:
    """Count the movements of a sheet as they stand now.

    Arguments:
        before: the sheet before the event; None where there was none.
        after: the sheet behind it.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    was, now = _booked(before), _booked(after)
    for number in was.keys() | now.keys():
        old, new = was.get(number), now.get(number)
        if old == new:
            continue
        for one, sign in ((old, -1), (new, 1)):
            if one is not None:
                _count(after, one, sign, timezone, rows)


def _booked(row: Row | None) -> _Booked:
    entries = () if row is None else row["entries"] or ()
    return {one["number"]: (one["at"], one["entry_kind"], int(one["change"])) for one in entries}


def _count(sheet: Row, moved: tuple[str, str, int], sign: int, timezone: str | None, rows: Rows) -> None:
    at, kind, change = moved
    if not change:
        return
    day = datetime.fromisoformat(at).astimezone(zone_of(timezone)).date()
    column, adds = _SIGNS[EntryKind(kind)]
    rows.add(GOOD_DAYS, (sheet["site"], day, sheet["substance"]), **{column: sign * adds * change})
    rows.add(STOCK, (sheet["site"], sheet["substance"]), balance=sign * change)


def goods_moved(connection: Connection, query: q.GoodsMovements, sight: Sight, now: datetime) -> q.GoodsMoved:
    """Tell how hazardous goods moved in the last months.

    Arguments:
        connection: reads the view.
        query: of which site, and of how many months.
        sight: which sites the asker may see.
        now: the moment.
    """
    period = period_of(connection, query.site, query.months, now)
    days, stock = GOOD_DAYS.c, STOCK.c
    counts = [func.sum(days[column]).label(column) for column, _ in _SIGNS.values()]
    by = (days.day, days.substance)
    asked = select(*by, *counts).where(days.day >= period.first, of_sites(days.site, sight.sites))
    moved = defaultdict[str, list[tuple[date, dict[str, int]]]](list)
    for row in connection.execute(asked.group_by(*by).order_by(days.day.desc())):
        numbers = {column: int(getattr(row, column)) for column, _ in _SIGNS.values()}
        moved[row.substance].append((row.day, numbers))
    left = select(stock.substance, func.sum(stock.balance)).where(of_sites(stock.site, sight.sites))
    holds = {name: int(amount) for name, amount in connection.execute(left.group_by(stock.substance))}
    return q.GoodsMoved(
        at=now,
        first=period.first,
        last=period.last,
        goods=tuple(
            _told(one, moved[one.value], holds.get(one.value, 0))
            for one in Substance
            if moved[one.value] or holds.get(one.value)
        ),
    )


def _told(substance: Substance, moved: list[tuple[date, dict[str, int]]], balance: int) -> q.GoodMoved:
    """Count back from what is left now, the last day first."""
    days = []
    for day, numbers in moved:
        days.append(q.GoodOfDay(day=day, **numbers, balance=balance))
        balance -= sum(adds * numbers[column] for column, adds in _SIGNS.values())
    return q.GoodMoved(
        substance=substance, unit=UNITS[substance], balance_before=balance, days=tuple(reversed(days))
    )
