"""Before a list's page is made its reader's views are asked for, and the one that it opens with is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request

from answerable.queries.accounts import SavedViews
from answerable_services.console.asking import ask
from answerable_services.console.saved.lists import list_of
from answerable_services.console.saved.shown import Saved

if TYPE_CHECKING:
    from answerable_services.console.parts import Console

WITHIN_S = 0.5
"""Seconds that a list waits for its reader's views: it is there without them, too."""


class Opens(Exception):
    """A list opens with a view of its reader's.

    Arguments:
        address: where that stands.
    """

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


async def find_views(request: Request) -> None:
    """Ask for the reader's views where the page is a list (a FastAPI dependency of all pages).

    Raises:
        Opens: the list opens with one of them.
    """
    of = list_of(request.scope["endpoint"])
    if of is None:
        return
    console: Console = request.app.state.console
    query = SavedViews(session=request.state.session, list_name=of.name)
    asked = await ask(console.bus, query, deadline_s=WITHIN_S)
    saved = Saved(of, asked, request.query_params)
    if saved.leads_to is not None:
        raise Opens(saved.leads_to)
    request.state.saved = saved
