"""Passkeys through the pages: added, shown and removed before real accounts, with a device that signs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import structlog

from answerable.settings import Settings
from answerable_services.console.forgery import FIELD
from tests.services.accounts.authenticator import Device
from tests.services.accounts.opened import GOOD, WRONG
from tests.services.console.house import AGENT, Browser, House, house_in

PAGES = "http://localhost"
PASSWORD = GOOD.get_secret_value()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path, settings=Settings(data=tmp_path, pages_url=PAGES)) as opened:
        opened.joined(AGENT)
        yield opened


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        yield opened


@pytest.fixture
async def phone(browser: Browser) -> Device:
    """A phone with a passkey of the agent's, who is signed out again."""
    device = Device(PAGES)
    await browser.sign_in()
    await added(browser, device)
    await browser.sign_out()
    return device


def held(page: httpx.Response, name: str) -> str:
    """Give what an element of a page holds in an attribute, or a hidden input."""
    found = re.search(rf'{name}="([^"]*)"', page.text) or re.search(
        rf'name="{name}" value="([^"]*)"', page.text
    )
    assert found is not None, page.text
    return html.unescape(found[1])


def value(page: httpx.Response, name: str) -> str:
    """Give what a hidden input holds."""
    return held(page, f'name="{name}" value')


async def added(browser: Browser, device: Device, name: str = "Old phone") -> httpx.Response:
    """Add what a device makes, as whoever is signed in."""
    offered = await browser.send("/account/passkeys/offer", "/account", called=name, password=PASSWORD)
    made = device.make(held(offered, "data-options"))
    said = {"ticket": value(offered, "ticket"), "called": value(offered, "called"), "credential": made}
    return await browser.send("/account/passkeys", "/account", **said)


async def shown(browser: Browser, device: Device, way: str = "/sign-in") -> httpx.Response:
    """Press the button of the way in, and show what the device holds."""
    entrance = await browser.get(way)
    begun = (await browser.get(held(entrance, "data-begins"))).json()
    said = {"ticket": begun["ticket"], "credential": device.show(json.dumps(begun["options"]))}
    action = re.search(r'<form id="by-passkey"[^>]* action="([^"]+)"', entrance.text)
    assert action is not None
    token = value(entrance, FIELD)
    return await browser.client.post(
        html.unescape(action[1]), data={FIELD: token, **said}, headers={"origin": browser.base}
    )


async def test_from_the_account_to_the_next_sign_in(browser: Browser) -> None:
    """Added with the password, listed with its name, shown without one, removed with it again."""
    phone = Device(PAGES)
    await browser.sign_in()
    done = await added(browser, phone)
    assert (done.status_code, done.headers["location"]) == (303, "/account?done=passkey")
    page = await browser.get("/account?done=passkey")
    assert ("Old phone" in page.text, ">never<" in page.text) == (True, True)
    await browser.sign_out()

    came = await shown(browser, phone, "/sign-in?to=/cases?site=xm01")
    assert (came.status_code, came.headers["location"]) == (303, "/cases?site=xm01")
    assert set(browser.cookies) >= {"session"}
    account = await browser.get("/account")
    assert ">never<" not in account.text

    remove = html.unescape(re.findall(r'action="(/account/passkeys/remove[^"]+)"', account.text)[0])
    wrong = await browser.send(remove, "/account", password=WRONG.get_secret_value())
    assert (wrong.status_code, "-password-fault" in wrong.text) == (422, True)
    gone = await browser.send(remove, "/account", password=PASSWORD)
    assert (gone.status_code, gone.headers["location"]) == (303, "/account?done=passkey_removed")
    assert "Old phone" not in (await browser.get("/account")).text
    assert (await browser.send(remove, "/account", password=PASSWORD)).status_code == 404
    await browser.sign_out()
    refused = await shown(browser, phone)
    assert (refused.status_code, "The passkey is not right for this page" in refused.text) == (422, True)
    assert "session" not in browser.cookies


async def test_what_is_wrong_is_said_beside_its_input(browser: Browser) -> None:
    """A name that is none, a wrong password, an answer that is none; nothing is added."""
    await browser.sign_in()
    for said, beside in (
        ({"called": "", "password": PASSWORD}, "passkey-called"),
        ({"called": "x" * 65, "password": PASSWORD}, "passkey-called"),
        ({"called": "\u202e", "password": PASSWORD}, "passkey-called"),
        ({"called": "Phone", "password": WRONG.get_secret_value()}, "passkey-password"),
    ):
        refused = await browser.send("/account/passkeys/offer", "/account", **said)
        assert (refused.status_code, f'id="{beside}-fault"' in refused.text) == (422, True), said
    refused = await browser.send(
        "/account/passkeys", "/account", called="Phone", ticket="1-x", credential="{}"
    )
    assert (refused.status_code, "It took too long" in refused.text) == (422, True)
    assert "You have none yet" in (await browser.get("/account")).text


async def test_an_answer_is_sent_once(browser: Browser, phone: Device) -> None:
    """The same form again, as by going back, signs nobody in."""
    phone.counts = False
    entrance = await browser.get("/sign-in")
    begun = (await browser.get("/sign-in/passkey")).json()
    said = {"ticket": begun["ticket"], "credential": phone.show(json.dumps(begun["options"]))}
    said[FIELD] = value(entrance, FIELD)
    origin = {"origin": browser.base}
    assert (await browser.client.post("/sign-in/passkey", data=said, headers=origin)).status_code == 303
    await browser.sign_out()
    again = await browser.client.post("/sign-in/passkey", data=said, headers=origin)
    assert (again.status_code, "was sent twice" in again.text) == (422, True)


async def test_nobody_is_signed_in_as_somebody_else_unawares(
    house: House, browser: Browser, phone: Device
) -> None:
    """What an attacker began and signed is worth nothing in a victim's browser, nor without one of ours."""
    async with house.browser() as attackers:
        await attackers.get("/sign-in")
        begun = (await attackers.get("/sign-in/passkey")).json()
    said = {"ticket": begun["ticket"], "credential": phone.show(json.dumps(begun["options"]))}
    refused = await browser.send("/sign-in/passkey", "/sign-in", **said)
    assert refused.status_code == 422
    foreign = await browser.client.post(
        "/sign-in/passkey", data=said, headers={"origin": "https://x.example"}
    )
    assert foreign.status_code == 403
    assert "session" not in browser.cookies


async def test_another_session_than_before(browser: Browser, phone: Device) -> None:
    """What somebody put into the browser before is not what is signed in (session fixation)."""
    browser.client.cookies.set("session", "known-to-an-attacker", domain="localhost.local", path="/")
    await shown(browser, phone)
    assert browser.cookies["session"] != "known-to-an-attacker"


async def test_who_was_never_at_the_way_in_begins_nothing(house: House) -> None:
    """There is nothing that it could be bound to; it counts as what comes from a foreign page does."""
    denials = house.app.state.console.denials
    async with house.browser() as stranger:
        assert (await stranger.get("/sign-in/passkey")).status_code == 403
    assert len(denials) == 1


async def test_what_a_browser_is_asked_for_is_kept_by_nobody(browser: Browser) -> None:
    """Each time it is something else."""
    await browser.get("/sign-in")
    first, second = await browser.get("/sign-in/passkey"), await browser.get("/sign-in/passkey")
    assert first.headers["cache-control"] == "no-store"
    assert first.json()["options"]["challenge"] != second.json()["options"]["challenge"]


async def test_without_a_script_nothing_is_offered(browser: Browser) -> None:
    """What a script alone can do is not shown until it is there; the page's own policy stays as it is."""
    entrance = await browser.get("/sign-in")
    assert f'<div hidden data-passkeys="{PAGES}">' in entrance.text
    await browser.sign_in()
    account = await browser.get("/account")
    assert f'<details hidden data-passkeys="{PAGES}">' in account.text
    assert "script-src 'self'" in account.headers["content-security-policy"]
    assert "publickey" not in account.headers["permissions-policy"]


async def test_where_there_are_none_nothing_is_said_of_them(tmp_path: Path) -> None:
    """At an address for which browsers make none."""
    with house_in(tmp_path) as house:
        house.joined(AGENT)
        async with house.browser() as browser:
            assert "passkey" not in (await browser.get("/sign-in")).text.replace("/static/passkeys.js", "")
            assert (await browser.get("/sign-in/passkey")).status_code == 404
            assert (await browser.send("/sign-in/passkey", "/sign-in", ticket="1-x")).status_code == 404
            await browser.sign_in()
            assert 'id="passkeys"' not in (await browser.get("/account")).text


async def test_no_secret_is_in_an_address_or_a_log(browser: Browser, phone: Device) -> None:
    """Neither the ticket nor what the device signed."""
    with structlog.testing.capture_logs() as lines:
        entrance = await browser.get("/sign-in")
        begun = (await browser.get("/sign-in/passkey")).json()
        signed = phone.show(json.dumps(begun["options"]))
        said = {FIELD: value(entrance, FIELD), "ticket": begun["ticket"], "credential": signed}
        answers = [
            await browser.client.post("/sign-in/passkey", data=said, headers={"origin": browser.base}),
            await browser.client.post("/sign-in/passkey", data=said, headers={"origin": browser.base}),
        ]
    everything = "".join(f"{one.url} {one.headers.get('location', '')}" for one in answers) + repr(lines)
    hidden = [begun["ticket"], json.loads(signed)["response"]["signature"], PASSWORD]
    assert [one for one in hidden if one in everything] == []
