"""What the pages show, asked over HTTP of an application whose services are a stand-in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from answerable.errors import Refused, Unavailable
from answerable.queries import audit, callbacks, desk, intake, scoring
from answerable.queries.registers import REGISTERS
from answerable.queries.views import SetAside, ViewStatuses
from answerable.rulebook.statement import LineState, TakenBack
from answerable.rulebook.terms import Text
from services.console.language import Language, words_of
from tests.services.console.sample import (
    NO_COMPLAINTS,
    POST_LEFT,
    FakeCaller,
    ago,
    case_row,
    empty_answers,
    ledger,
    one_row,
    statement,
    writing,
)

CASES = REGISTERS["case"]
STATEMENT = "/scores/xm01/staff-149/2016-03"
PAGES = (
    "/",
    "/cases",
    "/cases/case-INC0000045",
    "/scores",
    STATEMENT,
    "/callbacks",
    "/handovers",
    "/complaints",
    "/faults",
    "/access",
    "/system",
)


async def text_of(browser: httpx.AsyncClient, path: str, lang: str = "zh", status: int = 200) -> str:
    response = await browser.get(path, headers={"accept-language": lang})
    assert response.status_code == status, response.text
    return response.text


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("path", PAGES)
async def test_no_page_shows_a_raw_key(browser: httpx.AsyncClient, path: str, lang: Language) -> None:
    """Every word on a page is a word, in the page's own language."""
    page = await text_of(browser, path, lang)
    shown = set(re.findall(r"[a-z_]+(?:\.[a-z_0-9]+)+", re.sub(r"<[^>]*>", " ", page)))
    assert shown & words_of(lang).keys == set()
    assert f'<html lang="{lang.tag}">' in page


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path not in {STATEMENT, "/cases/case-INC0000045"}]
)
async def test_an_empty_installation_says_what_to_do_next(
    browser: httpx.AsyncClient, caller: FakeCaller, path: str
) -> None:
    """Nothing to show is a sentence, not a blank."""
    caller.table = empty_answers()
    assert 'class="empty"' in await text_of(browser, path)


async def test_the_overview_adds_up_the_sites(browser: httpx.AsyncClient) -> None:
    """38 open cases in Xiamen and 11 in Fuzhou are 49."""
    page = await text_of(browser, "/")
    assert '<b data-live="tile.cases_open">49</b>' in page
    assert re.findall(r'data-live="xm01.cases_open">([^<]*)<', page) == ["38"]


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


async def test_a_story_shows_every_event_with_its_marks(browser: httpx.AsyncClient) -> None:
    """Sequence, who, when; imported and back-dated entries say so."""
    page = await text_of(browser, "/cases/case-INC0000045", "en")
    assert [f"#{number}" in page for number in range(1201, 1210)] == [True] * 9
    assert page.count(">imported<") == 1
    assert "Recorded 1 day 3 hr after it happened" in page
    assert "Staff 8 owned it from 2016-03-31 05:03 to 2016-03-31 07:33 (2 hr 30 min)" in page
    assert "Waiting for Staff 31" in page


async def test_what_people_wrote_is_never_markup(browser: httpx.AsyncClient) -> None:
    """A note with tags in it is shown with its tags."""
    page = await text_of(browser, "/cases/case-INC0000045")
    assert "&lt;b&gt;观察&lt;/b&gt;" in page
    assert "<b>观察" not in page


@pytest.mark.parametrize("lang", Language)
async def test_an_article_is_quoted_verbatim_in_every_language(
    browser: httpx.AsyncClient, lang: Language
) -> None:
    """The Chinese text stands as it is, misprints included; English stands beside it, never instead."""
    page = await text_of(browser, STATEMENT, lang)
    assert f'<blockquote lang="zh-CN" cite="#001-m7">{POST_LEFT}</blockquote>' in page
    assert f">{NO_COMPLAINTS}</blockquote>" in page
    assert ("Left the post for more than 5 minutes" in page) is (lang is Language.EN)


async def test_a_statement_shows_points_readings_evidence_and_the_result(browser: httpx.AsyncClient) -> None:
    """From 80 down to 70, each line with its sign and what it rests on."""
    page = await text_of(browser, STATEMENT)
    assert re.findall(r'class="num change">([^<]*)<', page) == ["", "−5", "−10", "+5", "", ""]
    assert re.findall(r'class="num running"[^>]*>([^<]*)<', page) == ["80", "75", "65", "70", "70", "70"]
    assert 'href="/cases/case-INC0000045#case-INC0000045.8"' in page
    assert page.count('<li class="used">') == 1
    assert "列在加分项，加 5 分" in page
    assert "按字面扣 5 分" in page


async def test_pay_is_called_a_proposal(browser: httpx.AsyncClient) -> None:
    """A named person decides (PIPL 24); the page says so beside the amount."""
    page = await text_of(browser, STATEMENT, "en")
    assert "−CN¥100.00" in page
    assert "This is a proposal worked out from the text, not a decision." in page


async def test_a_dismissal_clause_stands_with_what_a_person_decides(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A proposed line is shown apart from the score."""
    proposed = statement().lines[3].model_copy(update={"state": LineState.PROPOSED})
    told = statement(lines=(proposed,))
    caller.table[scoring.StatementOf] = scoring.StatementAnswer(statement=told)
    page = await text_of(browser, STATEMENT)
    waterfall, _, behind = page.partition("待人决定的条款")
    assert proposed.text.zh in behind
    assert proposed.text.zh not in waterfall


@pytest.mark.parametrize(("language", "heading"), [("zh", "已撤销的记录"), ("en", "Taken back")])
async def test_what_was_taken_back_stays_struck_through(
    browser: httpx.AsyncClient, caller: FakeCaller, language: str, heading: str
) -> None:
    """The points are struck through, beside who took them back, why and by which event; none counts."""
    taken_back = TakenBack(
        by="staff-200", at=ago(days=1), reason="wrong person", event_id="assessment-1.2", sequence=1400
    )
    said = Text(zh="理由：wrong person", en="because: wrong person")
    line = (
        statement()
        .lines[0]
        .model_copy(update={"state": LineState.REVOKED, "taken_back": taken_back, "explanation": said})
    )
    caller.table[scoring.StatementOf] = scoring.StatementAnswer(statement=statement(lines=(line,)))
    page = await text_of(browser, STATEMENT, language)
    before, _, behind = page.partition(heading)

    assert line.text.zh in behind
    assert line.text.zh not in before
    assert '<del class="num change">−5</del>' in behind
    assert "wrong person" in behind
    assert "#1400" in behind


async def test_another_rulebook_is_marked_as_what_if(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """A trial is never mistaken for the month's statement."""
    assert "试算" in await text_of(browser, f"{STATEMENT}?rulebook=other")
    asked = [query for query in caller.asked if isinstance(query, scoring.StatementOf)]
    assert [query.rulebook for query in asked] == ["other"]


async def test_scores_show_the_first_site_where_none_is_asked_for(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And a link to every person's statement."""
    page = await text_of(browser, "/scores")
    assert [q.site for q in caller.asked if isinstance(q, scoring.Statements)] == ["fz02"]
    assert f'href="{STATEMENT}"' in page


async def test_callbacks_tell_overdue_from_due(browser: httpx.AsyncClient) -> None:
    """One is late, two are due today, two come within the week."""
    page = await text_of(browser, "/callbacks")
    assert re.findall(r'<span class="count">(\d+)</span>', page) == ["1", "2", "2"]
    assert "原定 2016-04-03，因节假日顺延" in page
    assert "2016-03：应访 23，已访 20，漏访 2" in page


async def test_a_refused_handover_shows_marks_and_the_reason(browser: httpx.AsyncClient) -> None:
    """√ and × as on the paper form, the refusal with its words (002-r4-1.6)."""
    page = await text_of(browser, "/handovers")
    assert re.findall(r'class="mark"[^>]*>(.)<', page) == ["√", "×", "√", "\u00a0", "√", "√"]
    assert "钥匙未交清，按 002-r4-1.6 拒绝接班" in page
    assert "机房钥匙未归还" in page


async def test_a_faults_chain_says_who_has_confirmed(browser: httpx.AsyncClient) -> None:
    """Told is not confirmed, and not told is neither."""
    page = await text_of(browser, "/faults", "en")
    said = re.findall(r'data-label="(Confirmed|Told, not confirmed)">([^<]+)</td>', page)
    assert said[:2] == [("Confirmed", "Salesperson"), ("Told, not confirmed", "Manager")]


async def test_findings_are_counted_by_kind_and_can_be_filtered(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The counts are links; what they ask reaches the service."""
    page = await text_of(browser, "/access?kind=leak", "en")
    assert 'href="/access?kind=back_dated"' in page
    assert "company top secret" in page
    assert [
        query.model_dump(exclude_none=True)["kind"]
        for query in caller.asked
        if query.query_name == "findings"
    ] == ["leak"]


async def test_a_stopped_view_shows_its_error(browser: httpx.AsyncClient) -> None:
    """A stall is never silent."""
    page = await text_of(browser, "/system", "en")
    assert "access v2 cannot take event 12481" in page
    assert "answerable projection rebuild access" in page


async def test_a_parked_event_is_shown_with_what_to_do(browser: httpx.AsyncClient) -> None:
    """An event that a view could not take is named, with the command that lists it."""
    page = await text_of(browser, "/system", "en")
    assert "event 12481 on ledger.xm01.case.case-7: KeyError" in page
    assert "answerable projection parked access" in page


async def test_the_language_is_kept_in_the_only_cookie(browser: httpx.AsyncClient) -> None:
    """Chosen once, it holds for the next page; switching keeps the filter."""
    chosen = await browser.get("/cases?site=xm01&lang=en")
    assert chosen.headers.get_list("set-cookie") == [
        "lang=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"
    ]
    following = await browser.get("/cases?site=xm01")
    assert '<html lang="en">' in following.text
    assert 'href="/cases?site=xm01&amp;lang=zh"' in following.text
    assert "set-cookie" not in following.headers


async def test_the_tile_of_waiting_transfers_leads_to_them(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And the list behind it asks for nothing else."""
    assert 'href="/cases?mark=is_waiting"' in await text_of(browser, "/")
    caller.asked.clear()
    await text_of(browser, "/cases?mark=is_waiting")
    assert CASES.query.model_validate({"mark": "is_waiting", "limit": 50}) in caller.asked


async def test_moments_are_written_by_the_sites_own_clock(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Where sites' clocks differ, each moment says how far it is from UTC."""
    fuzhou, xiamen = caller.table[desk.Sites].sites
    far = xiamen.model_copy(update={"timezone": "Asia/Urumqi"})
    caller.table[desk.Sites] = desk.SiteNames(sites=(fuzhou, far))
    page = await text_of(browser, "/complaints")
    assert set(re.findall(r">[\d-]{10} [\d:]{5}( [^<]*)?</time>", page)) == {" +06:00"}


async def test_a_sites_clock_is_remembered_when_intake_is_silent(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Another service's page keeps its times as they were."""
    before = re.findall(r"<time[^>]*>", await text_of(browser, "/access"))
    caller.fail("desk", Unavailable("no answer"))
    assert re.findall(r"<time[^>]*>", await text_of(browser, "/access")) == before


async def test_the_ledgers_state_stands_first(browser: httpx.AsyncClient) -> None:
    """How many events, nothing missing, and that nothing can be taken out."""
    page = await text_of(browser, "/system", "en")
    assert "6.2 MiB" in page
    assert [said in page for said in ("no delete, no purge", "as it was made")] == [True, True]


async def test_a_ledger_with_a_hole_is_an_alarm(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What is missing, what was changed, and what to do about it."""
    caller.table[desk.LedgerStatus] = ledger(deleted=2, deny_purge=False, differences=("deny_purge is off",))
    page = await text_of(browser, "/system", "en")
    for said in ("events are gone", "events can be deleted", "1 departure<", "deny_purge is off"):
        assert said in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("cannot be trusted", "365 days ahead of the server&#39;s", "more than 60 s", "refused")),
        ("zh", ("不可信", "比服务器快 365 天", "相差超过 60 秒", "拒绝受理")),
    ],
)
async def test_a_clock_that_cannot_be_trusted_is_an_alarm(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: tuple[str, ...]
) -> None:
    """By how much it is wrong, that nothing is recorded, and what to do, in the page's own language."""
    assert "cannot be trusted" not in await text_of(browser, "/system", "en")
    year = timedelta(days=365).total_seconds()
    caller.table[intake.Writing] = writing(ahead_of_server_s=year, fault="the writer's clock is ahead")
    page = await text_of(browser, "/system", lang)

    assert [word for word in said if word not in page] == []
    assert "the writer&#39;s clock is ahead" not in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "The year 2019 is not announced for CN."), ("zh", "CN 2019 年的节假日安排尚未公布")],
)
async def test_a_year_without_holidays_is_said(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: str
) -> None:
    """Who plans by due days learns that they may still move, and in which year of which country."""
    assert said not in await text_of(browser, "/callbacks", lang)
    year = callbacks.UnannouncedYear(country="CN", year=2019)
    for query in (callbacks.Due, callbacks.History):
        caller.table[query] = empty_answers()[query].model_copy(update={"unannounced": (year,)})

    assert (await text_of(browser, "/callbacks", lang)).count(said) == 1


async def test_a_writer_that_does_not_answer_leaves_the_rest(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And one that halted says why; the ledger and the views are shown all the same."""
    caller.table[intake.Writing] = Unavailable("intake is away")
    assert "intake is away" in await text_of(browser, "/system", "en")
    caller.table[intake.Writing] = intake.WritingState(fault="events 7 to 9 are missing")
    page = await text_of(browser, "/system", "en")
    assert [said in page for said in ("events 7 to 9 are missing", "refused", "6.2 MiB")] == [True] * 3


async def test_a_halted_writer_is_an_alarm(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """While intake refuses to write, the page says so, with intake's own words."""
    assert "nothing is written" not in await text_of(browser, "/system", "en")
    caller.table[intake.Writing] = intake.WritingState(
        fault="the ledger ended at event 15, and views were further"
    )
    page = await text_of(browser, "/system", "en")
    for said in ("nothing is written", "the ledger ended at event 15"):
        assert said in page


async def test_a_damaged_view_that_was_set_aside_is_said(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The page names why, and where it is kept, for as long as that is."""
    aside = SetAside(at=datetime(2026, 11, 29, tzinfo=UTC), why="it lacks topics", kept="g1.sqlite.damaged-1")
    [view] = caller.table[callbacks.Views].views
    caller.table[callbacks.Views] = ViewStatuses(views=(view.model_copy(update={"set_aside": aside}),))
    page = await text_of(browser, "/system", "en")
    for said in ("it lacks topics", "g1.sqlite.damaged-1"):
        assert said in page


async def test_a_month_that_cannot_be_scored_yet_says_why(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A site without a rulebook is a list with a reason, not a fault of the page."""
    caller.table[scoring.Statements] = Refused("no rulebook is bound to xm01 in 2016-03")
    page = await text_of(browser, "/scores?site=xm01", "en")
    assert 'class="empty"' in page
    assert "no rulebook is bound to xm01 in 2016-03" in page


async def test_what_cannot_be_had_now_is_a_page_with_the_reason(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A manager's statement is refused, and the page says by which rule of sense."""
    caller.table[scoring.StatementOf] = Refused("staff-149 is a manager; the text has these scored: agent")
    assert "staff-149 is a manager" in await text_of(browser, STATEMENT, "en", status=409)


async def test_statements_with_questions_can_be_listed_alone(browser: httpx.AsyncClient) -> None:
    """Two of five wait for a person; the tabs say so before they are chosen."""
    page = await text_of(browser, "/scores?site=xm01&show=open_questions", "en")
    assert re.findall(r"With questions <b>(\d+)</b>", page) == ["2"]
    assert re.findall(r'href="/scores/xm01/([^/]*)/', page) == ["staff-149", "staff-77"]


async def test_findings_come_in_groups_and_pages(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """95 of them are three pages; the group's count is of all of them."""
    first = caller.table[audit.Findings].findings[0]
    many = tuple(first.model_copy(update={"finding": f"export_in_bulk-{n}"}) for n in range(95))
    caller.table[audit.Findings] = audit.FindingList(
        findings=many, counts=(audit.KindCount(kind=first.kind, count=95),)
    )
    page = await text_of(browser, "/access?group=staff&page=3", "en")
    assert "81–95 of 95" in page
    assert page.count('scope="rowgroup"') == 1
    assert '<span class="count">95</span>' in page
    assert 'href="/access?group=staff&amp;page=2"' in page


async def test_who_saw_a_record_is_one_click_away(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The record's id is a link, and what it asks reaches the service."""
    assert 'href="/access?record=record-cust-9"' in await text_of(browser, "/access")
    caller.asked.clear()
    await text_of(browser, "/access?record=record-cust-9&show=accesses")
    assert [q.record for q in caller.asked if isinstance(q, audit.Accesses)] == ["record-cust-9"]


async def test_a_handover_has_its_own_page(browser: httpx.AsyncClient) -> None:
    """Evidence leads to the very handover, however long ago it was, by its old address too."""
    name = "handover-xm01-20160331-day"
    page = await text_of(browser, f"/handovers/{name}")
    assert "钥匙未交清，按 002-r4-1.6 拒绝接班" in page
    assert 'href="/cases/case-INC0000045"' in page
    led = await browser.get(f"/handovers?handover={name}&lang=en")
    assert (led.status_code, led.headers["location"]) == (303, f"/handovers/{name}?lang=en")


@pytest.mark.parametrize(
    "path",
    [
        "/handovers?handover=none",
        "/handovers/none",
        "/handovers/handover-none",
        "/handovers/case-INC0000045",
        "/cases/none",
        "/cases/case-none",
        "/cases/complaint-76",
        "/complaints/complaint-1",
        "/matters/none",
        "/matters/staff-none",
    ],
)
async def test_what_is_not_there_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    """An id that is none, one of another stream and one that nobody knows are all the same: not there."""
    page = await text_of(browser, path, status=404)
    assert "找不到" in page


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


@pytest.mark.parametrize("stream", [stream for stream in REGISTERS if stream != "handover"])
async def test_headings_sort_the_list(browser: httpx.AsyncClient, caller: FakeCaller, stream: str) -> None:
    """What can be sorted is a link that says how it is sorted now, and turns it round when it is so."""
    published = REGISTERS[stream]
    register = published.register
    if stream in {"contact", "delivery"}:
        caller.table[published.query] = one_row(stream)
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


@pytest.mark.parametrize(
    "path", ["/cases?page=99", "/cases?sort=team", "/handovers?order=newest", "/complaints?colour=red"]
)
async def test_what_a_list_does_not_know_is_said_with_a_way_back(
    browser: httpx.AsyncClient, path: str
) -> None:
    """An old bookmark is no dead end."""
    page = await text_of(browser, path, status=422)
    assert f'<a class="button" href="{path.partition("?")[0]}">' in page


@pytest.mark.parametrize("path", ["/handovers?on=yesterday", "/callbacks?state=late", "/access?group=age"])
async def test_an_address_that_cannot_be_is_said_to_be_so(browser: httpx.AsyncClient, path: str) -> None:
    """Nothing is guessed from a wrong word."""
    assert "地址" in await text_of(browser, path, status=422)


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


async def test_missed_callbacks_can_be_listed_alone(browser: httpx.AsyncClient) -> None:
    """The filter stays in the address, and the miss rate stands beside each month."""
    page = await text_of(browser, "/callbacks?state=missed", "en")
    assert 'href="/callbacks?state=missed" aria-current="true"' in page
    assert "Miss rate" in page


async def test_a_matters_page_tells_the_whole_story(browser: httpx.AsyncClient) -> None:
    """Every text that was recorded can be read, every id leads to its object, and people to theirs."""
    page = await text_of(browser, "/complaints/complaint-76", "en")
    assert "等了三天没有回音" in page
    assert 'href="/matters/staff-149"' in page
    assert 'href="/search?text=customer-7"' in page
    assert 'id="complaint-76.1"' in page


async def test_a_list_can_be_taken_away_as_csv(browser: httpx.AsyncClient) -> None:
    """The whole list, with the names of the columns, in a form that spreadsheets read and do not work out."""
    response = await browser.get("/complaints.csv?mark=is_open")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert lines[0] == "complaint,site,state,topic,is_upheld,about,case,filed_at,ended_at"
    assert [line.partition(",")[0] for line in lines[1:]] == ["complaint-76", "complaint-77"]


@pytest.mark.parametrize(
    ("path", "heading", "ids"),
    [
        ("/cases.csv?mark=is_waiting", "case,site,topic,priority,state,owner", 4),
        ("/handovers.csv?mark=is_refused", "handover,site,on,shift,state,abnormal", 1),
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


IDS = re.compile(
    r"\b(?:case|complaint|fault|handover|contact|delivery|staff|customer|record|callback|site)-[A-Za-z0-9][\w-]*"
)
"""An id of a matter, a person or a customer, as it is recorded."""

SITES = re.compile(r"\b(?:xm01|fz02)\b")


def not_led(page: str) -> str:
    """Give the text of a page's body that is inside of no link, choice, chart or heading of its own."""
    body = re.sub(r"(?s)^.*?<main|<dialog.*$", " ", page)
    body = re.sub(
        r"(?s)<(?:a\b|select|option|svg|h1|code|ol class=\"spans\").*?</(?:a|select|option|svg|h1|code|ol)>",
        " ",
        body,
    )
    return re.sub(r"<[^>]*>", " ", body)


@pytest.mark.parametrize(
    "path",
    [
        "/cases",
        "/cases/case-INC0000045",
        "/handovers",
        "/handovers/handover-xm01-20160331-day",
        "/complaints",
        "/complaints/complaint-76",
        "/faults",
        "/search?text=答复",
        "/",
    ],
)
async def test_every_id_leads_to_its_object(browser: httpx.AsyncClient, path: str) -> None:
    """Matters, people, customers and sites: whatever is named on a page can be looked at."""
    page = await text_of(browser, path, "en")
    left = not_led(page)
    assert IDS.findall(left) == []
    assert SITES.findall(left) == []
    assert re.findall(r"\b(?:Staff|Customer) [\w-]*\d", left) == []


async def test_a_long_story_has_pages(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What does not fit leads on, what follows leads back, and a case told in part draws no band."""
    whole = caller.table[desk.CaseTimeline](desk.CaseTimeline(case="case-INC0000045"))
    caller.table[desk.CaseTimeline] = whole.model_copy(update={"next_after": 1209})
    page = await text_of(browser, "/cases/case-INC0000045", "en")
    assert 'rel="next" href="/cases/case-INC0000045?after=1209"' in page
    assert 'class="chart band"' not in page
    assert "more than one page" in page
    caller.table[desk.CaseTimeline] = whole.model_copy(update={"entries": ()})
    behind = await text_of(browser, "/cases/case-INC0000045?after=1209", "en")
    assert '<a class="button quiet" href="/cases/case-INC0000045">From the beginning</a>' in behind
    assert desk.CaseTimeline(case="case-INC0000045", after=1209) in caller.asked


async def test_a_matter_that_has_a_page_of_its_own_is_shown_there(browser: httpx.AsyncClient) -> None:
    """However it is named in an address, a matter has one page."""
    led = await browser.get("/matters/complaint-76?lang=en")
    assert (led.status_code, led.headers["location"]) == (303, "/complaints/complaint-76?lang=en")
