"""A Friday's weekly reports are handed in, summed up, signed and issued, in real browsers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from answerable.ledger.store.recorded import Recorded
from answerable.settings import Settings
from answerable.wording import Language
from answerable_services.cli.connecting import connected
from tests.e2e.centre import everything_in
from tests.e2e.conftest import DRIVER, needs_browser, options_in
from tests.e2e.seat import Seat
from tests.services.cli.running import Centre, answerable, up
from tests.services.cli.sample_month import sample_month
from tests.soak import in_long_form

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, needs_browser]

FRIDAY = "2016-04-01T14:00:00+08:00"
TODAY = "2016-04-01"
SITES = {Language.ZH: "gz02", Language.EN: "xm01"}
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
SAID = "客户希望上门前一天电话确认"
DONE = "本周上门四次，均当场恢复"
SUMMED_UP = "本周上门四次；上门前一天电话确认时间"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the sample's directory, on the afternoon of the Friday behind its month."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("friday") / "data")
    with up(data, ANSWERABLE_CLOCK_START=FRIDAY) as running:
        yield running


@contextmanager
def _browser(profile: Path) -> Iterator[webdriver.Chrome]:
    driver = webdriver.Chrome(options=options_in(profile), service=Service(DRIVER))
    try:
        driver.set_page_load_timeout(60)
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
        yield driver
    finally:
        driver.quit()


def _with_numbers(seat: Seat, report: str) -> None:
    """Look at a report until its numbers are on record; nobody types them."""

    def are_there() -> bool:
        seat.driver.get(f"{seat.base}/reports/{report}")
        return seat.words("report_figures.on_record") in seat.find("#figures").text

    seat.wait(are_there, "numbers on record")


@pytest.mark.parametrize(
    "language", [Language.ZH, pytest.param(Language.EN, marks=in_long_form)], ids=["zh", "en"]
)
def test_a_fridays_weekly_reports_are_summed_up_and_issued(
    centre: Centre, tmp_path: Path, language: Language
) -> None:
    """Handed in by the technician, counted by the system, summed up by the lead, signed by another."""
    site, given = SITES[language], list[tuple[str, str]]()
    with _browser(tmp_path / "profile") as driver:
        seat = Seat(driver, centre.document["console"], site, language, given)

        seat.sit_down("technician")
        said = {"on": TODAY, "reported": DONE, "feedback": SAID}
        weekly = seat.give("report.draft", report_kind="weekly_service", **said)
        driver.get(f"{seat.base}/reports/{weekly}")
        assert "owner=" in str(seat.find("#figures a[href^='/cases?']").get_attribute("href"))
        seat.give("report.hand_in", weekly)

        seat.sit_down("lead-1")
        seat.go("m")
        assert DONE in seat.find(f"#weeklies li:has([href$='{weekly}'])").text
        _with_numbers(seat, weekly)
        seat.give("report.sign", weekly)
        said = {"on": TODAY, "reported": SUMMED_UP, "feedback": SAID}
        summary = seat.give("report.draft", report_kind="weekly_summary", **said)
        driver.get(f"{seat.base}/reports/{summary}")
        assert DONE in seat.find("#parts").text
        seat.give("report.hand_in", summary)
        assert seat.all(seat.action("report.sign")) == []

        seat.sit_down("manager")
        seat.go("m")
        assert seat.all(f"#reports [href$='{summary}']") != []
        _with_numbers(seat, summary)
        number = seat.find("#figures tr:has(a[href*='report_kind=weekly_service']) td").text
        seat.follow("#figures a[href*='report_kind=weekly_service']")
        assert len(seat.all("tbody tr")) == int(number) == 1
        driver.get(f"{seat.base}/reports/{summary}")
        seat.give("report.sign", summary)

        seat.sit_down("lead-1")
        seat.give("report.issue", summary, recipients="客服部、技术部")
        driver.get(f"{seat.base}/reports/{summary}")
        for shown in (SUMMED_UP, "客服部、技术部"):
            assert shown in seat.text
        seat.said_nothing()

    steps = [
        (one["data"]["actor"], one["type"].split(".")[2])
        for one in (json.loads(recorded.body) for recorded in _ledger(centre))
        if one["data"]["originator_id"] == summary
    ]
    lead, manager = f"staff-{site}-lead-1", f"staff-{site}-manager"
    assert steps == [
        (lead, "drafted"),
        (lead, "handed_in"),
        ("system-desk", "figures_stated"),
        (manager, "signed"),
        (lead, "issued"),
    ]
    recounted = answerable("ledger", "recount", summary, "--json", "--data", centre.data)
    assert recounted.status == 0, recounted.err
    assert recounted.document["differences"] == []


def _ledger(centre: Centre) -> list[Recorded]:
    async def read() -> list[Recorded]:
        async with connected(Settings(data=centre.data)) as here:
            return await everything_in(here.ledger)

    return asyncio.run(read())
