"""What the audit found, and callbacks due and missed."""

from __future__ import annotations

import csv
import html
import re

import httpx
import pytest

from answerable.errors import Unavailable
from answerable.queries import audit, callbacks
from tests.services.console.browsing import text_of
from tests.services.console.given.callbacks import history
from tests.services.console.sample import FakeCaller, empty_answers


async def test_callbacks_tell_overdue_from_due(browser: httpx.AsyncClient) -> None:
    """One is late, two are due today, two come within the week, two have ended."""
    page = await text_of(browser, "/callbacks")
    assert re.findall(r'<span class="count">(\d+)</span>', page) == ["1", "2", "2", "2"]
    assert "原定 2016-04-03，因节假日顺延" in page
    month = re.search(r'<th scope="row">2016-03</th>(.*?)</tr>', page)
    assert month is not None
    assert re.findall(r">(\d+)</td>", month[1])[:3] == ["23", "20", "2"]


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
    ("lang", "has_begun", "said"),
    [
        ("en", False, "The holidays of 2019 are not announced yet for CN."),
        ("zh", False, "CN 2019 年的节假日安排尚未公布"),
        ("en", True, "The holidays of 2019 in CN are not known here, whatever was announced."),
        ("zh", True, "CN 2019 年的节假日安排无论是否公布，本系统都没有收录"),
    ],
)
async def test_a_year_without_holidays_is_said(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, *, has_begun: bool, said: str
) -> None:
    """Who plans by due days learns that they may still move, and in which year of which country."""
    assert said not in await text_of(browser, "/callbacks", lang)
    year = callbacks.UnannouncedYear(country="CN", year=2019, has_begun=has_begun)
    caller.table[callbacks.History] = history(callbacks.History())
    for query in (callbacks.Due, callbacks.History):
        caller.table[query] = empty_answers()[query].model_copy(update={"unannounced": (year,)})

    assert (await text_of(browser, "/callbacks", lang)).count(said) == 1


async def test_findings_come_in_groups_and_pages(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """How many there are is told of all; a group's count is that of the page, which leads to the next."""
    page = await text_of(browser, "/access?group=staff&gravity=alert", "en")
    assert page.count('scope="rowgroup"') == 1
    assert '<span class="count">17</span>' in page
    assert '<span class="count" title="on this page">3</span>' in page
    assert 'href="/access?group=staff&amp;gravity=alert&amp;after=further"' in page
    caller.asked.clear()
    await text_of(browser, "/access?record=record-cust-9&gravity=alert&after=further")
    assert [q for q in caller.asked if isinstance(q, audit.Findings)] == [
        audit.Findings(record="record-cust-9", gravity=audit.Gravity.ALERT, after="further", limit=50)
    ]
    assert [q for q in caller.asked if isinstance(q, audit.Accesses)] == [
        audit.Accesses(record="record-cust-9", limit=1)
    ]


async def test_who_saw_a_record_is_one_click_away(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The record's id is a link, and what it asks reaches the service."""
    assert 'href="/access?record=record-cust-9"' in await text_of(browser, "/access")
    caller.asked.clear()
    await text_of(browser, "/access?record=record-cust-9&show=accesses")
    assert [q.record for q in caller.asked if isinstance(q, audit.Accesses)] == ["record-cust-9"]


async def test_missed_callbacks_can_be_listed_alone(browser: httpx.AsyncClient) -> None:
    """The filter stays in the address, and the miss rate stands beside each month."""
    page = await text_of(browser, "/callbacks?state=missed", "en")
    assert 'href="/callbacks?state=missed#history" aria-current="true"' in page
    assert "Miss rate" in page


async def test_a_finding_leads_to_what_it_is_about(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """To the person, to the case or the event, to the record, or to all that was read where it is many."""
    bulk = caller.table[audit.Findings].findings[0].model_copy(update={"record": None})
    told = caller.table[audit.Findings].findings[1:]
    caller.table[audit.Findings] = caller.table[audit.Findings].model_copy(update={"findings": (bulk, *told)})
    page = await text_of(browser, "/access", "en")
    for address in (
        "/access?show=accesses&amp;staff=staff-31",
        "/access?staff=staff-31",
        "/access?record=record-cust-9",
        "/matters/record-cust-9#record-cust-9.4",
        "/cases/case-INC0000045",
    ):
        assert f'href="{address}"' in page
    narrowed = await text_of(browser, "/access?record=record-cust-9&staff=staff-31", "en")
    assert 'href="/matters/record-cust-9"' in narrowed
    assert 'href="/people/staff-31"' in narrowed


async def test_a_callback_leads_to_its_delivery_and_its_story(browser: httpx.AsyncClient) -> None:
    """The project is a link to the delivery, the number to what happened, once anything has."""
    page = await text_of(browser, "/callbacks", "en")
    assert 'href="/deliveries/delivery-d6"' in page
    assert 'href="/matters/callback-d6-1"' in page
    assert 'href="/matters/callback-d3-1"' not in page
    assert 'href="/search?text=customer-4006"' in page


async def test_a_callbacks_address_leads_to_its_story(browser: httpx.AsyncClient) -> None:
    """As every other list's address does with an id behind it."""
    led = await browser.get("/callbacks/callback-d6-1")
    assert (led.status_code, led.headers["location"]) == (303, "/matters/callback-d6-1")
    assert (await browser.get("/callbacks/case-7")).status_code == 404


async def test_what_has_ended_is_paged_beside_what_is_owed(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Each of the two lists of the page has its own place, and their numbers are those that are kept."""
    page = await text_of(browser, "/callbacks?ended_after=first&after=there", "en")
    assert re.findall(r"<b>(\d+)</b></a></li>", page) == ["2", "1", "1"]
    assert 'href="/callbacks?after=there&amp;ended_before=first#history"' in page
    assert [query.after for query in caller.asked if isinstance(query, callbacks.Due)] == ["there"]
    assert [query.after for query in caller.asked if isinstance(query, callbacks.History)] == ["first"]


@pytest.mark.parametrize(
    "address", ["/callbacks?ended_after=x", "/access?after=x", "/access?after=x&show=accesses"]
)
async def test_behind_the_end_of_a_list_a_link_leads_to_its_beginning(
    browser: httpx.AsyncClient, caller: FakeCaller, address: str
) -> None:
    """A page without rows is no dead end."""
    caller.table |= {
        callbacks.History: callbacks.HistoryAnswer(ended=(), months=()),
        audit.Findings: audit.FindingList(findings=(), counts=()),
        audit.Accesses: audit.AccessList(accesses=()),
    }
    page = await text_of(browser, address, "en")
    [back] = re.findall(r'href="([^"]+)">From the beginning<', page)
    assert "after" not in back


TABLES = {
    "/callbacks.csv?site=xm01": ("Due", ["2016-03-28", "2016-03-31"]),
    "/callbacks/history.csv?state=missed": ("Due", ["2016-03-10"]),
    "/access.csv?show=accesses&staff=staff-31": ("When", ["2016-03-31 09:03"]),
    "/access.csv?kind=leak": ("When", ["2016-03-31 09:03"]),
    "/scores.csv?site=xm01&show=open_questions": ("Staff", ["149", "77"]),
}


@pytest.mark.parametrize("address", TABLES)
async def test_what_a_page_lists_can_be_taken_away_as_csv(
    browser: httpx.AsyncClient, caller: FakeCaller, address: str
) -> None:
    """The same filters, the names of the columns first, in a form that spreadsheets do not work out."""
    caller.table[audit.Findings] = caller.table[audit.Findings].model_copy(update={"after": None})
    page = await text_of(browser, address.replace(".csv", "").replace("/history", ""), "en")
    links = {html.unescape(link) for link in re.findall(r'href="([^"]+)" download', page)}
    response = await browser.get(address, headers={"accept-language": "en"})
    rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines()))
    column, first = TABLES[address]
    assert address.partition("?")[0] in {link.partition("?")[0] for link in links}
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert (rows[0][0], [row[0] for row in rows[1:]][: len(first)]) == (column, first)
    assert not any(cell.startswith("=") for row in rows for cell in row)


async def test_a_table_is_the_whole_list_or_says_where_it_ends(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Page follows page to the end; where a service stops answering, the last line says so."""
    pages = 0

    def answer(query: callbacks.History) -> callbacks.HistoryAnswer:
        nonlocal pages
        pages += 1
        if pages > 3:
            raise Unavailable("away")
        return history(query).model_copy(update={"after": f"page-{pages}"})

    caller.table[callbacks.History] = answer
    response = await browser.get("/callbacks/history.csv?lang=en")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert (len(lines), pages) == (1 + 2 + 1 + 1 + 1, 4)
    assert lines[-1] == "# the list ends here: the service stopped answering"
    assert "'=1+1" in lines[2]
