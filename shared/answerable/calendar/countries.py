"""Countries: whose holidays a site has, by the ISO 3166 code that it names, or by its zone's country."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import StringConstraints

from answerable.calendar.zones import DEFAULT_ZONE

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""A country by ISO 3166-1, as ``CN``, or a part of one with its own holidays by ISO 3166-2, as ``DE-BE``."""

NOWHERE = "ZZ"
"""The code that ISO 3166 leaves to its users: a zone of no country, as UTC."""


@cache
def _by_zone() -> dict[str, str]:
    text = files("answerable.calendar").joinpath("zones.tab").read_text(encoding="ascii")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {zone: country for country, *zones in rows for zone in zones}


def is_country(code: str) -> bool:
    """Tell whether a code is that of a country, whatever part of it is named behind."""
    return code.partition("-")[0] in _by_zone().values()


def country_of(code: str | None, zone: str | None) -> str:
    """Give the code of a site's holidays.

    Arguments:
        code: what the site said when it was opened; sites of earlier days said nothing.
        zone: the IANA name of its zone, whose country is taken where it said nothing.
    """
    return code or _by_zone().get(zone or DEFAULT_ZONE.key, NOWHERE)
