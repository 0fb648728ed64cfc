"""What a calendar asks: which callbacks of a period are owed, and how many each of its days has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from answerable.clock import Clock
from answerable.errors import Invalid
from answerable.identity.sight import Sight
from answerable.projection.views.paging import Part
from answerable.projection.views.seen import each, of_sites
from answerable.queries.callbacks import (
    FORETOLD,
    LONGEST_PERIOD,
    CallbackRow,
    Coming,
    ComingList,
    DayCount,
)
from answerable.wording import say
from answerable_services.callbacks.kept import (
    AT,
    OLDEST,
    ROW,
    Site,
    beyond,
    date_of,
    delivery_of,
    is_owed,
    outcome_of,
    place_of,
    site_in,
    sites_of,
    unannounced,
)
from answerable_services.callbacks.schedule import Schedules
from answerable_services.callbacks.tables import CALLBACKS, DAYS, IS_OPEN

Seen = frozenset[str] | None


def check_period(first: date, last: date) -> None:
    """Refuse a period that ends before it begins, or is longer than a calendar shows.

    Arguments:
        first: its first day.
        last: its last day.

    Raises:
        Invalid: it is no such period.
    """
    if not first <= last <= first + LONGEST_PERIOD:
        most = LONGEST_PERIOD.days
        raise Invalid(say("error.no_such_period", first=str(first), last=str(last), most=most))


def open_between(part: Part, seen: Seen, first: date, last: date) -> Select[Any]:
    """Ask for the callbacks of some days that have not ended, along the index of those."""
    of_period = CALLBACKS.c.due_on.between(first, last)
    open_ones = (CALLBACKS.c.ended_on.is_(None), of_sites(CALLBACKS.c.site, seen), of_period)
    return part.cut(ROW.select_from(AT).where(*open_ones, is_owed()))


def counted_between(seen: Seen, first: date, last: date) -> Select[Any]:
    """Ask how many are open on each of some days, along the index of the days that have any."""
    owed = (DAYS.c.due - DAYS.c.completed - DAYS.c.missed).label("owed")
    # In the words of the index; `coalesce` keeps the planner from reading all days of the site.
    where = (IS_OPEN, DAYS.c.due_on.between(first, last), of_sites(func.coalesce(DAYS.c.site, ""), seen))
    return select(DAYS.c.due_on, owed).where(*where)


class ComingAnswers:
    """Answers which callbacks of a period are owed.

    Arguments:
        schedules: reckon the callbacks, each by the holidays of a country.
        clock: tells when it is.
    """

    def __init__(self, schedules: Schedules, clock: Clock) -> None:
        self._schedules = schedules
        self._clock = clock

    def coming(self, connection: Connection, query: Coming, sight: Sight) -> ComingList:
        """Tell which callbacks of a period are owed, oldest first.

        Raises:
            Invalid: it is no period of a calendar, it lies too far ahead, or no answer gave where it is to go
                on.
        """
        check_period(query.first, query.last)
        sites = sites_of(connection)
        today = self._clock.now().astimezone(site_in(sites, query.site).zone).date()
        if query.last > (until := today + FORETOLD):
            raise Invalid(say("error.too_far_ahead", last=str(query.last), until=str(until)))
        part = OLDEST.part(after=query.after, before=query.before, limit=query.limit)
        foretold = list(self._foretold(connection, query, sites, sight.sites, today))
        kept = (
            row
            for some in each(sight.sites)
            for row in self._kept(connection, query, sites, some, today, part)
        )
        further = (row for row in foretold if part.holds((row.due_on, row.delivery, row.ordinal)))
        page = part.page({"made": row, **place_of(row)} for row in (*kept, *further))
        shown = tuple(one["made"] for one in page.rows)
        counts: Counter[date] = Counter(row.due_on for row in foretold)
        for on, number in connection.execute(counted_between(sight.sites, query.first, query.last)):
            counts[on] += number
        return ComingList(
            on=today,
            callbacks=shown,
            days=tuple(DayCount(on=on, owed=number) for on, number in sorted(counts.items())),
            unannounced=unannounced(self._schedules, sites, shown, today.year),
            before=page.before,
            after=page.after,
        )

    def _kept(
        self,
        connection: Connection,
        query: Coming,
        sites: dict[str, Site],
        seen: Seen,
        today: date,
        part: Part,
    ) -> Iterator[CallbackRow]:
        asked = open_between(part, seen, query.first, query.last)
        for row in connection.execute(asked).mappings():
            of = delivery_of(row)
            schedule = self._schedules.of(site_in(sites, of.site).country)
            yield schedule.row(of, date_of(row), outcome_of(row), today)

    def _foretold(
        self, connection: Connection, query: Coming, sites: dict[str, Site], seen: Seen, today: date
    ) -> Iterator[CallbackRow]:
        for of, at in beyond(connection, self._schedules, sites, seen, query.last):
            if at.due_on >= query.first:
                yield self._schedules.of(site_in(sites, of.site).country).row(of, at, None, today)
