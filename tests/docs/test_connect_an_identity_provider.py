"""The page about connecting an identity provider runs as it stands, with a real one for its example."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from answerable.ledger.server.machine import free_port
from answerable.settings import Settings
from tests.docs.pages import blocks, text_of
from tests.e2e.conftest import CHROMIUM, DRIVER, QUIET, needs_browser, said_by
from tests.identity_provider.running import CLIENT_SECRET, Provider, goes_through, running
from tests.services.cli.running import END_WITHIN_S, START_WITHIN_S, environment, until

PAGE = "docs/how-to/connect-an-identity-provider.md"
KEEPS, SETS, RESETS = (block.text for block in blocks(PAGE) if block.is_tested)
EXAMPLE, ISSUER = "https://answerable.example", "https://login.example/realms/staff"
PERSON = "staff-chen"
EMPLOYED = (
    f"answerable account set-up {PERSON} --site xm01 --open 厦门服务中心 Xiamen --timezone Asia/Shanghai"
)


def test_every_setting_that_it_names_is_one() -> None:
    """Neither the page nor its table names a variable that nothing reads."""
    named = set(re.findall(r"ANSWERABLE_([A-Z_]+)", text_of(PAGE)))
    assert named <= {name.upper() for name in Settings.model_fields}


@dataclass(frozen=True)
class Reader:
    """A reader who has typed what the page says, and whose installation is up."""

    directory: Path
    variables: dict[str, str]
    pages: str
    provider: Provider

    def types(self, text: str) -> None:
        """Type something into a second shell."""
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=self.directory,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr

    def comes(self, subject: str) -> httpx2.Response:
        """Sign in by the button as a browser does."""
        with httpx2.Client() as browser:
            entrance = browser.get(f"{self.pages}/sign-in?to=/search")
            button = re.search(r'<a class="button" href="([^"]+)"[^>]*>[^<]*Example Ltd', entrance.text)
            assert button is not None, entrance.text
            back = goes_through(
                browser, f"{self.pages}{button[1]}", subject, f"{self.pages}/sign-in/provider/return"
            )
            return browser.get(back, follow_redirects=True)


def answers(address: str) -> bool:
    try:
        return httpx2.get(address, timeout=2).status_code == httpx2.codes.OK
    except httpx2.HTTPError:
        return False


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    directory, port = tmp_path_factory.mktemp("reader"), free_port()
    pages = f"http://127.0.0.1:{port}"
    with running(pages=pages) as provider:
        provider.knows("sub-chen", preferred_username=PERSON, name="陈思远")
        provider.knows("sub-again", preferred_username=PERSON, name="陈思远")
        variables = environment(SECRET=CLIENT_SECRET, ANSWERABLE_CONSOLE_PORT=str(port)) | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        }
        said = f"{KEEPS}{SETS}".replace(EXAMPLE, pages).replace(ISSUER, provider.issuer)
        assert said.count(provider.issuer) == said.count(pages) == 1
        log = directory / "up.txt"
        with log.open("wb") as file:
            process = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", said.replace("answerable up", "exec answerable up")],
                cwd=directory,
                env=variables,
                stdout=file,
                stderr=file,
            )
        try:
            until(lambda: "Ctrl-C" in log.read_text() or process.poll() is not None, "up", START_WITHIN_S)
            assert process.poll() is None, log.read_text()
            found = Reader(directory, variables, pages, provider)
            found.types(EMPLOYED)
            until(lambda: answers(f"{pages}/sign-in"), "the page of sign-in", START_WITHIN_S)
            yield found
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=END_WITHIN_S)


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.whole
def test_page(reader: Reader) -> None:
    """Who does what the page says signs in by the button, and resets who is somebody else at the provider."""
    reader.types(RESETS)
    assert (reader.directory / "client-secret").stat().st_mode & 0o077 == 0
    came = reader.comes("sub-chen")
    assert (came.status_code, came.url.path) == (200, "/search")
    assert "陈思远" in came.text

    refused = reader.comes("sub-again")
    assert refused.status_code == 403
    reader.types(RESETS)
    assert reader.comes("sub-again").url.path == "/search"
    logged = "".join(path.read_text() for path in (reader.directory / ".answerable" / "logs").iterdir())
    assert CLIENT_SECRET not in logged


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser in which nobody was before."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (*QUIET, f"--user-data-dir={tmp_path}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN,zh"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(60)
    try:
        yield driver
    finally:
        driver.quit()


def sent(chromium: webdriver.Chrome, **typed: str) -> None:
    """Fill in the provider's form and send it."""
    for name, value in typed.items():
        chromium.find_element(By.NAME, name).send_keys(value)
    form = chromium.find_element(By.CSS_SELECTOR, "form")
    form.find_element(By.CSS_SELECTOR, "button").click()


@pytest.mark.server
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.whole
@needs_browser
def test_a_real_browser_goes_there_and_back(reader: Reader, chromium: webdriver.Chrome) -> None:
    """Chromium is led to the provider and back, and out of both, and the security policy is in no way."""
    reader.types(RESETS)
    waits = WebDriverWait(chromium, 30)
    chromium.get(f"{reader.pages}/search")
    chromium.find_element(By.LINK_TEXT, "通过 Example Ltd 登录").click()
    waits.until(lambda page: page.current_url.startswith(reader.provider.issuer))
    sent(chromium, login="sub-chen", password="whatever")
    waits.until(lambda page: not page.find_elements(By.NAME, "login"))
    sent(chromium)  # the provider asks whether it may say who they are
    waits.until(lambda page: page.current_url == f"{reader.pages}/search")
    assert "陈思远" in chromium.page_source

    out = chromium.find_element(By.CSS_SELECTOR, 'form[action="/sign-out"] button')
    chromium.execute_script("arguments[0].closest('details').open = true", out)
    out.click()
    waits.until(lambda page: page.current_url.startswith(f"{reader.provider.issuer}/session/end"))
    chromium.find_element(By.CSS_SELECTOR, "button[value=yes]").click()
    waits.until(lambda page: page.current_url == f"{reader.pages}/sign-in")
    assert [line for line in said_by(chromium) if "Content Security Policy" in line] == []
    chromium.get(f"{reader.pages}/search")
    assert chromium.current_url.startswith(f"{reader.pages}/sign-in")
