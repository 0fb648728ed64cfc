"""The page of one matter: its story, its marks, and where what it names leads."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.errors import Unavailable
from answerable.queries import desk, intake, matters
from answerable.queries.base import Direction
from answerable_services.console.recorded import Recorded
from tests.services.console.browsing import text_of
from tests.services.console.given.moments import NOW
from tests.services.console.given.registers import matter_story
from tests.services.console.sample import FakeCaller


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


async def test_a_refused_handover_shows_marks_and_the_reason(browser: httpx.AsyncClient) -> None:
    """√ and × as on the paper form, the refusal with its words (002-r4-1.6)."""
    page = await text_of(browser, "/handovers")
    assert re.findall(r'class="mark"[^>]*>(.)<', page) == ["√", "×", "√", "\u00a0", "√", "√"]
    assert "钥匙未交清，按 002-r4-1.6 拒绝接班" in page
    assert "机房钥匙未归还" in page


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
        "/people/staff-none",
    ],
)
async def test_what_is_not_there_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    """An id that is none, one of another stream and one that nobody knows are all the same: not there."""
    page = await text_of(browser, path, status=404)
    assert "找不到" in page


async def test_a_matters_page_tells_the_whole_story(browser: httpx.AsyncClient) -> None:
    """Every text that was recorded can be read, every id leads to its object, and people to theirs."""
    page = await text_of(browser, "/complaints/complaint-76", "en")
    assert "等了三天没有回音" in page
    assert 'href="/people/staff-149"' in page
    assert 'href="/search?text=customer-7"' in page
    assert 'id="complaint-76.1"' in page


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
        "/callbacks",
        "/search?text=答复",
        "/",
        "/overview",
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
    """What does not fit leads on and back, and what lies behind the end leads to the start."""
    whole = caller.table[desk.CaseTimeline](desk.CaseTimeline(case="case-INC0000045"))
    caller.table[desk.CaseTimeline] = whole.model_copy(update={"before": 1201, "after": 1209})
    page = await text_of(browser, "/cases/case-INC0000045?after=1200", "en")
    assert 'rel="next" href="/cases/case-INC0000045?after=1209"' in page
    assert 'rel="prev" href="/cases/case-INC0000045?before=1201"' in page
    assert desk.CaseTimeline(case="case-INC0000045", after=1200) in caller.asked
    caller.table[desk.CaseTimeline] = whole.model_copy(update={"entries": ()})
    behind = await text_of(browser, "/cases/case-INC0000045?after=1209", "en")
    assert '<a class="button quiet" href="/cases/case-INC0000045">From the start of the list</a>' in behind


@pytest.mark.parametrize(
    "path", ["/cases/case-INC0000045", "/complaints/complaint-76", "/handovers/handover-xm01-20160331-day"]
)
@pytest.mark.parametrize(
    ("lang", "oldest", "newest"), [("en", "Oldest first", "Newest first"), ("zh", "由旧到新", "由新到旧")]
)
async def test_a_story_is_told_either_way_round(
    browser: httpx.AsyncClient, path: str, lang: str, oldest: str, newest: str
) -> None:
    """A link turns it round, the address keeps that with each page, and oldest first is what is usual."""
    usual = await text_of(browser, f"{path}?after=1", lang)
    assert f'<a href="{path}" aria-current="true">{oldest}</a>' in usual
    assert f'<a href="{path}?order=descending">{newest}</a>' in usual
    turned = await text_of(browser, f"{path}?order=descending&after=1300", lang)
    assert f'<a href="{path}">{oldest}</a>' in turned
    assert f'<a href="{path}?order=descending" aria-current="true">{newest}</a>' in turned


async def test_a_band_is_drawn_for_a_case_of_any_length(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Whichever part of the story is told; of many owners so many, with ways to those before and after."""
    page = await text_of(browser, "/cases/case-INC0000045?order=descending&after=1300", "en")
    assert 'class="chart band"' in page
    assert "owners_before" not in page
    part = caller.table[desk.CaseOwnership].model_copy(update={"first": 11, "last": 60, "total": 1001})
    caller.table[desk.CaseOwnership] = part
    page = await text_of(browser, "/cases/case-INC0000045?after=1300&owners_before=61", "en")
    assert desk.CaseOwnership(case="case-INC0000045", before=61) in caller.asked
    assert "Stretches 11 to 60 of 1,001" in page
    assert 'href="/cases/case-INC0000045?after=1300&amp;owners_before=11#ownership"' in page
    assert 'href="/cases/case-INC0000045?after=1300&amp;owners_before=111#ownership"' in page


async def test_a_story_is_shown_where_nobody_tells_who_owned_the_case(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The panel says what failed; the rest of the page stands."""
    caller.table[desk.CaseOwnership] = Unavailable("nobody answers")
    page = await text_of(browser, "/cases/case-INC0000045", "en")
    assert "#1201" in page
    assert 'class="chart band"' not in page


async def test_the_newest_event_stands_first_where_that_is_asked_for(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The page shows what the desk tells, in its order; which way round is in the question and the links."""
    whole = caller.table[desk.CaseTimeline](desk.CaseTimeline(case="case-INC0000045"))
    turned = {"entries": whole.entries[::-1], "after": 1201}
    caller.table[desk.CaseTimeline] = whole.model_copy(update=turned)
    page = await text_of(browser, "/cases/case-INC0000045?order=descending", "en")
    assert re.findall(r"#(12\d\d)<", page) == [str(number) for number in range(1209, 1200, -1)]
    assert 'rel="next" href="/cases/case-INC0000045?order=descending&amp;after=1201"' in page
    assert desk.CaseTimeline(case="case-INC0000045", order=Direction.DESCENDING) in caller.asked
    refused = await text_of(browser, "/cases/case-INC0000045?order=sideways", "en", status=422)
    assert "sideways" in refused


async def test_a_matter_that_has_a_page_of_its_own_is_shown_there(browser: httpx.AsyncClient) -> None:
    """However it is named in an address, a matter has one page."""
    led = await browser.get("/matters/complaint-76?lang=en")
    assert (led.status_code, led.headers["location"]) == (303, "/complaints/complaint-76?lang=en")


async def test_a_deliverys_page_shows_its_callbacks(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Each with how it stands, and a link to what happened where anything has."""
    told = matters.Story(matter="delivery-1", site="xm01", facts={"project": "p"}, entries=())
    caller.table[desk.StoryOf] = told
    page = await text_of(browser, "/deliveries/delivery-1", "en")
    assert re.findall(r'href="/matters/(callback-1-\d)"', page) == ["callback-1-2", "callback-1-1"]
    assert [f'<tr id="callback-1-{ordinal}">' in page for ordinal in (1, 2, 3)] == [True] * 3
    assert [said in page for said in ("no. 3", ">owed<", ">overdue<", ">made<")] == [True] * 4

    caller.fail("callbacks", Unavailable("nobody answers"))
    assert "answerable run callbacks" in await text_of(browser, "/deliveries/delivery-1", "en")
    caller.table[desk.StoryOf] = told.model_copy(update={"matter": "complaint-76"})
    assert "answerable run callbacks" not in await text_of(browser, "/complaints/complaint-76", "en")


@pytest.mark.parametrize(("lang", "said"), [("zh", "员工 2"), ("en", "Staff 2")], ids=["Chinese", "English"])
async def test_a_matter_without_a_register_says_at_its_head_that_it_was_taken_back(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: str
) -> None:
    """A withdrawn record and a revoked assessment: by whom and why, above the story."""
    back = matters.TimelineEntry(
        sequence=9,
        event="assessment-7.2",
        type="answerable.assessment.revoked.v1",
        occurred_at=NOW,
        recorded_at=NOW,
        actor="staff-2",
        is_imported=False,
        fields={"reason": "认错了人"},
    )
    told = matters.Story(
        matter="assessment-7", site="xm01", facts={}, voided_by=back, entries=(back,), before=7
    )
    caller.table[desk.StoryOf] = told
    head = (await text_of(browser, "/matters/assessment-7", lang)).split("<section>")[0]
    assert 'href="#assessment-7.2"' in head
    assert re.search(rf">{said}</a>[：:] ?认错了人", head)
    assert {"zh": "已撤回", "en": "taken back"}[lang] in head

    caller.table[desk.StoryOf] = told.model_copy(update={"voided_by": None})
    assert "认错了人" not in (await text_of(browser, "/matters/assessment-7", lang)).split("<section>")[0]


async def test_a_matter_is_called_by_its_number(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """On the way back from its form, beside it, and on the page of a note about it."""
    told = matter_story(desk.StoryOf(matter="complaint-76"))
    numbered = told.model_copy(update={"facts": {**told.facts, "number": "TS20160331-1"}})
    note = told.model_copy(
        update={"matter": "note-1", "state": "written", "facts": {"matter": "complaint-76"}}
    )
    caller.table[desk.StoryOf] = lambda query: note if query.matter == "note-1" else numbered
    form = await text_of(browser, "/do/complaint/withdraw_filing?site=xm01&target=complaint-76", "en")
    assert "Back to TS20160331-1" in form
    assert ">TS20160331-1</a>" in form
    page = await text_of(browser, "/notes/note-1", "en")
    assert "Note about TS20160331-1" in page
    assert '<a href="/complaints/complaint-76">TS20160331-1</a>' in page


async def test_a_callback_is_called_by_its_project(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Its page is headed by what was delivered and which callback it is."""
    told = matter_story(desk.StoryOf(matter="complaint-76"))
    callback = told.model_copy(update={"matter": "callback-d6-1", "facts": {}})
    delivery = told.model_copy(update={"matter": "delivery-d6", "facts": {"project": "机房"}})
    caller.table[desk.StoryOf] = lambda query: callback if query.matter == "callback-d6-1" else delivery

    assert "机房 · " in await text_of(browser, "/matters/callback-d6-1", "en")


@pytest.mark.parametrize("callback", ["callback-1", "callback-d6-0", "callback-d6-12345"])
async def test_a_callback_that_is_named_after_no_delivery_shows_its_story(
    browser: httpx.AsyncClient, caller: FakeCaller, callback: str
) -> None:
    """It is called by its id, and nobody is asked about a delivery that has no name."""
    told = matter_story(desk.StoryOf(matter="complaint-76"))
    caller.table[desk.StoryOf] = lambda query: told.model_copy(update={"matter": query.matter, "facts": {}})
    page = await text_of(browser, f"/matters/{callback}", "en")

    assert f"<title>{callback}" in page
    assert [one.matter for one in caller.asked if isinstance(one, desk.StoryOf)] == [callback]


@pytest.mark.parametrize(
    ("callback", "status", "leads_to"),
    [
        ("callback-1-3", 303, "/deliveries/delivery-1?lang=en#callback-1-3"),
        ("callback-1-4", 404, None),
        ("callback-1", 404, None),
    ],
    ids=["owed", "not yet owed", "of no delivery"],
)
async def test_a_callback_of_which_nothing_happened_stands_with_its_delivery(
    browser: httpx.AsyncClient, callback: str, status: int, leads_to: str | None
) -> None:
    """Its id leads to its row among the delivery's; an id that nothing has leads nowhere."""
    led = await browser.get(f"/matters/{callback}?lang=en")

    assert (led.status_code, led.headers.get("location")) == (status, leads_to)


async def test_nothing_is_called_back_of_a_delivery_that_was_taken_back(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Its page offers no callback any more."""
    told = matter_story(desk.StoryOf(matter="complaint-76"))
    caller.table[desk.StoryOf] = told.model_copy(
        update={"matter": "delivery-d6", "state": "accepted", "facts": {}}
    )
    stands = await text_of(browser, "/deliveries/delivery-d6", "en")
    can = caller.table[intake.Possible]
    caller.table[intake.Possible] = lambda query: can(query).model_copy(update={"stage": "withdrawn"})
    gone = await text_of(browser, "/deliveries/delivery-d6", "en")

    assert "/do/callback/complete?" in stands
    assert "/do/callback/" not in gone
    assert "/do/note/write?" in gone


async def test_what_was_recorded_is_told_by_the_matters_number(browser: httpx.AsyncClient) -> None:
    """The notice leads to the matter by what people call it."""
    done = Recorded(command="case.open", matter="case-7", is_new=True, called="GD20160331-1")
    browser.cookies.set("recorded", done.written())
    page = await text_of(browser, "/cases", "en")

    assert re.search(r'id="recorded".*href="/cases/case-7"[^>]*>GD20160331-1</a>', page)


@pytest.mark.parametrize(("lang", "said"), [("zh", "由外部系统 pbx代录"), ("en", "entered by Machine pbx")])
async def test_a_story_names_who_did_it_and_who_had_it_recorded(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: str
) -> None:
    """Whoever acts for somebody else stands beside them; what was imported says so already."""
    one = matters.TimelineEntry(
        sequence=9,
        event="complaint-76.1",
        type="answerable.complaint.filed.v1",
        occurred_at=NOW,
        recorded_at=NOW,
        actor="staff-2",
        entered_by="machine-pbx",
        is_imported=False,
        fields={},
    )
    brought = one.model_copy(update={"entered_by": "system-import", "is_imported": True})
    told = matters.Story(matter="complaint-76", site="xm01", facts={}, entries=(one, brought))
    caller.table[desk.StoryOf] = told
    page = await text_of(browser, "/complaints/complaint-76", lang)
    assert page.count(said) == 1
    assert "system-import" not in page


async def test_a_site_has_its_name_and_what_is_begun_there(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Its page is headed by the name that everybody knows, and leads to its rulebook and its people."""
    caller.table[desk.StoryOf] = matters.Story(matter="site-xm01", site="xm01", facts={}, entries=())
    named = next(one for one in caller.table[desk.Sites].sites if one.site == "xm01")

    page = await text_of(browser, "/matters/site-xm01", "en")

    assert f"<h1>{named.name_en} " in page
    assert "/do/rulebook/bind?site=xm01" in page
    assert "/do/staff/hire?site=xm01" in page
    assert named.name_zh in await text_of(browser, "/matters/site-xm01", "zh")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("working time, timetable 2", "outside working hours", "not counted", "30 min")),
        ("zh", ("工作时间，第 2 版作息表", "下班时间", "不计", "30 分钟")),
    ],
)
async def test_a_limit_is_explained_step_by_step(
    browser: httpx.AsyncClient, lang: str, said: tuple[str, ...]
) -> None:
    """From where it was counted, what was left out and why, and by how much it was exceeded."""
    page = await text_of(browser, "/cases/case-INC0000045/limit", lang)

    assert [one for one in said if one not in page] == []
    assert page.count("<tr>") == 1 + 5
    assert 'href="/cases/case-INC0000045/limit"' in await text_of(browser, "/cases/case-INC0000045", lang)
