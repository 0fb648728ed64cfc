"""Search: an id leads to its page, anything else to what each register finds of it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import RedirectResponse, Response

from answerable.errors import Invalid
from answerable.queries.desk import Cases, StoryOf
from answerable.queries.registers import REGISTERS
from services.console.language import Language
from services.console.view import View, question, status_of, view_of
from services.console.views.links import link_of

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


@router.get("/search")
async def search(
    view: Annotated[View, Depends(view_of)], text: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """Lead to the matter whose id was given, or show what is found by kind."""
    wanted = text.strip()
    page = link_of(wanted)
    if page is not None and not page.startswith("/search") and await _is_there(view, wanted):
        address, hash_, anchor = page.partition("#")
        language = view.request.query_params.get("lang")
        spoken = f"{'&' if '?' in address else '?'}lang={language}" if language in set(Language) else ""
        return RedirectResponse(f"{address}{spoken}{hash_}{anchor}", status_code=303)
    if not wanted:
        return view.page("search.html", "", text="", found=[], missing=None)
    cases, *others = await asyncio.gather(
        view.ask(question(Cases, text=wanted, limit=_SHOWN)),
        *(view.ask(question(one.query, text=wanted, limit=_SHOWN)) for one in REGISTERS.values()),
    )
    found: list[tuple[str, list[tuple[str, str]], bool]] = []
    if cases.answer is not None and cases.answer.cases:
        rows = [(row.case, row.topic) for row in cases.answer.cases]
        found.append(("cases", rows, cases.answer.total > len(rows)))
    for published, asked in zip(REGISTERS.values(), others, strict=True):
        answer: Any = asked.answer
        if answer is not None and answer.rows:
            register = published.register
            told = next(iter(register.searched), register.newest)
            found.append(
                (
                    register.name,
                    [(getattr(row, register.stream), str(getattr(row, told, ""))) for row in answer.rows],
                    answer.after is not None,
                )
            )
    asked_all: list[Any] = [cases, *others]
    failed = next((one for one in asked_all if one.error is not None), None)
    status = 200 if found or failed is None else status_of(failed)
    return view.page("search.html", "", status=status, text=wanted, found=found, missing=failed)
