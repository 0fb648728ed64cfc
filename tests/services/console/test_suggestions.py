"""Violations that facts suggest: listed with article and evidence, and recorded only by a person."""

from __future__ import annotations

import asyncio
import re
from html import unescape

import pytest

from answerable.queries.scoring import SuggestedBy
from answerable.rulebook import catalogue
from answerable.streams.assessment.commands import aside_id
from answerable.streams.assessment.events import ViolationRecorded
from answerable_services.console.doing.suggesting import ARTICLES
from answerable_services.console.language import Language, words_of
from answerable_services.scoring import main as scoring
from tests.services.conftest import Installation
from tests.services.console.following import Visitor, asked_in, said
from tests.services.console.test_work import centre
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, THIRD


@pytest.mark.parametrize("language", Language)
def test_every_fact_has_its_word_and_an_article_that_a_person_confirms(language: Language) -> None:
    """What the rulebook counts by itself is suggested to nobody."""
    book = next(one for one in catalogue() if one.rulebook == "call-centre-80")
    confirmed = {one.id for one in book.articles if one.event == f"assessment.{ViolationRecorded.__name__}"}

    assert set(ARTICLES) == set(SuggestedBy)
    assert set(ARTICLES.values()) <= confirmed
    assert all(words_of(language)(f"suggestions.fact.{one}") for one in SuggestedBy)


def begins_with(page: str, *happened: str) -> bool:
    """Tell whether a page says what happened before it asks for anything."""
    told, form, _ = page.partition('id="happened"')[2].partition("<form")
    return bool(form) and all(one in told for one in happened)


async def is_in_the_file(reader: Visitor, denied: Visitor, event: str, page: str) -> None:
    """The list can be taken away by whoever sees it, and by nobody else."""
    at = f"/suggestions.csv?site={SITE}"
    assert event in page, said(page)
    assert f'href="{at}"' in page
    lines = (await reader.read(at)).splitlines()
    assert [line for line in lines if event in line and "投诉属实" in line]
    await denied.read(at, 403)


@pytest.mark.server
async def test_a_suggestion_is_confirmed_once(installation: Installation) -> None:
    """An upheld complaint is suggested with its article and event, filled into the form, and then gone."""
    async with centre(installation, scoring) as c:
        agent, lead, supervisor = c.as_(FIRST), c.as_(LEAD), c.as_(THIRD)
        matter = await agent.do("complaint.file", channel="call", topic="等待", text="没有回音", about=SECOND)
        await lead.do("complaint.investigate", matter, findings="没有登记")
        await supervisor.do("complaint.uphold", matter, responsible=SECOND, reason="属实")
        await agent.read(f"/suggestions?site={SITE}", 403)
        page = await lead.read(f"/suggestions?site={SITE}")
        upheld = f"{matter}.3"
        await is_in_the_file(lead, agent, upheld, page)
        assert "未及时回应客户投诉" in page
        number = (await c.story(matter)).facts["number"]
        assert all(f">{number}</a>" in one for one in (page, await lead.read("/")))
        assert await c.told(matter) == [("filed", "first"), ("investigated", "lead"), ("upheld", "third")]
        links = [
            unescape(one) for one in re.findall(r'href="(/do/assessment/record_violation\?[^"]*)"', page)
        ]
        (confirm,) = [one for one in links if upheld in one]
        text = await lead.read(confirm)
        form = asked_in(text)
        assert (form["staff"], form["article"]) == ([SECOND], [ARTICLES[SuggestedBy.COMPLAINT_UPHELD]])
        assert form["evidence"][0] == upheld
        assert f'value="{matter}.1"' in text  # what else happened can be ticked
        assert form["reason"] == ["投诉属实"]
        assert begins_with(text, number, "认定有效", "属实")
        assert confirm in unescape(await lead.read("/"))  # from one's own page it takes two clicks
        answer = await lead.post(confirm, form)
        assert answer.status_code == 303, said(answer.text)
        entry = answer.headers["location"].rpartition("/")[2]
        assert (await c.story(entry)).entries[0].fields["evidence"] == [upheld]
        async with asyncio.timeout(60):
            while upheld in await lead.read(f"/suggestions?site={SITE}"):
                await asyncio.sleep(0.05)
        assert upheld not in await supervisor.read(f"/suggestions?site={SITE}")
        await supervisor.do("assessment.revoke", entry, reason="误认定")
        async with asyncio.timeout(60):
            while upheld not in (page := await lead.read(f"/suggestions?site={SITE}")):
                await asyncio.sleep(0.05)
        assert matter in (home := await lead.read("/")), said(home)
        assert 'id="suggested"' in home
        (aside,) = [unescape(one) for one in re.findall(r'href="(/do/assessment/set_aside\?[^"]*)"', page)]
        form = asked_in(await lead.read(aside))
        assert (form["matter"], form["version"]) == ([matter], ["3"])
        assert begins_with(await lead.read(aside), number, "认定有效", "属实")
        answer = await lead.post(aside, {**form, "reason": "系统故障所致"})
        assert answer.status_code == 303, said(answer.text)
        async with asyncio.timeout(60):
            while "系统故障所致" not in await supervisor.read(f"/matters/{aside_id(SITE, matter, 3)}"):
                await asyncio.sleep(0.05)
        async with asyncio.timeout(60):
            while upheld in await lead.read(f"/suggestions?site={SITE}"):
                await asyncio.sleep(0.05)
