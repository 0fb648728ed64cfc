"""Search: an id leads to its page, anything else to what each register finds of it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.errors import Invalid
from answerable.queries.base import Query as Asked
from answerable.queries.desk import OtherMatters, StoryOf
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import action_of
from answerable.register import Register
from answerable.spelling import folded
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.view import View, status_of, view_of
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
        return view.page("search.html", "", text="", found=[], missing=None)
    others, *everywhere = await asyncio.gather(
        _asked(view, OtherMatters, wanted),
        *(_asked(view, one.query, wanted) for one in REGISTERS.values()),
    )
    found: list[tuple[str, list[tuple[str, str]], bool]] = []
    for published, asked in zip(REGISTERS.values(), everywhere, strict=True):
        answer: Any = asked.answer
        if answer is not None and answer.rows:
            register = published.register
            rows = [
                (getattr(row, register.stream), _told(register, row, wanted, view)) for row in answer.rows
            ]
            found.append((register.name, rows, answer.after is not None))
    if others.answer is not None and others.answer.matters:
        rows = [(one.matter, "") for one in others.answer.matters]
        found.append(("", rows, others.answer.is_more))
    failed = next((one for one in (*everywhere, others) if one.error is not None), None)
    status = 200 if found or failed is None else status_of(failed)
    return view.page("search.html", "", status=status, text=wanted, found=found, missing=failed)
