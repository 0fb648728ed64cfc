"""The facts that may be violations and that whoever looks can confirm, at the sites where they may."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from answerable_services.console.doing.offers import is_for
from answerable_services.console.doing.suggesting import COMMAND, Suggestion, suggestions_at
from answerable_services.console.home.items import MOST, Me
from answerable_services.console.home.panels import Item, Panel, Step, Work
from answerable_services.console.views.deadline import Tone

if TYPE_CHECKING:
    from answerable_services.console.view import View


async def suggested(view: View, me: Me) -> Panel | None:
    """Find what facts suggest, the newest first; what is about whoever looks is for somebody else to confirm.

    Arguments:
        view: the page; asks as them.
        me: who.
    """
    sites = sorted(
        {one.site for one in me.grants if one.site is not None and is_for(view, COMMAND, one.site)}
    )
    if not sites:
        return None
    found = await asyncio.gather(*(suggestions_at(view, site, MOST) for site in sites))
    rows = sorted(
        (row for one in found for row in one.rows if row.confirm), key=lambda row: row.at, reverse=True
    )
    failed = next((reply for one in found for reply in one.failed), None)
    if failed is not None and not rows:
        return Panel(Work.SUGGESTED, failed=failed)
    items = tuple(_item(row, view) for row in rows[:MOST])
    everything = f"/suggestions?site={sites[0]}" if len(sites) == 1 else None
    is_more = any(one.is_more for one in found)
    return Panel(Work.SUGGESTED, items, len(rows), everything, is_more=is_more)


def _item(row: Suggestion, view: View) -> Item:
    what = f"{view.words(f'suggestions.fact.{row.fact}')}{view.words('colon')}{row.what}"
    told = "" if row.article is None else row.article.id
    step = Step(row.confirm, view.words("suggestions.confirm"))
    return Item(row.href, "", what, row.staff or None, Tone.WATCH, "note", told, step)
