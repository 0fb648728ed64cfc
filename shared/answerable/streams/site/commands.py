"""Site: open a service centre."""

from __future__ import annotations

from answerable.calendar.countries import Country
from answerable.commands.base import Command
from answerable.events.base import Label


def site_id(site: str) -> str:
    """Name the site's own aggregate."""
    return f"site-{site}"


class Open(Command):
    """Open a service centre.

    Arguments:
        name_zh: its name in Chinese.
        name_en: its name in English.
        timezone: an IANA zone name.
        country: whose holidays it has, by ISO 3166, as ``CN`` or ``DE-BE``; those of its zone's country where
            it is left out.
    """

    name_zh: Label
    name_en: Label
    timezone: Label = "Asia/Shanghai"
    country: Country | None = None

    @property
    def target(self) -> str:
        """The site's own aggregate."""
        return site_id(self.site)
