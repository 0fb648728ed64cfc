"""The limits of a fault's steps, by the rulebook that held at the site (000-4.7a, 000-4.7c)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from answerable.calendar import country_of, holidays_of
from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.obligations import Clock
from answerable.projection.views.seen import of_sites
from answerable.purposes import Purpose
from answerable.queries.desk import ChainStep
from answerable.rulebook.held import book_on, read
from answerable.rulebook.obligation import Within
from answerable_services.desk import tables as t

RULES: Mapping[ChainStep, str] = {
    ChainStep.CONFIRMED: "fault-notice",
    ChainStep.ANALYSED: "fault-analysis",
}
"""The obligation of a rulebook that limits a step."""


class Limits:
    """The limits at the sites that somebody may see.

    Arguments:
        connection: reads the view.
        sight: the sites.
    """

    def __init__(self, connection: Connection, sight: Sight) -> None:
        sites = select(t.SITES).where(of_sites(t.SITES.c.site, sight.sites))
        self._sites = {row["site"]: row for row in connection.execute(sites).mappings()}

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
        book = book_on(
            read(known["regulations"]),
            begun_at.astimezone(zone_of(known["timezone"])).date(),
            Purpose.OBLIGATIONS,
        )
        declared = None if book is None else book.obligation(rule)
        within = None if declared is None else declared.within
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
