"""One's own account: sessions, password, second factor and rights, before real accounts."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr

from answerable_services.accounts.second_factor import code_at, step_at
from tests.services.accounts.opened import BETTER, GOOD, WRONG
from tests.services.console.house import AGENT, MANAGER, Browser, House, house_in

OLD, NEW = GOOD.get_secret_value(), BETTER.get_secret_value()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as opened:
        opened.joined(AGENT)
        yield opened


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        await opened.sign_in()
        yield opened


async def test_an_account_is_shown_to_whoever_is_signed_in(house: House, browser: Browser) -> None:
    """And to nobody else; no browser and no proxy keeps it."""
    page = await browser.get("/account")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count('name="session" value=') == 1  # of two sessions, the other one can be ended
    async with house.browser() as stranger:
        assert (await stranger.get("/account")).status_code == 303


async def test_the_other_sessions_are_ended(house: House, browser: Browser) -> None:
    """One by one, and all of them; the one that asks goes on."""
    async with house.browser() as other:
        await other.sign_in()
        page = (await browser.get("/account")).text
        handles = re.findall(r'name="session" value="([^"]+)"', page)
        assert len(handles) == 2  # the one of the link, and the other one
        for handle in handles:
            assert (await browser.send("/account/sessions", "/account", session=handle)).status_code == 303
        house.clock.at = house.clock.at.replace(minute=5)
        assert (await other.get("/account")).status_code == 303
        await other.sign_in()
        await browser.send("/account/sessions", "/account")
        house.clock.at = house.clock.at.replace(minute=10)
        assert (await other.get("/account")).status_code == 303
    assert (await browser.get("/account")).status_code == 200


async def test_the_password_is_changed(browser: Browser) -> None:
    """With the old one; this browser stays signed in with another session, and the new one is good."""
    before = browser.cookies["session"]
    for said, beside in (
        ({"old": WRONG.get_secret_value(), "new": NEW, "again": NEW}, "old"),
        ({"old": OLD, "new": NEW, "again": OLD}, "again"),
        ({"old": OLD, "new": AGENT, "again": AGENT}, "new"),
        ({"old": OLD, "new": "", "again": ""}, "new"),
    ):
        refused = await browser.send("/account/password", "/account", **said)
        assert refused.status_code == 422, said
        assert f'id="{beside}-fault"' in refused.text, said
        assert NEW not in refused.text
    changed = await browser.send("/account/password", "/account", old=OLD, new=NEW, again=NEW)
    assert (changed.status_code, changed.headers["location"]) == (303, "/account?done=password")
    assert browser.cookies["session"] != before
    assert (await browser.get("/account?done=password")).status_code == 200
    await browser.sign_out()
    assert (await browser.sign_in()).status_code == 422
    assert (await browser.send("/sign-in", name=AGENT, password=NEW)).status_code == 303


async def test_a_second_factor_from_the_square_code_to_its_end(house: House, browser: Browser) -> None:
    """Read by an app or typed, confirmed by a code, asked for at the next sign-in, removed again."""
    refused = await browser.send("/account/second-factor/offer", "/account", password="no")
    assert (refused.status_code, 'id="offer-password-fault"' in refused.text) == (422, True)
    offered = await browser.send("/account/second-factor/offer", "/account", password=OLD)
    assert "<svg viewBox=" in offered.text
    secret = SecretStr(re.findall(r'class="key">([^<]+)<', offered.text)[0])
    assert offered.headers["cache-control"] == "no-store"

    wrong = await browser.send("/account/second-factor", "/account", code="000000")
    assert (wrong.status_code, 'id="code-fault"' in wrong.text) == (422, True)
    assert secret.get_secret_value() not in wrong.text
    before = browser.cookies["session"]
    code = code_at(secret, step_at(house.clock.at))
    done = await browser.send("/account/second-factor", "/account", code=code)
    codes = [html.unescape(one) for one in re.findall(r"<li><code>([^<]+)</code>", done.text)]
    assert len(codes) == len(set(codes)) >= 8
    assert browser.cookies["session"] != before
    page = await browser.get("/account")
    assert (page.status_code, "/account/second-factor/remove" in page.text) == (200, True)
    assert not any(one in page.text for one in codes)

    fresh = await browser.send("/account/recovery-codes", "/account", password=OLD)
    assert not set(re.findall(r"<li><code>([^<]+)</code>", fresh.text)) & set(codes)
    await browser.sign_out()
    asked = await browser.sign_in()
    assert asked.headers["location"] == "/sign-in/code"
    kept = re.findall(r"<li><code>([^<]+)</code>", fresh.text)[0]
    assert (await browser.send("/sign-in/code", code=kept)).status_code == 303
    removed = await browser.send("/account/second-factor/remove", "/account", password=OLD)
    assert removed.headers["location"] == "/account?done=removed"
    await browser.sign_out()
    assert (await browser.sign_in()).headers["location"] == "/"


async def test_no_secret_is_in_an_address_or_a_log(house: House, browser: Browser) -> None:
    """Whatever is refused or done on the page."""
    with structlog.testing.capture_logs() as lines:
        offered = await browser.send("/account/second-factor/offer", "/account", password=OLD)
        secret = re.findall(r'class="key">([^<]+)<', offered.text)[0]
        code = code_at(SecretStr(secret), step_at(house.clock.at))
        done = await browser.send("/account/second-factor", "/account", code=code)
        answers = [
            offered,
            done,
            await browser.send("/account/password", "/account", old=OLD, new=NEW, again=NEW),
            await browser.send("/account/recovery-codes", "/account", password=WRONG.get_secret_value()),
        ]
    codes = re.findall(r"<li><code>([^<]+)</code>", done.text)
    said = "".join(f"{one.url} {one.headers.get('location', '')}" for one in answers) + repr(lines)
    assert [one for one in (OLD, NEW, secret, code, *codes) if one in said] == []


async def test_what_one_may_do_is_told_from_the_table(house: House, browser: Browser) -> None:
    """An agent's own is not a manager's, and each says where."""
    agent = (await browser.get("/account")).text
    house.joined(MANAGER)
    async with house.browser() as other:
        await other.sign_in(MANAGER)
        manager = (await other.get("/account")).text
    assert "Open a case; the person first asked owns it" in agent
    assert "Take a person on" not in agent
    assert "Take a person on" in manager
    assert "xm01" in manager


async def test_whoever_came_in_without_a_password_has_none_to_change(tmp_path: Path) -> None:
    """A person of the sample is told so, and asked for nothing."""
    with house_in(tmp_path / "sample", is_sample=True) as house:
        async with house.browser() as browser:
            await browser.send("/sign-in", person=AGENT)
            page = (await browser.get("/account")).text
    assert "without a password of this system" in page
    assert 'type="password"' not in page


async def test_a_calendar_link_from_its_making_to_its_end(house: House, browser: Browser) -> None:
    """It is shown once, read by whoever has it and no cookie, listed without what is secret, and revoked."""
    made = await browser.send("/account/calendar", "/account", called="My phone")
    shown = re.search(r"/calendar/([\w-]+)\.ics", made.text)
    assert shown is not None
    assert made.headers["cache-control"] == "no-store"
    path = shown[0]
    async with house.browser() as program:
        with structlog.testing.capture_logs() as lines:
            read = await program.get(path)
        assert (read.status_code, read.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert lines == []
        assert (await program.get("/due/calendar")).status_code == 303
        page = (await browser.get("/account")).text
        assert "My phone" in page
        assert shown[1] not in page
        handle = re.search(r'name="link" value="([^"]+)"', page)
        assert handle is not None
        revoked = await browser.send("/account/calendar/revoke", "/account", link=handle[1])
        assert revoked.headers["location"] == "/account?done=calendar_revoked#calendar"
        over = await program.get(path)
        assert (over.status_code, over.text) == (404, "not found\n")


async def test_a_calendar_link_of_somebody_who_left(house: House, browser: Browser) -> None:
    """It tells nothing more, and is gone: whoever is employed again makes another one."""
    made = await browser.send("/account/calendar", "/account", called="My phone")
    shown = re.search(r"/calendar/[\w-]+\.ics", made.text)
    assert shown is not None
    house.leaves(AGENT)
    async with house.browser() as program:
        assert (await program.get(shown[0])).status_code == 404
    assert house.accounts.calendar_links_of(AGENT) == []


async def test_a_calendar_link_has_a_name(browser: Browser) -> None:
    """Without one, the page says so beside the input."""
    answer = await browser.send("/account/calendar", "/account", called=" ")
    assert answer.status_code == 422
    assert 'id="calendar-called-fault"' in answer.text
