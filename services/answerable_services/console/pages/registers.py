"""The pages that registers make: a list, the same as a file, and a page for each matter with its story."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.errors import NotFound
from answerable.queries.callbacks import DeliveryCallbacks, OfDelivery
from answerable.queries.desk import SiteName, SiteNames, StoryOf
from answerable.queries.matters import Story
from answerable.queries.registers import REGISTERS, RegisterQuery
from answerable.register import Kind, Register
from answerable.streams.callback.commands import place_of
from answerable.streams.delivery.register import REGISTER as DELIVERY
from answerable.streams.filledform.register import REGISTER as FILLEDFORM
from answerable.streams.note.flow import NoteStage
from answerable.streams.note.register import REGISTER as NOTE
from answerable.streams.rulebook.commands import Bind
from answerable.streams.site.commands import site_id
from answerable.streams.staff.commands import Hire
from answerable_services.console.address import matter_in, question
from answerable_services.console.address_words import lists
from answerable_services.console.asking import Reply
from answerable_services.console.doing.called import call_matters, called_about, called_of
from answerable_services.console.doing.offers import Offers, begun_for, offers_of
from answerable_services.console.exports import Form
from answerable_services.console.failing import status_of
from answerable_services.console.navigation import SHELF
from answerable_services.console.pages.listing import listing_of, news_of, table_of
from answerable_services.console.saved.lists import of_register, saves_views
from answerable_services.console.view import View, view_of
from answerable_services.console.views.fields import NOTHING
from answerable_services.console.views.figures import numbers_of
from answerable_services.console.views.links import link_of
from answerable_services.console.views.registers import Cell, cell_of, facts_of, stage_of
from answerable_services.console.views.story import Part, entries_of, matters_in, named_in, part_of
from answerable_services.console.views.surveys import results_of

router = APIRouter()

_ON_ITS_PAPER = frozenset({"header", "signatures", "entries"})
"""What the page of a filled form leaves to its paper, which shows it cell by cell."""


@router.get("/registers")
async def shelf(view: Annotated[View, Depends(view_of)]) -> Response:
    """Show the registers that the menu does not name, side by side."""
    return view.page("register/shelf.html", SHELF)


def _cells(
    published: RegisterQuery, row: dict[str, Any], view: View, taken_back: Mapping[str, str]
) -> list[Cell]:
    columns = published.register.listed
    return [cell_of(column, row[column.name], view, row["site"], taken_back) for column in columns]


async def _call_matters(published: RegisterQuery, rows: Sequence[Mapping[str, Any]], view: View) -> None:
    """Have a list call the matters that its columns name by their numbers, site by site."""
    columns = [one.name for one in published.register.listed if one.kind is Kind.TEXT]
    for site in dict.fromkeys(row["site"] for row in rows):
        of_site = [row[name] for row in rows if row["site"] == site for name in columns]
        await call_matters(view, site, named_in(of_site))


async def _list(published: RegisterQuery, view: View) -> Response:
    register = published.register
    listing = await listing_of(published, view)
    answer = listing.asked.answer
    gone = NOTHING if answer is None else answer.taken_back
    rows = [] if answer is None else [row.model_dump(mode="json") for row in answer.rows]
    await _call_matters(published, rows, view)
    return view.page(
        "register/list.html",
        register.name,
        status=status_of(listing.asked),
        **listing.shown,
        columns=[column.name for column in register.listed],
        rows=[
            (
                row,
                stage_of(register, row.get("state"), view.words),
                _cells(published, row, view, gone),
                row[register.site_column],
            )
            for row in rows
        ],
    )


async def _callbacks(view: View, matter: str) -> Reply[DeliveryCallbacks] | None:
    """Ask for the callbacks of a delivery; there are none of anything else."""
    if matter.partition("-")[0] != DELIVERY.stream:
        return None
    return await view.ask(OfDelivery(delivery=matter))


async def _row_of(view: View, matter: str) -> str | None:
    """Give where a callback of which nothing has happened yet stands among its delivery's; None of others."""
    place = place_of(matter)
    if place is None:
        return None
    told = (await view.ask(OfDelivery(delivery=place.delivery))).answer
    is_there = told is not None and any(row.callback == matter for row in told.callbacks)
    return f"{link_of(place.delivery)}#{matter}" if is_there else None


def _papers(story: Story | None) -> list[dict[str, Any]]:
    """Give the papers of a note that stands; nothing else has any."""
    if story is None or story.state == NoteStage.WITHDRAWN or not story.matter.startswith(f"{NOTE.stream}-"):
        return []
    return list(story.facts.get("attachments") or ())


def _named(sites: Reply[SiteNames], site: str) -> SiteName | None:
    """Give a site's names; None where they are not known."""
    known = () if sites.answer is None else sites.answer.sites
    return next((one for one in known if one.site == site), None)


def _site_of(register: Register | None, story: Story) -> str | None:
    """Give the site that a matter's page shows."""
    return {**story.facts, "site": story.site}.get("site" if register is None else register.site_column)


async def _matter(view: View, matter: str, published: RegisterQuery | None, part: Part) -> Response:
    query = question(StoryOf, matter=matter_in(matter), **part.asked)
    told, calls, results, numbers, sites = await asyncio.gather(
        view.ask(query),
        _callbacks(view, query.matter),
        results_of(view, query.matter),
        numbers_of(view, query.matter),
        view.sites(),
    )
    if isinstance(told.error, NotFound) and (row := await _row_of(view, query.matter)) is not None:
        return view.lead_to(row)
    status = status_of(told)
    story = told.answer
    if story is not None:
        await call_matters(view, story.site, matters_in(story))
    register = None if published is None else published.register
    facts: tuple[tuple[str, Cell], ...] = ()
    if story is not None and register is not None:
        facts = facts_of(register, story, view)
        if register is FILLEDFORM:
            facts = tuple((heading, cell) for heading, cell in facts if cell.name not in _ON_ITS_PAPER)
        if register is NOTE and (about := await called_about(view, story)) is not None:
            facts = tuple(
                (heading, replace(cell, value=about) if cell.name == "matter" else cell)
                for heading, cell in facts
            )
    called = await called_of(view, story)
    offers = Offers() if story is None else await offers_of(view, story.site, query.matter)
    site = None if story is None or query.matter != site_id(story.site) else _named(sites, story.site)
    if site is not None:
        offers = replace(offers, about=(*begun_for(view, site.site, Bind, Hire), *offers.about))
    return view.page(
        "register/matter.html",
        "" if register is None else register.name,
        status=status,
        told=told,
        story=story,
        matter_id=matter,
        called=called,
        heading=None if site is None else view.named(site),
        site=None if story is None else _site_of(register, story),
        register=register,
        stage=None if story is None or register is None else stage_of(register, story.state, view.words),
        facts=facts,
        papers=_papers(story),
        voided_by=None if story is None else story.voided_by,
        calls=calls,
        results=results,
        numbers=numbers,
        offers=offers,
        part=part,
        entries=() if story is None else entries_of(story, view, story.site),
    )


def _serve(published: RegisterQuery) -> None:
    """Add a register's addresses; a page that is written by hand has its own list and matter."""
    name = published.register.name

    @lists(published)
    async def index(view: Annotated[View, Depends(view_of)]) -> Response:
        return await _list(published, view)

    @lists(published)
    async def table(view: Annotated[View, Depends(view_of)]) -> Response:
        return await table_of(published, view)

    async def one(
        view: Annotated[View, Depends(view_of)], matter: str, part: Annotated[Part, Depends(part_of)]
    ) -> Response:
        return await _matter(view, matter, published, part)

    @lists(published)
    async def news(view: Annotated[View, Depends(view_of)]) -> Response:
        return await news_of(published, view)

    router.add_api_route(f"/news/{name}", news, name=f"news.{name}")
    for form in Form:
        router.add_api_route(f"/{name}.{form}", table, name=f"{name}.{form}")
    if published.register.has_pages:
        router.add_api_route(f"/{name}", saves_views(of_register(published))(index), name=name)
        router.add_api_route(f"/{name}/{{matter}}", one, name=published.register.stream)


for _published in REGISTERS.values():
    _serve(_published)


@router.get("/matters/{matter}")
async def any_matter(
    view: Annotated[View, Depends(view_of)], matter: str, part: Annotated[Part, Depends(part_of)]
) -> Response:
    """Show the story of a matter whose stream has no register; lead to the page of one that has."""
    page = link_of(matter)
    if page is not None and not page.startswith("/matters/"):
        return view.lead_to(page)
    return await _matter(view, matter, None, part)
