"""A real browser before the console: a real web server, and a stand-in for the services behind it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from starlette.types import ASGIApp

from answerable_services.console.app import create_app
from answerable_services.console.live import Notices
from tests.services.console.entered import PATIENT, SESSION
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="needs Chromium and ChromeDriver (on Debian: apt-get install chromium chromium-driver)",
)

# Without these, a headless Chromium asks its maker's hosts at every start.
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Console:
    """The console as it runs: where, on whose answers, and what wakes its live numbers."""

    url: str
    caller: FakeCaller
    notices: Notices
    loop: asyncio.AbstractEventLoop

    def notice(self) -> None:
        """Say that a view moved, from the test's own thread."""
        asyncio.run_coroutine_threadsafe(self.notices.moved(), self.loop).result(5)

    def end_streams(self) -> None:
        """End every stream of events, as a server does that stops."""
        asyncio.run_coroutine_threadsafe(self.notices.close(), self.loop).result(5)


def _serve(
    server: uvicorn.Server, listening: socket.socket, ready: Callable[[asyncio.AbstractEventLoop], None]
) -> None:
    async def main() -> None:
        ready(asyncio.get_running_loop())
        await server.serve(sockets=[listening])

    asyncio.run(main())


@contextmanager
def serving(app: ASGIApp, notices: Notices, listening: socket.socket) -> Iterator[asyncio.AbstractEventLoop]:
    """Serve an application in a thread of its own, and give that one's loop.

    Arguments:
        app: which.
        notices: what its streams of events wait for; they end with it.
        listening: where.
    """
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
    loops: list[asyncio.AbstractEventLoop] = []
    has_loop = threading.Event()

    def ready(loop: asyncio.AbstractEventLoop) -> None:
        loops.append(loop)
        has_loop.set()

    thread = threading.Thread(target=_serve, args=(server, listening, ready))
    thread.start()
    assert has_loop.wait(10)
    try:
        yield loops[0]
    finally:
        asyncio.run_coroutine_threadsafe(notices.close(), loops[0]).result(5)
        server.should_exit = True
        thread.join(15)
    assert not thread.is_alive()


def options_in(profile: Path) -> webdriver.ChromeOptions:
    """Give the options of a browser that asks nobody anything, and keeps what its console is told.

    Arguments:
        profile: its own directory.
    """
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN,zh"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return options


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = options_in(tmp_path_factory.mktemp("chromium"))
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(60)
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def console(chromium: webdriver.Chrome) -> Iterator[Console]:
    """The console, which ends when no page asks it any more: what has been typed may still be looked for."""
    caller, notices = FakeCaller(), Notices()
    app = create_app(caller, notices, CLOCK, PATIENT)
    with socket.create_server(("127.0.0.1", 0)) as listening, serving(app, notices, listening) as loop:
        yield Console(f"http://127.0.0.1:{listening.getsockname()[1]}", caller, notices, loop)
        chromium.get("about:blank")


def said_by(page: webdriver.Chrome) -> list[str]:
    """Take what stands in the browser's console: errors of scripts and of the security policy."""
    entries = page.execute("getLog", {"type": "browser"})["value"]
    return [str(entry["message"]) for entry in entries]


@pytest.fixture
def page(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A browser of somebody who is signed in, at the width of a desk; its console has to stay empty."""
    chromium.get("about:blank")
    chromium.delete_all_cookies()
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    # A stand-in for the accounts knows this session; before real ones it is none.
    chromium.execute_cdp_cmd(
        "Network.setCookie",
        {"name": "session", "value": SESSION, "domain": "127.0.0.1", "path": "/", "httpOnly": True},
    )
    said_by(chromium)
    chromium.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    yield chromium
    said = said_by(chromium)
    chromium.get("about:blank")
    assert said == []
