"""Site: open a service centre."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from answerable.calendar.countries import Country
from answerable.commands.base import Command
from answerable.events.base import SITE, Label, Text

NewSiteId = Annotated[
    str, StringConstraints(min_length=2, max_length=32, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"), SITE
]
"""The id of a site to come: words with single dashes between them. A site that is there may have others."""


def site_id(site: str) -> str:
    """Name the site's own aggregate."""
    return f"site-{site}"


class Open(Command):
    """Open a service centre.

    Arguments:
        site: its id, which stands in every id and address of the site's, for good.
        name_zh: its name in Chinese.
        name_en: its name in English.
        timezone: an IANA zone name.
        country: whose holidays it has, by ISO 3166, as ``CN`` or ``DE-BE``; those of its zone's country where
            it is left out.
    """

    doer = None  # whoever opens the first site is on no register yet

    site: NewSiteId
    name_zh: Label
    name_en: Label
    timezone: Label = "Asia/Shanghai"
    country: Country | None = None

    @property
    def target(self) -> str:
        """The site's own aggregate."""
        return site_id(self.site)


class Rename(Command):
    """Put a centre's name right; what is left out stays as it was.

    Arguments:
        name_zh: its name in Chinese.
        name_en: its name in English.
        reason: why.
    """

    name_zh: Label | None = None
    name_en: Label | None = None
    reason: Text

    @property
    def target(self) -> str:
        """The site's own aggregate."""
        return site_id(self.site)
