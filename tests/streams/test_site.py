"""Sites: opened once, in a time zone that exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from answerable.streams.contact.commands import Receive
from answerable.streams.site import commands as c
from answerable.streams.site import events as e
from answerable_services.intake.admission import ask
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.deciding import decide_on
from tests.identity.proofs import asker_of
from tests.services.intake.scenario import AHEAD, FIRST, TEN, Scenario, as_kept, hired, make

NAMES = {"name_zh": "厦门", "name_en": "Xiamen"}


def test_opened_once(desk: Scenario) -> None:
    """A site is opened once, in Shanghai's zone where none is said."""
    assert desk.when(c.Open, **NAMES) == [(e.Opened, {**NAMES, "timezone": "Asia/Shanghai"})]
    assert desk.refusal(c.Open, **NAMES).kind == "Refused"


@pytest.mark.parametrize("site", ["xm01", "xm-01", "x1", "north-2-b", "a" * 32])
def test_a_sites_id_is_words_with_dashes_between(site: str) -> None:
    """Letters and digits, and single dashes inside."""
    assert make(c.Open, site=site, **NAMES).site == site


@pytest.mark.parametrize(
    "site", ["a-", "a--", "a--b", "-a", "a", "1a", "A1", "a_b", "a b", "a" * 33, "a\n", "a-\n"]
)
def test_another_id_is_refused(site: str) -> None:
    """A dash at the end or two in a row look like a slip, and stand in every address for good."""
    with pytest.raises(ValidationError, match="site"):
        make(c.Open, site=site, **NAMES)


def test_a_site_that_has_such_an_id_can_be_worked_at() -> None:
    """What was opened before is still named by its id."""
    assert make(Receive, site="a--", channel="call", topic="t").site == "a--"


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


SINCE = datetime(2016, 3, 10, 1, tzinfo=UTC)


@pytest.fixture
def young(desk: Scenario) -> Scenario:
    """A site that was opened an hour ago."""
    desk.world = replace(desk.world, opened_at=SINCE)
    return desk


def test_nothing_begins_before_the_site(young: Scenario) -> None:
    """What happened before a site was opened did not happen there; the refusal tells both moments."""
    received = {"channel": "call", "topic": "t"}
    refusal = young.refusal(Receive, **received, occurred_at="2016-03-10T00:59:00Z")

    assert refusal.cited == ("Invalid", "order-of-times")
    assert refusal.message == (
        "/occurred_at: 2016-03-10T00:59:00+00:00 lies before 2016-03-10T01:00:00+00:00, when xm01 was opened"
    )
    assert young.when(Receive, **received, occurred_at=SINCE)


def test_people_may_be_hired_before(young: Scenario) -> None:
    """The register of staff tells of days of its own."""
    assert young.carry_out(hired("staff-new", hired_on="2015-01-01", occurred_at="2015-01-01T00:00:00Z"))


def test_records_of_another_system_may_be_older(young: Scenario) -> None:
    """What is imported happened before the site was opened here."""
    command = make(Receive, channel="call", topic="t", occurred_at="2015-01-01T00:00:00Z")

    assert decide_on(
        ask(command, "import:log:1", TEN, asker_of(command)), Aggregate(), young.world, TEN, AHEAD
    ).events


def test_a_name_is_put_right(desk: Scenario) -> None:
    """A centre is called what it is called, in either language."""
    desk.given(c.Open, name_zh="厦门", name_en="Xiamen")
    said = {"name_en": "Amoy", "actor": FIRST, "reason": "as on the sign"}

    assert desk.when(c.Rename, **said) == [(e.Renamed, as_kept(said))]
    assert desk.refusal(c.Rename, actor=FIRST, reason="r").cited == ("Invalid", "missing")
