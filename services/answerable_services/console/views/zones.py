"""Whose clock a moment is written by: each site's own, and one for the page where all sites share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.queries.desk import SiteName
from answerable.wording.numbers import NONE
from answerable_services.console.views.format import moment


@dataclass(frozen=True, slots=True)
class Zones:
    """The sites' zones, as far as they are known.

    Arguments:
        by_site: each site's zone by the site's id.
    """

    by_site: Mapping[str, ZoneInfo] = field(default_factory=dict)

    @classmethod
    def of_sites(cls, sites: Iterable[SiteName]) -> Zones:
        """Read the zones out of what the sites are called."""
        return cls({site.site: zone_of(site.timezone) for site in sites})

    def joined(self, others: Zones) -> Zones:
        """Give what is known with what else is: nobody sees all sites, and the clocks hold for everybody."""
        return Zones({**self.by_site, **others.by_site})

    @property
    def is_shared(self) -> bool:
        """Whether one clock holds for all sites, so that a moment need not say which."""
        return len({zone.key for zone in self.by_site.values()}) <= 1

    def of(self, site: str | None = None) -> ZoneInfo:
        """Give a site's zone; for no site, or one that is not known, the zone that all share, or the default.

        Arguments:
            site: whose clock is asked for.
        """
        if site is not None and site in self.by_site:
            return self.by_site[site]
        return next(iter(self.by_site.values())) if self.by_site and self.is_shared else DEFAULT_ZONE

    def moment(self, value: datetime | None, site: str | None = None) -> str:
        """Write a moment by a site's clock, with its distance from UTC where the sites' clocks differ.

        Arguments:
            value: the moment; a dash where there is none.
            site: by whose clock.
        """
        if value is None:
            return NONE
        zone = self.of(site)
        written = moment(value, zone)
        offset = value.astimezone(zone).isoformat(timespec="minutes")[-len("+08:00") :]
        return written if self.is_shared else f"{written} {offset}"
