"""Zones: the site's own clock, by its IANA name."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

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


# What a machine's zone files hold beside the names of places: its own clock, rule sets, and clocks with leap
# seconds, which would move a site's days against everybody else's.
_NO_PLACE = frozenset({"localtime", "posixrules", "Factory"})
_NO_PLACE_BELOW = ("right/", "posix/")


@cache
def _named_zones() -> frozenset[str]:
    listed = available_timezones() - _NO_PLACE
    return frozenset(name for name in listed if not name.startswith(_NO_PLACE_BELOW))


def is_named_zone(name: str) -> bool:
    """Tell whether a name is one of the zones that the IANA database lists for places, or UTC."""
    return name in _named_zones()
