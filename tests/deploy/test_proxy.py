"""The pages and the command API behind a real nginx, set up as the page about it says."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest

from answerable.identity import MachineTokens
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import connect
from answerable.messaging.subjects import notice_subject
from answerable_services.console.forgery import FIELD
from tests.deploy.proxies import API, NGINX, PAGES, WITHOUT_NGINX, Proxy, proxy
from tests.services.accounts.opened import GOOD, HERE
from tests.services.accounts.served import MANAGER, SITE, House, running_house
from tests.services.cli.running import environment, until
from tests.services.forked import Forked

pytestmark = [pytest.mark.server, pytest.mark.skipif(NGINX is None, reason=WITHOUT_NGINX)]

SECRET = "marked-7f3a91c2"
CLAIMED = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "http", "forwarded": "for=203.0.113.9"}


@dataclass
class Front:
    """What stands behind the proxy, and the proxy."""

    house: House
    console: Forked
    proxy: Proxy


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    at = tmp_path_factory.mktemp("front")
    pages, commands = machine.free_port(), machine.free_port()
    with running_house(at / "data", ANSWERABLE_INTAKE_PORT=str(commands)) as house:
        with house.store() as accounts:
            link = accounts.invite(MANAGER, by="system-cli")
            accounts.accept(link.secret, GOOD, HERE)
        variables = environment(
            ANSWERABLE_DATA=str(house.data),
            ANSWERABLE_CONSOLE_PORT=str(pages),
            ANSWERABLE_INTAKE_PORT=str(commands),
            ANSWERABLE_PAGES_URL=f"https://{PAGES}",
            ANSWERABLE_TRUSTED_PROXIES="127.0.0.1",
        )
        console = Forked("console", at / "console.log", variables)
        try:
            until(lambda: _is_up(pages), "the console starts")
            with proxy(at / "nginx", pages=pages, commands=commands) as running:
                yield Front(house, console, running)
        finally:
            console.end()


async def signed_in(browser: httpx.AsyncClient, **headers: str) -> httpx.Response:
    """Sign in as the manager, by the form."""
    page = await browser.get("/sign-in", headers=headers)
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', page.text)
    assert found is not None, page.text
    said = {FIELD: found[1], "name": MANAGER, "password": GOOD.get_secret_value()}
    return await browser.post("/sign-in", data=said, headers={"origin": f"https://{PAGES}", **headers})


async def test_the_pages_are_served_by_https_alone(front: Front) -> None:
    """A path asked for by http leads to the same one by https, and browsers keep to it for a year."""
    async with httpx.AsyncClient() as plain:
        led = await plain.get(f"http://127.0.0.1:{front.proxy.http}/cases?site=xm01", headers={"host": PAGES})
    async with front.proxy.asking() as browser:
        page = await browser.get("/sign-in")

    assert (led.status_code, led.headers["location"]) == (308, f"https://{PAGES}/cases?site=xm01")
    assert (page.status_code, page.headers["strict-transport-security"]) == (200, "max-age=31536000")
    assert "content-security-policy" in page.headers


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls(front: Front, version: ssl.TLSVersion) -> None:
    """Both versions of today are spoken, and HTTP/2 within, so that many open pages share one connection."""
    trust = ssl.create_default_context(cafile=front.proxy.at / "certificate.pem")
    trust.minimum_version = trust.maximum_version = version
    trust.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", front.proxy.https), timeout=20) as wire,
        trust.wrap_socket(wire, server_hostname=PAGES) as spoken,
    ):
        assert (spoken.version(), spoken.selected_alpn_protocol()) == (version.name.replace("_", "."), "h2")


def test_tls_of_yesterday(front: Front) -> None:
    """TLS 1.1 is refused by the proxy itself, whatever the machine's library would still speak."""
    trust = ssl.create_default_context(cafile=front.proxy.at / "certificate.pem")
    trust.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        trust.minimum_version = trust.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", front.proxy.https), timeout=20) as wire,
        pytest.raises(ssl.SSLError, match="alert protocol version"),
    ):
        trust.wrap_socket(wire, server_hostname=PAGES)


async def test_signing_in_sets_cookies_that_leave_by_https_alone(front: Front) -> None:
    """Whoever signs in gets ``__Host-`` cookies, which are ``Secure``, and is let in by them."""
    async with front.proxy.asking() as browser:
        came = await signed_in(browser)
        home = await browser.get("/")

    cookies = came.headers.get_list("set-cookie")
    kept = [one for one in cookies if "Max-Age=0" not in one]
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert kept
    assert all(one.startswith("__Host-") and "; Secure" in one and "HttpOnly" in one for one in kept)
    assert home.status_code in {200, 503}, home.text  # no service of the centre's runs here


async def test_what_a_client_says_of_itself_is_not_believed(front: Front) -> None:
    """The accounts hear the address that nginx saw, and that it was https, whatever the headers claim."""
    async with front.proxy.asking(address="127.8.0.2") as browser:
        came = await signed_in(browser, **CLAIMED)
    with closing(sqlite3.connect(front.house.data / "accounts" / "accounts.sqlite")) as store:
        seen = store.execute("SELECT address FROM sessions ORDER BY opened_at DESC LIMIT 1").fetchone()

    assert came.status_code == 303
    assert seen == ("127.8.0.*",)


async def test_what_is_pushed_goes_through_at_once(front: Front) -> None:
    """The first numbers come with the page, the next with the notice, long before a buffer is full."""
    endpoint = front.house.endpoint
    desk = await connect(endpoint.url, user=User.DESK, password=endpoint.passwords[User.DESK], name="desk")
    pushed = 0
    async with front.proxy.asking() as browser:
        await signed_in(browser)
        async with browser.stream("GET", "/events") as events, asyncio.timeout(12):
            assert events.headers["content-type"].startswith("text/event-stream")
            async for line in events.aiter_lines():
                if line.startswith("data: "):
                    pushed += 1
                    if pushed == 2:
                        break
                    await desk.publish(notice_subject("desk"), b"{}")
    await desk.close()
    assert pushed == 2


async def test_another_name_gets_nothing(front: Front) -> None:
    """A name of somebody else's gets no certificate; behind one of ours it is refused, as it is by http."""
    async with front.proxy.asking("evil.example") as stranger:
        with pytest.raises(httpx.ConnectError):
            await stranger.get("/sign-in")
    async with front.proxy.asking(calling="evil.example") as rebound:
        behind = await rebound.get("/sign-in")
    async with httpx.AsyncClient() as plain:
        at = f"http://127.0.0.1:{front.proxy.http}/"
        by_http = [
            (await plain.get(at, headers={"host": name})).status_code for name in ("evil.example", API)
        ]

    assert (behind.status_code, by_http) == (421, [421, 421])


async def test_commands_have_a_name_of_their_own(front: Front) -> None:
    """It asks for a token in intake's words, shows no page, and the pages' name takes no command."""
    async with front.proxy.asking(API) as system:
        asked = await system.post("/v1/contact/receive", json={"site": "xm01"})
        described = await system.get("/openapi.json")
        page = await system.get("/sign-in")
    async with front.proxy.asking() as browser:
        command = await browser.post("/v1/contact/receive", json={"site": "xm01"})

    assert (asked.status_code, asked.headers["content-type"]) == (401, "application/problem+json")
    assert "/v1/contact/receive" in described.json()["paths"]
    assert page.status_code == 404
    assert command.status_code in {403, 404, 405}


async def test_a_flood_of_commands_is_slowed(front: Front) -> None:
    """Beyond a hundred at once an address is told to wait, in the form that all refusals have."""
    async with front.proxy.asking(API) as system:
        sent = [system.post("/v1/contact/receive", json={}) for _ in range(200)]
        answers = await asyncio.gather(*sent)

    slowed = [one for one in answers if one.status_code == 429]
    assert slowed
    assert slowed[0].headers["content-type"] == "application/problem+json"
    assert slowed[0].headers["retry-after"] == "1"
    assert slowed[0].json()["status"] == 429


async def test_a_system_reports_with_its_token(front: Front) -> None:
    """Its command is taken; one above intake's limit and below nginx's is refused in intake's own words."""
    _, token = MachineTokens(front.house.keys).create("exchange", ("contact.*",), (SITE,), 1)
    bearer = {"authorization": f"Bearer {token}"}
    call = {"site": SITE, "channel": "call", "topic": "line"}
    async with front.proxy.asking(API, address="127.8.0.3") as system:
        taken = await system.post("/v1/contact/receive", json=call, headers=bearer)
        told = await system.post("/v1/contact/receive", json={"topic": "x" * 300_000}, headers=bearer)

    assert taken.is_success, taken.text
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")


async def test_no_secret_of_an_address_is_logged(front: Front) -> None:
    """Neither where a link is opened, nor where nobody answers and it stays good."""
    async with front.proxy.asking() as browser:
        await browser.get(f"/join?link={SECRET}")
        await browser.get(f"/calendar/{SECRET}.ics")
        front.console.end()
        silent = await browser.get(f"/join?link={SECRET}")

    logged = front.proxy.logged()
    assert silent.status_code == 502
    assert '"GET /join HTTP' in logged
    assert '"GET /calendar/- HTTP' in logged
    assert SECRET not in logged
