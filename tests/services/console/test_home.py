"""The first page: what waits for whoever is signed in, by their roles."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from answerable.errors import NotFound, TooSlow
from answerable.identity import Grant
from answerable.queries import audit, callbacks, desk
from answerable.queries.registers import REGISTERS
from answerable.streams.handover.events import Mark
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.staff.events import Role
from answerable_services.console.home.homes import HOMES, works_of
from answerable_services.console.home.work import Work
from answerable_services.console.language import Language, words_of
from tests.services.console.entered import WHO, entered, proved
from tests.services.console.given.cases import case_row
from tests.services.console.given.handovers import handover_rows
from tests.services.console.given.registers import none_listed, one_row
from tests.services.console.sample import WITH_ROWS, FakeCaller, empty_answers


def test_every_role_has_a_first_page() -> None:
    """Nobody who works here finds an empty one."""
    assert set(HOMES) == set(Role)
    assert all(HOMES.values())


def test_whoever_has_several_roles_finds_all_of_it_once() -> None:
    """In the order of what others wait for first."""
    grants = (
        Grant(role=Role.AUDITOR),
        Grant(role=Role.AGENT, site="xm01"),
        Grant(role=Role.LEAD, site="xm01"),
    )

    works = works_of(grants)

    assert set(works) == HOMES[Role.AUDITOR] | HOMES[Role.AGENT] | HOMES[Role.LEAD]
    assert list(works) == sorted(works, key=list(Work).index)


@pytest.mark.parametrize("language", list(Language))
def test_each_part_says_what_it_is_and_that_nothing_waits(language: Language) -> None:
    """In both languages."""
    words = words_of(language)

    assert all(words(f"home.{work}") and words(f"home.{work}_none") for work in Work)


def _of_its_stage(stream: str, found: Any, query: Any) -> Any:
    """Give a register's row where its stage is asked for, or none is."""
    stage = getattr(query, "state", None)
    return found if stage is None or found.rows[0].state == stage else none_listed(stream)


async def test_every_part_shows_what_waits_in_it(caller: FakeCaller, tmp_path: Path) -> None:
    """Each names columns that its list has: with a row in every register the page of every role stands."""
    for stream, published in REGISTERS.items():
        if stream not in WITH_ROWS:
            (tmp_path / stream).mkdir()
            found = await one_row(stream, tmp_path / stream)
            caller.table[published.query] = partial(_of_its_stage, stream, found)
    failed, raw = [], []
    for role in Role:
        caller.proved = proved(Grant(role=role, site="xm01"))
        transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.get("/?lang=en")
        failed += [] if answer.status_code == 200 else [role]
        raw += re.findall(r">[^<]*\d\d:\d\d:\d\d[+Z][^<]*<", answer.text)

    assert (failed, raw) == ([], [])  # moments are by the site's clock


async def test_what_waits_is_one_step_from_done(browser: httpx.AsyncClient) -> None:
    """Each item leads to its matter, and where one command gets it done, to the command's form."""
    page = (await browser.get("/?lang=en")).text

    assert 'href="/cases/case-INC0000045"' in page
    assert 'href="/do/callback/complete?site=' in page
    assert "<h1>My work</h1>" in page


async def test_a_service_that_is_silent_is_named_where_its_part_would_be(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Everything else is shown."""
    caller.table[callbacks.Due] = TooSlow("no answer")

    response = await browser.get("/?lang=en")

    assert response.status_code == 200
    assert "answerable run callbacks" in response.text
    assert 'href="/cases/case-INC0000045"' in response.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("On duty today", "On leave")), ("zh", ("今日值班", "请假"))]
)
async def test_who_is_there_today(browser: httpx.AsyncClient, language: str, words: tuple[str, str]) -> None:
    """The lead finds who is on duty, by stretch, and who is on leave."""
    page = (await browser.get(f"/?lang={language}")).text

    assert all(word in page for word in words)
    assert "09:03–17:03" in page
    assert "00:03–06:03" in page
    assert 'href="/people/staff-149"' in page
    assert Work.DUTY in works_of((Grant(role=Role.LEAD, site="xm01"),))


async def test_what_others_wait_for_is_counted(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """By a short question that pages ask again and again, which is nobody's use of the session."""
    said = (await browser.get("/waiting")).json()

    assert said["count"] > 0
    assert not [asked for asked in caller.asked if isinstance(asked, callbacks.Due)]


async def test_an_export_waits_for_whoever_may_approve_it(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path
) -> None:
    """It is named by its number and what it is for, one step from approved, and counted."""
    caller.table[REGISTERS["export"].query] = await one_row("export", tmp_path)
    page = (await browser.get("/?lang=en")).text
    counted = (await browser.get("/waiting")).json()["count"]
    caller.table[REGISTERS["export"].query] = none_listed("export")

    assert "Exports to approve" in page
    assert 'href="/do/export/approve?site=xm01&amp;target=export-1"' in page
    assert ">DC2016" in page
    assert "客户要求副本" in page
    assert (await browser.get("/waiting")).json()["count"] == counted - 1


async def test_a_page_that_stays_open_is_told_what_came(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The page says what it has seen as its stream does; another word comes with another handover alone."""
    caller.proved = proved(Grant(role=Role.AGENT, site="xm01"))
    seen = []
    for rows in ((), (), (_handover(1, HandoverStage.STARTED, outgoing=WHO),)):
        _handovers(caller, *rows)
        page = (await browser.get("/")).text
        seen.append(page.partition('data-news="/news/home" data-seen="')[2].partition('"')[0])
    assert len(set(seen)) == 2
    assert seen[0] == seen[1] != ""


@pytest.mark.parametrize(
    ("stream", "heading", "what"),
    [
        ("deposit", "To be left at the desk, waiting for approval", "一箱样品"),
        ("hazmatbook", "Hazardous goods to hand out", "Alcohol · 2016-03"),
    ],
)
async def test_what_a_superior_decides_on_stands_there(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path, stream: str, heading: str, what: str
) -> None:
    """What is to be left at the desk, or handed out of the store, is named by its number and what it is."""
    caller.table[REGISTERS[stream].query] = await one_row(stream, tmp_path)
    page = (await browser.get("/?lang=en")).text
    counted = (await browser.get("/waiting")).json()["count"]
    caller.table[REGISTERS[stream].query] = none_listed(stream)

    assert heading in page
    assert what in page
    assert (await browser.get("/waiting")).json()["count"] < counted


async def test_a_sealed_key_waits_for_whoever_may_allow_it(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path
) -> None:
    """With what happened, so that nobody approves what they have not read; and it is counted."""
    caller.table[REGISTERS["unsealing"].query] = await one_row("unsealing", tmp_path)
    page = (await browser.get("/?lang=en")).text
    counted = (await browser.get("/waiting")).json()["count"]
    caller.table[REGISTERS["unsealing"].query] = none_listed("unsealing")

    assert "Sealed keys in use" in page
    assert 'href="/do/unsealing/approve?site=xm01&amp;target=unsealing-1"' in page
    assert "东门失火" in page
    assert (await browser.get("/waiting")).json()["count"] < counted


@pytest.mark.parametrize(
    ("stream", "step", "shown"),
    [
        ("workorder", "/do/workorder/approve?site=xm01&amp;target=workorder-1", "终端不在线"),
        ("payment", "/do/payment/receive?site=xm01&amp;target=payment-1", "¥80.00"),
    ],
)
async def test_work_orders_and_money_wait_for_whoever_decides(
    browser: httpx.AsyncClient, caller: FakeCaller, tmp_path: Path, stream: str, step: str, shown: str
) -> None:
    """Each is one step from done, and says what it is about."""
    caller.table[REGISTERS[stream].query] = await one_row(stream, tmp_path)
    page = (await browser.get("/?lang=en")).text

    assert f'href="{step}"' in page
    assert shown in page


async def test_a_callback_is_named_by_what_was_delivered(browser: httpx.AsyncClient) -> None:
    """By its project and which one it is, and by no id."""
    page = (await browser.get("/?lang=en")).text

    assert ">GPS 终端安装第 1 期</a>" in page
    assert ">callback-d1-1<" not in page


def _handovers(caller: FakeCaller, *rows: Any) -> None:
    """Let the desk list some handovers, narrowed as it is asked."""

    def found(query: Any) -> Any:
        asked = query.model_dump(include={"state", "outgoing", "incoming"}, exclude_none=True)
        shown = [row for row in rows if all(getattr(row, name) == value for name, value in asked.items())]
        return REGISTERS["handover"].page.model_validate({"rows": shown, "counts": {}})

    caller.table[REGISTERS["handover"].query] = found


def _handover(number: int, state: HandoverStage, **changes: Any) -> Any:
    first = handover_rows()[0]
    return first.model_copy(update={"handover": f"handover-xm01-{number}", "state": state, **changes})


async def test_a_handover_waits_for_whose_signature_is_next(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Whoever has signed, and whoever is handed what is not signed yet, owe nothing; each has its button."""
    checked = tuple(item.model_copy(update={"mark": Mark.NORMAL}) for item in handover_rows()[0].items)
    caller.proved = proved(Grant(role=Role.AGENT, site="xm01"))
    _handovers(
        caller,
        _handover(1, HandoverStage.STARTED, outgoing=WHO),
        _handover(2, HandoverStage.STARTED, outgoing=WHO, items=checked),
        _handover(3, HandoverStage.SIGNED_OUT, incoming=WHO),
        _handover(4, HandoverStage.SIGNED_OUT, outgoing=WHO),
        _handover(5, HandoverStage.STARTED, incoming=WHO),
    )

    page = (await browser.get("/?lang=en")).text
    part = page.partition('id="sign"')[2].partition("</section>")[0]

    assert '<span class="count">3</span>' in part
    assert "/handovers/handover-xm01-1/check" in part
    assert "/do/handover/sign_out?site=xm01&amp;target=handover-xm01-2" in part
    assert 'action="/do/handover/sign_in?site=xm01&amp;target=handover-xm01-3"' in part
    assert not any(f"handover-xm01-{other}" in part for other in (4, 5))
    assert "mark=is_unsigned" not in part


async def test_no_list_is_offered_that_holds_something_else(browser: httpx.AsyncClient) -> None:
    """Who is on duty is all there; the list of people has everybody."""
    page = (await browser.get("/?lang=en")).text

    assert 'class="aside"' not in page.partition('id="duty"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("role", "site"), [(Role.AUDITOR, None), (Role.GENERAL_MANAGER, None), (Role.MANAGER, "xm01")]
)
async def test_findings_are_those_of_every_site_that_is_seen(
    browser: httpx.AsyncClient, caller: FakeCaller, role: Role, site: str | None
) -> None:
    """A role is had at one site, and an auditor's reaches all: as many are counted as the list has."""
    caller.proved = proved(Grant(role=role, site="xm01"))

    await browser.get("/")

    assert {asked.site for asked in caller.asked if isinstance(asked, audit.Findings)} == {site}


async def test_what_no_total_is_kept_of_is_counted_as_far_as_it_is_shown(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The cases of one person: their number, and a plus where there are more."""
    given: Any = caller.table[REGISTERS["case"].query]

    def found(query: Any) -> Any:
        rows = tuple(case_row(number) for number in range(3))
        return given(query).model_copy(update={"rows": rows, "total": None, "after": "more"})

    caller.table[REGISTERS["case"].query] = found
    page = (await browser.get("/?lang=en")).text

    assert '<span class="count">3+</span>' in page.partition('id="mine"')[2].partition("</h2>")[0]


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Bind a rulebook", "Hire")), ("zh", ("尚未绑定制度", "花名册上还没有"))]
)
async def test_a_new_site_is_told_what_it_lacks(
    browser: httpx.AsyncClient, caller: FakeCaller, language: str, words: tuple[str, ...]
) -> None:
    """Whoever joined first finds how to bind a rulebook and hire, and not only that nothing waits."""
    sites = caller.table[desk.Sites]
    caller.table = empty_answers() | {desk.Sites: sites.model_copy(update={"sites": sites.sites[:1]})}
    caller.table[desk.StoryOf] = NotFound("nothing is there")
    caller.proved = proved(Grant(role=Role.GENERAL_MANAGER, site="xm01"))

    page = (await browser.get(f"/?lang={language}")).text

    assert f"/do/rulebook/bind?site={sites.sites[0].site}" in page
    assert f"/do/staff/hire?site={sites.sites[0].site}" in page
    assert all(word in page for word in words)


async def test_what_was_denied_is_said_in_words(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """A command as its button has it, a question as the table says it, a page as its area is called."""
    published = REGISTERS["account"]
    actions = ("complaint.approve_plan", "desk.story_of.staff", "page.cases", "page.do", "unknown")
    rows = [
        {
            "account": f"account-{place}",
            "site": "xm01",
            "fact": "attempt_denied",
            "who": "staff-1",
            "denial": "role",
            "action": action,
        }
        for place, action in enumerate(actions)
    ]
    caller.table[published.query] = published.page.model_validate({"rows": rows, "total": 5, "counts": {}})

    page = (await browser.get("/?lang=en")).text
    part = page.partition('id="denied"')[2].partition("</section>")[0]

    assert "the page “Cases”" in part
    assert "a page or form" in part
    assert "something unknown" in part
    assert not any(action in part for action in actions[:4])


async def test_who_pledged_nothing_is_found_behind_the_first_page_too(caller: FakeCaller) -> None:
    """Of nobody is it said that they signed nothing because their statement stands on a later page."""
    people, pledges = REGISTERS["staff"], REGISTERS["pledge"]
    names = [f"staff-{number:03}" for number in range(250)]

    def paged(published: Any, column: str) -> Any:
        def answer(query: Any) -> Any:
            first = 0 if query.after is None else int(query.after)
            shown, behind = names[first : first + query.limit], first + query.limit
            rows = tuple(published.row.model_construct(**{column: name}) for name in shown)
            after = str(behind) if behind < len(names) else None
            return published.page.model_construct(rows=rows, after=after)

        return answer

    caller.table |= {people.query: paged(people, "staff"), pledges.query: paged(pledges, "signer")}
    caller.proved = proved(Grant(role=Role.SUPERVISOR, site="xm01"))
    transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert 'href="/people/staff-249"' not in (await client.get("/?lang=en")).text
        signed = caller.table[pledges.query]
        caller.table[pledges.query] = lambda query: _without("staff-249", signed(query))
        page = (await client.get("/?lang=en")).text
    assert 'href="/people/staff-249"' in page


def _without(name: str, page: Any) -> Any:
    rows = tuple(row for row in page.rows if row.signer != name)
    return page.model_copy(update={"rows": rows})
