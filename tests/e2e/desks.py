"""People of the sample before the pages of a running centre, without a screen, each by themselves."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from answerable.commands.registry import COMMANDS
from answerable.wording import Language
from answerable_services.console.forgery import FIELD
from answerable_services.console.forms import form_of
from answerable_services.console.language import words_of
from tests.services.console.following import Typed, Visitor

WITHIN_S = 30.0

_RECORDED = words_of(Language.ZH)("do.recorded")
# A server ends a connection on which nothing was asked for some seconds, and people think for longer.
_EACH_ITS_OWN = httpx.Limits(max_keepalive_connections=0)
_TOKEN = re.compile(rf'name="{FIELD}" value="([^"]+)"')


class Desks:
    """The desks of one site, at which its people sit down as they are needed.

    Arguments:
        base: where the pages are.
        site: whose people these are.
        open_: holds the browsers.
    """

    def __init__(self, base: str, site: str, open_: AsyncExitStack) -> None:
        self._base = base
        self.site = site
        self._open = open_
        self._seated: dict[str, Visitor] = {}
        self.given: list[tuple[str, str]] = []
        """Every command that was given, and by whom, in order."""

    def person(self, word: str) -> str:
        """Give somebody's id: ``lead-1`` of the site."""
        return f"staff-{self.site}-{word}"

    async def browser(self, word: str) -> httpx.AsyncClient:
        """Give a browser in which somebody has signed in, by the sample's own button."""
        client = await self._open.enter_async_context(
            httpx.AsyncClient(base_url=self._base, timeout=WITHIN_S, limits=_EACH_ITS_OWN)
        )
        token = _TOKEN.search((await client.get("/sign-in")).raise_for_status().text)
        assert token is not None
        said = {FIELD: token[1], "person": self.person(word)}
        came = await client.post("/sign-in", data=said, headers={"Origin": self._base})
        assert (came.status_code, came.headers["location"]) == (303, "/"), f"{word} cannot sign in"
        return client

    async def seat(self, word: str) -> Visitor:
        """Let somebody sit down at a browser of their own, and stay there."""
        if word not in self._seated:
            self._seated[word] = Visitor(await self.browser(word), self.site)
        return self._seated[word]

    async def give(self, word: str, command: str, target: str = "", **typed: Typed) -> str:
        """Give a command by its form, as it is offered to somebody, and give the matter that it was for.

        Arguments:
            word: who.
            command: which.
            target: the matter; none where it begins one.
            typed: what they type, by the names of the inputs.
        """
        fields = {field.name for field in form_of(COMMANDS[command]).fields}
        unknown = {name for name in typed if name.partition(".")[0] not in fields}
        assert unknown == set(), f"{command} does not ask for these"
        visitor = await self.seat(word)
        matter, page = await visitor.done(command, target, **typed)
        assert _RECORDED in page.partition('id="recorded"')[2][:600], f"{command}: nothing new was recorded"
        self.given.append((self.person(word), command))
        return matter


@asynccontextmanager
async def desks_at(base: str, site: str) -> AsyncIterator[Desks]:
    """Open a site's desks.

    Arguments:
        base: where the pages are.
        site: which.
    """
    async with AsyncExitStack() as open_:
        yield Desks(base, site, open_)
