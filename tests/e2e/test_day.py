"""A day at a centre, in real browsers: everybody does their own part, and the ledger names each of them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

from answerable.ledger.store.recorded import Recorded
from answerable.settings import Settings
from answerable.wording import Language
from answerable_services.cli.connecting import connected
from answerable_services.console.calling.outcomes import Outcome
from tests.e2e.calls import Call, Taken, cost_of, take
from tests.e2e.centre import everything_in
from tests.e2e.conftest import DRIVER, needs_browser, options_in
from tests.e2e.seat import Seat
from tests.identity.proofs import bearer
from tests.services.cli.running import Centre, up
from tests.services.cli.sample_month import sample_month

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, needs_browser]

MORNING = "2016-04-01T08:00:00+08:00"
TODAY = "2016-04-01"
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
SITES = {Language.ZH: "gz02", Language.EN: "xm01"}
CHECKLIST = ("电话与电脑运行正常", "钥匙与门禁卡齐全")
CALLS = (
    Call("{site}-0", "终端 0", "怎样登录"),
    Call("{site}-1", "终端 1", "不在线", Outcome.CASE),
    Call("{site}-2", "终端 2", "怎样换卡"),
    Call("{site}-3", "终端 3", "不在线", Outcome.CASE),
    Call("{site}-0", "终端 0", "密码不对"),
    Call("{site}-4", "终端 4", "怎样开票"),
    Call("{site}-5", "终端 5", "何时到货"),
    Call("{site}-0", "终端 0", "仍不能登录", Outcome.CASE),
    Call("{site}-6", "终端 6", "怎样续费"),
    Call("{site}-7", "久等", "客户说等了很久", Outcome.COMPLAINT, about="agent-3"),
)
"""One customer calls three times; the third call becomes the case that is handed on."""

KEYS = 5
"""What a call takes beside what is typed: one that begins it, three from field to field, one that ends it."""

FURTHER_KEYS = 4
"""What it takes more to say whom a complaint is about."""

CLICKS = 2
"""What it takes to confirm what a fact suggests: one that leads to the form, one that records it."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the sample's directory, on the morning behind its month."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("day") / "data")
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
    """Two browsers, which have nothing in common."""
    with ExitStack() as opened:
        yield [opened.enter_context(_browser(tmp_path_factory.mktemp("browser"))) for _ in range(2)]


@dataclass
class Day:
    """A day at one site: two desks, and what was done there.

    Arguments:
        hotline: the desk of the agent who takes the calls.
        beside: the other desk, at which everybody else sits down in turn.
        given: every command, and by whom.
    """

    hotline: Seat
    beside: Seat
    given: list[tuple[str, str]] = field(default_factory=list)

    def at(self, word: str) -> Seat:
        """Let somebody sit down at the other desk."""
        self.beside.sit_down(word)
        return self.beside


@pytest.mark.parametrize("language", Language)
def test_a_day(centre: Centre, browsers: list[webdriver.Chrome], language: Language) -> None:
    """From the morning's handover to the evening's, each step by who may take it, from the pages alone."""
    given: list[tuple[str, str]] = []
    for driver in browsers:
        driver.get("about:blank")
        driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    base, site = centre.document["console"], SITES[language]
    seats = [Seat(driver, base, site, language, given) for driver in browsers]
    day = Day(seats[0], seats[1], given)
    before = _events(centre)[-1]["sequence"]

    day.hotline.sit_down("agent-1")
    _morning(day)
    case, complaint = _calls(day)
    _transfer(day, case)
    _complaint(day, complaint)
    _fault(day)
    _callbacks(day)
    _violation(day, complaint)
    _evening(day)
    _slip(centre, day)
    for seat in seats:
        seat.said_nothing()

    _on_record(centre, day, site, before)


def _start(seat: Seat, shift: str, outgoing: str, incoming: str) -> str:
    """Begin the handover of a shift, check all of its list, and sign it out."""
    handover = seat.give(
        "handover.start",
        on=TODAY,
        shift=shift,
        outgoing=seat.person(outgoing),
        incoming=seat.person(incoming),
        **{f"checklist#{at}": item for at, item in enumerate(CHECKLIST)},
    )
    seat.follow("main a[href$='/check']")
    for at in range(1, len(CHECKLIST) + 1):
        seat.tell("handover.check_item", f"#item-{at} button[value='√']")
    seat.tell("handover.sign_out", "section.sign button")
    return handover


_SIGNS_IN = "#sign form.press[action^='/do/handover/sign_in?'][action*='={}'] button"
"""The button on somebody's first page that signs a handover in."""


def _morning(day: Day) -> None:
    """The night's agent hands over: who signed out does not sign in; the other one does, elsewhere."""
    mine = day.hotline
    handover = _start(mine, "morning", "agent-1", "agent-2")
    assert mine.all("section.sign button") == []
    theirs = day.at("agent-2")
    theirs.tell("handover.sign_in", _SIGNS_IN.format(handover))
    assert theirs.all(theirs.action("handover.sign_in")) == []


def _calls(day: Day) -> tuple[str, str]:
    """Take ten calls, and give a case and a complaint that come of them."""
    mine = day.hotline
    taken: list[Taken] = []
    for call in CALLS:
        known = [
            one.matter for one, before in zip(taken, CALLS, strict=False) if before.customer == call.customer
        ]
        told = replace(
            call,
            customer=call.customer.format(site=mine.site),
            about=call.about and mine.person(call.about),
        )
        taken.append(take(mine, told, known))
        assert taken[-1].keys == KEYS + (FURTHER_KEYS if call.about else 0)
    sys.stdout.write(f"{mine.site}: {cost_of(taken)}\n")
    of = {call.outcome: one.matter for call, one in zip(CALLS, taken, strict=True)}
    return of[Outcome.CASE], of[Outcome.COMPLAINT]


def _transfer(day: Day, case: str) -> None:
    """Ask a colleague, who is found by name; they find it first thing on their page and accept it."""
    mine, theirs = day.hotline, day.at("agent-2")
    name = theirs.find("details.me summary").text
    mine.go("c")
    assert mine.path == "/cases"
    mine.go_to("case.transfer", case)
    mine.tab_to("[name=to]")
    mine.type(name)
    wanted = mine.find(f"[role=option][data-value='{mine.person('agent-2')}']")
    mine.press(Keys.ARROW_DOWN * (mine.all("[role=option]").index(wanted) + 1), Keys.ENTER)
    assert mine.find("[name=to]").get_property("value") == mine.person("agent-2")
    mine.finish("case.transfer", reason="需要熟悉该设备的人")
    theirs.go("m")
    assert theirs.tell("case.accept", f"#asked li:has([href$='{case}']) form.press button") == case
    theirs.give("case.resolve", case, resolution="更换电源")
    theirs.give("case.inform_customer", case, channel="call")
    theirs.give("case.close", case)


def _complaint(day: Day, complaint: str) -> None:
    """Carry a complaint through; the plan is approved by somebody else than its proposer."""
    day.at("lead-2").give("complaint.investigate", complaint, findings="通话录音属实")
    supervisor = day.at("supervisor")
    supervisor.give(
        "complaint.uphold", complaint, responsible=supervisor.person("agent-3"), reason="录音属实"
    )
    lead = day.at("lead-2")
    lead.give("complaint.propose_plan", complaint, plan="当面道歉", due_at="2016-04-05T12:00")
    assert lead.all(lead.action("complaint.approve_plan")) == []
    lead.refused("complaint.approve_plan", complaint)
    manager = day.at("manager")
    assert manager.all(f"#approve a[href$='{complaint}']")
    manager.give("complaint.approve_plan", complaint)
    lead = day.at("lead-2")
    lead.give("complaint.carry_out", complaint, note="已当面道歉")
    lead.give("complaint.feed_back", complaint, channel="call", is_satisfied="yes")


def _fault(day: Day) -> None:
    """Report a fault from the car park with a phone, and climb the chain: each link confirms for itself."""
    seat = day.at("technician")
    seat.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    fault = seat.give(
        "fault.report",
        began_at="2016-04-01T07:40",
        place="番禺停车场",
        phenomenon="道闸全部无法抬起",
        plan="先人工放行",
    )
    assert not seat.driver.execute_script("return document.documentElement.scrollWidth > innerWidth")
    chain = {"salesperson": "salesperson", "manager": "manager", "top_leadership": "general-manager"}
    for link, word in chain.items():
        seat.give("fault.notify", fault, link=link, staff=seat.person(word))
    seat.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    for link, word in chain.items():
        day.at(word).give("fault.acknowledge", fault, link=link, staff=seat.person(word))


def _callbacks(day: Day) -> None:
    """Call the customers back whose deliveries are due today, each with one click."""
    seat = day.at("salesperson")
    for number in range(2):
        delivery = seat.give(
            "delivery.accept",
            customer=f"customer-{seat.site}-{number}",
            project=f"停车场 {number}",
            accepted_on="2016-03-01",
        )
        seat.go("b")
        seat.tell("callback.complete", f"tr:has([href*='{delivery}']) button[name=satisfaction][value='5']")


def _violation(day: Day, complaint: str) -> None:
    """What the complaint suggests waits on the lead's page; two clicks later it stands on the statement."""
    lead, suggested = day.at("lead-2"), f"#suggested li:has([href*='{complaint}'])"
    lead.go("m")
    before = lead.clicks
    lead.follow(f"{suggested} a.button")
    shown = lead.find("form.ask [name=evidence]:checked").get_property("value")
    lead.finish("assessment.record_violation")
    assert lead.clicks - before == CLICKS
    lead.go("m")
    lead.wait(lambda: _seen_anew(lead, lambda: not lead.all(suggested)), "the suggestion to be gone")
    theirs = day.at("agent-3")
    theirs.follow("#score dd a")
    theirs.wait(lambda: _seen_anew(theirs, lambda: "001-m6" in theirs.text), "the violation on the statement")
    assert theirs.words("suggestions.fact.complaint_upheld") in theirs.text
    assert str(shown) in theirs.driver.page_source


def _seen_anew(seat: Seat, condition: Callable[[], bool]) -> bool:
    """Tell whether something is so; where it is not, load the page again."""
    if condition():
        return True
    seat.driver.refresh()
    return False


def _evening(day: Day) -> None:
    """The evening's handover is refused once, done again, signed by both sides, and reviewed."""
    theirs, mine = day.at("agent-2"), day.hotline
    handover = _start(theirs, "evening", "agent-2", "agent-1")
    mine.give("handover.refuse", handover, reason="钥匙不全")
    day.at("lead-2").give("handover.uphold_refusal", handover, decision="找齐钥匙后重新交接")
    assert _start(day.at("agent-2"), "evening", "agent-2", "agent-1") == handover
    mine.go("m")
    mine.tell("handover.sign_in", _SIGNS_IN.format(handover))
    day.at("lead-2").give("handover.review", handover)
    mine.stand_up()


def _slip(centre: Centre, day: Day) -> None:
    """A lead enters a call that a colleague took down on paper."""
    site, lead, colleague = day.beside.site, day.beside.person("lead-2"), day.beside.person("agent-4")
    body = {"site": site, "channel": "call", "topic": "纸条", "acting_for": colleague}
    answer = httpx.post(
        f"{centre.commands}/v1/contact/receive", json=body, headers=bearer(centre.data / "identity", lead)
    )
    assert answer.status_code < 300, answer.text


def _on_record(centre: Centre, day: Day, site: str, before: int) -> None:
    """Every event of the day names who did it; who entered it for somebody else stands beside."""
    told = [one for one in _events(centre) if one["sequence"] > before and one["site"] == site]
    entered = [one for one in told if "entered_by" in one]
    colleague, lead = day.beside.person("agent-4"), day.beside.person("lead-2")
    assert [(one["actor"], one["entered_by"]) for one in entered] == [(colleague, lead)]
    found = Counter((one["actor"], one["stream"]) for one in told if one not in entered)
    by_parts = {one for one in found if not one[0].startswith("staff-")}
    assert by_parts <= {("system-callbacks", "callback"), ("system-accounts", "account")}
    wanted = Counter((who, command.partition(".")[0]) for who, command in day.given)
    assert {one: found[one] for one in found if one not in by_parts} == dict(wanted)
    assert [one for one in told if one.get("by", one["actor"]) != one["actor"]] == []


def _events(centre: Centre) -> list[dict[str, Any]]:
    return [
        {**body["data"], "sequence": one.sequence, "stream": body["type"].split(".")[1]}
        for one in _ledger(centre)
        for body in [json.loads(one.body)]
    ]


def _ledger(centre: Centre) -> list[Recorded]:
    async def read() -> list[Recorded]:
        async with connected(Settings(data=centre.data)) as here:
            return await everything_in(here.ledger)

    return asyncio.run(read())
