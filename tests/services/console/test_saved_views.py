"""Saved views on the pages: saved, opened, renamed, replaced, deleted, opened first; before real accounts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from answerable.errors import AnswerableError, Forbidden, Invalid, NotFound, Unavailable
from answerable.queries.accounts import MOST_VIEWS, SavedViews
from answerable.queries.registers import REGISTERS
from answerable.wording import say
from answerable_services.accounts.kept_views import SavedView
from answerable_services.console.forgery import FIELD
from answerable_services.console.saved.lists import LISTS, list_named, of_register
from tests.services.console.browsing import CASES
from tests.services.console.house import AGENT, GENERAL, Browser, House, house_in

LATE = "mark=is_overdue&site=xm01"
ASKED = {
    "cases": {"mark": "is_overdue", "owner": "staff-12", "sort": "owner", "text": "GPS"},
    "handovers": {"mark": "is_refused", "on": "2016-03-30"},
    "callbacks": {"site": "xm01", "state": "completed", "on": "2016-03-31"},
    "access": {"show": "accesses", "staff": "staff-12", "group": "kind"},
    "scores": {"site": "xm01", "month": "2016-03", "show": "alerts"},
    "accounts": {"role": "agent", "state": "active", "text": "staff"},
}
"""What lists that are written by hand are narrowed and sorted by; those of registers by a day."""

STALE = {
    "callbacks": {"state": "postponed"},
    "access": {"kind": "gossip", "group": "mood"},
    "scores": {"show": "gossip"},
    "accounts": {"state": "asleep"},
}
"""A value that a list does not know, for each that no register makes."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as opened:
        opened.joined(GENERAL)
        yield opened


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        await opened.sign_in(GENERAL)
        yield opened


def session_of(browser: Browser) -> SecretStr:
    return SecretStr(browser.cookies["session"])


def kept(house: House, browser: Browser) -> list[SavedView]:
    """Give what the accounts keep of whoever is signed in."""
    return house.accounts.saved_views(session_of(browser))


async def saved(house: House, browser: Browser, shown: str = LATE, **said: str) -> SavedView:
    """Save the list of cases as it is shown, and give what was kept."""
    name = said.setdefault("name", "Late")
    done = await browser.send("/views", "/views", list="cases", shown=shown, **said)
    assert done.status_code == 303, done.text
    return next(one for one in kept(house, browser) if (one.list_name, one.name) == ("cases", name))


def views_above(page: str) -> list[tuple[str, str, bool]]:
    """Give the links above a list: where each leads, what it is called, and whether it is the one shown."""
    nav = re.search(r'<nav class="saved".*?</nav>', page, re.DOTALL)
    assert nav is not None
    found = re.findall(r'<a href="([^"]+)"( aria-current="true")?>(.*?)</a>', nav[0], re.DOTALL)
    return [
        (unescape(href), unescape(re.sub(r"<[^>]+>", "", text)).strip(), bool(current))
        for href, current, text in found
        if not href.startswith("/views")
    ]


async def form_of(browser: Browser, path: str) -> dict[str, str]:
    """Give what the form above a list would send, without a name."""
    page = (await browser.get(path)).text
    form = re.search(r'<form class="ask plain save-view".*?</form>', page, re.DOTALL)
    assert form is not None, path
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in inputs if name != FIELD}


@pytest.mark.parametrize("name", sorted({*ASKED, "complaints", "contacts", "notes", "people", "attempts"}))
async def test_every_list_is_saved_as_it_is_shown(house: House, browser: Browser, name: str) -> None:
    """What narrows and sorts it comes back by one click, and nothing of the page that was turned to."""
    of, said = LISTS[name], ASKED.get(name, {"since": "2016-03-01"})
    page = of.address(said, **({} if name == "scores" else {"after": "1"}))
    form = await form_of(browser, page)
    done = await browser.client.post(
        "/views",
        data={FIELD: await browser.token(page), **form, "name": "Mine"},
        headers={"origin": browser.base},
    )
    assert done.status_code == 303
    [view] = kept(house, browser)
    assert (view.list_name, view.said) == (name, said)
    shown = (await browser.get(done.headers["location"])).text
    assert "The view “Mine” is saved." in shown
    [_, (href, called, is_shown)] = views_above(shown)
    assert (called, is_shown) == ("Mine", True)
    opened = await browser.get(href)
    assert opened.status_code == 200
    assert 'role="status"><svg' not in opened.text.partition('<nav class="saved"')[0].partition("<main")[2]


def test_every_list_of_a_register_can_be_saved() -> None:
    """A new stream's list is one of them without a word about it."""
    assert {one.register.name for one in REGISTERS.values()} <= LISTS.keys()


async def test_a_view_is_in_the_navigation_of_its_list(house: House, browser: Browser) -> None:
    """And nowhere else: another list's page does not ask for it."""
    view = await saved(house, browser)
    page = (await browser.get("/cases")).text
    nav = page[page.index("<nav aria-label") : page.index("</nav>")]
    assert unescape(nav).count(f'href="/cases?{LATE}&view={view.handle}"') == 1
    other = (await browser.get("/complaints")).text
    assert "Late" not in other
    assert [one.list_name for one in house.asked if isinstance(one, SavedViews)][-1] == "complaints"


async def test_nothing_is_saved_yet(browser: Browser) -> None:
    """The list says what a view is and offers the form; the page of all views says how to make one."""
    page = (await browser.get("/cases")).text
    assert views_above(page) == []
    assert "A view keeps how this list is filtered and sorted now" in page
    assert "You have no views yet." in (await browser.get("/views")).text


async def test_a_usual_order_is_not_kept(house: House, browser: Browser) -> None:
    """The form of filters says always how a list is sorted; that is no change of a view that does not."""
    view = await saved(house, browser)
    page = (await browser.get(f"/cases?{LATE}&sort=due_at&order=ascending&view={view.handle}")).text
    assert "changed" not in [name for _, name, _ in views_above(page)][1]
    other = await saved(house, browser, f"{LATE}&sort=due_at&order=descending", name="Other")
    assert other.said == {"mark": "is_overdue", "site": "xm01", "sort": "due_at", "order": "descending"}
    by_day = of_register(REGISTERS["complaint"])
    assert by_day.said_in({"sort": "filed_at", "order": "descending"}) == {}
    assert by_day.said_in({"sort": "topic", "order": "ascending"}) == {"sort": "topic"}
    assert by_day.said_in({"sort": "colour"}) == {"sort": "colour"}


async def test_a_view_that_is_narrowed_further_can_be_replaced(house: House, browser: Browser) -> None:
    """It stays open while its list is shown otherwise, says so, and one button takes over what is shown."""
    view = await saved(house, browser)
    page = (await browser.get(f"/cases?site=xm01&state=open&view={view.handle}")).text
    [_, (_, called, is_shown)] = views_above(page)
    assert (called.split(), is_shown) == (["Late", "changed"], True)
    assert f'<input type="hidden" name="view" value="{view.handle}">' in page
    action = re.search(rf'action="(/views/{view.handle})">.*?name="shown" value="([^"]*)"', page)
    assert action is not None
    done = await browser.send(action[1], "/cases", act="replace", shown=unescape(action[2]))
    assert done.status_code == 303
    assert "is as the list is shown now" in (await browser.get(done.headers["location"])).text
    assert kept(house, browser)[0].said == {"site": "xm01", "state": "open"}


async def test_a_list_opens_with_a_view(house: House, browser: Browser) -> None:
    """Where its address says no more than the list; the whole list stays within reach, by every way to it."""
    view = await saved(house, browser, opens="1")
    bare = await browser.get("/cases?lang=zh&rows=comfortable")
    assert bare.status_code == 303
    assert (
        bare.headers["location"]
        == f"/cases?mark=is_overdue&site=xm01&view={view.handle}&lang=zh&rows=comfortable"
    )
    opened = await browser.get(bare.headers["location"])
    assert '<body class="comfortable"' in opened.text
    assert (
        opened.text.count('href="/cases?view=all"') == 2
    )  # the link above the list, and that of the filters
    whole = await browser.get("/cases?view=all&lang=en")
    assert whole.status_code == 200
    assert views_above(whole.text)[0] == ("/cases?view=all", "Whole list", True)
    house.services.table[CASES.query] = CASES.page.model_validate({"rows": (), "total": 0, "counts": {}})
    empty = await browser.get("/cases?text=nothing")
    assert '<a class="button quiet" href="/cases?view=all">Clear</a></p>' in empty.text
    assert (await browser.get("/complaints")).status_code == 200
    for act, status in (("rest", 200), ("open", 303)):
        assert (await browser.send(f"/views/{view.handle}", "/views", act=act)).status_code == 303
        assert (await browser.get("/cases")).status_code == status


async def test_files_and_news_of_a_list_know_no_views(house: House, browser: Browser) -> None:
    """Their addresses say what the list is narrowed by, and no view."""
    view = await saved(house, browser)
    page = unescape((await browser.get(f"/cases?{LATE}&view={view.handle}")).text)
    assert f'data-news="/news/cases?{LATE}"' in page
    assert f'href="/cases.csv?{LATE}"' in page
    assert f'<a class="button" href="/cases?{LATE}&view={view.handle}" hidden>' in page


async def test_a_name_is_changed(house: House, browser: Browser) -> None:
    """On the page of all views; one that cannot be is said beside its field, with what was typed."""
    view, _ = await saved(house, browser), await saved(house, browser, name="Other")
    at = f"/views/{view.handle}"
    done = await browser.send(at, "/views", act="rename", name="  厦门  超时 ")
    assert (done.status_code, done.headers["location"]) == (303, "/views?done=renamed#cases")
    assert "The view has its new name." in (await browser.get("/views?done=renamed")).text
    assert [one.name for one in kept(house, browser)] == ["Other", "厦门 超时"]
    for name, status, said in (
        ("", 422, "1 to 60 characters"),
        ("a" * 61, 422, "1 to 60 characters"),
        ("a" * 2000, 422, ""),
        ("OTHER", 409, "You have a view “Other” of this list already"),
    ):
        refused = await browser.send(at, "/views", act="rename", name=name)
        assert refused.status_code == status, name
        page = unescape(refused.text)
        assert f'id="fault-{view.handle}">' in page
        assert said in page
        assert f'name="name" value="{name}"' in page
    assert [one.name for one in kept(house, browser)] == ["Other", "厦门 超时"]


async def test_a_name_that_is_there_is_replaced_or_another_is_chosen(house: House, browser: Browser) -> None:
    """Nothing is overwritten unasked; what the list was shown with is still in the form."""
    view = await saved(house, browser)
    said = {"list": "cases", "shown": "state=open", "name": "late"}
    asked = await browser.send("/views", "/views", **said)
    page = unescape(asked.text)
    assert asked.status_code == 409
    assert "You have a view “Late” of this list already" in page
    assert all(f'name="{name}" value="{value}"' in page for name, value in said.items())
    assert 'name="replace" value="1"' in page
    assert 'href="/cases?state=open">Back to the list' in page
    assert kept(house, browser) == [view]
    done = await browser.send("/views", "/views", **said, replace="1")
    assert done.headers["location"] == f"/cases?state=open&view={view.handle}&done=replaced"
    assert [(one.name, one.said) for one in kept(house, browser)] == [("late", {"state": "open"})]


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "\u202e"])
async def test_a_view_needs_a_name_that_can_be_seen(house: House, browser: Browser, name: str) -> None:
    """The form comes back with a word beside the field, and nothing is kept."""
    refused = await browser.send("/views", "/views", list="cases", shown=LATE, name=name)
    assert (refused.status_code, 'id="view-name-fault"' in refused.text) == (422, True)
    assert "1 to 60 characters" in refused.text
    assert kept(house, browser) == []


async def test_nobody_has_more_than_fifty(house: House, browser: Browser) -> None:
    """What is too much is said where it was tried."""
    for n in range(MOST_VIEWS):
        house.accounts.save_view(session_of(browser), "cases", f"n {n}", {})
    refused = await browser.send("/views", "/views", list="faults", shown="", name="one more")
    assert refused.status_code == 409
    assert "You have 50 views" in refused.text
    assert 'name="replace"' not in refused.text
    assert "50 of at most 50" in refused.text


async def test_a_view_is_deleted(house: House, browser: Browser) -> None:
    """It is gone from its list; a second time there is none."""
    view = await saved(house, browser, opens="1")
    at = f"/views/{view.handle}"
    done = await browser.send(at, "/views", act="delete", name="whatever")
    assert (done.status_code, done.headers["location"]) == (303, "/views?done=deleted#cases")
    assert kept(house, browser) == []
    assert (await browser.get("/cases")).status_code == 200
    assert (await browser.send(at, "/views", act="delete")).status_code == 404


async def test_another_persons_views_are_never_shown_nor_changed(house: House, browser: Browser) -> None:
    """Whoever knows a handle sees the list that the address says, and nothing of whose view it is."""
    view = await saved(house, browser, name="hushhush", opens="1")
    house.joined(AGENT)
    async with house.browser() as other:
        await other.sign_in(AGENT)
        led = await other.get(f"/cases?{LATE}&view={view.handle}")
        assert led.status_code == 200
        assert views_above(led.text) == []
        assert (await other.get("/cases")).status_code == 200
        for page in (led, await other.get("/views")):
            assert "hushhush" not in page.text
        for act in ("rename", "replace", "open", "rest", "delete"):
            refused = await other.send(f"/views/{view.handle}", "/views", act=act, name="mine", shown="")
            assert refused.status_code == 404
            assert "hushhush" not in refused.text
        assert kept(house, other) == []
    assert kept(house, browser) == [view]


@pytest.mark.parametrize(
    ("list_name", "shown"),
    [
        ("", LATE),
        ("nowhere", LATE),
        ("/cases", LATE),
        ("//evil.example", ""),
        ("https://evil.example/", ""),
        ("cases/../account", ""),
        ("cases", "colour=red"),
        ("cases", "sort=colour"),
        ("cases", "after=aaa"),
        ("cases", "view=0123456789abcdef"),
        ("cases", "lang=en"),
        ("cases", "&".join(f"text={n}" for n in range(60))),
        ("cases", "text=" + "x" * 81),
        ("cases", "owner=" + "x" * 3000),
        ("handovers", "handover=handover-1"),
        ("scores", "site=nowhere at all"),
        ("scores", "month=2016-13"),
        ("scores", "site=xm01&month=2016-13"),
        ("callbacks", "state=postponed"),
        ("access", "kind=gossip"),
        ("accounts", "role=pope"),
    ],
)
async def test_forged_lists_and_words_are_refused(
    house: House, browser: Browser, list_name: str, shown: str
) -> None:
    """A view leads to a list of ours, asked with what that list can be asked with, and nowhere else."""
    refused = await browser.send("/views", "/views", list=list_name, shown=shown, name="x")
    assert refused.status_code == 422
    assert kept(house, browser) == []


async def test_a_list_that_is_not_for_ones_role_is_not_saved(house: House) -> None:
    """Nor is a view of it replaced, which was saved in another role."""
    house.joined(AGENT)
    async with house.browser() as agent:
        await agent.sign_in(AGENT)
        for name in ("access", "accounts"):
            refused = await agent.send("/views", "/views", list=name, shown="", name="x")
            assert refused.status_code == 403, name
        assert kept(house, agent) == []
        was = house.accounts.save_view(session_of(agent), "access", "x", {"site": "xm01"})
        again = await agent.send(f"/views/{was.handle}", "/views", act="replace", shown="gravity=alert")
        assert again.status_code == 403
        assert kept(house, agent) == [was]
        gone = await agent.send(f"/views/{was.handle}", "/views", act="delete")
        assert (gone.status_code, kept(house, agent)) == (303, [])


async def test_a_view_that_is_deleted_is_said_to_be_none(house: House, browser: Browser) -> None:
    """Its old address shows the list as the rest of it says, and tells why no view is open."""
    was = await saved(house, browser)
    at = f"/cases?{LATE}&view={was.handle}"
    told = "You have no such view; it may have been deleted"
    assert told not in (await browser.get(at)).text
    house.accounts.delete_view(session_of(browser), was.handle)
    for address in (at, f"/cases?view={was.handle}", "/cases?view=nonsense"):
        page = await browser.get(address)
        assert (page.status_code, page.text.count(told)) == (200, 1), address
        assert 'name="view"' not in page.text
    for address in ("/cases", "/cases?view=all"):
        assert told not in (await browser.get(address)).text


async def test_a_view_is_opened_as_its_own_list_only(house: House, browser: Browser) -> None:
    """Neither a form that names another list's words nor one that names no act changes where it leads."""
    view = await saved(house, browser)
    at = f"/views/{view.handle}"
    assert (await browser.send(at, "/views", act="replace", shown="show=accesses")).status_code == 422
    assert (await browser.send(at, "/views", act="steal")).status_code == 422
    assert (await browser.send("/views/not-a-handle", "/views", act="delete")).status_code == 404
    assert kept(house, browser) == [view]


async def test_forms_are_looked_at_like_every_other(house: House, browser: Browser) -> None:
    """Without the token, or from another page, nothing is saved, changed or deleted."""
    view = await saved(house, browser)
    said = {"list": "cases", "shown": "", "name": "x", "act": "delete"}
    token = await browser.token("/views")
    for path in ("/views", f"/views/{view.handle}"):
        bare = await browser.client.post(path, data=said, headers={"origin": browser.base})
        foreign = await browser.client.post(
            path, data={FIELD: token, **said}, headers={"origin": "https://evil.example"}
        )
        assert (bare.status_code, foreign.status_code) == (403, 403)
    async with house.browser() as stranger:
        assert (await stranger.get("/views")).status_code == 303
    assert kept(house, browser) == [view]


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_view_of_what_is_no_more_opens_the_list_with_a_word(
    house: House, browser: Browser, lang: str
) -> None:
    """A column, a mark or a value that the list does not know any more is left out, and said."""
    stale = {"site": "xm01", "colour": "red", "mark": "is_forgotten"}
    house.accounts.save_view(session_of(browser), "cases", "Old", stale, opens=True)
    led = await browser.get(f"/cases?lang={lang}")
    assert led.status_code == 303
    opened = await browser.get(led.headers["location"])
    assert opened.status_code == 200
    said = {
        "en": "The view “Old” also asks for what this list does not know any more: colour, mark.",
        "zh": "colour、mark",
    }
    assert said[lang] in opened.text
    [(href, _, _)] = views_above(opened.text)[1:]
    assert href.startswith("/cases?site=xm01&view=")
    assert ("not known any more" if lang == "en" else "已不再支持") in (
        await browser.get(f"/views?lang={lang}")
    ).text


async def test_a_view_of_a_list_that_is_no_more_can_be_deleted(house: House, browser: Browser) -> None:
    """It is shown by its name, leads nowhere, and makes room."""
    view = house.accounts.save_view(session_of(browser), "gadgets", "Old", {"colour": "red"})
    page = (await browser.get("/views")).text
    assert "Of lists that are not there any more" in page
    assert "gadgets" in page
    assert 'href="/gadgets' not in page
    assert (await browser.send(f"/views/{view.handle}", "/views", act="replace")).status_code == 422
    assert (await browser.send(f"/views/{view.handle}", "/views", act="delete")).status_code == 303
    assert kept(house, browser) == []


@pytest.mark.parametrize("name", sorted(STALE))
async def test_so_it_is_for_every_kind_of_list(house: House, browser: Browser, name: str) -> None:
    """What a page reads itself is looked at as what a register reads."""
    of = LISTS[name]
    view = house.accounts.save_view(session_of(browser), name, "Old", {"site": "xm01", **STALE[name]})
    opening = of.opening(view.said)
    assert opening.said == {"site": "xm01"}
    assert opening.lost == tuple(sorted(STALE[name]))
    page = await browser.get(of.address(opening.said, view=view.handle))
    assert page.status_code == 200
    assert "does not know any more" in page.text


@pytest.mark.parametrize(
    "error", [NotFound(say("error.no_page", path="/")), Forbidden("not there"), Invalid("no such")]
)
async def test_where_a_view_cannot_be_shown_the_whole_list_is(
    house: House, browser: Browser, error: AnswerableError
) -> None:
    """A site that somebody left shuts nobody out of a list that opens with it."""
    view = await saved(house, browser, opens="1")
    usual = house.services.table[CASES.query]

    def answer(query: Any) -> Any:
        if query.mark:
            raise error
        return usual(query)

    house.services.table[CASES.query] = answer
    led = await browser.get("/cases")
    refused = await browser.get(led.headers["location"])
    assert (refused.status_code, refused.headers["location"]) == (
        303,
        f"/cases?view={view.handle}&done=whole",
    )
    whole = await browser.get(refused.headers["location"])
    assert whole.status_code == 200
    assert "what is not there any more, or what you may not see" in whole.text
    assert (await browser.get(f"/cases?{LATE}")).status_code == error.status


async def test_where_the_list_itself_is_refused_nobody_is_led_in_circles(
    house: House, browser: Browser
) -> None:
    """The whole list answers as it does without a view."""
    view = await saved(house, browser)
    house.services.table[CASES.query] = Forbidden("not there")
    assert (await browser.get(f"/cases?{LATE}&view={view.handle}")).status_code == 303
    assert (await browser.get(f"/cases?view={view.handle}&done=whole")).status_code == 403


async def test_a_list_is_there_without_the_accounts(house: House, browser: Browser) -> None:
    """Views are a convenience: where nobody answers for them, the list stands without."""
    await saved(house, browser, opens="1")

    async def silent(*_: object) -> None:
        raise Unavailable("nobody answers")

    house.handlers[SavedViews] = silent
    page = await browser.get("/cases")
    assert page.status_code == 200
    assert '<nav class="saved"' not in page.text
    assert (await browser.get("/views")).status_code == 503
    assert (await browser.send("/views/0123456789abcdef", "/account", act="delete")).status_code == 503


def test_no_list_has_a_name_that_the_accounts_do_not_keep() -> None:
    """Each is found by its name, and its words are of the form that is kept."""
    word = re.compile(r"[a-z][a-z_]{0,39}")
    for name, of in LISTS.items():
        assert word.fullmatch(name)
        assert list_named(name) is of
        assert all(word.fullmatch(one) for one in of.words)
