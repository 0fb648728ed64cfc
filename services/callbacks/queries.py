"""Answers about callbacks, from the rows that are kept and the day that is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, false, func, select, true, tuple_

from answerable.calendar import CallbackDate, Month, country_of
from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.clock import Clock
from answerable.errors import Invalid
from answerable.queries.callbacks import (
    CallbackRow,
    Due,
    DueList,
    History,
    HistoryAnswer,
    MonthCount,
    UnannouncedYear,
)
from answerable.streams.callback.commands import Miss
from answerable.wording import say
from services.callbacks.schedule import Delivery, Outcome, Schedule, Schedules
from services.callbacks.tables import CALLBACKS, DAYS, DELIVERIES, SITES

ACTOR = "system-callbacks"

_SOON = timedelta(days=7)
_ONE_DAY = timedelta(days=1)
_FORESEEABLE = timedelta(days=3660)

_OF = [DELIVERIES.c[name] for name in Delivery.__slots__]
_AT = CALLBACKS.join(DELIVERIES, DELIVERIES.c.delivery == CALLBACKS.c.delivery)
_ROW = select(CALLBACKS, *(column for column in _OF if column.name not in {"delivery", "site"}))


class _Site(NamedTuple):
    """What the days of a site follow from."""

    zone: tzinfo = DEFAULT_ZONE
    country: str = country_of(None, None)


_UNKNOWN = _Site()


def _sites(connection: Connection) -> dict[str, _Site]:
    rows = connection.execute(select(SITES))
    return {row.site: _Site(zone_of(row.timezone), row.country) for row in rows}


def _site(sites: dict[str, _Site], site: str | None) -> _Site:
    return _UNKNOWN if site is None else sites.get(site, _UNKNOWN)


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(**{name: row[name] for name in Delivery.__slots__})


def _of(column: ColumnElement[Any], site: str | None) -> ColumnElement[bool]:
    return true() if site is None else column == site


def _cursor(text: str) -> tuple[date, str, int]:
    """Read where a page ended.

    Raises:
        Invalid: it is none that an answer gave.
    """
    due_on, _, rest = text.partition("/")
    delivery, _, ordinal = rest.rpartition("/")
    try:
        return date.fromisoformat(due_on), delivery, int(ordinal)
    except ValueError as error:
        raise Invalid(say("error.no_place", given=repr(text))) from error


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

    def _schedule(self, sites: dict[str, _Site], site: str) -> Schedule:
        return self._schedules.of(_site(sites, site).country)

    def _unannounced(
        self, sites: dict[str, _Site], rows: Iterable[CallbackRow]
    ) -> tuple[UnannouncedYear, ...]:
        found = {year for row in rows for year in self._schedule(sites, row.site).unannounced([row])}
        return tuple(UnannouncedYear(country=country, year=year) for country, year in sorted(found))

    def _today(self, zone: tzinfo) -> date:
        return self._clock.now().astimezone(zone).date()

    def _beyond(
        self, connection: Connection, sites: dict[str, _Site], site: str | None, until: date
    ) -> Iterator[tuple[Delivery, CallbackDate]]:
        """Give the callbacks up to a day that have no row yet, as nothing was recorded for half a year."""
        short = select(*_OF, DELIVERIES.c.planned_until).where(
            DELIVERIES.c.is_cancelled.is_(other=False),
            DELIVERIES.c.planned_until < until,
            _of(DELIVERIES.c.site, site),
        )
        for row in connection.execute(short).mappings():
            for at in self._schedule(sites, row["site"]).dates(row["accepted_on"], until):
                if at.due_on > row["planned_until"]:
                    yield _delivery(row), at

    def due(self, connection: Connection, query: Due) -> DueList:
        """Tell which callbacks are owed on a day, and which will be in the week behind it.

        What happened after that day is left out of account, but for the count of attempts.

        Raises:
            Invalid: the day is more than ten years away, or no answer gave where it is to go on.
        """
        sites = _sites(connection)
        zone = _site(sites, query.site).zone
        today = self._today(zone)
        on = query.on or today
        if abs(on - today) > _FORESEEABLE:
            raise Invalid(say("error.too_far_off", on=str(on), today=str(today)))
        until = on + _SOON
        after = None if query.after is None else _cursor(query.after)
        rows = [
            *self._kept(connection, sites, query, on, after),
            *(
                self._schedule(sites, delivery.site).row(delivery, at, None, on)
                for delivery, at in self._beyond(connection, sites, query.site, until)
                if after is None or (at.due_on, delivery.delivery, at.ordinal) > after
            ),
        ]
        rows.sort(key=lambda row: (row.due_on, row.delivery, row.ordinal))
        shown = rows[: query.limit]
        last = shown[-1] if len(rows) > query.limit else None
        return DueList(
            on=on,
            callbacks=tuple(row for row in shown if row.due_on <= on),
            upcoming=tuple(row for row in shown if row.due_on > on),
            unannounced=self._unannounced(sites, shown),
            next=None if last is None else f"{last.due_on}/{last.delivery}/{last.ordinal}",
        )

    def _kept(
        self,
        connection: Connection,
        sites: dict[str, _Site],
        query: Due,
        on: date,
        after: tuple[date, str, int] | None,
    ) -> Iterator[CallbackRow]:
        """Read what is open, and what ended only behind the day, as far as one page and a row need it."""
        page = (CALLBACKS.c.due_on, CALLBACKS.c.delivery, CALLBACKS.c.ordinal)
        wanted = _of(CALLBACKS.c.site, query.site) & (CALLBACKS.c.due_on <= on + _SOON)
        if after is not None:
            wanted &= tuple_(*page) > tuple_(*after)
        # Two questions, each along an index, rather than one that reads whatever ended.
        for state in (CALLBACKS.c.ended_on.is_(None), CALLBACKS.c.ended_on > on):
            # `coalesce` keeps the planner from beginning at the deliveries: nearly all of them qualify.
            is_owed = func.coalesce(DELIVERIES.c.is_cancelled, false()).is_(other=False)
            rows = _ROW.select_from(_AT).where(state, wanted, is_owed)
            for row in connection.execute(rows.order_by(*page).limit(query.limit + 1)).mappings():
                at = CallbackDate(row["ordinal"], row["nominal_on"], row["due_on"], row["is_provisional"])
                of = _delivery(row)
                yield self._schedule(sites, of.site).row(of, at, _outcome(row), on)

    def history(self, connection: Connection, query: History) -> HistoryAnswer:
        """Tell how callbacks ended, newest first, and count them by the month they were due in."""
        sites = _sites(connection)
        zone = _site(sites, query.site).zone
        newest = (CALLBACKS.c.last_ended_on, CALLBACKS.c.delivery, CALLBACKS.c.ordinal)
        ended = (
            _ROW.select_from(_AT)
            .where(CALLBACKS.c.last_ended_on.is_not(None), _of(CALLBACKS.c.site, query.site))
            .order_by(*(column.desc() for column in newest))
            .limit(query.limit)
        )
        rows = tuple(
            self._schedule(sites, row["site"]).ended_row(_delivery(row), row["ordinal"], _outcome(row))
            for row in connection.execute(ended).mappings()
        )
        return HistoryAnswer(
            ended=rows,
            unannounced=self._unannounced(sites, rows),
            months=self._months(connection, sites, query.site, self._today(zone)),
        )

    def _months(
        self, connection: Connection, sites: dict[str, _Site], site: str | None, today: date
    ) -> tuple[MonthCount, ...]:
        """Add up the days that have come, by month."""
        days = (
            select(DAYS.c.due_on, *(func.sum(DAYS.c[name]) for name in ("due", "completed", "missed")))
            .where(DAYS.c.due_on <= today, _of(DAYS.c.site, site))
            .group_by(DAYS.c.due_on)
        )
        counts: dict[Month, list[int]] = {}
        for due_on, *numbers in connection.execute(days):
            of_month = counts.setdefault(Month.of(due_on), [0, 0, 0])
            for index, number in enumerate(numbers):
                of_month[index] += int(number)
        for _, at in self._beyond(connection, sites, site, today):
            counts.setdefault(Month.of(at.due_on), [0, 0, 0])[0] += 1
        return tuple(
            MonthCount(month=str(month), due=due, completed=completed, missed=missed)
            for month, (due, completed, missed) in sorted(counts.items())
        )

    def missed(self, connection: Connection) -> list[Miss]:
        """List the commands that record what was missed by now and is not recorded, oldest miss first.

        They say the same whenever and by whomever they are made, so that a repeat is known as one.
        """
        now = self._clock.now()
        sites = _sites(connection)
        # The day after today in UTC: somewhere in the east it is tomorrow already.
        latest = now.date() + _ONE_DAY
        past = _ROW.select_from(_AT).where(
            CALLBACKS.c.ended_on.is_(None),
            CALLBACKS.c.last_day < latest,
            DELIVERIES.c.is_cancelled.is_(other=False),
        )
        owed = [
            (_delivery(row), row["ordinal"], row["due_on"]) for row in connection.execute(past).mappings()
        ]
        owed += [(of, at.ordinal, at.due_on) for of, at in self._beyond(connection, sites, None, latest)]
        found: list[tuple[datetime, Miss]] = []
        for delivery, ordinal, due_on in owed:
            schedule = self._schedule(sites, delivery.site)
            missed_at = schedule.missed_at(due_on, _site(sites, delivery.site).zone)
            if missed_at <= now and schedule.is_judged(delivery, now):
                found.append((missed_at, self._miss(delivery, ordinal, missed_at)))
        found.sort(key=lambda miss: (miss[0], miss[1].delivery, miss[1].ordinal))
        return [miss for _, miss in found]

    def _miss(self, delivery: Delivery, ordinal: int, missed_at: datetime) -> Miss:
        return Miss(
            site=delivery.site,
            actor=ACTOR,
            occurred_at=missed_at,
            correlation_id=delivery.correlation_id,
            delivery=delivery.delivery,
            ordinal=ordinal,
        )


def _outcome(row: RowMapping) -> Outcome:
    return Outcome(
        due_on=row["recorded_due_on"] or row["due_on"],
        attempts=row["attempts"],
        missed_on=row["missed_on"],
        completed_on=row["completed_on"],
        satisfaction=row["satisfaction"],
    )
