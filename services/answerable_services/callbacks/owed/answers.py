"""Answers about what rulebooks owe, from the rows that are kept and the moment that is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from answerable.calendar.zones import zone_of
from answerable.clock import Clock
from answerable.identity.sight import Sight
from answerable.projection.views.paging import Order
from answerable.projection.views.seen import parts_of
from answerable.queries.callbacks import Owed, OwedCounts, OwedList, OwedRow, OwedState
from answerable.rulebook.held import read
from answerable_services.callbacks.owed.declared import obligation_of
from answerable_services.callbacks.owed.keeping import OPEN
from answerable_services.callbacks.owed.tables import OWED, SITES

_FIRST_DUE = Order("due", (OWED.c.due_at, OWED.c.obligation), is_descending=False)
_ONE_DAY = timedelta(days=1)
_WHOSE = ("owed_by",)
_TOLD = (*("obligation", "rule", "site", "matter", "part", "owed_by", "begun_at", "due_at", "is_excused"),)

Zones = Mapping[str, tzinfo]


class OwedAnswers:
    """Answers what is owed.

    Arguments:
        clock: tells when it is.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def owed(self, connection: Connection, query: Owed, sight: Sight) -> OwedList:
        """Tell what is owed and not done, the first due first."""
        now = self._clock.now()
        sites = {row.site: row for row in connection.execute(select(SITES))}
        zones = {name: zone_of(row.timezone) for name, row in sites.items()}
        asked = [OWED.c.state == OPEN]
        asked += [OWED.c[name] == value for name, value in _narrowed(query) if value is not None]
        asked += _in_state(query.state, now, zones, query.site)
        asked += [] if query.due_from is None else [OWED.c.due_at >= query.due_from]
        asked += [] if query.due_before is None else [OWED.c.due_at < query.due_before]
        part = _FIRST_DUE.part(after=query.after, before=query.before, limit=query.limit)
        rows: list[Mapping[Any, Any]] = []
        counts = {OwedState.OVERDUE: 0, OwedState.TODAY: 0}
        for some in parts_of(sight):
            seen = some.holds(dict(OWED.c), _WHOSE)
            rows += connection.execute(part.cut(select(OWED).where(seen, *asked))).mappings()
            for state in counts:
                by_then = select(func.count()).select_from(OWED)
                wanted = (OWED.c.state == OPEN, *_in_state(state, now, zones, query.site))
                counts[state] += connection.execute(by_then.where(seen, *wanted)).scalar_one()
        page = part.page(rows)
        return OwedList(
            at=now,
            rows=tuple(self._row(row, now, sites[row["site"]]) for row in page.rows),
            counts=OwedCounts(overdue=counts[OwedState.OVERDUE], today=counts[OwedState.TODAY]),
            before=page.before,
            after=page.after,
        )

    def _row(self, row: Mapping[Any, Any], now: datetime, site: Any) -> OwedRow:
        declared = obligation_of(row["rulebook"], row["rule"])
        zone = zone_of(site.timezone)
        began_on = row["begun_at"].astimezone(zone).date()
        # A number that the site set itself is nobody's proposal any more.
        is_set = row["rule"] in read(site.regulations).numbers_on(row["rulebook"], began_on)
        return OwedRow(
            **{name: row[name] for name in _TOLD},
            name_zh=row["rule"] if declared is None else declared.name.zh,
            name_en=row["rule"] if declared is None else declared.name.en,
            article="" if declared is None else declared.article,
            is_assumed=declared is not None and declared.assumed and not is_set,
            state=_state_of(row["due_at"], now, zone),
            is_missed=row["missed_at"] is not None,
        )


def _narrowed(query: Owed) -> Iterable[tuple[str, str | None]]:
    return (("site", query.site), ("owed_by", query.owed_by), ("rule", query.rule))


def _ends_of_today(now: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + _ONE_DAY, time(), zone)


def _state_of(due_at: datetime, now: datetime, zone: tzinfo) -> OwedState:
    if due_at <= now:
        return OwedState.OVERDUE
    return OwedState.TODAY if due_at <= _ends_of_today(now, zone) else OwedState.LATER


def _in_state(
    state: OwedState | None, now: datetime, zones: Zones, site: str | None
) -> list[ColumnElement[bool]]:
    """Ask for what is in a state; today is the asked site's day, and that of the default zone for several."""
    if state is None:
        return []
    midnight = _ends_of_today(now, zones.get(site or "", zone_of(None)))
    if state is OwedState.OVERDUE:
        return [OWED.c.due_at <= now]
    return (
        [OWED.c.due_at > now, OWED.c.due_at <= midnight]
        if state is OwedState.TODAY
        else [OWED.c.due_at > midnight]
    )
