"""Answers, worked out from the view when somebody asks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from answerable.identity.sight import Sight
from answerable.projection import of_sites
from sqlalchemy import Connection, select

from daybook.projection import DAYS
from daybook.queries import ByDay, Day, Days


def by_day(connection: Connection, query: ByDay, sight: Sight) -> Days:
    """Tell what happened to cases, day by day.

    Arguments:
        connection: to the view; all of an answer is read from one moment of it.
        query: what is asked.
        sight: of which sites the asker may see something, the one that the question names where it does.
    """
    wanted = select(DAYS).order_by(DAYS.c.site, DAYS.c.day).where(of_sites(DAYS.c.site, sight.sites))
    open_now: Counter[str] = Counter()
    found = []
    for row in connection.execute(wanted):
        # Counted from the first day on, also where only later days are asked for.
        open_now[row.site] += row.opened + row.reopened - row.resolved
        if query.since is None or row.day >= query.since:
            found.append(
                Day(
                    site=row.site,
                    day=row.day,
                    opened=row.opened,
                    reopened=row.reopened,
                    resolved=row.resolved,
                    at_first_contact=row.at_first_contact,
                    first_contact_rate=_share(row.at_first_contact, row.resolved),
                    still_open=open_now[row.site],
                )
            )
    return Days(days=tuple(found))


def _share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / Decimal(whole), 3) if whole else None
