"""Lists: narrowed, sorted, turned page by page, and taken away."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from answerable.flow import Pace
from answerable.queries import desk
from answerable.queries.base import Direction
from answerable.queries.matters import Story
from answerable.queries.registers import REGISTERS
from answerable.register import Kind, Names
from answerable.streams.handover.flow import HandoverStage
from answerable_services.console.language import Language, words_of
from answerable_services.console.live import Notices
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.registers import stage_of
from tests.asking import ask
from tests.services.console.browsing import CASES, text_of
from tests.services.console.entered import entered
from tests.services.console.given.cases import case_row
from tests.services.console.given.registers import one_row
from tests.services.console.sample import FakeCaller


async def pushed(path: str) -> str:
    """The first word that a list pushes; the stream is closed as soon as the list was looked at for it."""
    notices = Notices()
    closing: set[asyncio.Task[None]] = set()

    class Listening(FakeCaller):
        async def query(self, query: Any) -> Any:
            answer = await super().query(query)
            if len(self.asked) > 1:  # the first question is whether there is such a list
                closing.add(asyncio.ensure_future(notices.close()))
            return answer

    caller = Listening()
    answered = await ask(entered(caller, notices), "GET", path)
    found = re.search(r'"seen":"(\w+)"', answered.body.decode())
    assert found is not None, answered
    return found[1]


async def test_a_filter_reaches_the_service(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What the address says is asked, and blanks are not."""
    await text_of(browser, "/cases?site=xm01&state=open&mark=is_overdue&text=%20INC%20&owner=&sort=topic")
    asked = {"site": "xm01", "state": "open", "mark": "is_overdue", "text": "INC", "sort": "topic"}
    assert CASES.query.model_validate({**asked, "limit": 50}) in caller.asked


async def test_a_long_list_has_pages_that_keep_the_filter(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Turning the page does not lose what was asked, and leads back as well."""
    rows = tuple(case_row(number) for number in range(50))
    caller.table[CASES.query] = CASES.page.model_validate(
        {"rows": rows, "total": 447, "counts": {}, "before": "bbb", "after": "aaa"}
    )
    page = await text_of(browser, "/cases?site=xm01&after=zzz")
    assert "共 447 条" in page
    assert 'rel="next" href="/cases?site=xm01&amp;after=aaa"' in page
    assert 'rel="prev" href="/cases?site=xm01&amp;before=bbb"' in page


async def test_overdue_is_told_in_words_and_by_an_icon(browser: httpx.AsyncClient) -> None:
    """Red is never the only sign."""
    page = await text_of(browser, "/cases?mark=is_overdue")
    chips = re.findall(r'<span class="chip bad"[^>]*>(.*?)</span></span>', page)
    assert chips
    assert all("<svg" in chip and "超时" in chip for chip in chips)


async def test_a_faults_chain_says_who_has_confirmed(browser: httpx.AsyncClient) -> None:
    """Told is not confirmed, and not told is neither."""
    page = await text_of(browser, "/faults", "en")
    said = re.findall(r'data-label="(Confirmed|Told, not confirmed)">([^<]+)</td>', page)
    assert said[:2] == [("Confirmed", "Salesperson"), ("Told, not confirmed", "Manager")]


@pytest.mark.parametrize("stream", REGISTERS)
async def test_an_empty_page_leads_back(browser: httpx.AsyncClient, caller: FakeCaller, stream: str) -> None:
    """Behind the end of a list, and where no row matches, the page says so and leads back."""
    published = REGISTERS[stream]
    name = published.register.name
    caller.table[published.query] = published.page.model_validate({"rows": (), "total": 0, "counts": {}})
    narrowed = await text_of(browser, f"/{name}?site=xm01", "en")
    assert "Nothing matches." in narrowed
    assert f'<a class="button quiet" href="/{name}">Clear</a>' in narrowed
    behind = await text_of(browser, f"/{name}?site=xm01&after=zzz", "en")
    assert f'<a class="button quiet" href="/{name}?site=xm01">From the start of the list</a>' in behind


@pytest.mark.parametrize("stream", sorted(REGISTERS.keys() - {"handover"}))
async def test_headings_sort_the_list(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path, stream: str
) -> None:
    """What can be sorted is a link that says how it is sorted now, and turns it round when it is so."""
    published = REGISTERS[stream]
    register = published.register
    if stream in {"account", "contact", "delivery", "export", "note", "payment", "staff", "workorder"}:
        caller.table[published.query] = await one_row(stream, tmp_path)
    usual = await text_of(browser, f"/{register.name}")
    assert len(re.findall('aria-sort="(?:ascending|descending)"', usual)) == 1
    for sort in register.all_sorts:
        page = await text_of(browser, f"/{register.name}?site=xm01&sort={sort}&order=ascending&after=zzz")
        assert (
            published.query.model_validate(
                {"site": "xm01", "sort": sort, "order": "ascending", "after": "zzz", "limit": 50}
            )
            in caller.asked
        )
        turned = f"/{register.name}?site=xm01&amp;sort={sort}&amp;order=descending"
        assert f'aria-sort="ascending"><a class="sort" href="{turned}"' in page
        others = len(register.all_sorts) - 1
        assert page.count('aria-sort="none"') == others
        assert f'<option value="{sort}" selected>' in page


@pytest.mark.parametrize("order", Direction)
async def test_the_board_is_sorted_where_it_is_filtered(
    browser: httpx.AsyncClient, caller: FakeCaller, order: Direction
) -> None:
    """Handovers stand as their papers do, with no headings over them: their form has what they sort by."""
    published = REGISTERS["handover"]
    for sort in published.register.all_sorts:
        asked = {"site": "xm01", "sort": sort, "order": order}
        page = await text_of(browser, f"/handovers?{urlencode(asked)}")
        form = page[
            page.index('<form class="filters"') : page.index("</form>", page.index('class="filters"'))
        ]
        assert "aria-sort" not in page
        assert published.query.model_validate({**asked, "limit": 12}) in caller.asked
        offered = re.findall(r'<option value="(\w+)"( selected)?>', form)
        assert {name for name, _ in offered} >= {*published.register.all_sorts, *Direction}
        assert {name for name, is_chosen in offered if is_chosen} == {"xm01", sort, order}


@pytest.mark.parametrize(
    "path", ["/cases?page=99", "/cases?sort=team", "/handovers?order=newest", "/complaints?colour=red"]
)
async def test_what_a_list_does_not_know_is_said_with_a_way_back(
    browser: httpx.AsyncClient, path: str
) -> None:
    """An old bookmark is no dead end."""
    page = await text_of(browser, path, status=422)
    assert f'<a class="button" href="{path.partition("?")[0]}">' in page


async def test_only_open_complaints_and_faults_can_be_listed(browser: httpx.AsyncClient) -> None:
    """Two of three complaints, one of two faults."""
    complaints, faults = (
        await text_of(browser, "/complaints?mark=is_open"),
        await text_of(browser, "/faults?mark=is_open"),
    )
    assert re.findall(r'id="(complaint-\d+)"', complaints) == ["complaint-76", "complaint-77"]
    assert re.findall(r'id="(fault-\d+)"', faults) == ["fault-9"]


@pytest.mark.parametrize(
    ("path", "stream", "asked"),
    [
        ("/complaints?state=upheld&text=x", "complaint", {"state": "upheld", "text": "x"}),
        ("/complaints?mark=is_open&site=xm01", "complaint", {"mark": "is_open", "site": "xm01"}),
        (
            "/faults?state=ended&order=ascending&after=abc",
            "fault",
            {"state": "ended", "order": "ascending", "after": "abc"},
        ),
    ],
)
async def test_lists_are_filtered_and_paged_where_they_are_kept(
    browser: httpx.AsyncClient, caller: FakeCaller, path: str, stream: str, asked: dict[str, Any]
) -> None:
    """The page asks for what it shows, and for the sites' names only."""
    await text_of(browser, path, "en")
    assert REGISTERS[stream].query.model_validate(asked) in caller.asked
    assert desk.Sites() in caller.asked
    assert not any(isinstance(query, desk.Overview) for query in caller.asked)


async def test_a_list_can_be_taken_away_as_csv(browser: httpx.AsyncClient) -> None:
    """The whole list as it is shown, in a form that spreadsheets read and do not work out."""
    response = await browser.get("/complaints.csv?mark=is_open&lang=en")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert lines[0] == "Number,State,Topic,Upheld,About,Case,Filed,Customer told,Site"
    assert [line.partition(",")[0] for line in lines[1:]] == ["complaint-76", "complaint-77"]


@pytest.mark.parametrize(
    ("path", "heading", "ids"),
    [
        ("/cases.csv?mark=is_waiting", "编号,主题,优先级,状态,时限,责任人", 4),
        ("/handovers.csv?mark=is_refused", "编号,状态,日期,班次,交班,接班", 1),
    ],
)
async def test_pages_written_by_hand_have_their_csv(
    browser: httpx.AsyncClient, path: str, heading: str, ids: int
) -> None:
    """Cases and handovers can be taken away as every other list, with the same filters."""
    lines = (await browser.get(path)).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith(heading)
    assert len(lines) == 1 + ids


async def test_a_checklist_is_written_as_a_cell(browser: httpx.AsyncClient) -> None:
    """Line by line, with its mark and its note."""
    text = (await browser.get("/handovers.csv?mark=is_refused")).content.decode("utf-8-sig")
    assert "桌面整洁 √; 钥匙齐全 × 机房钥匙未归还; 设备运行 √; 来电登记" in text


async def test_search_leads_to_an_id_and_lists_what_else_is_found(browser: httpx.AsyncClient) -> None:
    """A whole id opens its page; a word shows what each register has of it."""
    led = await browser.get("/search?text=complaint-76")
    assert (led.status_code, led.headers["location"]) == (303, "/complaints/complaint-76")
    page = await text_of(browser, "/search?text=答复不及时", "en")
    assert re.findall(r'href="/complaints/(complaint-\d+)"', page) == ["complaint-77"]
    assert "Nothing is found" in await text_of(browser, "/search?text=zzz", "en")


@pytest.mark.parametrize("text", ["xm01_7", "record-xm01_7a", "RECORD-XM01_7A"])
async def test_matters_without_a_register_are_found(browser: httpx.AsyncClient, text: str) -> None:
    """Part of an id is enough, and small letters are, too."""
    page = await text_of(browser, f"/search?text={text}", "en")
    assert 'href="/matters/record-xm01_7A"' in page
    assert "Records, assessments, callbacks, meetings and people" in page


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "以及所记录的全部文字"), ("en", "every text that was written")]
)
async def test_the_search_says_what_is_searched(browser: httpx.AsyncClient, lang: str, said: str) -> None:
    """Before anything is typed, so that nobody takes what is not found for what is not there."""
    assert said in await text_of(browser, "/search", lang)


@pytest.mark.parametrize("stream", ["case", "complaint", "fault"])
def test_what_never_was_is_shown_in_grey(stream: str) -> None:
    """A matter that was taken back is neither done nor under way, and its chip says what became of it."""
    register = REGISTERS[stream].register
    for language, text in ((Language.EN, "taken back"), (Language.ZH, "已撤回")):
        chip = stage_of(register, "withdrawn", words_of(language))
        assert chip is not None
        assert (chip.tone, chip.text) == (Tone.CALM, text)


@pytest.mark.parametrize("stream", [name for name, one in REGISTERS.items() if one.register.flow])
def test_only_where_time_runs_is_there_a_clock(stream: str) -> None:
    """A matter that rests or is done does not look as if it were late, whatever its stream."""
    register = REGISTERS[stream].register
    flow = register.flow
    assert flow is not None
    for stage in flow.stages:
        chip = stage_of(register, stage.value, words_of(Language.EN))
        assert chip is not None
        is_running = flow.pace(stage) is Pace.RUNNING and stage not in (*register.urgent, *register.void)
        assert (chip.icon == "clock", chip.tone is Tone.WATCH) == (is_running, is_running)


def test_a_case_that_is_solved_or_waits_does_not_look_late() -> None:
    """A solved case has a tick, in grey as long as it is not closed; a paused one stands still."""
    register = REGISTERS["case"].register
    chips = {stage: stage_of(register, stage, words_of(Language.EN)) for stage in ("resolved", "paused")}
    shown = {stage: (chip.tone, chip.icon) for stage, chip in chips.items() if chip is not None}
    assert shown == {"resolved": (Tone.CALM, "done"), "paused": (Tone.CALM, "pause")}


def test_what_counts_for_nothing_is_shown_in_grey() -> None:
    """A handover that was annulled is neither done nor under way."""
    register = REGISTERS["handover"].register
    stages = {stage: stage_of(register, stage.value, words_of(Language.EN)) for stage in HandoverStage}
    tones = {stage: None if chip is None else chip.tone for stage, chip in stages.items()}
    assert tones[HandoverStage.ANNULLED] is Tone.CALM
    assert tones[HandoverStage.REVIEWED] is Tone.GOOD
    assert tones[HandoverStage.REFUSED] is Tone.BAD


@pytest.mark.parametrize("stream", REGISTERS)
async def test_whatever_narrows_a_list_has_its_field(
    browser: httpx.AsyncClient, caller: FakeCaller, stream: str
) -> None:
    """Site, state, days and what the register names: in the form with what was asked, and in the address."""
    published = REGISTERS[stream]
    register = published.register
    asked = {"site": "xm01", "since": "2016-03-01", "until": "2016-03-31"}
    for name in register.filters:
        column = register.column(name)
        choices = list(column.choices or ())
        day = "2016-03-30" if column.kind is Kind.DAY else f"{name.partition('_')[0]}-7"
        asked[name] = choices[0].value if choices else day
        if column.names is Names.SITE:
            asked[name] = "xm01"
    if register.flow is not None:
        asked["state"] = str(min(register.flow.ends))
    page = await text_of(browser, f"/{register.name}?{urlencode(asked)}", "en")
    form = page[page.index('<form class="filters"') : page.index("</form>", page.index('class="filters"'))]
    told = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', form, re.DOTALL):
        told[name] = re.findall(r'<option value="([^"]*)" selected>', options)[-1]
    assert asked.items() <= told.items()
    assert '<details class="further" open>' in form
    limit = min(12 if stream == "handover" else 50, register.most_rows)
    assert published.query.model_validate({**asked, "limit": limit}) in caller.asked
    assert '<details class="further"><summary>' in await text_of(browser, f"/{register.name}")


async def test_a_list_says_what_its_first_page_has(browser: httpx.AsyncClient) -> None:
    """The page and what is pushed have one word for the same rows, and another where something came."""
    page = await text_of(browser, "/complaints?mark=is_open")
    [(news, seen)] = re.findall(r'data-news="([^"]+)" data-seen="([^"]+)"', page)
    assert news == "/news/complaints?mark=is_open"
    assert await pushed(news) == seen
    assert await pushed("/news/complaints") != seen
    behind = await text_of(browser, "/complaints?after=zzz")
    assert 'data-seen=""' in behind


@pytest.mark.parametrize(
    "path", ["/callbacks?site=xm01", "/access", "/access?show=accesses&site=xm01", "/scores?site=xm01"]
)
async def test_other_lists_say_so_too(browser: httpx.AsyncClient, path: str) -> None:
    """What is owed, findings, readings, and a month's scores."""
    page = await text_of(browser, path)
    [(news, seen)] = re.findall(r'data-news="([^"]+)" data-seen="(\w+)"', page)
    assert unescape(news).startswith(f"/news{path}")
    assert await pushed(unescape(news)) == seen


async def test_an_attempt_of_nobody_is_shown_at_no_site(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path
) -> None:
    """Neither in the list, nor on its page, nor in what is taken away; somebody's is at their own."""
    query = REGISTERS["account"].query
    page = await one_row("account", tmp_path)
    (row,) = page.rows
    site_cell = re.compile(r'<td class="[^"]*" data-label="Site">(.*?)</td>', re.DOTALL)
    found = []
    for at in (row.site, None):
        caller.table[query] = page.model_copy(update={"rows": (row.model_copy(update={"at": at}),)})
        shown = (await browser.get("/attempts?lang=en")).text
        lines = (await browser.get("/attempts.csv?lang=en")).text.splitlines()
        facts = {"fact": "attempt_denied", "at": at}
        caller.table[desk.StoryOf] = Story(matter=row.account, site=row.site, facts=facts, entries=())
        one = (await browser.get(f"/attempts/{row.account}?lang=en")).text
        assert ("<dt>Site</dt>" in one) is (at is not None)
        found.append(
            (re.sub(r"<[^>]*>", "", site_cell.findall(shown)[0]).strip(), lines[1].rpartition(",")[2])
        )
    assert found[0][0] != "—"
    assert (found[0][1], found[1]) == (row.site, ("—", ""))
