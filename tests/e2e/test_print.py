"""Pages on paper: what Chromium prints of them, read back page by page."""

from __future__ import annotations

import base64
import re
import unicodedata
from datetime import date
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader
from selenium import webdriver

from answerable.queries import desk
from answerable.streams.handover.events import Shift
from tests.e2e.conftest import Console, needs_browser
from tests.e2e.test_lists import fifty, overflows, size
from tests.services.console.browsing import STATEMENT
from tests.services.console.given.handovers import handover_rows

pytestmark = [pytest.mark.browser, needs_browser]

HANDOVER = f"/handovers/{handover_rows()[0].handover}"
UPRIGHT, ACROSS = (595, 842), (842, 595)
"""A4 in points (ISO 216), rounded."""

PAPERS = {
    "/": UPRIGHT,
    "/overview": UPRIGHT,
    "/cases": ACROSS,
    "/cases/case-INC0000045": UPRIGHT,
    "/scores": ACROSS,
    STATEMENT: UPRIGHT,
    "/callbacks": ACROSS,
    "/handovers": UPRIGHT,
    HANDOVER: UPRIGHT,
    "/complaints": ACROSS,
    "/faults": ACROSS,
    "/access": ACROSS,
    "/forms/monthly_plan": UPRIGHT,
    "/forms/quarterly_evaluation": UPRIGHT,
}

HANDLING = {
    "zh": ("跳到正文", "主导航", "清除条件", "紧凑", "导出全部", "下一页", "English", "就此新办"),
    "en": (
        "Skip to the content",
        "Clear",
        "comfortable",
        "The whole list",
        "Next",
        "中文",
        "Begin something about this",
    ),
}
"""Words of what only a screen can be used with."""


def printed(page: webdriver.Chrome, url: str) -> list[PageObject]:
    page.get(url)
    data = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    return list(PdfReader(BytesIO(base64.b64decode(data))).pages)


def text_of(paper: PageObject) -> str:
    """What stands on a page without its number, gaps and ligatures."""
    return said(re.sub(r"^\d+ / \d+\s", "", paper.extract_text()))


def said(text: str) -> str:
    """A text as `text_of` has it."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAPERS)
def test_paper_has_the_matter_and_not_its_handling(
    console: Console, page: webdriver.Chrome, path: str, lang: str
) -> None:
    """A4, upright or across, without navigation, filters, links to files, or the way past the navigation."""
    papers = printed(page, f"{console.url}{path}?lang={lang}")
    sizes = {(round(one.mediabox.width), round(one.mediabox.height)) for one in papers}
    assert sizes == {PAPERS[path]}
    whole = "".join(map(text_of, papers))
    assert [word for word in HANDLING[lang] if said(word) in whole] == []
    assert text_of(papers[0]).startswith(said(page.find_element("css selector", "h1").text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_a_long_list_has_its_headings(
    console: Console, page: webdriver.Chrome, lang: str
) -> None:
    """All fifty rows are there, each whole on one page, under the names of all columns."""
    fifty(console)
    papers = [text_of(one) for one in printed(page, f"{console.url}/cases?lang={lang}")]
    headings = {
        "zh": "编号主题优先级状态时限责任人待接收受理时间移交站点",
        "en": "CaseTopicPriorityStateTimelimitOwnerWaitingforOpenedTransfersSite",
    }[lang]
    assert len(papers) in {2, 3}
    assert [headings in paper for paper in papers] == [True] * len(papers)
    assert "".join(papers).count("case-INC") == 50
    for paper in papers:
        rows = paper.partition(headings)[2]
        assert rows.startswith("case-INC")
        assert rows.endswith(("fz02", "xm01"))


@pytest.mark.parametrize("path", PAPERS)
def test_nothing_is_wider_than_its_paper(console: Console, page: webdriver.Chrome, path: str) -> None:
    """Else Chromium would make all of it smaller, or cut it off."""
    width = 1047 if PAPERS[path] == ACROSS else 703  # 277 mm and 186 mm between the margins
    size(page, width, 900)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for lang in ("zh", "en"):
            page.get(f"{console.url}{path}?lang={lang}")
            assert not overflows(page), lang
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize(
    ("path", "lang", "signed"),
    [
        (STATEMENT, "zh", ("被考核人签名：", "考核人签名：", "日期：")),
        (STATEMENT, "en", ("Signature of the person assessed:", "Signature of the assessor:", "Date:")),
        (HANDOVER, "zh", ("交班人签名：", "接班人签名：", "日期：")),
        (HANDOVER, "en", ("Signature of the outgoing shift:", "Signature of the incoming shift:", "Date:")),
    ],
)
def test_what_is_signed_has_lines_to_sign(
    console: Console, page: webdriver.Chrome, path: str, lang: str, signed: tuple[str, ...]
) -> None:
    """All of them on one page, which has something of the matter too; on a screen nobody sees them."""
    papers = printed(page, f"{console.url}{path}?lang={lang}")
    lines = said("".join(signed))
    assert not page.find_element("css selector", ".signatures").is_displayed()
    [paper] = [text_of(one) for one in papers if lines in text_of(one)]
    assert len(paper) > len(lines) + 40


def test_what_is_folded_is_on_paper(console: Console, page: webdriver.Chrome) -> None:
    """How an article is read, and the conditions that decided, are part of what is signed."""
    whole = "".join(text_of(one) for one in printed(page, f"{console.url}{STATEMENT}?lang=zh"))
    assert said("条款存疑：各种释义的结果a按字面扣5分") in whole
    assert "分钟数>5→12·满足" in whole


def test_by_night_paper_is_white(console: Console, page: webdriver.Chrome) -> None:
    """Whoever reads in the dark prints black on white."""
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    )
    try:
        page.get(f"{console.url}/complaints")
        colours = page.execute_script(
            "const body = getComputedStyle(document.body); return [body.backgroundColor, body.color]"
        )
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert colours == ["rgb(255, 255, 255)", "rgb(23, 33, 31)"]


def test_a_month_of_shifts_fits_on_the_paper(console: Console, page: webdriver.Chrome) -> None:
    """The board of thirty-one days stays in its frame."""
    [cell, *_] = console.caller.table[desk.HandoverBoard].cells
    cells = tuple(
        cell.model_copy(
            update={"handover": f"handover-{day}-{shift}", "on": date(2016, 3, day), "shift": shift}
        )
        for day in range(31, 0, -1)
        for shift in Shift
    )
    console.caller.table[desk.HandoverBoard] = desk.HandoverCells(cells=cells)
    size(page, 703, 900)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        page.get(f"{console.url}/handovers")
        edges = page.execute_script(
            "const board = document.querySelector('.matrix');"
            "return [board, board.closest('.panel')].map(one => one.getBoundingClientRect().right)"
        )
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert edges[0] <= edges[1]
    assert len(page.find_elements("css selector", ".matrix thead a")) == 31
