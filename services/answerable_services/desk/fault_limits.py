"""The limits of a fault's steps, by the rulebook that held at the site (000-4.7a, 000-4.7c)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from sqlalchemy import Connection, select

from answerable.calendar import country_of, holidays_of
from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.obligations import Clock
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Rows
from answerable.queries.desk import ChainStep
from answerable.rulebook import catalogue
from answerable.rulebook.obligation import Within
from answerable.streams.rulebook.events import Bound, Unbound
from answerable_services.desk import tables as t
from answerable_services.desk.trend_tables import BOUND

RULES: Mapping[ChainStep, str] = {
    ChainStep.CONFIRMED: "fault-notice",
    ChainStep.ANALYSED: "fault-analysis",
}
"""The obligation of a rulebook that limits a step."""


def keep(event: Bound | Unbound, rows: Rows) -> None:
    """Keep which rulebook holds at a site.

    Arguments:
        event: that one was bound, or was not.
        rows: the view's.
    """
    if isinstance(event, Bound):
        said = {"effective_from": event.effective_from, "rulebook": event.rulebook}
        rows.put(BOUND, site=event.site, **said)
    else:
        rows.delete(BOUND, site=event.site, effective_from=event.effective_from)


@cache
def _within(rulebook: str, rule: str) -> Within | None:
    """Give the limit of an installed rulebook's latest edition; None where it has none."""
    books = [book for book in catalogue() if book.rulebook == rulebook]
    declared = books[-1].obligation(rule) if books else None
    return None if declared is None else declared.within


class Limits:
    """The limits at the sites that somebody may see.

    Arguments:
        connection: reads the view.
        sight: the sites.
    """

    def __init__(self, connection: Connection, sight: Sight) -> None:
        sites = select(t.SITES).where(of_sites(t.SITES.c.site, sight.sites))
        self._sites = {row["site"]: row for row in connection.execute(sites).mappings()}
        self._bound = defaultdict[str, list[tuple[date, str]]](list)
        bound = select(BOUND).where(of_sites(BOUND.c.site, sight.sites)).order_by(BOUND.c.effective_from)
        for row in connection.execute(bound):
            self._bound[row.site].append((row.effective_from, row.rulebook))

    def of(self, step: ChainStep, site: str, begun_at: datetime) -> Within | None:
        """Give a step's limit; None where the rulebook gives none, or one by the hours in which a site works.

        Arguments:
            step: which.
            site: where.
            begun_at: when what has to be done began.
        """
        rule, known = RULES.get(step), self._sites.get(site)
        if rule is None or known is None:
            return None
        day = begun_at.astimezone(zone_of(known["timezone"])).date()
        held = [book for since, book in self._bound[site] if since <= day]
        within = _within(held[-1], rule) if held else None
        return None if within is None or within.clock is Clock.WORKING else within

    def ends_at(self, within: Within, site: str, begun_at: datetime) -> datetime | None:
        """Give the moment at which a limit is over.

        Arguments:
            within: the limit.
            site: where.
            begun_at: when what has to be done began.
        """
        known = self._sites[site]
        holidays = holidays_of(country_of(known["country"], known["timezone"]))
        return within.ends_at(begun_at, zone_of(known["timezone"]), holidays, None)
