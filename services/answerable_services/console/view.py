"""What every page needs: who is asked, which language, what time it is, and how a template is filled."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, TypeVar
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, SecretStr

from answerable.commands.base import Command, Receipt
from answerable.discovery import streams
from answerable.errors import (
    Unauthenticated,
)
from answerable.identity.answers import Denied
from answerable.identity.permission import may, scope
from answerable.identity.relations import Relation
from answerable.queries.base import Query
from answerable.queries.desk import SiteName, SiteNames, Sites
from answerable.queries.registry import STORIES, action_of
from answerable.queries.registry import name_of as name_of_query
from answerable.queries.scoring import SCORED
from answerable.rulebook.statement import Clause
from answerable.wording import Bilingual, say
from answerable_services.console import cookies
from answerable_services.console import recorded as recorded_
from answerable_services.console.asking import NotOffered, Reply, ask
from answerable_services.console.environment import environment, stamp
from answerable_services.console.forgery import FIELD, derived_from, token_of
from answerable_services.console.forms import Action
from answerable_services.console.language import Language, Words, choose, words_of
from answerable_services.console.navigation import areas_for, is_in_the_menu
from answerable_services.console.parts import Console
from answerable_services.console.rows import COOKIE as ROWS_COOKIE
from answerable_services.console.rows import Rows, chosen
from answerable_services.console.saved.shown import Saved
from answerable_services.console.sessions import Person, is_over
from answerable_services.console.views import format as written
from answerable_services.console.views.conditions import Condition, conditions_of
from answerable_services.console.views.links import link_of, name_of, originator_of
from answerable_services.console.views.telling import told
from answerable_services.console.views.zones import Zones

A = TypeVar("A", bound=BaseModel)
COOKIE = "lang"

_A_YEAR_S = 365 * 24 * 3600

_OF_THE_READER = {COOKIE: Language, ROWS_COOKIE: Rows}
"""What an address can say of its reader and not of the page: kept in a cookie, and in no link."""

_ONCE = "done"
"""What an address says was done before its page is shown: told once, and in no link."""

PLAIN_IN_A_PATH = "/!$&'()*+,;=:@"
"""What stands in a path as it is, beside letters, digits and ``-._~`` (RFC 3986, section 3.3)."""


Undo = Callable[["View", recorded_.Recorded], Action | None]
"""What takes back what was just recorded; whoever puts the application together says it."""


class View:
    """One request's page.

    Arguments:
        console: the shared parts.
        request: what was asked.
    """

    def __init__(self, console: Console, request: Request) -> None:
        self.console = console
        self.request = request
        self.person: Person | None = getattr(request.state, "person", None)
        said = None if self.person is None else self.person.proved.language
        self.language = choose(
            request.query_params.get("lang"),
            request.cookies.get(COOKIE) or said,
            request.headers.get("accept-language"),
        )
        self.words: Words = words_of(self.language).calling(console.names.by_id)
        self.rows = chosen(request.query_params.get(ROWS_COOKIE), request.cookies.get(ROWS_COOKIE))
        self.now: datetime = console.clock.now()
        self._session: SecretStr | None = getattr(request.state, "session", None)
        self._visit = cookies.read(request, cookies.VISIT)
        self.recorded = recorded_.recorded_in(request.cookies.get(recorded_.COOKIE))
        self.saved: Saved | None = getattr(request.state, "saved", None)

    @property
    def path(self) -> str:
        """This page's address as a link has it, without its questions."""
        return quote(self.request.scope["path"], safe=PLAIN_IN_A_PATH)

    async def ask(self, query: Query[A]) -> Reply[A]:
        """Ask a service as whoever is signed in; a failure is told and not raised.

        Raises:
            Unauthenticated: nobody is signed in, or not any more.
        """
        person = await self.still()
        if (refused := _not_offered(person, query)) is not None:
            return Reply(query.service, error=refused)
        wait_s = self.console.settings.page_wait_s
        asked = await ask(person.asker, query, deadline_s=wait_s)
        if is_over(asked.error) and self._session is not None:
            # What proved them holds no more: their roles may have changed, or they are signed out.
            self.console.sessions.forget(self._session)
            asked = await ask((await self.still()).asker, query, deadline_s=wait_s)
        return asked

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Ask intake to carry out a command, as whoever is signed in.

        Arguments:
            command: what to do.
            key: an idempotency key; a repeat with the same key gives the first answer.

        Raises:
            Unauthenticated: nobody is signed in, or not any more.
            AnswerableError: intake refused, or does not answer.
        """
        return await (await self.still()).asker.command(command, key=key)

    async def still(self) -> Person:
        """Give who is signed in, as a page that stays open has to know again and again.

        Raises:
            Unauthenticated: nobody is, or not any more.
            AnswerableError: the accounts do not answer.
        """
        if self._session is None:
            raise Unauthenticated(say("error.account.no_session"))
        # The request has said already whether it is somebody's use; what a stream asks later is nobody's.
        return await self.console.sessions.of(self._session, is_use=False)

    def calls(self, names: Mapping[str, str]) -> None:
        """Call matters by what people call them, as long as this page is made.

        Arguments:
            names: by their ids.
        """
        self.words = self.words.calling({**self.console.names.by_id, **names})

    def may(self, action: str) -> bool:
        """Tell whether whoever is signed in may do something at all; else it is not offered to them.

        Arguments:
            action: the command, or the question as `answerable.queries.registry.action_of` names it.
        """
        return self.person is not None and self.person.may(action)

    def may_at(self, action: str, site: str) -> bool:
        """Tell whether whoever is signed in may do something at a site; else nothing there leads to it.

        Arguments:
            action: the command or question.
            site: where.
        """
        return self.person is None or self.person.may_at(action, site)

    @property
    def own_statement(self) -> str | None:
        """The address of their own score of this month; None for whom no rulebook scores."""
        if self.person is None:
            return None
        if not any(grant.role in SCORED for grant in self.person.proved.grants):
            return None  # the table lets them see their own, and the regulations score nobody in their roles
        own = scope(self.person.principal, "scoring.statement_of").reaches.get(Relation.OWN)
        return next((f"/scores/{site}/{self.person.id}/{self.month}" for site in sorted(own or ())), None)

    def link(self, reference: str) -> str | None:
        """Give the address of what is named, where whoever is signed in may see what stands there.

        Arguments:
            reference: the id of an aggregate or of one of its events.
        """
        address = link_of(reference)
        return address if address is not None and self._reaches(originator_of(reference)) else None

    def _reaches(self, matter: str) -> bool:
        """Tell whether a matter's page is shown to them, as far as its stream says so."""
        stream = matter.partition("-")[0]
        if self.person is None or stream not in streams():
            return True  # a customer is searched for, and what is found is what they may see
        reaches = scope(self.person.principal, f"{STORIES}.{stream}").reaches
        found = {relation for relation, sites in reaches.items() if sites is None or sites}
        return bool(found) and (stream != "staff" or found != {Relation.OWN} or matter == self.person.id)

    @cached_property
    def areas(self) -> tuple[tuple[str, str, str], ...]:
        """The areas in which whoever is signed in may see something."""
        return areas_for(self.may)

    @cached_property
    def menu(self) -> tuple[tuple[str, str, str], ...]:
        """The areas that the menu names."""
        return tuple(one for one in self.areas if is_in_the_menu(one[0]))

    @cached_property
    def shelf(self) -> tuple[tuple[str, str, str], ...]:
        """The areas that stand together on the page of registers."""
        return tuple(one for one in self.areas if not is_in_the_menu(one[0]))

    def has(self, area: str) -> bool:
        """Tell whether an area is among them."""
        return any(name == area for name, _, _ in self.areas)

    @cached_property
    def csrf(self) -> str:
        """What the hidden input of every form holds: a token that is good for this session alone.

        Where nobody is signed in, it is good for this visit.
        """
        return token_of(self.visit if self._session is None else self._session)

    csrf_field = FIELD

    def secret_for(self, what: str) -> SecretStr:
        """Make a secret that this session alone can make again, and that does not give the session away.

        Arguments:
            what: what for; another one for each.

        Raises:
            Unauthenticated: nobody is signed in.
        """
        if self._session is None:
            raise Unauthenticated(say("error.account.no_session"))
        return derived_from(self._session, what)

    @cached_property
    def undo(self) -> Action | None:
        """What takes back what was just recorded, where whoever is signed in may."""
        undo: Undo = self.request.app.state.undo
        return None if self.recorded is None else undo(self, self.recorded)

    @cached_property
    def visit(self) -> SecretStr:
        """What forms are bound to that nobody has to be signed in for."""
        return self._visit or SecretStr(secrets.token_urlsafe(32))

    @property
    def month(self) -> str:
        """The month that it is, as addresses have it."""
        return f"{self.now.astimezone(self.zone()):%Y-%m}"

    async def sites(self) -> Reply[SiteNames]:
        """Ask for the sites there are; their zones are remembered for the time that nobody answers."""
        asked = await self.ask(Sites())
        if asked.answer is not None:
            self.knows(asked.answer.sites)
            seen = tuple(one for one in asked.answer.sites if self._sees(one.site))
            asked = replace(asked, answer=asked.answer.model_copy(update={"sites": seen}))
        return asked

    def knows(self, sites: Iterable[SiteName]) -> None:
        """Remember the zones of sites for every page."""
        self.console.zones = self.console.zones.joined(Zones.of_sites(sites))

    def _sees(self, site: str) -> bool:
        return self.person is None or self.person.may_at(name_of_query(Sites), site)

    def moment(self, value: datetime | None, site: str | None = None) -> str:
        """Write a moment by a site's clock; by the one that all sites share where none is named."""
        return self.console.zones.moment(value, site)

    def brief_day(self, value: date) -> str:
        """Write a day where there is little room, with its year where that is not this year's."""
        return written.brief_day(value, self.now.astimezone(self.zone()).date())

    def brief_moment(self, value: datetime, site: str | None = None) -> str:
        """Write a moment by a site's clock where there is little room, its year only where it is another."""
        at = value.astimezone(self.zone(site))
        return f"{self.brief_day(at.date())} {at:%H:%M}"

    def zone(self, site: str | None = None) -> ZoneInfo:
        """Give the zone whose clock a site's moments are written by."""
        return self.console.zones.of(site)

    def text(self, text: Bilingual) -> str:
        """Give a bilingual text in the page's language; never for an article, whose Chinese is the law."""
        return told(text, self.words)

    def conditions(self, clauses: Iterable[Clause]) -> tuple[Condition, ...]:
        """Give an article's conditions in the page's language."""
        return conditions_of(clauses, self.words)

    def named(self, site: SiteName, among: Iterable[SiteName] = ()) -> str:
        """Give a site's name in the page's language, with its id where another site has the same name.

        Arguments:
            site: which.
            among: all sites that it stands among, itself included.
        """
        name = self._name_of(site)
        is_shared = any(one.site != site.site and self._name_of(one) == name for one in among)
        return f"{name} · {site.site}" if is_shared else name

    def _name_of(self, site: SiteName) -> str:
        return site.name_zh if self.language is Language.ZH else site.name_en

    def lead_to(self, page: str) -> RedirectResponse:
        """Lead to another page, in the language that was asked for.

        Arguments:
            page: its address, with a place on it where there is one.
        """
        address, hash_, anchor = page.partition("#")
        language = self.request.query_params.get("lang")
        spoken = f"{'&' if '?' in address else '?'}lang={language}" if language in set(Language) else ""
        return RedirectResponse(f"{address}{spoken}{hash_}{anchor}", status_code=303)

    def with_query(self, **changes: object) -> str:
        """Give this page's address with some of its questions changed; None takes one out."""
        kept = {
            k: v
            for k, v in self.request.query_params.items()
            if k not in {*changes, *_OF_THE_READER, _ONCE} and v
        }
        kept |= {k: str(v) for k, v in changes.items() if v is not None}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def whole(self, list_href: str) -> str:
        """Give the address of a list without filters, and without the view that it may open with.

        Arguments:
            list_href: where it stands.
        """
        is_saved = self.saved is not None and self.saved.of.href == list_href
        return self.saved.whole if self.saved is not None and is_saved else list_href

    def fill(self, template: str, **values: object) -> str:
        """Fill a template with values and with all that every page has."""
        words = self.words
        return (
            environment(self.language)
            .get_template(template)
            .render(
                t=words,
                view=self,
                language=self.language,
                now=self.now,
                name=partial(name_of, words=words),
                has_name=words.called,
                duration=partial(written.duration, words=words),
                moment=self.moment,
                stamp=stamp(),
                path=self.path,
                **values,
            )
        )

    def page(self, template: str, area: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """Give a whole page.

        Arguments:
            template: its file.
            area: which entry of the navigation it belongs to; empty for none.
            status: the HTTP status.
            values: what the template shows.
        """
        response = HTMLResponse(self.fill(template, area=area, **values), status_code=status)
        for cookie, wishes in _OF_THE_READER.items():
            if (wish := self.request.query_params.get(cookie)) in set(wishes):
                response.set_cookie(cookie, wish, max_age=_A_YEAR_S, httponly=True, samesite="lax", path="/")
        if "visit" in self.__dict__ and self._visit is None:
            cookies.put(response, self.request, cookies.VISIT, self.visit)
        if recorded_.COOKIE in self.request.cookies:
            response.delete_cookie(recorded_.COOKIE, httponly=True, samesite="lax", path="/")
        response.headers["Content-Language"] = self.language.tag
        response.headers["Vary"] = "Cookie, Accept-Language"
        return response


def _not_offered(person: Person, query: Query[Any]) -> NotOffered | None:
    """Give why a question need not be asked: what a page tries on its own is no attempt of whoever reads it.

    Who may ask something somewhere is told the rest by the service, which alone knows whose a matter is.
    """
    action = action_of(query)
    if person.may(action):
        return None
    found = may(person.principal, action, getattr(query, "site", None))
    return NotOffered(found.reason) if isinstance(found, Denied) else None


def view_of(request: Request) -> View:
    """Give the view of a request (a FastAPI dependency)."""
    console: Console = request.app.state.console
    return View(console, request)
