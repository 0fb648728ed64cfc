"""What the audit found, and callbacks due and missed."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.queries import audit, callbacks
from tests.services.console.browsing import text_of
from tests.services.console.sample import FakeCaller, empty_answers


async def test_callbacks_tell_overdue_from_due(browser: httpx.AsyncClient) -> None:
    """One is late, two are due today, two come within the week."""
    page = await text_of(browser, "/callbacks")
    assert re.findall(r'<span class="count">(\d+)</span>', page) == ["1", "2", "2"]
    assert "原定 2016-04-03，因节假日顺延" in page
    assert "2016-03：应访 23，已访 20，漏访 2" in page


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


async def test_missed_callbacks_can_be_listed_alone(browser: httpx.AsyncClient) -> None:
    """The filter stays in the address, and the miss rate stands beside each month."""
    page = await text_of(browser, "/callbacks?state=missed", "en")
    assert 'href="/callbacks?state=missed" aria-current="true"' in page
    assert "Miss rate" in page
