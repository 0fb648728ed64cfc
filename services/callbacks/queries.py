"""Answers about callbacks, reckoned from the view for the day that is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple, Self

from sqlalchemy import Connection, select

from answerable.calendar import Month, country_of
from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.clock import Clock
from answerable.errors import Invalid
from answerable.queries.callbacks import (
    CallbackRow,
    CallbackState,
    Due,
    DueList,
    History,
    HistoryAnswer,
    MonthCount,
    UnannouncedYear,
)
from answerable.streams.callback.commands import Miss
from answerable.wording import say
from services.callbacks.projection import DELIVERIES, OUTCOMES, SITES
from services.callbacks.schedule import Delivery, Outcome, Outcomes, Schedule, Schedules

ACTOR = "system-callbacks"

_SOON = timedelta(days=7)
_FORESEEABLE = timedelta(days=3660)


class _Site(NamedTuple):
    """What the days of a site follow from."""

    zone: tzinfo = DEFAULT_ZONE
    country: str = country_of(None, None)


_UNKNOWN = _Site()


@dataclass(frozen=True, slots=True)
class _Read:
    """What one question is answered from: each table read once."""

    sites: Mapping[str, _Site]
    deliveries: Mapping[str, Delivery]
    outcomes: Outcomes

    @classmethod
    def of(cls, connection: Connection, site: str | None) -> Self:
        sites = _sites(connection)
        outcomes = select(OUTCOMES, DELIVERIES.c.site).join(
            DELIVERIES, DELIVERIES.c.delivery == OUTCOMES.c.delivery
        )
        if site is not None:
            outcomes = outcomes.where(DELIVERIES.c.site == site)
        return cls(
            sites,
            _deliveries(connection, site),
            {
                (row.delivery, row.ordinal): Outcome(
                    due_on=row.due_on,
                    attempts=row.attempts,
                    missed_on=_day(row.missed_at, sites.get(row.site, _UNKNOWN).zone),
                    completed_on=_day(row.completed_at, sites.get(row.site, _UNKNOWN).zone),
                    satisfaction=row.satisfaction,
                )
                for row in connection.execute(outcomes)
            },
        )

    def zone(self, site: str | None) -> tzinfo:
        return DEFAULT_ZONE if site is None else self.sites.get(site, _UNKNOWN).zone

    def by_country(self) -> Iterator[tuple[str, list[Delivery]]]:
        """Give the deliveries by the country whose holidays they follow."""
        found: dict[str, list[Delivery]] = {}
        for delivery in self.deliveries.values():
            found.setdefault(self.country(delivery.site), []).append(delivery)
        yield from found.items()

    def country(self, site: str) -> str:
        return self.sites.get(site, _UNKNOWN).country


def _sites(connection: Connection) -> dict[str, _Site]:
    rows = connection.execute(select(SITES))
    return {row.site: _Site(zone_of(row.timezone), row.country) for row in rows}


def _years(found: Iterable[tuple[str, int]]) -> tuple[UnannouncedYear, ...]:
    return tuple(UnannouncedYear(country=country, year=year) for country, year in sorted(set(found)))


def _deliveries(connection: Connection, site: str | None = None) -> dict[str, Delivery]:
    wanted = select(DELIVERIES) if site is None else select(DELIVERIES).where(DELIVERIES.c.site == site)
    return {row["delivery"]: Delivery(**row) for row in connection.execute(wanted).mappings()}


def _ended(connection: Connection) -> set[tuple[str, int]]:
    is_over = OUTCOMES.c.completed_at.is_not(None) | OUTCOMES.c.missed_at.is_not(None)
    wanted = select(OUTCOMES.c.delivery, OUTCOMES.c.ordinal).where(is_over)
    return {(row.delivery, row.ordinal) for row in connection.execute(wanted)}


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()


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

    def _schedule(self, read: _Read, delivery: Delivery) -> Schedule:
        return self._schedules.of(read.country(delivery.site))

    def _today(self, zone: tzinfo) -> date:
        return self._clock.now().astimezone(zone).date()

    def due(self, connection: Connection, query: Due) -> DueList:
        """Tell which callbacks are owed on a day, and which will be in the week behind it.

        What happened after that day is left out of account, but for the count of attempts.

        Raises:
            Invalid: the day is more than ten years away.
        """
        read = _Read.of(connection, query.site)
        today = self._today(read.zone(query.site))
        on = query.on or today
        if abs(on - today) > _FORESEEABLE:
            raise Invalid(say("error.too_far_off", on=str(on), today=str(today)))
        rows: list[CallbackRow] = []
        unannounced: set[tuple[str, int]] = set()
        for country, deliveries in read.by_country():
            schedule = self._schedules.of(country)
            owed = schedule.open_rows(deliveries, read.outcomes, on=on, until=on + _SOON)
            unannounced |= schedule.unannounced(owed)
            rows += owed
        rows.sort(key=lambda row: (row.due_on, row.delivery, row.ordinal))
        return DueList(
            on=on,
            callbacks=tuple(row for row in rows if row.due_on <= on),
            upcoming=tuple(row for row in rows if row.due_on > on),
            unannounced=_years(unannounced),
        )

    def history(self, connection: Connection, query: History) -> HistoryAnswer:
        """Tell how callbacks ended, newest first, and count them by the month they were due in."""
        read = _Read.of(connection, query.site)
        ended = [
            (outcome.ended_on, delivery, ordinal, outcome)
            for (delivery, ordinal), outcome in read.outcomes.items()
            if outcome.ended_on is not None
        ]
        ended.sort(key=lambda end: end[:3], reverse=True)
        today = self._today(read.zone(query.site))
        months: dict[Month, Counter[CallbackState | None]] = {}
        for country, deliveries in read.by_country():
            counts = self._schedules.of(country).by_month(deliveries, read.outcomes, today)
            for month, ends in counts.items():
                months.setdefault(month, Counter()).update(ends)
        shown = [
            (self._schedule(read, read.deliveries[delivery]), read.deliveries[delivery], ordinal, outcome)
            for _, delivery, ordinal, outcome in ended[: query.limit]
        ]
        rows = [
            (schedule, schedule.ended_row(delivery, ordinal, outcome))
            for schedule, delivery, ordinal, outcome in shown
        ]
        return HistoryAnswer(
            ended=tuple(row for _, row in rows),
            unannounced=_years(year for schedule, row in rows for year in schedule.unannounced([row])),
            months=tuple(
                MonthCount(
                    month=str(month),
                    due=sum(ends.values()),
                    completed=ends.get(CallbackState.COMPLETED, 0),
                    missed=ends.get(CallbackState.MISSED, 0),
                )
                for month, ends in sorted(months.items())
            ),
        )

    def missed(self, connection: Connection) -> list[Miss]:
        """List the commands that record what was missed by now and is not recorded, oldest miss first.

        They say the same whenever and by whomever they are made, so that a repeat is known as one.
        """
        now = self._clock.now()
        sites, ended = _sites(connection), _ended(connection)
        found: list[tuple[datetime, Miss]] = []
        for delivery in _deliveries(connection).values():
            if delivery.is_cancelled or not Schedule.is_judged(delivery, now):
                continue
            zone, country = sites.get(delivery.site, _UNKNOWN)
            schedule = self._schedules.of(country)
            for at in schedule.dates(delivery.accepted_on, now.astimezone(zone).date()):
                if (delivery.delivery, at.ordinal) in ended:
                    continue
                missed_at = schedule.missed_at(at.due_on, zone)
                if missed_at > now:
                    break
                found.append((missed_at, self._miss(delivery, at.ordinal, missed_at)))
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
