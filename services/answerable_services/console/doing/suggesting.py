"""What may be a violation, with article and the forms by which a person decides on it; none is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answerable.commands.registry import COMMANDS
from answerable.queries.scoring import SuggestedBy, Suggestion, SuggestionList, Suggestions
from answerable.rulebook import Article
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.doing.called import names_at
from answerable_services.console.doing.choosing import articles_at
from answerable_services.console.doing.offers import is_for
from answerable_services.console.forms import address_of, form_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

CONFIRM = "assessment.record_violation"
SET_ASIDE = "assessment.set_aside"

ARTICLES: Mapping[SuggestedBy, str] = {
    SuggestedBy.LIMIT_MISSED: "001-m8",
    SuggestedBy.CALLBACK_MISSED: "001-m8",
    SuggestedBy.COMPLAINT_UPHELD: "001-m6",
    SuggestedBy.HANDOVER_UNSIGNED: "001-m5",
}
"""The article that each comes under, of those that a person has to confirm: assumed, as no rule says it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be a violation, and what whoever looks can do about it.

    Arguments:
        suggestion: what happened.
        article: the article that it may come under; None where the site's rulebook has none.
        href: its page; empty where whoever looks may not open it.
        called: what people call the matter; None where that is its id.
        confirm: the address of the form that records it, filled in; empty where whoever looks may not.
        set_aside: that of the form that sets it aside; empty where whoever looks may not.
    """

    suggestion: Suggestion
    article: Article | None
    href: str
    called: str | None
    confirm: str
    set_aside: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A page of what may be a violation at a site.

    Arguments:
        asked: the answer, or why there is none.
        rows: the newest first.
    """

    asked: Reply[SuggestionList]
    rows: tuple[Choice, ...] = ()


async def choices_at(view: View, site: str, **asked: Any) -> Choices:
    """Ask what may be a violation at a site, and add what can be done about each.

    Arguments:
        view: the page; asks as whoever looks at it.
        site: where.
        asked: which part of the list, as `Suggestions` takes it.
    """
    reply, articles = await asyncio.gather(
        view.ask(question(Suggestions, site=site, **asked)), articles_at(view, site)
    )
    if reply.answer is None:
        return Choices(reply)
    rows = reply.answer.suggestions
    names = await names_at(view, site, [one.matter for one in rows if view.link(one.matter)])
    return Choices(
        reply,
        tuple(
            _choice(view, site, one, articles.get(ARTICLES[one.fact]), names.get(one.matter)) for one in rows
        ),
    )


def _choice(view: View, site: str, one: Suggestion, article: Article | None, called: str | None) -> Choice:
    href = view.link(one.event) or view.link(one.matter) or ""
    said = {
        "staff": one.staff,
        "article": None if article is None else article.id,
        "evidence": one.event,
        "occurred_at": one.at.isoformat(),  # it counts in the month in which it happened
        # What stands in the form is what whoever confirms it can change.
        "reason": view.words(f"suggestions.fact.{one.fact}"),
    }
    return Choice(
        one,
        article,
        href,
        called,
        _form(view, CONFIRM, site, one, **said),
        _form(view, SET_ASIDE, site, one, version=one.event.removeprefix(f"{one.matter}.")),
    )


def _form(view: View, command: str, site: str, one: Suggestion, **said: str | None) -> str:
    """Give the address of a form that decides on it; nobody decides on what concerns themselves."""
    me = None if view.person is None else view.person.id
    if one.staff == me or not is_for(view, command, site):
        return ""
    kept = {name: value for name, value in said.items() if value}
    return address_of(form_of(COMMANDS[command]), site=site, about=one.matter, **kept)
