"""A repair goes from call to money handed over, in real browsers: everybody does their own part (000-5)."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from answerable.settings import Settings
from answerable.wording import Language
from answerable_services.cli.connecting import connected
from answerable_services.console.views.links import link_of
from tests.e2e.centre import everything_in
from tests.e2e.conftest import DRIVER, needs_browser, options_in
from tests.e2e.seat import Seat
from tests.services.cli.running import Centre, up
from tests.services.cli.sample_month import sample_month

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, needs_browser]

MORNING = "2016-04-01T08:00:00+08:00"
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
SITES = {Language.ZH: "gz02", Language.EN: "xm01"}
PEOPLE = ("agent-1", "manager", "lead-1", "technician", "finance")
FEE = "16000"
"""Two parts of eighty yuan: the warranty is over, and labour is free."""

DEVICE = {
    "is_name_on_file": "yes",
    "is_address_on_file": "yes",
    "is_contact_on_file": "yes",
    "device_model": "GT06",
    "purchased_on": "2014-05-20",
    "problem": "终端不在线",
    "symptom": "指示灯不亮",
    "terminal": "GT06A0001",
}
CHECKED = dict.fromkeys(("order_data", "tools", "spares", "papers"), "√")
FILED = dict.fromkeys(("is_signed", "has_numbers", "has_papers"), "yes")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the sample's directory, on the morning behind its month."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("repair") / "data")
    with up(data, ANSWERABLE_CLOCK_START=MORNING) as running:
        yield running


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, webdriver.Chrome]]:
    """A browser for each of the people, which have nothing in common."""
    with ExitStack() as opened:
        found = {}
        for word in PEOPLE:
            options = options_in(tmp_path_factory.mktemp(f"browser-{word}"))
            found[word] = webdriver.Chrome(options=options, service=Service(DRIVER))
            opened.callback(found[word].quit)
            found[word].set_page_load_timeout(60)
        yield found


@dataclass
class Scene:
    """A repair at one site.

    Arguments:
        seats: where each of its people sits, signed in all the time.
        given: every command, and by whom, in order.
    """

    seats: dict[str, Seat]
    given: list[tuple[str, str]]

    def __getitem__(self, word: str) -> Seat:
        """Give somebody's seat."""
        return self.seats[word]


@pytest.mark.parametrize("language", Language)
def test_a_repair(centre: Centre, browsers: dict[str, webdriver.Chrome], language: Language) -> None:
    """From the customer's call to the money that finance received, and the order that is put on file."""
    given: list[tuple[str, str]] = []
    scene = Scene({}, given)
    for word, driver in browsers.items():
        driver.get("about:blank")
        driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        shown = PHONE if word == "technician" else DESK
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shown)
        site = SITES[language]
        scene.seats[word] = Seat(driver, centre.document["console"], site, language, given)
        scene[word].sit_down(word)
    before = _events(centre)[-1]["sequence"]

    order = _called(scene)
    _approved(scene, order)
    _given_out(scene, order)
    payment = _repaired(scene, order)
    _handed_over(scene, payment)
    _filed(scene, order, payment)
    for seat in scene.seats.values():
        seat.said_nothing()
        seat.stand_up()

    _on_record(centre, scene, before)


def _called(scene: Scene) -> str:
    """A customer calls; the agent, who holds the telephone, fills the order in on the call's own page."""
    agent = scene["agent-1"]
    customer = f"customer-{agent.site}-0"
    call = agent.give("contact.receive", channel="call", customer=customer, topic="终端不在线")
    order = agent.give("workorder.request_repair", call, customer=customer, **DEVICE)
    assert agent.all(agent.action("workorder.approve")) == []
    return order


def _approved(scene: Scene, order: str) -> None:
    """The manager finds it first thing, and approves it in their own name; to the lead it is not offered."""
    lead, manager = scene["lead-1"], scene["manager"]
    lead.driver.get(f"{lead.base}{link_of(order)}")
    assert lead.all(lead.action("workorder.withdraw"))
    assert lead.all(lead.action("workorder.approve")) == []
    _do_what_waits(manager, "orders", order, "workorder.approve")
    _is_gone(manager, "orders", order)


def _given_out(scene: Scene, order: str) -> None:
    """The lead gives it to the technician."""
    lead = scene["lead-1"]
    _do_what_waits(lead, "give_out", order, "workorder.assign", technician=lead.person("technician"))


def _repaired(scene: Scene, order: str) -> str:
    """The technician finds it on their telephone; unchecked they do not leave, and they collect the fee."""
    seat = scene["technician"]
    seat.go("m")
    seat.follow(f"#my_orders a[href$='{link_of(order)}']")
    assert seat.all(seat.action("workorder.depart")) == []
    seat.give("workorder.check_departure", order, **CHECKED)
    seat.give("workorder.depart", order)
    seat.give("workorder.arrive", order)
    seat.give("workorder.swap_terminal", order, old="GT06A0001", new="GT06A0002")
    seat.give("workorder.fit_part", order, part_name="电源模块", count="2", price_fen="8000")
    seat.give("workorder.finish", order, result="更换终端和电源模块")
    assert "¥160.00" in seat.text
    payment = seat.give("payment.collect", order, amount_fen=FEE, method="cash")
    seat.give("payment.issue_invoice", payment, invoice_no="00112233", amount_fen=FEE)
    told = seat.refused("payment.hand_over", payment, amount_fen=FEE)
    assert "workorder.come_back" in told
    seat.give("workorder.come_back", order, terminal="GT06A0001", tape="√", is_clean="√")
    assert not seat.driver.execute_script("return document.documentElement.scrollWidth > innerWidth")
    return payment


def _handed_over(scene: Scene, payment: str) -> None:
    """The technician hands the money over; finance finds it, counts it, and confirms it itself."""
    seat, finance = scene["technician"], scene["finance"]
    seat.go("m")
    assert seat.all(f"#my_money a[href$='{link_of(payment)}']")
    seat.give("payment.hand_over", payment, amount_fen=FEE)
    assert seat.all(seat.action("payment.receive")) == []
    _do_what_waits(finance, "money", payment, "payment.receive", amount_fen=FEE)
    _is_gone(finance, "money", payment)


def _filed(scene: Scene, order: str, payment: str) -> None:
    """With the money received, the order is put on file; the manager sees how long the customer waited."""
    scene["technician"].give("workorder.complete", order, **FILED)
    manager = scene["manager"]
    for matter, stage in ((order, "on_file"), (payment, "money_received")):
        manager.driver.get(f"{manager.base}{link_of(matter)}")
        assert manager.words(f"state.{stage}") in manager.text
    manager.driver.get(f"{manager.base}{link_of(order)}")
    for column in ("waited_min", "worked_min"):
        assert manager.words(f"workorders.{column}") in manager.text


def _do_what_waits(seat: Seat, panel: str, matter: str, command: str, **typed: str) -> None:
    """Take what waits from somebody's first page, and fill its form in."""
    step = f"#{panel} li:has(a[href$='{link_of(matter)}']) a.button"
    seat.go("m")
    seat.wait(lambda: _seen_anew(seat, lambda: bool(seat.all(step))), f"{matter} among what waits")
    seat.follow(step)
    assert seat.finish(command, **typed) == matter


def _is_gone(seat: Seat, panel: str, matter: str) -> None:
    """See that nothing waits any more."""
    seat.go("m")
    waiting = f"#{panel} a[href$='{link_of(matter)}']"
    seat.wait(lambda: _seen_anew(seat, lambda: not seat.all(waiting)), f"{matter} to wait no more")


def _seen_anew(seat: Seat, condition: Callable[[], bool]) -> bool:
    """Tell whether something is so; where it is not, load the page again."""
    if condition():
        return True
    seat.driver.refresh()
    return False


def _on_record(centre: Centre, scene: Scene, before: int) -> None:
    """Every event names who did it, and nobody entered anything for somebody else."""
    site = scene["manager"].site
    told = [one for one in _events(centre) if one["sequence"] > before and one["site"] == site]
    assert [one for one in told if "entered_by" in one] == []
    found = Counter((one["actor"], one["stream"]) for one in told if one["actor"].startswith("staff-"))
    wanted = Counter((who, command.partition(".")[0]) for who, command in scene.given)
    assert found == wanted


def _events(centre: Centre) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        async with connected(Settings(data=centre.data)) as here:
            return [
                {**body["data"], "sequence": one.sequence, "stream": body["type"].split(".")[1]}
                for one in await everything_in(here.ledger)
                for body in [json.loads(one.body)]
            ]

    return asyncio.run(read())
