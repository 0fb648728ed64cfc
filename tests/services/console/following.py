"""Somebody before the pages without a browser or scripts: they follow links, and send forms as they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

import httpx

from answerable.commands.registry import COMMANDS
from answerable_services.console.forms import address_of, form_of
from answerable_services.console.views.links import link_of
from tests.services.console.forms.filled import Page

_ASKED = re.compile(r'<form class="ask[^"]*".*?</form>', re.DOTALL)

_RECORDED = re.compile(r'id="recorded".*?class="id"(?:[^>]*? title="([^"]*)")?[^>]*>([^<]+)<', re.DOTALL)
_PRESSED = re.compile(r'<form class="press[^"]*".*?</form>', re.DOTALL)

Typed = str | Sequence[str]


class Visitor:
    """Somebody who uses the pages.

    Arguments:
        client: their browser.
        site: where they work.
    """

    def __init__(self, client: httpx.AsyncClient, site: str) -> None:
        self._client = client
        self._site = site

    async def read(self, path: str, status: int = 200) -> str:
        """Read a page."""
        answer = await self._client.get(path)
        assert answer.status_code == status, (path, answer.status_code, said(answer.text))
        return answer.text

    def address(self, command: str, target: str = "") -> str:
        """Give the address of a command's form."""
        at = {"site": self._site} | ({"target": target} if target else {})
        return address_of(form_of(COMMANDS[command]), **at)

    async def offered(self, target: str = "") -> tuple[set[str], dict[str, str]]:
        """Give what a page offers: the addresses that can be followed, and why buttons are switched off."""
        text = await self.offered_text(target)
        page = Page.of(text)
        reasons = {one["id"]: one.text for one in page.all("span") if one["id"].startswith("why-")}
        off = [one for one in page.all("button") if one["aria-disabled"] == "true"]
        return (
            {one["href"] for one in page.all("a")},
            {one["aria-describedby"].removeprefix("why-"): reasons[one["aria-describedby"]] for one in off},
        )

    async def offered_text(self, target: str = "") -> str:
        """Read the page that offers what can be done with a matter, or begun."""
        return await self.read(str(link_of(target)) if target else f"/do?site={self._site}")

    async def form(self, command: str, target: str = "") -> dict[str, list[str]]:
        """Follow the link to a form, and give what it would send as it stands."""
        at, offered = self.address(command, target), (await self.offered(target))[0]
        # What opens a site is offered for none.
        assert at in offered or at.partition("?")[0] in offered, f"{command} is not offered"
        return asked_in(await self.read(at))

    async def send(
        self, command: str, target: str, form: Mapping[str, list[str]], **typed: Typed
    ) -> httpx.Response:
        """Fill a form in and send it."""
        filled = {name: [value] if isinstance(value, str) else list(value) for name, value in typed.items()}
        at = self.address(command, target)
        # As a browser says it of its own page; without, a form is one of another site.
        said_by_browser = {"origin": str(self._client.base_url).rstrip("/")}
        return await self._client.post(at, data={**form, **filled}, headers=said_by_browser)

    async def press(self, page: str, command: str, said: str = "", **typed: Typed) -> httpx.Response:
        """Press one of the buttons that give a command, as it stands on a page.

        Arguments:
            page: the page's text.
            command: what the button gives.
            said: something that the form sends along, where the page has several for the command.
            typed: what the button says, and what was typed beside it.
        """
        forms = [one for one in pressed_in(page, command) if not said or [said] in one[1].values()]
        assert forms, f"no button gives {command} {said}"
        action, along = forms[0]
        filled = {name: [value] if isinstance(value, str) else list(value) for name, value in typed.items()}
        return await self.post(action, {**along, **filled})

    async def post(self, at: str, form: Mapping[str, Typed]) -> httpx.Response:
        """Send a form of one of our own pages."""
        said_by_browser = {"origin": str(self._client.base_url).rstrip("/")}
        data = {name: [value] if isinstance(value, str) else list(value) for name, value in form.items()}
        return await self._client.post(at, data=data, headers=said_by_browser)

    async def do(self, command: str, target: str = "", **typed: Typed) -> str:
        """Give a command by its form, and give the matter that its page is about."""
        return (await self.done(command, target, **typed))[0]

    async def done(self, command: str, target: str = "", **typed: Typed) -> tuple[str, str]:
        """Give a command by its form, and give the matter that its page is about, and that page."""
        answer = await self.send(command, target, await self.form(command, target), **typed)
        assert answer.status_code == 303, (command, answer.status_code, said(answer.text))
        page = await self.read(answer.headers["location"])
        told = _RECORDED.search(page)
        assert told is not None, f"{command}: nothing says what was recorded"
        return told[1] or told[2], page


def pressed_in(text: str, command: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Give the forms of buttons that give a command: where each is sent, and what it sends along."""
    at = f"/do/{command.replace('.', '/')}?"
    found = []
    for written in _PRESSED.findall(text):
        page = Page.of(written)
        if (action := page.all("form")[0]["action"]).startswith(at):
            found.append((action, page.submitted()))
    return found


def asked_in(text: str) -> dict[str, list[str]]:
    """Give what a browser would send of a command's form, as it stands on a page."""
    found = _ASKED.search(text)
    assert found is not None, said(text)
    return Page.of(found[0]).submitted()


def said(text: str) -> str:
    """Give the words of a page, for a test that failed."""
    main = text.partition("<main")[2] or text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())[:1500]
