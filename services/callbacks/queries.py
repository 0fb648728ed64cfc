"""Answers about callbacks, reckoned from the view for the day that is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Self

from sqlalchemy import Connection, select

from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.clock import Clock
from answerable.errors import Invalid
from answerable.queries.callbacks import CallbackState, Due, DueList, History, HistoryAnswer, MonthCount
from answerable.streams.callback.commands import Miss
from answerable.wording import say
from services.callbacks.projection import DELIVERIES, OUTCOMES, SITES
from services.callbacks.schedule import Delivery, Outcome, Outcomes, Schedule

ACTOR = "system-callbacks"

_SOON = timedelta(days=7)
_FORESEEABLE = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class _Read:
    """What one question is answered from: each table read once."""

    zones: Mapping[str, tzinfo]
    deliveries: Mapping[str, Delivery]
    outcomes: Outcomes

    @classmethod
    def of(cls, connection: Connection, site: str | None) -> Self:
        zones = _zones(connection)
        outcomes = select(OUTCOMES, DELIVERIES.c.site).join(
            DELIVERIES, DELIVERIES.c.delivery == OUTCOMES.c.delivery
        )
        if site is not None:
            outcomes = outcomes.where(DELIVERIES.c.site == site)
        return cls(
            zones,
            _deliveries(connection, site),
            {
                (row.delivery, row.ordinal): Outcome(
                    due_on=row.due_on,
                    attempts=row.attempts,
                    missed_on=_day(row.missed_at, zones.get(row.site, DEFAULT_ZONE)),
                    completed_on=_day(row.completed_at, zones.get(row.site, DEFAULT_ZONE)),
                    satisfaction=row.satisfaction,
                )
                for row in connection.execute(outcomes)
            },
        )

    def zone(self, site: str | None) -> tzinfo:
        return DEFAULT_ZONE if site is None else self.zones.get(site, DEFAULT_ZONE)


def _zones(connection: Connection) -> dict[str, tzinfo]:
    return {row.site: zone_of(row.timezone) for row in connection.execute(select(SITES))}


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
        schedule: reckons the callbacks.
        clock: tells when it is.
    """

    def __init__(self, schedule: Schedule, clock: Clock) -> None:
        self._schedule = schedule
        self._clock = clock

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
        rows = self._schedule.open_rows(read.deliveries.values(), read.outcomes, on=on, until=on + _SOON)
        return DueList(
            on=on,
            callbacks=tuple(row for row in rows if row.due_on <= on),
            upcoming=tuple(row for row in rows if row.due_on > on),
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
        months = self._schedule.by_month(
            read.deliveries.values(), read.outcomes, self._today(read.zone(query.site))
        )
        return HistoryAnswer(
            ended=tuple(
                self._schedule.ended_row(read.deliveries[delivery], ordinal, outcome)
                for _, delivery, ordinal, outcome in ended[: query.limit]
            ),
            months=tuple(
                MonthCount(
                    month=str(month),
                    due=sum(ends.values()),
                    completed=ends.get(CallbackState.COMPLETED, 0),
                    missed=ends.get(CallbackState.MISSED, 0),
                )
                for month, ends in months.items()
            ),
        )

    def missed(self, connection: Connection) -> list[Miss]:
        """List the commands that record what was missed by now and is not recorded, oldest miss first.

        They say the same whenever and by whomever they are made, so that a repeat is known as one.
        """
        now = self._clock.now()
        zones, ended = _zones(connection), _ended(connection)
        found: list[tuple[datetime, Miss]] = []
        for delivery in _deliveries(connection).values():
            if not self._schedule.is_judged(delivery, now):
                continue
            zone = zones.get(delivery.site, DEFAULT_ZONE)
            if delivery.is_cancelled:
                continue
            for at in self._schedule.dates(delivery.accepted_on, now.astimezone(zone).date()):
                if (delivery.delivery, at.ordinal) in ended:
                    continue
                missed_at = self._schedule.missed_at(at.due_on, zone)
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
