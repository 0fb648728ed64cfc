"""A command's form from its first look to its receipt: shown, searched in, refused with reasons, or given."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from answerable.commands.base import IdempotencyKey, Receipt
from answerable.deciding import may_begin
from answerable.errors import AnswerableError, Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from answerable.identity.answers import Denied, Why
from answerable.identity.permission import may
from answerable.messaging.problems import problem_of
from answerable.queries.desk import SiteNames, StoryOf
from answerable.queries.intake import Possibilities
from answerable.queries.matters import Story
from answerable.queries.registers import REGISTERS
from answerable.wording import say
from answerable_services.console.address import matter_in, question
from answerable_services.console.asking import NotOffered
from answerable_services.console.doing.called import call_matters, called_of
from answerable_services.console.doing.choosing import candidates
from answerable_services.console.doing.deciding_on import led_here
from answerable_services.console.doing.drafting import DRAFT, draft_of
from answerable_services.console.doing.evidencing import happened_of, not_required, ticks_of, without
from answerable_services.console.doing.filling import Known, filled
from answerable_services.console.doing.granting import site_that_is_needed, without_a_site
from answerable_services.console.doing.linking import with_link
from answerable_services.console.doing.offers import is_of_no_site, possible
from answerable_services.console.doing.pressing import KEY, THEN
from answerable_services.console.doing.ranging import ranged
from answerable_services.console.doing.telling import until_told
from answerable_services.console.doing.unseen import behind, unseen_by, version_shown
from answerable_services.console.forms import (
    MORE,
    SEARCH,
    Entry,
    Fault,
    Faults,
    Form,
    actions_of,
    by_the_clock,
    parse,
    place,
    settled,
    shown,
    typed_in,
    typed_of,
)
from answerable_services.console.leading import own_path
from answerable_services.console.recorded import Recorded
from answerable_services.console.taking_files import REFUSED, ROWS
from answerable_services.console.views.fields import Field, fields_of
from answerable_services.console.views.links import link_of
from answerable_services.console.views.registers import Cell, facts_of, stage_of
from answerable_services.console.views.story import Told, matters_in

if TYPE_CHECKING:
    from answerable_services.console.view import View

_NO_MATTER_OF_ITS_OWN = "-"
_KEY: TypeAdapter[str] = TypeAdapter(IdempotencyKey)

REPEATED = "idempotency-key"
"""Intake's rule that a key stands for one command."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the address of a form says.

    Arguments:
        site: where; empty where that has to be said yet.
        target: the matter that the command is for; empty where it begins one.
        about: the matter that it is about.
        said: what the form begins with beside, by the names of the fields.
    """

    site: str
    target: str
    about: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Amiss:
    """Why a form is shown again.

    Arguments:
        faults: what is wrong, each beside its field.
        status: of the answer.
        since: what happened in the matter since the form was made.
        is_unknown: whether it may have been recorded all the same.
        was_sent: whether the same form was recorded before, with other words.
        is_unseen: whether it was not sent on, because others have changed the matter since the form was made.
    """

    faults: Faults = field(default_factory=Faults)
    status: int = 200
    since: tuple[Told, ...] = ()
    is_unknown: bool = False
    was_sent: bool = False
    is_unseen: bool = False


class Desk:
    """Shows and takes one command's form.

    Arguments:
        view: the page.
        form: the command's.
        given: what the address says.
        sites: the sites there are.

    Raises:
        Invalid: the address names what can be no site.
    """

    def __init__(self, view: View, form: Form, given: Given, sites: SiteNames | None) -> None:
        if given.site:
            possible(given.site)  # refuses what no site is called
        self._view = view
        self._form = form
        self._given = given
        self._sites = sites

    async def show(self) -> Response:
        """Show the form before anything is typed.

        Raises:
            AnswerableError: the matter is not there, or may not be seen.
        """
        self._check_offered()
        if not self._given.site and not is_of_no_site(self._form):
            return self._ask_for_site()
        story, told = await self._looked()
        known = Known(
            None if self._view.person is None else self._view.person.id,
            self._given.target,
            self._given.about,
            story,
            self._said(),
        )
        body, held = filled(self._form, known)
        typed = typed_of(self._form, body, self._view.zone(self._given.site or None), held)
        return await self._page(typed, story, told, key=token_urlsafe(18))

    def _check_offered(self) -> None:
        """Let nobody fill in a form that is refused afterwards, whatever they type.

        Raises:
            NotOffered: the table lets them give the command neither here nor, where that is yet to be said,
                anywhere, be it for themselves or for others.
        """
        if (person := self._view.person) is None:
            return
        action, site = self._form.command, self._given.site or None
        if site is None and person.may(action):
            return
        found = may(person.principal, action, site)
        if not isinstance(found, Denied) or found.why is Why.RELATION:
            return
        if isinstance(may(person.principal, action, site, is_for_others=True), Denied):
            raise NotOffered(found.reason)

    def _said(self) -> dict[str, Any]:
        """Give what the form begins with: what its address says, and what begins just now."""
        now = {"began_at": self._view.now.replace(second=0, microsecond=0)} if self._form.is_brief else {}
        needed = site_that_is_needed(self._view, self._form)
        here = {needed: self._given.site} if needed else {}
        return now | here | {name: value for name, value in self._given.said.items() if value}

    async def take(self, sent: Mapping[str, Sequence[str]]) -> Response:
        """Take what was typed.

        Arguments:
            sent: what the browser sent, by the names of the inputs.

        Raises:
            AnswerableError: the matter is not there, or may not be seen.
        """
        if not self._given.site and not is_of_no_site(self._form):
            return self._ask_for_site()
        key = read_key(sent)
        submitted = settled(sent)
        entry = parse(self._form, submitted, self._view.zone(self._given.site or None))
        amiss = await self._amiss(entry, sent)
        if entry.body is None or amiss is not None:
            return await self._again(entry, key, sent, amiss or Amiss(entry.faults, Invalid.status))
        site = entry.body.get("site", self._given.site)
        moved = self._view.console.notices.count
        try:
            command = self._form.model.model_validate_json(to_json({**entry.body, "site": site}), strict=True)
            command, shows = with_link(self._view, command, key)
            receipt = await self._view.command(command, key=key)
        except AnswerableError as error:
            return await self._refused(entry, key, sent, error)
        await until_told(self._view, site, receipt, moved)
        return await lead_on(self._view, site, receipt, shows or sent.get(THEN, [""])[0])

    async def _amiss(self, entry: Entry, sent: Mapping[str, Sequence[str]]) -> Amiss | None:
        """Say why what was typed is not sent on yet; None where it is."""
        if refused := getattr(self._view.request.state, "refused_files", ()):
            return Amiss(Faults({ROWS: tuple(Fault(REFUSED, one) for one in refused)}), Invalid.status)
        if MORE in sent or SEARCH in sent:
            return Amiss()
        faults = entry.faults or without_a_site(site_that_is_needed(self._view, self._form), entry.body)
        if faults:
            return Amiss(faults, Invalid.status)
        unseen = await unseen_by(self._view, self._form, self._given.target, sent)
        return Amiss(status=Conflict.status, since=unseen, is_unseen=True) if unseen else None

    async def _refused(
        self, entry: Entry, key: str, sent: Mapping[str, Sequence[str]], error: AnswerableError
    ) -> Response:
        """Show the form again with what stands against it, and with what happened meanwhile."""
        problem = problem_of(error)
        zone = self._view.zone(self._given.site or None)
        faults = by_the_clock(place(self._form, problem, entry.typed), zone)
        was_sent = error.rule == REPEATED
        # A key that stood for something else, or that nothing came of, is not used again.
        key = token_urlsafe(18) if was_sent or isinstance(error, Conflict) else key
        since: tuple[Told, ...] = ()
        if isinstance(error, Refused | Conflict | Forbidden):
            since = await behind(self._view, self._given.target, sent)
        amiss = Amiss(faults, error.status, since, isinstance(error, Unavailable), was_sent)
        return await self._again(entry, key, sent, amiss)

    async def _again(
        self, entry: Entry, key: str, sent: Mapping[str, Sequence[str]], amiss: Amiss
    ) -> Response:
        """Show the form again, with all that was typed."""
        story, told = await self._looked()
        searched = sent.get(SEARCH, [""])[0]
        offered: dict[str, list[tuple[str, str]]] = {}
        if searched and (searches := self._searches(searched)) is not None:
            found = await candidates(self._view, searches, typed_in(sent, searched), self._given.site)
            offered[searched] = [(one.id, one.name) for one in found]
        return await self._page(entry.typed, story, told, key, amiss, offered, sent)

    def _searches(self, input_: str) -> str | None:
        """Tell what an input searches; None where it searches nothing, or there is none."""
        name, _, rest = input_.partition(".")
        field_ = self._form.field(name)
        if field_ is not None and field_.parts:
            part = rest.rpartition(".")[2]
            field_ = next((one for one in field_.parts if one.name == part), None)
        return None if field_ is None else field_.searches

    async def _looked(self) -> tuple[Story | None, Possibilities | None]:
        """Look at the matter: what happened in it, and what can be done with it now.

        Raises:
            AnswerableError: it is not there, or may not be seen.
        """
        target = self._given.target or self._given.about
        if not self._given.target and not may_begin(self._form.model):
            raise NotFound(say("error.no_matter", matter=_NO_MATTER_OF_ITS_OWN))
        if not target:
            return None, None
        matter = matter_in(target, self._form.stream if self._given.target else "")
        asked = question(StoryOf, matter=matter)
        if not self._given.target:
            return (await self._view.ask(asked)).answer, None
        told, can = await asyncio.gather(
            self._view.ask(asked), self._view.ask(possible(self._given.site, matter))
        )
        if told.answer is None and not may_begin(self._form.model):
            raise told.error or NotFound(say("error.no_matter", matter=matter))
        return told.answer, can.answer

    def _ask_for_site(self) -> Response:
        return self._view.page(
            "do/site.html", "do", form=self._form, title=self._title, sites=self._sites, given=self._given
        )

    @property
    def _title(self) -> str:
        return self._view.words(f"command.{self._form.command}")

    async def _page(
        self,
        typed: Mapping[str, Sequence[str]],
        story: Story | None,
        told: Possibilities | None,
        key: str,
        amiss: Amiss | None = None,
        offered: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        sent: Mapping[str, Sequence[str]] | None = None,
    ) -> Response:
        amiss = amiss or Amiss()
        if story is not None:
            await call_matters(self._view, story.site, (story.matter, *matters_in(story)))
        more, then, draft = ((sent or {}).get(name, [""])[0] for name in (MORE, THEN, DRAFT))
        view, words = self._view, self._view.words
        about = None if self._given.target else story
        ticks = ticks_of(view, self._form, about, typed)
        happened = happened_of(view, self._form, about, typed)
        before = await led_here(view, self._form, story if self._given.target else None)
        typed = without(typed, ticks)
        set_up = shown(self._form, words, typed=typed, faults=amiss.faults, offered=offered, more=more)
        set_up = await ranged(view, self._form, self._given.site, typed, set_up)
        matter = self._given.target or self._given.about
        why = "" if told is None else next((one.why for one in actions_of(told, words) if self._is(one)), "")
        register = REGISTERS.get(matter.partition("-")[0])
        stage = None
        if story is not None and register is not None:
            stage = stage_of(register.register, story.state, words)
        facts = () if story is None else self._facts(story)
        return view.page(
            "do/form.html",
            "do",
            status=amiss.status,
            form=not_required(set_up) if ticks else set_up,
            ticks=ticks,
            happened=happened,
            before=before,
            asks=self._form,
            amiss=amiss,
            # What cannot be done is not asked for; once something was typed, it is kept whatever happened.
            cannot="" if amiss.status != 200 or offered or more else why,  # noqa: PLR2004 - the page is as asked
            why_not=why,
            at=view.with_query(),
            key=key,
            then=then,
            draft=draft or self._draft,
            is_typed=sent is not None,
            seen=version_shown(story if self._given.target else None, told),
            site=self._given.site,
            matter_id=matter,
            called=await called_of(view, story),
            story=story,
            stage=stage,
            facts=facts,
        )

    @property
    def _draft(self) -> str:
        given = self._given
        about = {"site": given.site, "target": given.target, "about": given.about}
        return draft_of(self._form.command, {**given.said, **about})

    def _is(self, action: Any) -> bool:
        return bool(action.form.command == self._form.command)

    def _facts(self, story: Story) -> tuple[tuple[str, Cell | Field], ...]:
        """Give what is known of the matter; where no register keeps it, what its first event says."""
        published = REGISTERS.get(story.matter.partition("-")[0])
        if published is not None and story.facts:
            return facts_of(published.register, story, self._view)
        words, zone = self._view.words, self._view.zone(story.site)
        first = story.entries[0].fields if story.entries else {}
        told = fields_of(first, words, zone, story.taken_back, self._view.link)
        return tuple((one.name, one) for one in told)


async def lead_on(view: View, site: str, receipt: Receipt, then: str = "") -> Response:
    """Lead to where one goes on from what was recorded, which the page there tells.

    Whoever may not see the matter, as what they read of somebody else's record, is led home.

    Arguments:
        view: the page.
        site: the matter's.
        receipt: what intake answered.
        then: the page of ours to go to; the matter's own where empty.
    """
    hides = Forbidden | NotFound
    told = await view.ask(StoryOf(matter=receipt.id, limit=1))
    is_shown = not isinstance(told.error, hides)
    called = await called_of(view, told.answer)
    response = view.lead_to(own_path(then) if then else (link_of(receipt.id) if is_shown else None) or "/")
    Recorded.by(receipt, site, is_shown=is_shown, called=called).tell_on(response)
    return response


def read_key(sent: Mapping[str, Sequence[str]]) -> str:
    """Give the key that was made with the form; a new one where it brings none that can be one.

    Arguments:
        sent: what the browser sent, by the names of the inputs.
    """
    try:
        return _KEY.validate_python(sent.get(KEY, [""])[0])
    except ValidationError:
        return token_urlsafe(18)
