"""How often what is owed was done within its limit: told of the kinds that somebody asks about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select

from answerable.calendar import Month
from answerable.calendar.zones import zone_of
from answerable.clock import Clock
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries.callbacks import InTime, KeptList, KeptRow
from answerable_services.callbacks.owed.declared import obligation_of
from answerable_services.callbacks.owed.tables import OWED, SITES

_COUNTS = ("in_time", "late", "waiting")


class KeptAnswers:
    """Answers what was done within its limit.

    Arguments:
        clock: tells when it is.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def in_time(self, connection: Connection, query: InTime, sight: Sight) -> KeptList:
        """Count what began in the last months, and was not ended by what it came from."""
        now = self._clock.now()
        timezone = connection.scalar(select(SITES.c.timezone).where(SITES.c.site == query.site))
        zone = zone_of(timezone)
        running = Month.at(now, zone)
        first = running.plus(1 - query.months)
        found = self._counted(connection, query, sight, first.starts_at(zone), now)
        return KeptList(
            at=now,
            first=first.first_day,
            last=running.last_day,
            rows=tuple(_row(rulebook, rule, part, numbers) for rulebook, rule, part, *numbers in found),
        )

    def _counted(
        self, connection: Connection, query: InTime, sight: Sight, since: datetime, now: datetime
    ) -> list[tuple[str, str, str | None, int, int, int]]:
        columns = OWED.c
        is_done = columns.done_at.is_not(None)
        in_time = and_(is_done, columns.done_at <= columns.due_at)
        waiting = and_(~is_done, columns.due_at > now)
        by = (columns.rulebook, columns.rule, columns.part)
        asked = (
            select(
                *by,
                func.sum(case((in_time, 1), else_=0)),
                func.sum(case((in_time, 0), (waiting, 0), else_=1)),
                func.sum(case((waiting, 1), else_=0)),
            )
            .where(
                columns.rule.in_(query.rules),
                columns.begun_at >= since,
                columns.is_void.is_(False),
                of_sites(columns.site, sight.sites),
            )
            .group_by(*by)
            .order_by(columns.rule, columns.part, columns.rulebook)
        )
        return [tuple(row) for row in connection.execute(asked)]


def _row(rulebook: str, rule: str, part: str | None, counts: list[int]) -> KeptRow:
    declared = obligation_of(rulebook, rule)
    within = None if declared is None else declared.within
    return KeptRow(
        rule=rule,
        part=part,
        name_zh=rule if declared is None else declared.name.zh,
        name_en=rule if declared is None else declared.name.en,
        article="" if declared is None else declared.article,
        minutes=None if within is None else within.minutes,
        days=None if within is None else within.days,
        working_days=None if within is None else within.working_days,
        **dict(zip(_COUNTS, counts, strict=True)),
    )
