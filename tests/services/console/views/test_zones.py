"""Whose clock a moment is written by."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from answerable.calendar.zones import DEFAULT_ZONE
from answerable_services.console.views.zones import Zones
from tests.services.console.given.centre import overview

SIX_UTC = datetime(2016, 3, 31, 6, 3, tzinfo=UTC)
URUMQI = ZoneInfo("Asia/Urumqi")


def test_sites_say_their_zones_themselves() -> None:
    """A site in Urumqi is written by Urumqi's clock, one nobody knows by the default."""
    first, second = overview().sites
    zones = Zones.of_sites([first, second.model_copy(update={"timezone": "Asia/Urumqi"})])
    assert [zones.of("fz02"), zones.of("xm01"), zones.of("nowhere")] == [DEFAULT_ZONE, URUMQI, DEFAULT_ZONE]


def test_one_clock_for_all_needs_no_name() -> None:
    """Where all sites share a zone, a moment stands without its offset, also one that is of no site."""
    zones = Zones({"a1": URUMQI, "b2": URUMQI})
    assert [zones.moment(SIX_UTC, "a1"), zones.moment(SIX_UTC)] == ["2016-03-31 12:03"] * 2


def test_clocks_that_differ_say_how_far_they_are_from_utc() -> None:
    """12:03 and 14:03 can be the same moment; the page says so."""
    zones = Zones({"a1": URUMQI, "b2": DEFAULT_ZONE})
    assert [zones.moment(SIX_UTC, site) for site in ("a1", "b2", None)] == [
        "2016-03-31 12:03 +06:00",
        "2016-03-31 14:03 +08:00",
        "2016-03-31 14:03 +08:00",
    ]


def test_no_moment_is_a_dash_and_no_site_the_default() -> None:
    """Before anybody has said anything, pages still have a clock."""
    assert [Zones().moment(None), Zones().moment(SIX_UTC, "xm01")] == ["—", "2016-03-31 14:03"]
