"""Taking a call: one page while it lasts, and what is known of whoever calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from answerable.errors import Invalid, NotFound
from answerable_services.console import gate
from answerable_services.console.calling.caller import REPEAT_DAYS, caller_of
from answerable_services.console.calling.progress import BETWEEN
from answerable_services.console.calling.taking import Taking
from answerable_services.console.doing.offers import possible
from answerable_services.console.pages.doing import home
from answerable_services.console.view import View, view_of

router = APIRouter(prefix="/call")

_Word = Annotated[str, Query(max_length=120)]


class Kept(BaseModel):
    """What the address of a call says of how far it is recorded, as its page wrote it.

    Arguments:
        form_key: what the commands' keys are made from.
        began: when the call began.
        done: the commands that were recorded.
        made: the matters that they began.
    """

    form_key: str = Field(default="", max_length=120)
    began: str = Field(default="", max_length=40)
    done: str = Field(default="", max_length=400)
    made: str = Field(default="", max_length=400)


async def _at(view: View, site: str) -> Taking | Response:
    """Give the form at a site; the question where, if that has to be said yet.

    Raises:
        NotFound: there is no such site.
        Invalid: no site is called so.
    """
    sites = (await view.sites()).answer
    at = site or home(view, sites)
    if not at:
        return view.page("call/site.html", "call", sites=sites)
    there = await view.ask(possible(at))
    if isinstance(there.error, NotFound | Invalid):
        raise there.error
    return Taking(view, at)


@router.get("")
async def page(
    view: Annotated[View, Depends(view_of)],
    kept: Annotated[Kept, Query()],
    site: _Word = "",
    customer: _Word = "",
) -> Response:
    """Show the form; the call begins when it is opened, or goes on where part of it was recorded."""
    at = await _at(view, site)
    return at if isinstance(at, Response) else await at.show(customer, kept.model_dump())


@router.post("")
async def take(
    view: Annotated[View, Depends(view_of)],
    sent: Annotated[Mapping[str, list[str]], Depends(gate.sent)],
    site: _Word = "",
) -> Response:
    """Record the call by the outcome that was pressed, or look up who calls."""
    at = await _at(view, site)
    return at if isinstance(at, Response) else await at.take(sent)


@router.get("/caller")
async def caller(
    view: Annotated[View, Depends(view_of)],
    customer: _Word = "",
    made: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Give what is known of a customer, for the script that shows it while one types."""
    await view.sites()
    found = await caller_of(view, customer, made.split(BETWEEN))
    return HTMLResponse(view.fill("call/caller.html", caller=found, repeat_days=REPEAT_DAYS))
