"""Answers about callbacks, from the rows that are kept and the day that is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import Connection, RowMapping, func, select

from answerable.calendar import Month
from answerable.calendar.zones import DEFAULT_ZONE
from answerable.clock import Clock
from answerable.commands.base import Command
from answerable.errors import Invalid
from answerable.identity.sight import Sight
from answerable.projection.views.paging import Order, Part
from answerable.projection.views.seen import each, of_sites
from answerable.queries.callbacks import (
    CallbackRow,
    CallbackState,
    DeliveryCallbacks,
    Due,
    DueCounts,
    DueList,
    EndCount,
    History,
    HistoryAnswer,
    MonthCount,
    OfDelivery,
    UnannouncedYear,
)
from answerable.streams.callback.commands import Miss
from answerable.wording import say
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.kept import (
    AT,
    OF,
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
from answerable_services.callbacks.limits import limits_to_record
from answerable_services.callbacks.schedule import Delivery, Schedule, Schedules
from answerable_services.callbacks.tables import CALLBACKS, DAYS, DELIVERIES, ENDS, IS_OPEN, MONTHS

_SOON = timedelta(days=7)
_ONE_DAY = timedelta(days=1)
_LONGEST_BETWEEN = timedelta(days=123)
"""A quarter and whatever a holiday may move: the next callback is due within it."""
_FORESEEABLE = timedelta(days=3660)

_NEWEST = Order(
    "ended",
    (CALLBACKS.c.last_ended_on, CALLBACKS.c.delivery, CALLBACKS.c.ordinal, CALLBACKS.c.superseded),
)
_ENDED = (CallbackState.COMPLETED, CallbackState.MISSED)


class Answers:
    """Answers questions from a connection to the view.

    Today is the day at the site that is asked about, and in the default zone where none is named.

    Arguments:
        schedules: reckon the callbacks, each by the holidays of a country.
        clock: tells when it is.
    """

    def __init__(self, schedules: Schedules, clock: Clock) -> None:
        self._schedules = schedules
        self._clock = clock

    def _schedule(self, sites: dict[str, Site], site: str) -> Schedule:
        return self._schedules.of(site_in(sites, site).country)

    def _unannounced(
        self, sites: dict[str, Site], rows: Iterable[CallbackRow]
    ) -> tuple[UnannouncedYear, ...]:
        return unannounced(self._schedules, sites, rows, self._today(DEFAULT_ZONE).year)

    def _today(self, zone: tzinfo) -> date:
        return self._clock.now().astimezone(zone).date()

    def due(self, connection: Connection, query: Due, sight: Sight) -> DueList:
        """Tell which callbacks are owed on a day, and which will be in the week behind it.

        What happened after that day is left out of account, but for the count of attempts.

        Raises:
            Invalid: the day is more than ten years away, or no answer gave where it is to go on.
        """
        sites = sites_of(connection)
        zone = site_in(sites, query.site).zone
        today = self._today(zone)
        on = query.on or today
        if abs(on - today) > _FORESEEABLE:
            raise Invalid(say("error.too_far_off", on=str(on), today=str(today)))
        part = OLDEST.part(after=query.after, before=query.before, limit=query.limit)
        rows = [
            *(row for some in each(sight.sites) for row in self._kept(connection, sites, some, on, part)),
            *(
                self._schedule(sites, delivery.site).row(delivery, at, None, on)
                for delivery, at in beyond(connection, self._schedules, sites, sight.sites, on + _SOON)
                if part.holds((at.due_on, delivery.delivery, at.ordinal))
            ),
        ]
        page = part.page({"made": row, **place_of(row)} for row in rows)
        shown = [one["made"] for one in page.rows]
        return DueList(
            on=on,
            callbacks=tuple(row for row in shown if row.due_on <= on),
            upcoming=tuple(row for row in shown if row.due_on > on),
            counts=self._counts(connection, sites, sight.sites, today) if on == today else None,
            unannounced=self._unannounced(sites, shown),
            before=page.before,
            after=page.after,
        )

    def _kept(
        self,
        connection: Connection,
        sites: dict[str, Site],
        seen: frozenset[str] | None,
        on: date,
        part: Part,
    ) -> Iterator[CallbackRow]:
        """Read what is open, and what ended only behind the day, as far as the part can hold it."""
        wanted = of_sites(CALLBACKS.c.site, seen) & (CALLBACKS.c.due_on <= on + _SOON)
        # Two questions, each along an index, rather than one that reads whatever ended.
        for state in (CALLBACKS.c.ended_on.is_(None), CALLBACKS.c.ended_on > on):
            rows = ROW.select_from(AT).where(state, wanted, is_owed())
            for row in connection.execute(part.cut(rows)).mappings():
                of = delivery_of(row)
                yield self._schedule(sites, of.site).row(of, date_of(row), outcome_of(row), on)

    def _counts(
        self, connection: Connection, sites: dict[str, Site], seen: frozenset[str] | None, today: date
    ) -> DueCounts:
        """Count what is open by the days that have anything open: few, however many there were."""
        is_open = select(DAYS.c.due_on, (DAYS.c.due - DAYS.c.completed - DAYS.c.missed).label("open")).where(
            # In the words of the index: it is of the days that have anything open.
            IS_OPEN,
            DAYS.c.due_on <= today + _SOON,
            # `coalesce` keeps the planner from reading all days of the site.
            of_sites(func.coalesce(DAYS.c.site, ""), seen),
        )
        days: Counter[date] = Counter()
        for due_on, number in connection.execute(is_open):
            days[due_on] += number
        days.update(at.due_on for _, at in beyond(connection, self._schedules, sites, seen, today + _SOON))
        return DueCounts(
            owed=sum(number for day, number in days.items() if day <= today),
            overdue=sum(number for day, number in days.items() if day < today),
            upcoming=sum(number for day, number in days.items() if day > today),
        )

    def of_delivery(self, connection: Connection, query: OfDelivery, sight: Sight) -> DeliveryCallbacks:
        """Tell how the callbacks of one delivery ended, which are owed, and when the next one is."""
        sites = sites_of(connection)
        known = select(*OF, DELIVERIES.c.is_cancelled, DELIVERIES.c.planned_until).where(
            DELIVERIES.c.delivery == query.delivery
        )
        delivered = connection.execute(known).mappings().first()
        # Another site's delivery is none, for whoever does not see it.
        if delivered is None or not sight.shows(delivered["site"]):
            return DeliveryCallbacks(on=self._today(DEFAULT_ZONE), callbacks=())
        of, schedule = delivery_of(delivered), self._schedule(sites, delivered["site"])
        today = self._today(site_in(sites, of.site).zone)
        ended: list[CallbackRow] = []
        owed: list[CallbackRow] = []
        for row in connection.execute(
            ROW.select_from(AT).where(CALLBACKS.c.delivery == of.delivery)
        ).mappings():
            if row["end"] is not None:
                made = schedule.ended_row(of, row["ordinal"], outcome_of(row), row["nominal_on"])
                ended.append(made.model_copy(update={"is_superseded": row["superseded"] > 0}))
            elif row["due_on"] is not None:
                owed.append(schedule.row(of, date_of(row), outcome_of(row), today))
        first = max(delivered["planned_until"] + _ONE_DAY, site_in(sites, of.site).opened_on)
        further = schedule.dates(of.accepted_on, max(today, delivered["planned_until"]) + _LONGEST_BETWEEN)
        owed += [schedule.row(of, at, None, today) for at in further if at.due_on >= first]
        if delivered["is_cancelled"]:
            owed = []
        ahead = sorted(row.ordinal for row in owed if row.due_on > today)[:1]
        shown = [*ended, *(row for row in owed if row.due_on <= today or row.ordinal in ahead)]
        shown.sort(key=lambda row: (row.ordinal, not row.is_superseded), reverse=True)
        return DeliveryCallbacks(on=today, callbacks=tuple(shown[: query.limit]))

    def history(self, connection: Connection, query: History, sight: Sight) -> HistoryAnswer:
        """Tell how callbacks ended, newest first, and count them by the month they were due in.

        Raises:
            Invalid: no answer gave where it is to go on.
        """
        sites = sites_of(connection)
        zone = site_in(sites, query.site).zone
        part = _NEWEST.part(after=query.after, before=query.before, limit=query.limit)
        found: list[RowMapping] = []
        for state in _ENDED if query.state is None else (query.state,):
            ended = CALLBACKS.c.end == state.value
            for some in each(sight.sites):
                of_it = ROW.select_from(AT).where(ended, of_sites(CALLBACKS.c.site, some))
                found += connection.execute(part.cut(of_it)).mappings()
        page = part.page(found)
        rows = tuple(
            self._schedule(sites, row["site"])
            .ended_row(delivery_of(row), row["ordinal"], outcome_of(row), row["nominal_on"])
            .model_copy(update={"is_superseded": row["superseded"] > 0, "ended_on": row["last_ended_on"]})
            for row in page.rows
        )
        counts = self._ends(connection, sight.sites)
        return HistoryAnswer(
            ended=rows,
            total=sum(one.count for one in counts if query.state in {None, one.state}),
            counts=counts,
            unannounced=self._unannounced(sites, rows),
            months=self._months(connection, sites, query, sight.sites, self._today(zone)),
            before=page.before,
            after=page.after,
        )

    @staticmethod
    def _ends(connection: Connection, seen: frozenset[str] | None) -> tuple[EndCount, ...]:
        counted = (
            select(ENDS.c.end, func.sum(ENDS.c.callbacks))
            .where(of_sites(ENDS.c.site, seen))
            .group_by(ENDS.c.end)
        )
        numbers = {end: int(number) for end, number in connection.execute(counted)}
        return tuple(EndCount(state=state, count=numbers.get(state.value, 0)) for state in _ENDED)

    def _months(
        self,
        connection: Connection,
        sites: dict[str, Site],
        query: History,
        seen: frozenset[str] | None,
        today: date,
    ) -> tuple[MonthCount, ...]:
        """Add up the last months, and of the running one the days that have come."""
        running = Month.of(today)
        begin = _months_before(running, query.months - 1)
        counts: dict[Month, list[int]] = {}
        whole = MONTHS.c.first_day.between(begin.first_day, running.first_day - _ONE_DAY)
        of_this = DAYS.c.due_on.between(running.first_day, today)
        for table, day, of_time in ((MONTHS, MONTHS.c.first_day, whole), (DAYS, DAYS.c.due_on, of_this)):
            numbers = (func.sum(table.c[name]) for name in ("due", "completed", "missed"))
            counted = select(day, *numbers).where(of_time, of_sites(table.c.site, seen)).group_by(day)
            for on, *found in connection.execute(counted):
                of_month = counts.setdefault(Month.of(on), [0, 0, 0])
                for index, number in enumerate(found):
                    of_month[index] += int(number)
        for _, at in beyond(connection, self._schedules, sites, seen, today):
            if at.due_on >= begin.first_day:
                counts.setdefault(Month.of(at.due_on), [0, 0, 0])[0] += 1
        return tuple(
            MonthCount(month=str(month), due=due, completed=completed, missed=missed)
            for month, (due, completed, missed) in sorted(counts.items())
        )

    def missed(self, connection: Connection) -> list[Command]:
        """List the commands that record what was missed by now and is not recorded, the oldest first.

        They say the same whenever and by whomever they are made, so that a repeat is known as one.
        """
        now = self._clock.now()
        sites = sites_of(connection)
        # The day after today in UTC: somewhere in the east it is tomorrow already.
        latest = now.date() + _ONE_DAY
        past = ROW.select_from(AT).where(
            CALLBACKS.c.ended_on.is_(None),
            CALLBACKS.c.last_day < latest,
            # What a cancelled delivery has open was missed before its end; what is excused stays owed.
            CALLBACKS.c.is_excused.is_(None),
        )
        owed = [
            (delivery_of(row), row["ordinal"], row["due_on"]) for row in connection.execute(past).mappings()
        ]
        owed += [
            (of, at.ordinal, at.due_on) for of, at in beyond(connection, self._schedules, sites, None, latest)
        ]
        found: list[tuple[datetime, Miss]] = []
        for delivery, ordinal, due_on in owed:
            schedule = self._schedule(sites, delivery.site)
            missed_at = schedule.missed_at(due_on, site_in(sites, delivery.site).zone)
            if missed_at <= now and schedule.is_judged(delivery, now):
                found.append((missed_at, self._miss(delivery, ordinal, missed_at)))
        found.sort(key=lambda miss: (miss[0], miss[1].delivery, miss[1].ordinal))
        return [*(miss for _, miss in found), *limits_to_record(connection, now)]

    def _miss(self, delivery: Delivery, ordinal: int, missed_at: datetime) -> Miss:
        return Miss(
            site=delivery.site,
            actor=ACTOR,
            occurred_at=missed_at,
            correlation_id=delivery.correlation_id,
            delivery=delivery.delivery,
            ordinal=ordinal,
        )


def _months_before(month: Month, number: int) -> Month:
    """Give the month so many months before another, or the calendar's first."""
    index = max(month.year * 12 + month.month - 1 - number, 12)
    return Month(index // 12, index % 12 + 1)
