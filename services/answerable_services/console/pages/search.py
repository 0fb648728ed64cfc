"""Search: an id leads to its page, anything else to what each register finds of it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.errors import Invalid
from answerable.queries.accounts import FindPeople
from answerable.queries.base import Query as Asked
from answerable.queries.desk import OtherMatters, StoryOf
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import action_of
from answerable.queries.registry import name_of as name_of_query
from answerable.register import Register
from answerable.spelling import folded
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.doing.choosing import articles_with, roles_of
from answerable_services.console.failing import status_of
from answerable_services.console.view import View, view_of
from answerable_services.console.views.links import link_of, name_of

router = APIRouter()


_SHOWN = 8
"""Matters of each kind."""


async def _is_there(view: View, matter: str) -> bool:
    """Tell whether anything ever happened in a matter of this id."""
    try:
        query = question(StoryOf, matter=matter)
    except Invalid:  # what is no id is a text like any other
        return False
    return (await view.ask(query)).answer is not None


async def _asked(view: View, query: type[Asked[Any]], wanted: str) -> Reply[Any]:
    """Ask for what has a text in it; what whoever looks may not see is not searched."""
    asked = question(query, text=wanted, limit=_SHOWN)
    return await view.ask(asked) if view.may(action_of(asked)) else Reply(query.service)


async def _people(view: View, wanted: str) -> list[tuple[str, str | None, str]]:
    """Find people by a part of their name, of how it is sorted, or of their id."""
    if not view.may(name_of_query(FindPeople)):
        return []
    asked = await view.ask(question(FindPeople, text=wanted, limit=_SHOWN))
    if asked.answer is None:
        return []
    return [
        (one.person, one.name, " · ".join(part for part in (roles_of(one, view), one.person) if part))
        for one in asked.answer.names
    ]


def _told(register: Register, row: Any, wanted: str, view: View) -> str:
    """Give the text of a row that was found, or the first that the list has of it."""
    texts = [str(getattr(row, name, None) or "") for name in register.searched]
    told = next((text for text in texts if folded(wanted) in folded(text)), texts[0])
    return name_of(told, view.words)


@router.get("/search")
async def search(
    view: Annotated[View, Depends(view_of)], text: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """Lead to the matter whose id was given, or show what is found by kind."""
    wanted = text.strip()
    page = link_of(wanted)
    if page is not None and not page.startswith("/search") and await _is_there(view, wanted):
        return view.lead_to(page)
    if not wanted:
        return view.page("search.html", "", text="", found=[], articles=(), missing=None)
    people, articles, others, *everywhere = await asyncio.gather(
        _people(view, wanted),
        articles_with(view, wanted, _SHOWN),
        _asked(view, OtherMatters, wanted),
        *(_asked(view, one.query, wanted) for one in REGISTERS.values()),
    )
    found: list[tuple[str, list[tuple[str, str | None, str]], bool]] = []
    for published, asked in zip(REGISTERS.values(), everywhere, strict=True):
        answer: Any = asked.answer
        if answer is not None and answer.rows:
            register = published.register
            rows = [
                (
                    getattr(row, register.stream),
                    getattr(row, "number", None),
                    _told(register, row, wanted, view),
                )
                for row in answer.rows
            ]
            exact = next((matter for matter, number, _ in rows if number == wanted.upper()), None)
            if exact is not None and (page := link_of(exact)) is not None:
                return view.lead_to(page)
            if register.name != "people" or not people:  # whoever was found by name is not told twice
                found.append((register.name, rows, answer.after is not None))
    if others.answer is not None and others.answer.matters:
        rows = [(one.matter, None, "") for one in others.answer.matters]
        found.append(("", rows, others.answer.is_more))
    if people:
        found.insert(0, ("people", people, False))
    failed = next((one for one in (*everywhere, others) if one.error is not None), None)
    status = 200 if found or articles or failed is None else status_of(failed)
    return view.page(
        "search.html", "", status=status, text=wanted, found=found, articles=articles, missing=failed
    )
