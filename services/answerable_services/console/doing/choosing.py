"""What a field can name: people, matters, sites and articles, found by a part of what they are called."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.deciding import Regulations
from answerable.discovery import streams
from answerable.errors import Invalid, NotFound
from answerable.purposes import JUDGING
from answerable.queries.accounts import FindPeople, PersonName
from answerable.queries.desk import OtherMatters, newest_of
from answerable.queries.registers import REGISTERS, RegisterQuery
from answerable.rulebook import Article, Rulebook
from answerable.rulebook.held import book_on
from answerable.spelling import folded
from answerable.streams.rulebook.commands import binding_id
from answerable.wording import say
from answerable.wording.numbers import points
from answerable_services.console.address import question
from answerable_services.console.forms.fields import ANY_MATTER, ARTICLE, SITE_ITSELF
from answerable_services.console.views.format import shown
from answerable_services.console.views.links import name_of
from answerable_services.console.views.regulations import bindings_in

if TYPE_CHECKING:
    from answerable_services.console.view import View

MOST = 12
"""Candidates at once: more is not read, and another letter leaves fewer."""

CUSTOMER = "customer"
"""Whom registers name, and no register lists."""


class Candidate(NamedTuple):
    """What a field could name.

    Arguments:
        id: what is put into the field.
        name: what people call it, with what helps to tell it from others.
    """

    id: str
    name: str


_OF_CUSTOMERS = f"{CUSTOMER}-"


def customer_in(text: str) -> str:
    """Give a customer's whole id, of which whoever types it may leave out the first part.

    Arguments:
        text: what was typed.
    """
    text = text.strip()
    return text if not text or text.startswith(_OF_CUSTOMERS) else f"{_OF_CUSTOMERS}{text}"


def searchable() -> frozenset[str]:
    """Give all that a field can search."""
    return frozenset({*streams(), CUSTOMER, ANY_MATTER, ARTICLE, SITE_ITSELF})


async def candidates(view: View, searches: str, text: str, site: str) -> tuple[Candidate, ...]:
    """Give what a field can name, as far as whoever looks may see it: what was typed to its end stands first.

    Arguments:
        view: the page.
        searches: what the field searches, as `FormField.searches` says it.
        text: a part of an id, a name or a text; empty for the first there are.
        site: where the field's form is about; empty for any.

    Raises:
        NotFound: no field searches such a thing.
    """
    if searches not in searchable():
        raise NotFound(say("error.no_page", path=shown(f"/choose/{searches}")))
    try:
        found = await _found(view, searches, text.strip()[:80], site)
    except Invalid:  # no id, no name and no text can look like this
        return ()
    first: dict[str, Candidate] = {}
    for (
        one
    ) in found:  # who was found by name is told with what they are, and not once more as a row of a list
        first.setdefault(one.id, one)
    return tuple(sorted(first.values(), key=lambda one: not _is_whole(one.id, text)))[:MOST]


def _is_whole(matter: str, text: str) -> bool:
    """Tell whether an id was typed to its end, with or without the stream that it begins with."""
    return folded(text.strip()) in {folded(matter), folded(matter.partition("-")[2])}


async def _found(view: View, searches: str, text: str, site: str) -> Iterable[Candidate]:
    if searches in (SITE_ITSELF, ARTICLE):
        return await (_sites(view, text) if searches == SITE_ITSELF else _articles(view, text, site))
    if searches == ANY_MATTER:
        every = [_rows(view, one, text, site) for one in REGISTERS.values()]
        return [one for found in await asyncio.gather(_others(view, "", text), *every) for one in found]
    if searches == CUSTOMER:
        naming = [one for one in REGISTERS.values() if _names_customers(one)]
        asked = [_whole(view, one, text, site) for one in naming if CUSTOMER in one.register.filters]
        asked += [_named(view, one, text, site) for one in naming]
        return [one for found in await asyncio.gather(*asked) for one in found]
    if searches == "staff":
        people, rows = await asyncio.gather(
            _people(view, text, site), _rows(view, REGISTERS["staff"], text, site)
        )
        return [*people, *rows]
    if searches in REGISTERS:
        return await _rows(view, REGISTERS[searches], text, site)
    return await _others(view, searches, text)


async def _sites(view: View, text: str) -> list[Candidate]:
    sites = (await view.sites()).answer
    listed = () if sites is None else sites.sites
    return [
        Candidate(one.site, f"{view.named(one)} · {one.site}")
        for one in listed
        if folded(text) in folded(f"{one.site} {one.name_zh} {one.name_en}")
    ]


async def _people(view: View, text: str, site: str) -> list[Candidate]:
    """Give people by their names, which the accounts keep; nobody where they do not answer."""
    if not text:
        return []
    asked = await view.ask(question(FindPeople, text=text, site=site, limit=MOST))
    names = () if asked.answer is None else asked.answer.names
    return [
        Candidate(
            one.person, " · ".join(part for part in (one.name, roles_of(one, view), one.person) if part)
        )
        for one in names
    ]


def roles_of(one: PersonName, view: View) -> str:
    """Tell what somebody is and where, so that two people of one name are told apart.

    Arguments:
        one: who, as they were found.
        view: the page.
    """
    said = (
        f"{view.words(f'role.{grant.role}')} {grant.site or view.words('all_sites')}" for grant in one.grants
    )
    return view.words("list_comma").join(said)


async def _asked(view: View, published: RegisterQuery, text: str, site: str) -> tuple[Any, ...]:
    query = question(published.query, text=text, site=site, limit=min(MOST, published.register.most_rows))
    answer: Any = (await view.ask(query)).answer
    return () if answer is None else tuple(answer.rows)


async def _rows(view: View, published: RegisterQuery, text: str, site: str) -> list[Candidate]:
    """Give a register's matters, each with where it stands and its first text."""
    register, t = published.register, view.words
    found = []
    for row in await _asked(view, published, text, site):
        matter = getattr(row, register.stream)
        told = [name_of(matter, t), *(str(getattr(row, name, None) or "") for name in register.searched[:2])]
        state = getattr(row, "state", None)
        told += [] if state is None else [t.get(f"state.{state}", str(state))]
        name = " · ".join(name_of(one, t) for one in dict.fromkeys(told) if one)
        found.append(Candidate(matter, name if matter in name else f"{name} · {matter}"))
    return found


def _names_customers(published: RegisterQuery) -> bool:
    return CUSTOMER in published.row.model_fields


async def _named(view: View, published: RegisterQuery, text: str, site: str) -> list[Candidate]:
    """Give the customers whom a register's rows name."""
    rows = await _asked(view, published, text, site)
    return _customers(view, (one for one in rows if one.customer and folded(text) in folded(one.customer)))


async def _whole(view: View, published: RegisterQuery, text: str, site: str) -> list[Candidate]:
    """Give the customer whose id was typed to its end, however many rows name others that contain it."""
    if not text:
        return []
    query = question(published.query, customer=customer_in(text), site=site, limit=1)
    answer: Any = (await view.ask(query)).answer
    return [] if answer is None else _customers(view, answer.rows)


def _customers(view: View, rows: Iterable[Any]) -> list[Candidate]:
    named = dict.fromkeys(row.customer for row in rows)
    return [Candidate(one, f"{name_of(one, view.words)} · {one}") for one in named]


async def _others(view: View, stream: str, text: str) -> list[Candidate]:
    """Give matters of streams that have no register."""
    wanted = text if text or not stream else f"{stream}-"
    asked = await view.ask(question(OtherMatters, text=wanted or "-", limit=MOST))
    found = () if asked.answer is None else asked.answer.matters
    return [
        Candidate(one.matter, f"{one.matter} · {one.site}")
        for one in found
        if not stream or one.matter.partition("-")[0] == stream
    ]


async def _articles(view: View, text: str, site: str) -> list[Candidate]:
    """Give articles of the rulebooks that hold at the site: number, points, and its own words."""
    listed = (await articles_at(view, site)).values()
    return [
        Candidate(one.id, " · ".join(part for part in (one.id, _points(one, view), one.text.zh) if part))
        for one in listed
        if one.event is not None
        and one.event.startswith("assessment.")
        and folded(text) in folded(f"{one.id} {one.text.zh} {one.text.en}")
    ]


async def articles_with(view: View, text: str, most: int) -> tuple[tuple[str, str, str], ...]:
    """Find articles of the rulebooks that hold today at the sites that whoever looks may see.

    Arguments:
        view: the page.
        text: a part of their number or of their words.
        most: no more than so many.

    Returns:
        Of each the rulebook, the number and its own words, which are the law's and in no other language.
    """
    asked = await view.sites()
    sites = () if asked.answer is None else asked.answer.sites[:MOST]
    books = await asyncio.gather(*(rulebooks_at(view, one.site) for one in sites))
    known = {book.rulebook: book for of_site in books for book in of_site}
    found = (
        (book.rulebook, one.id, one.text.zh)
        for book in known.values()
        for one in book.articles
        if folded(text) in folded(f"{one.id} {one.text.zh} {one.text.en}")
    )
    return tuple(islice(found, most))


def _points(article: Article, view: View) -> str:
    effect = article.effect
    if effect.dismissal:
        return view.words("do.dismissal")
    if effect.points is None and effect.range is None and effect.from_field is None:
        return ""
    bounds = effect.range or effect.from_field
    if bounds is not None:
        ends = (points(bounds.least, view.language), points(bounds.most, view.language))
        return view.words("do.points_between", least=ends[0], most=ends[1])
    return view.words("do.points", points=points(effect.points, view.language))


async def rulebooks_at(view: View, site: str) -> tuple[Rulebook, ...]:
    """Give the rulebooks by which acts are judged at a site today, as far as they are known here.

    Arguments:
        view: the page.
        site: where.
    """
    if not site:
        return ()
    story = (await view.ask(newest_of(binding_id(site)))).answer
    held = Regulations(() if story is None else tuple(bindings_in(story.entries)))
    today = view.now.astimezone(view.zone(site)).date()
    return tuple(filter(None, (book_on(held, today, purpose) for purpose in JUDGING)))


async def articles_at(view: View, site: str) -> Mapping[str, Article]:
    """Give the articles by which acts are judged at a site today, by their ids.

    Arguments:
        view: the page.
        site: where.
    """
    return {one.id: one for book in await rulebooks_at(view, site) for one in book.articles}
