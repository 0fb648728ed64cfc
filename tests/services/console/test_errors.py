"""When something fails: which part, what to do, and never a traceback."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from answerable.errors import Corrupt, Refused, Unavailable
from answerable.queries.registers import REGISTERS
from answerable.settings import Settings
from answerable_services.console.app import create_app
from answerable_services.console.live import Notices
from tests.services.console.entered import Entered
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller

SERVICES = Path(__file__).parents[3] / "services" / "answerable_services"

DOWN = Unavailable("nobody answers answerable.query.scoring.statements: its service is not running")


@pytest.mark.parametrize(
    ("path", "service", "command"),
    [
        ("/cases", "desk", "answerable run desk"),
        ("/cases/case-INC0000045", "desk", "answerable run desk"),
        ("/scores", "scoring", "answerable run scoring"),
        ("/scores/xm01/staff-149/2016-03", "scoring", "answerable run scoring"),
        ("/callbacks", "callbacks", "answerable run callbacks"),
        ("/handovers", "desk", "answerable run desk"),
        ("/complaints", "desk", "answerable run desk"),
        ("/faults", "desk", "answerable run desk"),
        ("/access", "audit", "answerable run audit"),
        ("/overview", "desk", "answerable run desk"),
    ],
)
async def test_a_page_without_its_service_says_which_and_what_to_do(
    browser: httpx.AsyncClient, caller: FakeCaller, path: str, service: str, command: str
) -> None:
    """Status 503, the command that starts it, and the reason in the detail."""
    caller.fail(service, DOWN)
    response = await browser.get(path)
    assert response.status_code == 503
    assert f"<code>{command}</code>" in response.text
    assert DOWN.message in (await browser.get(path, headers={"accept-language": "en"})).text


async def test_the_rest_of_a_page_is_there(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The overview without callbacks has its other numbers, and says what is missing."""
    caller.fail("callbacks", DOWN)
    response = await browser.get("/overview")
    assert response.status_code == 200
    assert '<b data-live="tile.cases_open">49</b>' in response.text
    assert 'data-live="tile.callbacks_due"' not in response.text
    assert "answerable run callbacks" in response.text


async def test_the_system_page_answers_while_anybody_does(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """It is where people look when something stands still."""
    for service in ("desk", "scoring", "callbacks"):
        caller.fail(service, DOWN)
    assert (await browser.get("/system")).status_code == 200
    caller.fail("audit", DOWN)
    assert (await browser.get("/system")).status_code == 503


async def test_a_service_that_hangs_does_not_hang_the_page(
    caller: FakeCaller,
) -> None:
    """The page waits its own short time, whatever the connection would allow."""
    app = Entered(create_app(caller, Notices(), CLOCK, Settings(page_wait_s=1)))

    async def never() -> None:
        await asyncio.Event().wait()

    caller.fail("desk", lambda _: never())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        asyncio.timeout(10),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser,
    ):
        response = await browser.get("/cases")
    assert response.status_code == 503
    assert "desk 在 1 秒内没有应答" in response.text


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/cases?state=flying", "/state 不是可选的值；可选：open、paused", "'open', 'paused'"),
        ("/complaints?sort=two", "/sort 不是可选的值；可选：filed_at、", "'filed_at', "),
        ("/access?kind=gossip", "“gossip” 不在可选之列", "'gossip' is none of"),
        ("/access?surname=x", "不能按 “surname” 查询", "cannot be asked with 'surname'"),
        ("/scores?month=2016-13", "", ""),
        ("/cases/case-INC0000045?owners_before=0", "/owners_before 数值过小", "/owners_before: "),
        ("/callbacks?ended_after=x&ended_before=y", "", ""),
        ("/cases?site=NOT%20A%20SITE", "/site 格式不对", "/site: The text is not of the form"),
    ],
)
async def test_what_cannot_be_asked_is_told_in_each_languages_way(
    browser: httpx.AsyncClient, path: str, zh: str, en: str
) -> None:
    """Allowed words are named, by the name in the address, in the language's own quotes, without patterns."""
    for lang, said in (("zh", zh), ("en", en)):
        page = unescape((await browser.get(path, headers={"accept-language": lang})).text)
        [detail] = re.findall(r'<p class="detail">(.*?)</p>', page, re.DOTALL) or [""]
        assert said in detail, detail
        assert "String should match" not in detail
        assert lang == "en" or not re.search("[一-鿿] ?'|' ?[一-鿿]", detail), detail


async def test_what_does_not_exist_is_not_found(browser: httpx.AsyncClient) -> None:
    """A case that nobody knows, and a page that is none."""
    unknown, nowhere = await browser.get("/cases/case-none"), await browser.get("/nowhere")
    assert [unknown.status_code, nowhere.status_code] == [404, 404]
    assert "没有工单 case-none" in unknown.text
    assert "没有页面 /nowhere" in nowhere.text


@pytest.mark.parametrize(
    "path",
    [
        "/cases?state=flying",
        "/cases?site=NOT%20A%20SITE",
        "/cases?page=0",
        "/cases?sort=two",
        "/complaints/complaint-76?after=-1",
        f"/cases?text={'x' * 81}",
        "/scores?month=2016-13",
        "/callbacks?on=yesterday",
        "/access?kind=gossip",
    ],
)
async def test_an_address_that_asks_for_what_cannot_be_is_refused(
    browser: httpx.AsyncClient, path: str
) -> None:
    """Status 422 and a page for people, with nothing of the address run."""
    response = await browser.get(path)
    assert response.status_code == 422
    assert "地址中的条件无法识别" in response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize("path", ["/cases", "/cases/case-INC0000045"])
async def test_damaged_answers_are_said_to_be_damaged(
    browser: httpx.AsyncClient, caller: FakeCaller, path: str
) -> None:
    """An answer that cannot be read is the service's failure and not the reader's."""
    caller.fail("desk", Corrupt("the answer is not a CasePage: 2 fault(s)"))
    response = await browser.get(path)
    assert response.status_code == 500
    assert "存储的数据已损坏" in response.text
    english = await browser.get(path, headers={"accept-language": "en"})
    assert "the answer is not a CasePage" in english.text


async def test_a_failure_inside_shows_no_traceback(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The log has it; the page has a sentence, the headers, and nothing of the code."""

    def broken(_: object) -> None:
        message = "secret of the code"
        raise RuntimeError(message)

    caller.table[REGISTERS["case"].query] = broken
    response = await browser.get("/cases", headers={"accept-language": "en"})
    assert response.status_code == 500
    assert "No data was changed" in response.text
    assert "secret of the code" not in response.text
    assert "Traceback" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


async def test_a_page_is_only_read(browser: httpx.AsyncClient) -> None:
    """The console changes nothing: there is no other method."""
    response = await browser.post("/cases")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def without_technical(page: str) -> str:
    """Take out what is marked as English for operations, mark-up, commands and addresses."""
    page = re.sub(r"(?s)<(script|style|svg|head|dialog)\b.*?</\1>|<code[^>]*>.*?</code>", " ", page)
    return re.sub(r"<[^>]*>", " ", page)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/cases/case-none",
        "/cases?state=flying",
        "/cases?page=0",
        f"/cases?text={'x' * 81}",
        "/scores?month=2016-13",
        "/scores/xm01/somebody/2016-03",
        "/callbacks?on=yesterday",
        "/access?kind=gossip",
        "/cases?page=99",
        "/cases?after=nowhere",
        "/complaints?after=WyJ4IiwieSJd&sort=topic",
        "/complaints?colour=red",
        "/complaints.csv?colour=red",
        "/handovers/none",
        "/handovers?on=yesterday",
        "/people/staff-none",
        "/complaints/complaint-76?after=-1",
    ],
)
async def test_no_english_stands_under_a_chinese_heading(browser: httpx.AsyncClient, path: str) -> None:
    """Names, ids and addresses are as they are; every other word is Chinese."""
    page = without_technical((await browser.get(path)).text)
    assert "技术信息" not in page
    assert re.findall(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", page) == []
    assert "<code lang" not in page


ASKED = ("desk", "console", "audit", "callbacks", "scoring")
"""The services whose refusals a reader of pages can meet."""

FROM_ADDRESSES = {"Invalid", "NotFound", "Refused"}


def raised(path: Path) -> Iterator[tuple[int, ast.expr | None]]:
    """Give what each refusal of a module says, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(call := node.exc, ast.Call):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in FROM_ADDRESSES:
                yield node.lineno, call.args[0] if call.args else None


def test_every_refusal_that_a_reader_can_meet_has_words_in_both_languages() -> None:
    """It says a sentence of the catalogue, and no English of its own that a Chinese page has no words for."""
    places = [path for service in ASKED for path in SERVICES.joinpath(service).rglob("*.py")]
    offline = {"offline.py"}  # what a command prints where no service is asked
    said = [(path, line, says) for path in places if path.name not in offline for line, says in raised(path)]
    assert len(said) > 10
    assert [
        f"{path.name}:{line}"
        for path, line, says in said
        if not (isinstance(says, ast.Call) and isinstance(says.func, ast.Name) and says.func.id == "say")
    ] == []


async def test_an_error_that_has_english_words_alone_says_its_kind(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A Chinese page names the kind and leads to the English page, which has its own words."""
    caller.fail("desk", Refused("the ledger is being restored"))
    zh = (await browser.get("/cases")).text
    en = (await browser.get("/cases", headers={"accept-language": "en"})).text
    assert "目前的状态不允许这样做。" in zh
    assert "the ledger is being restored" not in zh
    assert '<a href="/cases?lang=en" hreflang="en">' in zh
    assert '<p class="detail">the ledger is being restored</p>' in en
