"""Beside the link to a matter that was taken back stands that it was, in both languages."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.queries import desk
from answerable.queries.registers import REGISTERS
from tests.services.console.browsing import text_of
from tests.services.console.given.cases import timeline
from tests.services.console.given.handovers import handovers
from tests.services.console.given.registers import complaints, matter_story
from tests.services.console.sample import FakeCaller

LINKED = r'<a[^>]* href="/{list_}/{matter}">[^<]*</a> <span class="tag">([^<]+)</span>'
LANGUAGES = {"en": "taken back", "zh": "已撤回"}


def fates_on(page: str, list_: str, matter: str) -> list[str]:
    return re.findall(LINKED.format(list_=list_, matter=matter), page)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_a_list(browser: httpx.AsyncClient, caller: FakeCaller, language: str) -> None:
    """The one complaint about the case says so, where it names the case."""
    gone = {"case-INC0000045": "withdrawn"}
    caller.table[REGISTERS["complaint"].query] = lambda query: complaints(query).model_copy(
        update={"taken_back": gone}
    )
    page = await text_of(browser, "/complaints", language)

    assert fates_on(page, "cases", "case-INC0000045") == [LANGUAGES[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_facts_and_in_events(browser: httpx.AsyncClient, caller: FakeCaller, language: str) -> None:
    """A complaint's own page says so beside the fact, and beside the event that named the case."""
    told = matter_story(desk.StoryOf(matter="complaint-76"))
    first, *rest = told.entries
    naming = first.model_copy(update={"fields": {**first.fields, "case": "case-7"}})
    caller.table[desk.StoryOf] = told.model_copy(
        update={
            "facts": {**told.facts, "case": "case-7"},
            "entries": (naming, *rest),
            "taken_back": {"case-7": "withdrawn"},
        }
    )
    page = await text_of(browser, "/complaints/complaint-76", language)

    assert fates_on(page, "cases", "case-7") == [LANGUAGES[language]] * 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_a_cases_page(browser: httpx.AsyncClient, caller: FakeCaller, language: str) -> None:
    """What a case's events name is told as well, in the word of its own stage."""
    told = timeline(desk.CaseTimeline(case="case-INC0000045"))
    first, *rest = told.entries
    naming = first.model_copy(update={"fields": {**first.fields, "contact": "contact-9"}})
    caller.table[desk.CaseTimeline] = told.model_copy(
        update={"entries": (naming, *rest), "taken_back": {"contact-9": "voided"}}
    )
    page = await text_of(browser, "/cases/case-INC0000045", language)

    assert fates_on(page, "contacts", "contact-9") == [{"en": "void", "zh": "无效"}[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_what_went_on_to_the_next_shift(
    browser: httpx.AsyncClient, caller: FakeCaller, language: str
) -> None:
    """A handover's paper says so beside the matter that it carried."""
    page = await text_of(browser, "/handovers", language)
    [matter, *_] = re.findall(r'<a class="id" href="/cases/(case-[^"]+)"', page)
    caller.table[REGISTERS["handover"].query] = lambda query: handovers(query).model_copy(
        update={"taken_back": {matter: "withdrawn"}}
    )
    page = await text_of(browser, "/handovers", language)

    assert set(fates_on(page, "cases", matter)) == {LANGUAGES[language]}
