"""Coming in by a real identity provider through the pages, and being kept out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import pytest
from pydantic import SecretStr

from answerable.settings import Settings
from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, Provider, goes_through, running
from tests.services.console.house import AGENT, MANAGER, Browser, House, house_in

PAGES = "http://localhost"
RETURN = f"{PAGES}/sign-in/provider/return"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running(pages=PAGES) as provider:
        provider.knows("sub-12", preferred_username=AGENT, name="陈思远")
        provider.knows("sub-1", preferred_username=MANAGER)
        provider.knows("sub-0", preferred_username="staff-nobody")
        yield provider


def set_up(data: Path, issuer: str, *, local_passwords: bool = True) -> Settings:
    return Settings(
        data=data,
        pages_url=PAGES,
        provider_issuer=issuer,
        provider_client_id=CLIENT_ID,
        provider_client_secret=SecretStr(CLIENT_SECRET),
        provider_title="Acme",
        local_passwords=local_passwords,
    )


@pytest.fixture
def house(tmp_path: Path, provider: Provider) -> Iterator[House]:
    with house_in(tmp_path, settings=set_up(tmp_path, provider.issuer)) as opened:
        yield opened


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        yield opened


async def led_there(browser: Browser, way: str = "/sign-in/provider") -> str:
    """Press the button, and give where it leads."""
    begun = await browser.get(way)
    assert begun.status_code == 303, begun.text
    return begun.headers["location"]


async def brought_back(browser: Browser, subject: str, way: str = "/sign-in/provider") -> str:
    """Sign in at the provider, and give the path that it leads back to."""
    address = await led_there(browser, way)
    with httpx2.Client() as at_the_provider:
        to = goes_through(at_the_provider, address, subject, RETURN)
    return to.removeprefix(PAGES)


def set_by(response: httpx.Response) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in response.headers.get_list("set-cookie")}


async def test_from_a_page_to_the_provider_and_back_to_the_page(house: House, browser: Browser) -> None:
    """Whoever wants a page ends up on it, signed in as who they are in the ledger."""
    turned_away = await browser.get("/cases?site=xm01")
    entrance = await browser.get(turned_away.headers["location"])
    button = re.search(r'<a class="button" href="([^"]+)"[^>]*>Sign in with Acme</a>', entrance.text)
    assert button is not None
    assert 'name="password"' in entrance.text

    begun = await browser.get(button[1])
    cookie = set_by(begun)["provider"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie
    with httpx2.Client() as at_the_provider:
        back = goes_through(at_the_provider, begun.headers["location"], "sub-12", RETURN)
    came = await browser.get(back.removeprefix(PAGES))

    assert (came.status_code, came.headers["location"]) == (303, "/cases?site=xm01")
    assert set(browser.cookies) >= {"session"}
    assert "provider" not in browser.cookies
    assert (await browser.get("/cases?site=xm01")).status_code == 200
    assert "陈思远" in (await browser.get("/sign-in")).text


async def test_the_policy_of_the_pages_is_what_it_was(browser: Browser) -> None:
    """Forms still lead to our own pages alone: a way to elsewhere opens nothing."""
    policies = {
        (await browser.get(path)).headers["content-security-policy"]
        for path in ("/sign-in", "/sign-in/provider", "/sign-in/provider/return")
    }
    assert len(policies) == 1
    assert "form-action 'self'" in policies.pop()


async def test_nobody_is_signed_in_as_somebody_else_unawares(house: House, browser: Browser) -> None:
    """An address that ends an attacker's sign-in does nothing in another browser (login CSRF)."""
    async with house.browser() as attackers:
        back = await brought_back(attackers, "sub-1")
    refused = await browser.get(back)
    assert refused.status_code == 422
    assert "belongs to no sign-in that this browser began" in refused.text
    assert "session" not in browser.cookies

    await led_there(browser)
    assert (await browser.get(back)).status_code == 422
    assert "session" not in browser.cookies


async def test_an_address_counts_once(house: House, browser: Browser) -> None:
    """What a browser keeps in its history lets nobody in again."""
    back = await brought_back(browser, "sub-12")
    assert (await browser.get(back)).status_code == 303
    async with house.browser() as later:
        later.client.cookies.update(browser.client.cookies)
        assert (await later.get(back)).status_code == 422


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-in/provider", "/" + "x" * 900]
)
async def test_nobody_is_led_elsewhere(house: House, browser: Browser, to: str) -> None:
    """Whatever the address says, the way on is a page of ours (open redirect)."""
    begun = await browser.client.get("/sign-in/provider", params={"to": to})
    with httpx2.Client() as at_the_provider:
        back = goes_through(at_the_provider, begun.headers["location"], "sub-12", RETURN)
    came = await browser.get(back.removeprefix(PAGES))
    assert (came.status_code, came.headers["location"]) == (303, "/")


async def test_a_way_that_a_browser_made_up_leads_nowhere(browser: Browser) -> None:
    """The cookie is looked at like an address."""
    back = await brought_back(browser, "sub-12")
    held = browser.cookies["provider"].strip('"')
    browser.client.cookies.clear()
    browser.client.cookies.set(
        "provider", f"{held.partition('.')[0]}.//evil.example", domain="localhost.local"
    )
    came = await browser.client.get(back)
    assert (came.status_code, came.headers["location"]) == (303, "/")


async def test_what_a_provider_says_beside_is_passed_over(browser: Browser) -> None:
    """Providers add words of their own to the address (RFC 6749, section 4.1.2)."""
    back = await brought_back(browser, "sub-12")
    assert (await browser.get(f"{back}&session_state=x&authuser=0")).status_code == 303


async def test_a_stranger_is_told_so(browser: Browser) -> None:
    """Whom the provider knows and the register does not is told whom to ask, beside the ways in."""
    refused = await browser.get(await brought_back(browser, "sub-0"))
    assert refused.status_code == 403
    assert "names nobody on the register of staff" in refused.text
    assert "Sign in with Acme" in refused.text
    assert "session" not in browser.cookies


async def test_who_turns_back_there_is_told_so(browser: Browser, provider: Provider) -> None:
    """The provider's refusal is said in our words, and none of its own are shown."""
    state = parse_qs(urlsplit(await led_there(browser)).query)["state"][0]
    said = {"error": "access_denied", "error_description": "<b>no", "state": state, "iss": provider.issuer}
    refused = await browser.client.get("/sign-in/provider/return", params=said)
    assert refused.status_code == 422
    assert "did not let you in" in refused.text
    assert "<b>no" not in refused.text


async def test_the_session_is_another_one(browser: Browser) -> None:
    """A session that the browser had before is over, and its id is not taken over (session fixation)."""
    await browser.get(await brought_back(browser, "sub-12"))
    before = browser.cookies["session"]
    await browser.get(await brought_back(browser, "sub-12"))
    assert browser.cookies["session"] != before


async def test_signing_out_goes_on_to_the_provider(browser: Browser, provider: Provider) -> None:
    """Who came by the provider is led there by a page without a script; the session is over before."""
    await browser.get(await brought_back(browser, "sub-12"))
    out = await browser.sign_out()
    assert out.status_code == 200
    assert out.headers["refresh"].startswith(f"0; url={provider.issuer}/session/end?client_id=")
    assert f'href="{provider.issuer}/session/end?' in out.text
    assert (await browser.get("/cases")).status_code == 303


async def test_who_came_with_a_password_is_led_to_no_provider(house: House, browser: Browser) -> None:
    """They are led to the sign-in, as before."""
    house.joined(AGENT)
    await browser.sign_in()
    out = await browser.sign_out()
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")


async def test_a_provider_that_is_down_leaves_the_password(tmp_path: Path) -> None:
    """The page says what is the matter, and somebody with a password comes in."""
    with house_in(tmp_path, settings=set_up(tmp_path, "http://127.0.0.1:9")) as house:
        house.joined(AGENT)
        async with house.browser() as browser:
            page = await browser.get("/sign-in/provider?to=/cases")
            assert page.status_code == 503
            assert "Acme does not answer" in page.text
            assert "answerable run accounts" not in page.text
            assert 'name="password"' in page.text
            assert (await browser.sign_in(to="/sign-in?to=/cases")).headers["location"] == "/cases"


async def test_passwords_may_be_left_out(tmp_path: Path) -> None:
    """Where nobody signs in with one, none is asked for, and none is taken."""
    with house_in(tmp_path, settings=set_up(tmp_path, "http://127.0.0.1:9", local_passwords=False)) as house:
        async with house.browser() as browser:
            page = (await browser.get("/sign-in")).text
            assert 'name="password"' not in page
            assert "Sign in with Acme" in page
            refused = await browser.send("/sign-in", name=AGENT, password="whatever it is")
            assert refused.status_code == 403


async def test_where_no_provider_is_set_up_none_is_offered(tmp_path: Path) -> None:
    """The page has nothing of it, and the way there is none."""
    with house_in(tmp_path) as house:
        async with house.browser() as browser:
            assert "/sign-in/provider" not in (await browser.get("/sign-in")).text
            assert (await browser.get("/sign-in/provider")).status_code == 404
