"""Zones: the site's own clock, by its IANA name."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
"""What a site is in as long as it has not said otherwise."""


@cache
def zone_of(name: str | None) -> ZoneInfo:
    """Give the zone of an IANA name; the default one for no name, or a name that nobody knows.

    Days are counted in it wherever events are read, so a name written wrongly once must not
    stop the readers of everything that came after it.
    """
    if name is None:
        return DEFAULT_ZONE
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return DEFAULT_ZONE
