"""Sites: opened once, in a time zone that exists."""

from __future__ import annotations

import pytest

from answerable.streams.site import commands as c
from answerable.streams.site import events as e
from tests.services.intake.scenario import FIRST, Scenario

NAMES = {"name_zh": "厦门", "name_en": "Xiamen"}


def test_opened_once(desk: Scenario) -> None:
    """A site is opened once, in Shanghai's zone where none is said."""
    assert desk.when(c.Open, **NAMES) == [(e.Opened, {**NAMES, "timezone": "Asia/Shanghai"})]
    assert desk.refusal(c.Open, **NAMES).kind == "Refused"


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "right/Asia/Shanghai", "Factory"])
def test_zone_is_of_a_place(desk: Scenario, zone: str) -> None:
    """What zone files hold beside the names of places is none: the machine's own clock, leap seconds."""
    assert desk.refusal(c.Open, **NAMES, timezone=zone).cited == ("Invalid", "known-timezone")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc", "Asia", "/etc/passwd", "x\0y", "x" * 200])
def test_zone_exists(desk: Scenario, zone: str) -> None:
    """A zone that the tables do not have, or that is no name at all, is bad input."""
    assert desk.refusal(c.Open, **NAMES, timezone=zone).cited == ("Invalid", "known-timezone")


@pytest.mark.parametrize(
    ("zone", "code", "country"),
    [
        ("Asia/Shanghai", None, "CN"),
        ("Asia/Chongqing", None, "CN"),
        ("Europe/Berlin", None, "DE"),
        ("Europe/Berlin", "DE-BE", "DE-BE"),
        ("Europe/Berlin", "AT", "AT"),
        ("UTC", None, "ZZ"),
    ],
)
def test_whose_holidays_it_has(desk: Scenario, zone: str, code: str | None, country: str) -> None:
    """What the site says, and its zone's country where it says nothing; a zone of no country has none."""
    desk.given(c.Open, **NAMES, timezone=zone, country=code)

    assert desk.state.country == country


@pytest.mark.parametrize("code", ["XX", "DE-XX", "CN-FJ"])
def test_country_exists(desk: Scenario, code: str) -> None:
    """A country, or a part of one, whose holidays nobody knows is bad input."""
    assert desk.refusal(c.Open, **NAMES, country=code).cited == ("Invalid", "known-country")


def test_a_name_is_put_right(desk: Scenario) -> None:
    """A centre is called what it is called, in either language."""
    desk.given(c.Open, name_zh="厦门", name_en="Xiamen")
    said = {"name_en": "Amoy", "by": FIRST, "reason": "as on the sign"}

    assert desk.when(c.Rename, **said) == [(e.Renamed, said)]
    assert desk.refusal(c.Rename, by=FIRST, reason="r").cited == ("Invalid", "missing")
