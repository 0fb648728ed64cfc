"""A real identity provider of OpenID Connect that tests start, and a browser's part in signing in there."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
import pytest

from tests.from_npm import from_npm

HERE = Path(__file__).parent
CLIENT_ID, CLIENT_SECRET = "answerable", "a secret + with % and & of its own"
PAGES = "http://127.0.0.1:8080"
MOST_STEPS = 20


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    issuer: str
    process: subprocess.Popen[str]

    def knows(self, subject: str, **claims: object) -> None:
        """Let it know somebody, who signs in there by their subject."""
        self._told("people", {subject: claims})

    def fails_by(self, fault: str | None) -> None:
        """Let its tokens be wrong in one way from now on; in none where None."""
        self._told("fault", {"fault": fault})

    def renews_its_key(self, *, forgets: bool = False) -> None:
        """Let it sign by a new key; it still tells the old ones unless it forgets them."""
        self._told("rotate", {"forget": forgets})

    def _told(self, what: str, body: object) -> None:
        httpx2.post(f"{self.issuer}/test/{what}", json=body).raise_for_status()


class Forms(HTMLParser):
    """The first form of a page, with what stands in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.inputs: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = said["action"]
        if tag in {"input", "button"} and "name" in said:
            self.inputs.setdefault(said["name"], said.get("value", ""))


def goes_through(browser: httpx2.Client, address: str, subject: str, until: str) -> str:
    """Sign in at the provider as a browser does, with its own forms, until it leads somewhere else.

    Arguments:
        browser: with the cookies that it has.
        address: where it is led first.
        subject: as whom.
        until: what the address begins with that it is to lead to.
    """
    answer = browser.get(address)
    for _ in range(MOST_STEPS):
        if answer.is_redirect:
            to = urljoin(str(answer.url), answer.headers["location"])
            if to.startswith(until):
                return to
            answer = browser.get(to)
            continue
        assert answer.status_code == 200, answer.text
        form = Forms(answer.text)
        assert form.action is not None, answer.text
        typed = form.inputs | {name: subject for name in ("login", "password") if name in form.inputs}
        answer = browser.post(urljoin(str(answer.url), form.action), data=typed)
    raise AssertionError("the provider leads nowhere")


def brought_back(address: str, subject: str, pages: str = PAGES) -> dict[str, str]:
    """Sign in at the provider in a new browser, and give what it sends back."""
    with httpx2.Client() as browser:
        to = goes_through(browser, address, subject, f"{pages}/sign-in/provider/return")
    return dict(parse_qsl(urlsplit(to).query, keep_blank_values=True))


def must_be_there() -> None:
    """Skip a test where the provider cannot be run."""
    if shutil.which("node") is None:
        pytest.skip("the identity provider of the tests needs Node.js: install nodejs and npm, see .ci/run")
    from_npm("oidc-provider")


@contextmanager
def running(*, pages: str = PAGES, **told: object) -> Iterator[Provider]:
    """Start a provider, and stop it again.

    Arguments:
        pages: where it sends people back to.
        told: what else `provider.mjs` takes.
    """
    must_be_there()
    said = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "pages": pages, **told}
    with subprocess.Popen(
        ["node", "--no-deprecation", str(HERE / "provider.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(said) + "\n")
            process.stdin.flush()
            yield Provider(json.loads(process.stdout.readline())["issuer"], process)
        finally:
            process.kill()
