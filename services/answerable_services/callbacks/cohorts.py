"""How callbacks ended, by the year in which their deliveries were accepted and the year of their service.

A delivery has twelve callbacks in its first year and four in each one behind it (000-4.5). So a month's
callbacks are of many deliveries' ages, and what is made of one age says nothing of another.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, func, select

from answerable.calendar import CallbackPlan, Month
from answerable.clock import Clock
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries.callbacks import CohortList, CohortRow, Cohorts
from answerable_services.callbacks.kept import site_in, sites_of
from answerable_services.callbacks.tables import COHORTS

_A_YEAR = 12
_OLDEST = 100 * _A_YEAR


class CohortAnswers:
    """Answers how callbacks ended by their deliveries' age.

    Arguments:
        plan: how often a customer is called back.
        clock: tells when it is.
    """

    def __init__(self, plan: CallbackPlan, clock: Clock) -> None:
        self._plan = plan
        self._clock = clock

    def cohorts(self, connection: Connection, query: Cohorts, sight: Sight) -> CohortList:
        """Add the last months up, each callback where its delivery belongs."""
        zone = site_in(sites_of(connection), query.site).zone
        running = Month.at(self._clock.now(), zone)
        first = running.plus(1 - query.months).first_day
        counted = (
            select(
                COHORTS.c.first_day,
                COHORTS.c.ordinal,
                func.sum(COHORTS.c.completed).label("completed"),
                func.sum(COHORTS.c.missed).label("missed"),
            )
            .where(
                COHORTS.c.first_day.between(first, running.last_day), of_sites(COHORTS.c.site, sight.sites)
            )
            .group_by(COHORTS.c.first_day, COHORTS.c.ordinal)
        )
        found: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for row in connection.execute(counted):
            months = self._plan.months_after(row.ordinal)
            if months > _OLDEST:
                continue  # an ordinal that somebody mistyped
            accepted = Month.of(row.first_day).plus(-months).year
            of_it = found[accepted, (months - 1) // _A_YEAR + 1]
            of_it[0] += int(row.completed)
            of_it[1] += int(row.missed)
        return CohortList(
            first=first,
            last=running.last_day,
            rows=tuple(
                CohortRow(
                    accepted=accepted,
                    service_year=year,
                    planned=self._planned(year),
                    completed=completed,
                    missed=missed,
                )
                for (accepted, year), (completed, missed) in sorted(found.items())
            ),
        )

    def _planned(self, year: int) -> int:
        """Tell how many callbacks a delivery has in a year of its service."""
        last = year * _A_YEAR
        ordinal, planned = 1, 0
        while (months := self._plan.months_after(ordinal)) <= last:
            planned += months > last - _A_YEAR
            ordinal += 1
        return planned
