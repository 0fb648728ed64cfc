"""Coming in and going out, before real accounts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from answerable.errors import Unavailable
from answerable.queries import accounts as q
from answerable_services.accounts.second_factor import code_at, step_at
from answerable_services.console.forgery import FIELD
from answerable_services.console.leading import own_path
from tests.asking import ask
from tests.services.accounts.opened import GOOD, WRONG
from tests.services.console.house import AGENT, GENERAL, MANAGER, Browser, House, house_in

HTTPS = "https://localhost"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        yield opened


def set_by(response: httpx.Response) -> dict[str, str]:
    """Give what a page sets of cookies, by name."""
    return {line.partition("=")[0]: line for line in response.headers.get_list("set-cookie")}


@pytest.mark.parametrize(
    ("path", "led_to"),
    [
        ("/", "/sign-in"),
        ("/cases?site=xm01&state=open", "/sign-in?to=/cases%3Fsite%3Dxm01%26state%3Dopen"),
        ("/cases/case-1", "/sign-in?to=/cases/case-1"),
        ("/cases?state=flying", "/sign-in?to=/cases%3Fstate%3Dflying"),
        ("/search?text=%E5%8E%A6", "/sign-in?to=/search%3Ftext%3D%25E5%258E%25A6"),
    ],
)
async def test_whoever_is_not_signed_in_is_led_to_where_they_can(
    browser: Browser, path: str, led_to: str
) -> None:
    """And nothing of the page is asked for, nor of its address looked at."""
    response = await browser.get(path)
    assert (response.status_code, response.headers["location"]) == (303, led_to)


@pytest.mark.parametrize("path", ["/events", "/news/cases", "/cases.csv", "/cases.xlsx"])
async def test_what_no_person_reads_is_refused(browser: Browser, path: str) -> None:
    """A stream or a file is no sign-in page."""
    response = await browser.get(path)
    assert response.status_code == 401
    assert "www-authenticate" in response.headers


async def test_a_session_that_never_was_is_none(house: House, browser: Browser) -> None:
    """Whoever makes a cookie up, or brings an old one, is led to the sign-in, and it is taken away."""
    browser.client.cookies.set("session", "x" * 43)
    response = await browser.get("/cases")
    assert response.status_code == 303
    assert "Max-Age=0" in set_by(response)["session"]
    browser.client.cookies.set("session", "x" * 5000)
    assert (await browser.get("/cases")).status_code == 303
    assert house.counted(q.Prove) == 1


async def test_somebody_signs_in_and_is_where_they_wanted(house: House, browser: Browser) -> None:
    """The services hear who asks, by a token of the accounts."""
    house.joined(AGENT)
    response = await browser.sign_in(to="/sign-in?to=/cases%3Fsite%3Dxm01")
    assert (response.status_code, response.headers["location"]) == (303, "/cases?site=xm01")
    page = await browser.get("/cases?site=xm01")
    assert page.status_code == 200
    assert AGENT in page.text
    assert set(house.proofs) == {house.proofs[0]}
    assert house.proofs[0].startswith("Bearer ey")


async def test_cookies_are_out_of_reach(house: House, browser: Browser) -> None:
    """Of scripts and of other sites; the session's is gone with the browser, the device's in a year."""
    house.joined(AGENT)
    set_ = set_by(await browser.sign_in())
    assert set_["session"].partition("; ")[2] == "HttpOnly; Path=/; SameSite=lax"
    [device] = [line for name, line in set_.items() if name.startswith("device-")]
    assert device.partition("; ")[2] == "HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"


async def test_over_https_cookies_are_of_this_host_alone(house: House) -> None:
    """A neighbouring host can set none of that name, and one of another name counts for nothing."""
    house.joined(AGENT)
    async with house.browser(HTTPS) as browser:
        set_ = set_by(await browser.sign_in())
        names = [name for name in set_ if not name.startswith("__Host-device-")]
        assert names == ["__Host-session"]
        assert all("; Secure" in line for line in set_.values())
        assert (await browser.get("/cases")).status_code == 200
        held = browser.cookies["__Host-session"]
        browser.client.cookies.clear()
        browser.client.cookies.set("session", held)
        assert (await browser.get("/cases")).status_code == 303


async def test_what_was_typed_is_kept_and_what_is_wrong_stands_beside_it(
    house: House, browser: Browser
) -> None:
    """All but the password, which nobody sends back."""
    house.joined(AGENT)
    refused = await browser.send("/sign-in", name=AGENT, password=WRONG.get_secret_value())
    assert refused.status_code == 422
    assert f'value="{AGENT}"' in refused.text
    assert WRONG.get_secret_value() not in refused.text
    assert '<p class="fault" id="password-fault">The id or the password is not right</p>' in refused.text
    assert 'aria-invalid="true" aria-describedby="password-fault' in refused.text
    empty = await browser.send("/sign-in", name="", password="")
    assert re.findall(r'class="fault" id="(\w+)-fault"', empty.text) == ["name", "password"]
    assert "session" not in browser.cookies
    long = await browser.send("/sign-in", name="x" * 201, password="y" * 1001)
    assert (long.status_code, "No more than 200 characters" in long.text) == (422, True)


async def test_too_many_attempts_are_told_to_wait(house: House, browser: Browser) -> None:
    """With how long, and the status that says so."""
    house.joined(AGENT)
    for _ in range(12):
        refused = await browser.send("/sign-in", name=AGENT, password=WRONG.get_secret_value())
    assert refused.status_code == 429
    assert "too many attempts; try again in" in refused.text


async def test_a_known_session_is_worth_nothing_after_the_sign_in(house: House, browser: Browser) -> None:
    """Neither one that somebody else set (fixation), nor the one that this browser had before."""
    house.joined(AGENT)
    house.joined(MANAGER)
    browser.client.cookies.set("session", "set-by-somebody-else")
    await browser.sign_in()
    first = browser.cookies["session"]
    assert first != "set-by-somebody-else"
    assert (await browser.get("/cases")).status_code == 200
    await browser.sign_in(MANAGER)
    assert browser.cookies["session"] != first
    async with house.browser() as other:
        other.client.cookies.set("session", first)
        assert (await other.get("/cases")).status_code == 303


async def test_a_second_factor_is_asked_for(house: House, browser: Browser) -> None:
    """There is no session before the code, and the way on is kept."""
    secret = house.with_second_factor(AGENT)
    half = await browser.sign_in(to="/sign-in?to=/callbacks")
    assert half.headers["location"] == "/sign-in/code?to=/callbacks"
    assert "session" not in browser.cookies
    page = await browser.get("/sign-in/code?to=/callbacks")
    assert 'autocomplete="one-time-code"' in page.text
    wrong = await browser.send("/sign-in/code?to=/callbacks", code="000000")
    assert (wrong.status_code, 'id="code-fault"' in wrong.text) == (422, True)
    right = code_at(secret, step_at(house.clock.at))
    entered = await browser.send("/sign-in/code?to=/callbacks", code=right)
    assert entered.headers["location"] == "/callbacks"
    assert ("ticket" in browser.cookies, "session" in browser.cookies) == (False, True)
    assert (await browser.get("/callbacks")).status_code == 200


async def test_without_the_first_half_there_is_no_second(browser: Browser) -> None:
    """The page of the code leads to the beginning."""
    response = await browser.get("/sign-in/code?to=/cases")
    assert response.headers["location"] == "/sign-in?to=/cases"
    response = await browser.send("/sign-in/code", "/sign-in", code="123456")
    assert response.headers["location"] == "/sign-in"


async def test_a_link_sets_a_password_and_lets_in(house: House, browser: Browser) -> None:
    """Whose it is stands there; two that differ, or one that is common, leave it good."""
    link = house.accounts.invite(AGENT, by=MANAGER).secret.get_secret_value()
    page = f"/join?link={link}"
    shown = await browser.get(page)
    assert f"For {AGENT}." in shown.text
    assert shown.text.count('autocomplete="new-password"') == 2
    other = await browser.send(page, password=GOOD.get_secret_value(), again="another")
    assert 'id="again-fault">The two passwords are not the same' in other.text
    common = await browser.send(page, password="password123", again="password123")
    assert (common.status_code, 'id="password-fault"' in common.text) == (422, True)
    good = GOOD.get_secret_value()
    entered = await browser.send(page, password=good, again=good)
    assert entered.headers["location"] == "/"
    assert (await browser.get("/cases")).status_code == 200
    used = await browser.get(page)
    assert (used.status_code, "The link is not valid" in used.text) == (403, True)


@pytest.mark.parametrize("address", ["/join", "/join?link=nothing"])
async def test_a_link_that_is_none_is_said_to_be_none(browser: Browser, address: str) -> None:
    """And there is nothing to type."""
    page = await browser.get(address)
    assert (page.status_code, "<input" in page.text.partition("<main")[2]) == (403, False)


async def test_a_visitor_to_the_sample_is_one_of_its_people_with_one_click(tmp_path: Path) -> None:
    """Each says name, role and site, and that it is the sample."""
    with house_in(tmp_path, is_sample=True) as house:
        async with house.browser() as browser:
            page = (await browser.get("/sign-in?lang=zh")).text
            assert "示例" in page
            assert re.findall(r'name="person" value="([^"]+)"', page) == [AGENT, MANAGER, GENERAL]
            assert "客服代表 · xm01" in page
            entered = await browser.send("/sign-in?to=/cases", person=AGENT)
            assert entered.headers["location"] == "/cases"
            assert (await browser.get("/cases")).status_code == 200


async def test_nobody_is_the_sample_elsewhere(house: House, browser: Browser) -> None:
    """There are no buttons, and pressing one that is not there lets nobody in."""
    assert 'name="person"' not in (await browser.get("/sign-in")).text
    response = await browser.send("/sign-in", person=AGENT)
    assert response.status_code == 403
    assert "session" not in browser.cookies
    assert (await browser.send("/sign-in", person="no id at all!")).status_code == 422
    assert house.counted(q.EnterSample) == 1


async def test_signing_out_ends_the_session_wherever_it_is_used(house: House, browser: Browser) -> None:
    """Also for whoever has a copy of the cookie."""
    house.joined(AGENT)
    await browser.sign_in()
    held = browser.cookies["session"]
    response = await browser.sign_out()
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert "session" not in browser.cookies
    browser.client.cookies.set("session", held)
    assert (await browser.get("/cases")).status_code == 303


async def test_what_is_pushed_ends_with_the_session(house: House, browser: Browser) -> None:
    """A tab that was left open shows nothing that happens after its person has gone."""
    house.joined(AGENT)
    await browser.sign_in()
    cookie = f"session={browser.cookies['session']}"
    news, events = (
        asyncio.ensure_future(ask(house.app, "GET", path, cookie=cookie))
        for path in ("/news/cases", "/events")
    )
    async with asyncio.timeout(10):
        while house.counted(q.Prove) == 0 or len(house.services.asked) < 3:
            await asyncio.sleep(0)
        await browser.sign_out()
        ended = await asyncio.gather(news, events)
    assert [one.status for one in ended] == [200, 200]
    assert [b"event: " in one.body for one in ended] == [True, True]


async def test_nobody_is_told_that_they_are_out_while_they_are_in(house: House, browser: Browser) -> None:
    """Where the accounts do not answer, the session goes on and the page says so."""
    house.joined(AGENT)
    await browser.sign_in()
    token = await browser.token("/cases")

    async def away(_: object, __: object) -> q.Done:
        raise Unavailable("away")

    house.answers.sign_out = away  # type: ignore[method-assign, assignment]
    response = await browser.client.post("/sign-out", data={FIELD: token}, headers={"origin": browser.base})
    assert response.status_code == 503
    assert (await browser.get("/cases")).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:81"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "http://evil.example"},
    ],
)
async def test_a_form_of_another_page_is_refused(
    house: House, browser: Browser, path: str, headers: dict[str, str]
) -> None:
    """Even with the right token; and so is what does not say where it comes from."""
    house.joined(AGENT)
    await browser.sign_in()
    token = await browser.token("/sign-in" if path == "/sign-in" else "/cases")
    said = {FIELD: token, "name": AGENT, "password": GOOD.get_secret_value()}
    response = await browser.client.post(path, data=said, headers=headers)
    assert response.status_code == 403
    assert "sent from another site" in response.text
    assert (await browser.get("/cases")).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
async def test_a_form_without_the_token_of_this_session_is_refused(
    house: House, browser: Browser, path: str
) -> None:
    """Without one, with a made-up one, with two, and with one of another browser's page."""
    house.joined(AGENT)
    house.joined(MANAGER)
    await browser.sign_in()
    async with house.browser() as other:
        await other.sign_in(MANAGER)
        theirs = await other.token("/sign-in" if path == "/sign-in" else "/cases")
    own = await browser.token("/sign-in" if path == "/sign-in" else "/cases")
    for token in ("", "x", "é.é", theirs, [own, own], f"{own}x"):
        said = {FIELD: token, "name": AGENT, "password": GOOD.get_secret_value()}
        response = await browser.client.post(path, data=said, headers={"origin": browser.base})
        assert response.status_code == 403, token
        assert "made for another session" in response.text
    assert (await browser.get("/cases")).status_code == 200


async def test_the_token_of_before_the_sign_in_is_worth_nothing_after_it(
    house: House, browser: Browser
) -> None:
    """What a page of a visit had in it ends nobody's session."""
    house.joined(AGENT)
    before = await browser.token("/sign-in")
    await browser.sign_in()
    response = await browser.client.post("/sign-out", data={FIELD: before}, headers={"origin": browser.base})
    assert response.status_code == 403


async def test_only_what_a_form_sends_is_read(browser: Browser) -> None:
    """JSON, a file, too much, and what is no text are refused, before anything is done with them."""
    origin = {"origin": browser.base}
    form = origin | {"content-type": "application/x-www-form-urlencoded"}
    sent = [
        await browser.client.post("/sign-in", json={"name": "x"}, headers=origin),
        await browser.client.post("/sign-in", files={"name": b"x"}, headers=origin),
        await browser.client.post("/sign-in", content=b"x" * 300_000, headers=form),
        await browser.client.post("/sign-in", content=b"\xff\xfe", headers=form),
        await browser.client.post("/sign-in", content=b"name=%ff", headers=form),
    ]
    assert [one.status_code for one in sent] == [415, 415, 413, 400, 400]


@pytest.mark.parametrize(
    "to",
    [
        *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"),
        *(
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "evil.example",
            "",
            "/ok\r\nx: y",
        ),
        *("%2F%2Fevil.example", "/.//evil.example", "/sign-in?to=/cases", "/sign-out", "/厦门", "/cases\x00"),
    ],
)
async def test_nobody_is_led_elsewhere(house: House, browser: Browser, to: str) -> None:
    """Whatever the address says, the way on is a page of ours."""
    assert own_path(to) == "/"
    house.joined(AGENT)
    token = await browser.token("/sign-in")
    said = {FIELD: token, "name": AGENT, "password": GOOD.get_secret_value()}
    response = await browser.client.post(
        "/sign-in", params={"to": to}, data=said, headers={"origin": browser.base}
    )
    assert (response.status_code, response.headers["location"]) == (303, "/")


@pytest.mark.parametrize("to", ["/cases?site=xm01&text=a%2Fb", "/", "/search?text=%2F%2Fx", "/a?b=//c#d"])
def test_a_page_of_ours_is_where_it_leads(to: str) -> None:
    """With its questions, whatever they say."""
    assert own_path(to) == to


async def test_without_the_accounts_the_page_says_so(house: House, browser: Browser) -> None:
    """And what to do; nothing typed is taken for wrong."""
    token = await browser.token("/sign-in")

    async def away(_: object, __: object) -> q.SampleCast:
        raise Unavailable("away")

    house.answers.sample_people = away  # type: ignore[method-assign, assignment]
    house.answers.sign_in = away  # type: ignore[method-assign, assignment]
    assert (await browser.get("/sign-in")).status_code == 503
    said = {FIELD: token, "name": AGENT, "password": "some words that are long"}
    response = await browser.client.post("/sign-in", data=said, headers={"origin": browser.base})
    assert response.status_code == 503
    assert "answerable run accounts" in response.text
    assert f'value="{AGENT}"' in response.text
    assert 'class="fault"' not in response.text


async def test_who_is_signed_in_may_come_as_somebody_else(house: House, browser: Browser) -> None:
    """The page says who they are, and the way on."""
    house.joined(AGENT)
    await browser.sign_in()
    page = (await browser.get("/sign-in?to=/cases")).text
    assert "You are signed in as" in page
    assert '<a href="/cases">' in page
