"""The administration's pages, before real accounts: people, tokens, sites, and who may do what."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from answerable.errors import Unauthenticated
from answerable.queries.accounts import AccountRow
from answerable_services.console.pages.people_admin import Filters, Stretch
from tests.services.accounts.opened import BETTER, GOOD
from tests.services.console.house import AGENT, GENERAL, MANAGER, Browser, House, house_in

NEW = BETTER.get_secret_value()
SECTIONS = ("people", "sites", "tokens", "access")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as opened:
        opened.joined(MANAGER)
        yield opened


@pytest.fixture
async def manager(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        await opened.sign_in(MANAGER)
        yield opened


@pytest.fixture
async def general(house: House) -> AsyncIterator[Browser]:
    house.joined(GENERAL)
    async with house.browser() as opened:
        await opened.sign_in(GENERAL)
        yield opened


def link_in(page: str) -> str:
    """Give the path of the link that a page shows."""
    return html.unescape(re.findall(r'id="link">http://localhost([^<]+)<', page)[0])


def row_of(page: str, person: str) -> str:
    """Give what the list says of somebody."""
    row = next(one for one in page.split("<tr>") if f"/admin/people/{person}" in one)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row))


async def test_each_section_is_there_for_those_who_have_a_use_for_it(
    house: House, manager: Browser, general: Browser
) -> None:
    """An agent has none and is refused each; a manager sees no tokens; a general manager has all of them."""
    house.joined(AGENT)
    async with house.browser() as agent:
        await agent.sign_in(AGENT)
        assert 'href="/admin' not in (await agent.get("/cases")).text
        statuses = [(await agent.get(f"/admin/{one}")).status_code for one in SECTIONS]
        assert ((await agent.get("/admin")).status_code, statuses) == (403, [403] * 4)
    for page in ("/cases", "/admin/tokens"):  # no link leads where another address follows
        shown = (await manager.get(page)).text
        assert 'href="/admin/people"' in shown
        assert 'href="/admin"' not in shown
    assert (await manager.get("/admin")).headers["location"] == "/admin/people"
    assert [(await manager.get(f"/admin/{one}")).status_code for one in SECTIONS] == [200, 200, 403, 200]
    assert [(await general.get(f"/admin/{one}")).status_code for one in SECTIONS] == [200] * 4


async def test_somebody_is_invited_and_comes_in(house: House, manager: Browser) -> None:
    """The link is shown once, leads to the form that sets a password, and the list says so."""
    page = (await manager.get("/admin/people")).text
    assert "no account" in row_of(page, AGENT)
    with structlog.testing.capture_logs() as lines:
        shown = await manager.send(f"/admin/people/{AGENT}/invite", f"/admin/people/{AGENT}")
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    link = link_in(shown.text)
    assert link.partition("=")[2] not in repr(lines) + str(shown.url)
    person = (await manager.get(f"/admin/people/{AGENT}")).text
    assert link.partition("=")[2] not in person
    assert "invited" in row_of((await manager.get("/admin/people?state=invited")).text, AGENT)

    async with house.browser() as agent:
        assert (await agent.send(link, password=NEW, again=NEW)).status_code == 303
        assert "active" in row_of((await manager.get("/admin/people")).text, AGENT)
        ended = await manager.send(f"/admin/people/{AGENT}/sessions", f"/admin/people/{AGENT}")
        assert ended.headers["location"] == f"/admin/people/{AGENT}?done=sessions"
        assert "signed out everywhere" in (await manager.get(ended.headers["location"])).text
        assert [one.person for one in house.accounts.sessions_of(AGENT)] == []

        again = await manager.send(f"/admin/people/{AGENT}/reset", f"/admin/people/{AGENT}")
        good = GOOD.get_secret_value()
        assert (await agent.send(link_in(again.text), password=good, again=good)).status_code == 303
    closed = await manager.send(f"/admin/people/{AGENT}/close", f"/admin/people/{AGENT}")
    assert closed.status_code == 303
    assert "no account" in row_of((await manager.get("/admin/people")).text, AGENT)
    refused = await manager.send(f"/admin/people/{AGENT}/close", f"/admin/people/{AGENT}")
    assert (refused.status_code, "has no account" in refused.text) == (404, True)


async def test_whoever_left_gets_no_link_and_is_signed_out_closed_and_forgotten(
    house: House, manager: Browser
) -> None:
    """A link would let them in no more, so that none is offered, and one that is asked for is refused."""
    house.with_second_factor(AGENT)
    house.leaves(AGENT)
    at = f"/admin/people/{AGENT}"
    page = (await manager.get(at)).text
    assert [f'action="{at}/{act}"' in page for act in ("invite", "reset", "sessions", "close")] == [
        False,
        False,
        True,
        True,
    ]
    refused = await manager.send(f"{at}/reset", at)
    assert (refused.status_code, "is not employed here today" in refused.text) == (409, True)
    for act in ("sessions", "name", "forget", "close"):
        assert (await manager.send(f"{at}/{act}", at, name="林晓岚")).status_code == 303, act
    assert f'action="{at}/invite"' not in (await manager.get(at)).text
    assert (await manager.send(f"{at}/invite", at)).status_code == 409


async def test_the_list_is_taken_away_as_it_is_shown(manager: Browser) -> None:
    """With the page's filters and words."""
    page = (await manager.get("/admin/people?role=agent")).text
    assert "/admin/people.csv?role=agent" in page
    lines = (await manager.get("/admin/people.csv?role=agent")).text.splitlines()
    assert lines[1:] == [f"{AGENT},{AGENT},agent,hotline,xm01,employed,no account,0"]
    assert (await manager.get("/admin/people.xlsx")).status_code == 200


async def test_a_lost_phone_is_forgotten_with_the_reset(house: House, manager: Browser) -> None:
    """The second factor is gone once the link is used, where the manager says so."""
    house.with_second_factor(AGENT)
    page = (await manager.get(f"/admin/people/{AGENT}")).text
    assert 'name="drop"' in page
    shown = await manager.send(f"/admin/people/{AGENT}/reset", f"/admin/people/{AGENT}", drop="1")
    async with house.browser() as agent:
        came = await agent.send(link_in(shown.text), password=NEW, again=NEW)
    assert came.headers["location"] == "/"
    assert house.accounts.recovery_codes_left(AGENT) is None


async def test_a_name_is_set_and_forgotten(manager: Browser) -> None:
    """The next page calls them so, and then by their id again."""
    at = f"/admin/people/{AGENT}"
    await manager.send(f"{at}/name", at, name="林晓岚", sort_key="lin xiaolan")
    assert "林晓岚" in row_of((await manager.get("/admin/people?text=XIAOLAN")).text, AGENT)
    await manager.send(f"{at}/forget", at)
    assert "林晓岚" not in (await manager.get("/admin/people")).text
    empty = await manager.send(f"{at}/name", at, name=" ")
    assert empty.status_code == 422


async def test_nobody_manages_their_own_account_or_one_that_reaches_further(
    house: House, manager: Browser
) -> None:
    """It is not offered, and refused where it is sent all the same."""
    own = (await manager.get(f"/admin/people/{MANAGER}")).text
    assert "Nobody manages their own account" in own
    assert "/invite" not in own
    for what in ("invite", "reset", "close", "sessions", "name"):
        for whom in (MANAGER, GENERAL):
            sent = await manager.send(f"/admin/people/{whom}/{what}", f"/admin/people/{AGENT}", name="x")
            assert sent.status_code == 403, (what, whom)
    assert [one for one in house.accounts.people() if one != MANAGER] == []
    assert (await manager.send(f"/admin/people/{AGENT}/fire", f"/admin/people/{AGENT}")).status_code == 404


async def test_a_token_is_made_shown_once_and_revoked(house: House, general: Browser) -> None:
    """What was chosen stays where something is missing; it lets its machine in until it is revoked."""
    at = "/admin/tokens"
    missing = await general.send(at, name="switchboard", days="30", site="xm01")
    assert (missing.status_code, "Choose what the token is for" in missing.text) == (422, True)
    assert 'value="xm01" checked' in missing.text
    wrong = await general.send(at, name="switchboard", days="900", site="xm01", scope="contact.receive")
    assert (wrong.status_code, "from one day to 400" in wrong.text) == (422, True)

    assert 'id="token-days-fault"><span>A token holds' in wrong.text
    name = await general.send(at, name="Bad Name!", days="30", site="xm01", scope="contact.receive")
    assert (name.status_code, 'id="token-name-fault"><span>The name has other signs' in name.text) == (
        422,
        True,
    )
    assert 'aria-describedby="token-name-about token-name-fault"' in name.text

    made = await general.send(at, name="switchboard", days="30", site="xm01", scope="contact.receive")
    assert made.headers["cache-control"] == "no-store"
    header = re.findall(r'id="token">Authorization: (Bearer [^<]+)<', made.text)[0]
    principal = house.verifier.from_header(header)
    assert (principal.id, principal.scope, principal.sites) == (
        "machine-switchboard",
        ("contact.receive",),
        ("xm01",),
    )
    page = (await general.get(at)).text
    assert "machine-switchboard" in page
    assert header not in page
    revoked = await general.send(f"{at}/{principal.proof}/revoke", at)
    assert revoked.status_code == 303
    house.clock.at = house.clock.at.replace(minute=1)
    with pytest.raises(Unauthenticated):
        house.verifier.from_header(header)
    assert "revoked" in (await general.get(at)).text
    again = await general.send(f"{at}/{principal.proof}/revoke", at)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (f"who={AGENT}&action=case.open&site=xm01", "Yes"),
        (f"who={AGENT}&action=case.transfer&site=xm01", "Only with: what belongs to them"),
        (f"who={AGENT}&action=staff.hire&site=xm01", "No"),
        (f"who={AGENT}&action=case.open&site=gz02", "not at gz02"),
        ("who=lead@xm01&action=complaint.approve_plan&site=xm01", "not for oneself"),
        ("who=lead@xm01&action=complaint.approve_plan&site=xm01", "003-F7"),
        ("who=nobody&action=case.open", "knows no role nobody"),
        ("who=lead&action=case.fly", "knows no command or question case.fly"),
        ("who=staff-99&action=case.open", "staff-99"),
    ],
)
async def test_whether_somebody_may_is_answered(manager: Browser, asked: str, said: str) -> None:
    """By their roles of today, or by a role; with the article, and why not."""
    page = (await manager.get(f"/admin/access?{asked}")).text
    answer = page[page.index('id="may"') : page.index('id="table"')]
    answer = answer[answer.index('class="hint"') :]
    assert said in re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", answer)))


async def test_the_table_is_searched_by_role_words_and_article(manager: Browser) -> None:
    """In either language, whatever the page's."""
    whole = (await manager.get("/admin/access")).text
    for text, has in (("fly", 0), ("转", 1), ("approve_plan", 1), ("003-F7", 5), ("Open a case", 1)):
        page = (
            (
                await manager.get(
                    "/admin/access",
                )
            ).text
            if not text
            else (await manager.get(f"/admin/access?text={text}")).text
        )
        assert page.count("<li><p><b>") >= has, text
        assert page.count("<li><p><b>") < whole.count("<li><p><b>"), text
    trainer = (await manager.get("/admin/access?role=trainer")).text
    assert "Take a person on" not in trainer
    assert "Add or take up to five points" in trainer


async def test_sites_show_their_rulebooks_and_days_off(general: Browser) -> None:
    """What is known of each year, and what may be done with each site."""
    page = (await general.get("/admin/sites")).text
    assert "/do/site/open" in page
    assert "/do/rulebook/bind?site=xm01" in page
    assert "Days off: CN" in page


async def test_loading_the_page_of_a_link_again_makes_no_other_link(house: House, manager: Browser) -> None:
    """The link that was shown holds; the page says that one was made."""
    at = f"/admin/people/{AGENT}"
    shown = await manager.send(f"{at}/invite", at, before="")
    again = await manager.send(f"{at}/invite", at, before="")
    assert (shown.status_code, again.status_code) == (200, 409)
    assert "a link was made since" in again.text
    async with house.browser() as agent:
        assert (await agent.send(link_in(shown.text), password=NEW, again=NEW)).status_code == 303


async def test_whose_a_link_is_is_told_by_name(house: House, manager: Browser) -> None:
    """Beside the id that they sign in with, where their name is known."""
    at = f"/admin/people/{AGENT}"
    await manager.send(f"{at}/name", at, name="王小明")
    link = link_in((await manager.send(f"{at}/invite", at)).text)
    async with house.browser() as agent:
        assert f"王小明 · {AGENT}" in (await agent.get(link)).text


@pytest.mark.parametrize(
    ("said", "first", "before", "after"),
    [
        ({}, 0, None, 50),
        ({"after": "50"}, 50, 50, 100),
        ({"after": "100"}, 100, 100, None),
        ({"before": "50"}, 0, None, 50),
        ({"after": "900"}, 100, 100, None),
    ],
)
def test_people_are_listed_by_pages(
    said: dict[str, str], first: int, before: int | None, after: int | None
) -> None:
    """Fifty on each; behind the end the last page is shown."""
    rows = [
        AccountRow(person=f"staff-{n}", is_employed=True, has_account=False, second_factor=False, sessions=0)
        for n in range(101)
    ]

    page = Stretch.of(rows, Filters.model_validate(said))

    assert (page.rows[0], page.before, page.after) == (rows[first], before, after)
    assert Stretch.of([], Filters()) == Stretch([], None, None)
