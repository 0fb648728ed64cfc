"""A sealed key is opened in an emergency, in real browsers: who has to be there says so themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from answerable.commands.registry import COMMANDS
from answerable.ledger.store.recorded import Recorded
from answerable.settings import Settings
from answerable.wording import Language
from answerable_services.cli.connecting import connected
from answerable_services.console.forms import address_of, form_of
from tests.e2e.centre import everything_in
from tests.e2e.conftest import DRIVER, needs_browser, options_in
from tests.e2e.seat import Seat
from tests.services.cli.running import Centre, up
from tests.services.cli.sample_month import sample_month

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, needs_browser]

MORNING = "2016-04-01T08:00:00+08:00"
SITES = {Language.ZH: "gz02", Language.EN: "xm01"}
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PRESENT = ("agent-1", "agent-2", "guard")
"""Who is present, each at a browser of their own, signed in all the while."""

BEFORE = "封条完好，编号相符，门锁无撬痕"
_ATTENDS = "#unsealings li:has([href$='{}']) form.press[action^='/do/unsealing/attend?'] button"
"""The button on somebody's first page that says that they are there."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the sample's directory, on the morning behind its month."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("sealed") / "data")
    with up(data, ANSWERABLE_CLOCK_START=MORNING) as running:
        yield running


@contextmanager
def _browser(profile: Path) -> Iterator[webdriver.Chrome]:
    driver = webdriver.Chrome(options=options_in(profile), service=Service(DRIVER))
    try:
        driver.set_page_load_timeout(60)
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[webdriver.Chrome]]:
    """A browser for each who is present, and one for those who decide; they have nothing in common."""
    with ExitStack() as opened:
        profiles = [tmp_path_factory.mktemp("browser") for _ in range(len(PRESENT) + 1)]
        yield [opened.enter_context(_browser(profile)) for profile in profiles]


@pytest.mark.parametrize("language", Language)
def test_a_sealed_key_is_opened_in_an_emergency_with_all_its_people(
    centre: Centre, browsers: list[webdriver.Chrome], language: Language
) -> None:
    """Asked for, allowed, refused while one is lacking, opened before all, sealed again, and signed."""
    given: list[tuple[str, str]] = []
    for driver in browsers:
        driver.get("about:blank")
        driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    base, site = centre.document["console"], SITES[language]
    above, *seats = [Seat(driver, base, site, language, given) for driver in reversed(browsers)]
    first, second, guard = seats
    for seat, word in zip(seats, PRESENT, strict=True):
        seat.sit_down(word)

    above.sit_down("manager")
    unsealing = above.give("unsealing.ask_in_emergency", key=f"key-{site}-gate", emergency="东门失火")
    assert above.all(above.action("unsealing.approve")) == []
    above.sit_down("general-manager")
    assert "东门失火" in above.find(f"#unsealings li:has([href$='{unsealing}'])").text
    above.give("unsealing.approve", unsealing)

    for seat in (first, second):
        seat.go("m")
        assert seat.tell("unsealing.attend", _ATTENDS.format(unsealing)) == unsealing
    opening = address_of(form_of(COMMANDS["unsealing.unseal"]), site=site, target=unsealing)
    first.driver.get(f"{base}{opening}")
    assert ("1 more guard" if language is Language.EN else "还缺 1 名保安员") in first.text
    assert first.all("form.ask") == []
    guard.go("m")
    guard.tell("unsealing.attend", _ATTENDS.format(unsealing))
    first.go("m")
    first.give("unsealing.unseal", unsealing, before=BEFORE)
    first.give("unsealing.reseal", unsealing, after="火已扑灭，门已锁", seal="F-12")

    above.sit_down("manager")
    above.give("unsealing.sign", unsealing)
    for shown in (BEFORE, "F-12"):
        assert shown in above.text
    for seat in (above, *seats):
        seat.said_nothing()

    people = [f"staff-{site}-{word}" for word in ("manager", "general-manager", *PRESENT)]
    told_by = [
        (one["data"]["actor"], one["type"].split(".")[2], "entered_by" in one["data"])
        for one in (json.loads(recorded.body) for recorded in _ledger(centre))
        if one["data"]["originator_id"] == unsealing
    ]
    steps = ("asked_in_emergency", "approved", "attended", "attended", "attended")
    by_each = list(zip(people, steps, strict=True))
    by_each += [(people[2], "unsealed"), (people[2], "resealed"), (people[0], "signed")]
    assert told_by == [(*one, False) for one in by_each]


def _ledger(centre: Centre) -> list[Recorded]:
    async def read() -> list[Recorded]:
        async with connected(Settings(data=centre.data)) as here:
            return await everything_in(here.ledger)

    return asyncio.run(read())
