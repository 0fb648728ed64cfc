"""Violations that facts suggest: listed with article and evidence, and recorded only by a person."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import Any

import httpx
import pytest

from answerable.errors import NotFound, TooSlow
from answerable.identity import Grant
from answerable.queries.desk import Sites, StoryOf
from answerable.queries.matters import Story, TimelineEntry
from answerable.queries.registers import REGISTERS
from answerable.queries.scoring import StatementOf, Statements
from answerable.rulebook import catalogue
from answerable.streams.assessment.events import ViolationRecorded
from answerable.streams.staff.events import Role
from answerable_services.console.doing.suggesting import ARTICLES, Fact
from answerable_services.console.language import Language, words_of
from answerable_services.scoring import main as scoring
from tests.services.conftest import Installation
from tests.services.console.entered import WHO, proved
from tests.services.console.following import asked_in, said
from tests.services.console.given.centre import site_names
from tests.services.console.given.moments import NOW
from tests.services.console.given.statements import statements
from tests.services.console.sample import FakeCaller, empty_answers
from tests.services.console.test_work import centre
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, THIRD


@pytest.mark.parametrize("language", Language)
def test_every_fact_has_its_word_and_an_article_that_a_person_confirms(language: Language) -> None:
    """What the rulebook counts by itself is suggested to nobody."""
    book = next(one for one in catalogue() if one.rulebook == "call-centre-80")
    confirmed = {one.id for one in book.articles if one.event == f"assessment.{ViolationRecorded.__name__}"}

    assert set(ARTICLES) == set(Fact)
    assert set(ARTICLES.values()) <= confirmed
    assert all(words_of(language)(f"suggestions.fact.{one}") for one in Fact)


def _confirming(page: str, event: str) -> list[str]:
    """Give the addresses of the forms that a page offers to confirm what an event suggests."""
    links = re.findall(r'href="(/do/assessment/record_violation\?[^"]*)"', page)
    return [link for one in links if f"evidence={event}" in (link := unescape(one))]


def _waiting(page: str) -> str:
    """Give the part of the first page that has what is to be confirmed."""
    return page.partition('<section class="panel" id="suggested">')[2].partition("</section>")[0]


def _upheld(*responsible: str) -> dict[Any, Any]:
    """Let complaints be upheld, each against somebody, and nothing else be there."""
    complaint = REGISTERS["complaint"]
    rows = [
        {
            "complaint": f"complaint-{number}",
            "site": "xm01",
            "topic": f"等待 {number}",
            "state": "upheld",
            "is_upheld": True,
            "filed_at": NOW,
        }
        for number in range(len(responsible))
    ]

    def told(query: StoryOf) -> Story:
        if not query.matter.startswith("complaint-"):
            raise NotFound("no such matter")
        entry = TimelineEntry(
            sequence=1,
            event=f"{query.matter}.3",
            type="answerable.complaint.upheld.v1",
            occurred_at=NOW,
            recorded_at=NOW,
            actor="staff-1",
            is_imported=False,
            fields={"responsible": responsible[int(query.matter.partition("-")[2])], "is_conflict": False},
        )
        return Story(matter=query.matter, site="xm01", state="upheld", facts={}, entries=(entry,))

    answer = complaint.page.model_validate({"rows": rows, "counts": {}})
    found = {
        Sites: site_names(),
        complaint.query: answer,
        StoryOf: told,
        StatementOf: NotFound("nothing counts"),
    }
    return empty_answers() | found


async def test_a_lead_is_offered_what_concerns_the_team(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Only there do they see what became of it; no other statement is asked for, which would be denied."""
    caller.table = _upheld("staff-8", "staff-999") | {Statements: statements()}
    caller.proved = proved(Grant(role=Role.LEAD, site="xm01"))
    for path in ("/", "/suggestions?site=xm01"):
        page = (await browser.get(path)).text
        assert len(_confirming(page, "complaint-0.3")) == 1
        assert "complaint-1.3" not in page
    assert {asked.staff for asked in caller.asked if isinstance(asked, StatementOf)} == {"staff-8", WHO}


async def test_whoever_sees_every_entry_is_offered_all_of_it(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The first page counts what it has looked at, and says by a plus that there may be more."""
    caller.table = _upheld(*(f"staff-{number}" for number in range(8)))
    caller.proved = proved(Grant(role=Role.SUPERVISOR, site="xm01"))

    part = _waiting((await browser.get("/")).text)

    assert part.count("/do/assessment/record_violation?") == 8
    assert '<span class="count">8+</span>' in part
    assert 'href="/suggestions?site=xm01"' in part


async def test_a_lead_is_told_that_nobody_knows_what_was_confirmed(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Nothing is offered a second time for the reason that the scores are silent."""
    caller.table = _upheld("staff-8") | {Statements: TooSlow("no answer")}
    caller.proved = proved(Grant(role=Role.LEAD, site="xm01"))
    for path in ("/?lang=en", "/suggestions?site=xm01&lang=en"):
        page = (await browser.get(path)).text
        assert "complaint-0.3" not in page
        assert "answerable run scoring" in page


@pytest.mark.server
async def test_a_suggestion_is_confirmed_once(installation: Installation) -> None:
    """An upheld complaint is suggested with its article and event, filled into the form, and then gone.

    It waits on the first page of those who may confirm it, whose button leads to the form: one more click
    records it as it stands there.
    """
    async with centre(installation, scoring) as c:
        agent, lead, supervisor = c.as_(FIRST), c.as_(LEAD), c.as_(THIRD)
        matter = await agent.do("complaint.file", channel="call", topic="等待", text="没有回音", about=SECOND)
        await lead.do("complaint.investigate", matter, findings="没有登记")
        await supervisor.do("complaint.uphold", matter, responsible=SECOND, reason="属实")
        await agent.read(f"/suggestions?site={SITE}", 403)
        page = await lead.read(f"/suggestions?site={SITE}")
        upheld = f"{matter}.3"
        assert upheld in page, said(page)
        assert "未及时回应客户投诉" in page
        assert await c.told(matter) == [("filed", "first"), ("investigated", "lead"), ("upheld", "third")]
        (confirm,) = _confirming(page, upheld)
        assert _confirming(_waiting(await lead.read("/")), upheld) == [confirm]
        assert _confirming(_waiting(await supervisor.read("/")), upheld) == [confirm]
        assert _waiting(await agent.read("/")) == ""
        text = await lead.read(confirm)
        form = asked_in(text)
        assert (form["staff"], form["article"]) == ([SECOND], [ARTICLES[Fact.COMPLAINT_UPHELD]])
        assert form["evidence"][0] == upheld
        assert f'value="{matter}.1"' in text  # what else happened can be ticked
        assert form["reason"] == ["投诉属实：等待"]
        answer = await lead.post(confirm, form)
        assert answer.status_code == 303, said(answer.text)
        entry = answer.headers["location"].rpartition("/")[2]
        assert (await c.story(entry)).entries[0].fields["evidence"] == [upheld]
        async with asyncio.timeout(20):
            while upheld in await lead.read(f"/suggestions?site={SITE}"):
                await asyncio.sleep(0.05)
        assert _confirming(await lead.read("/"), upheld) == []
        assert upheld not in await supervisor.read(f"/suggestions?site={SITE}")
        await supervisor.do("assessment.revoke", entry, reason="误认定")
        async with asyncio.timeout(20):
            while upheld not in await lead.read(f"/suggestions?site={SITE}"):
                await asyncio.sleep(0.05)
