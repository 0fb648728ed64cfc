"""What waits about people from outside, and who of the staff has signed no statement of secrecy."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from answerable.queries.desk import OnDuty
from answerable_services.console.home.items import MOST, Me, is_not_theirs
from answerable_services.console.home.panels import Item, Panel
from answerable_services.console.home.work import Work
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.links import link_of, name_of
from answerable_services.console.whole import whole

if TYPE_CHECKING:
    from answerable_services.console.view import View


async def unpledged(view: View, me: Me) -> Panel | None:
    """Find who is employed at the site and has no statement of secrecy that holds today (001-K4, 002-r5-13).

    Arguments:
        view: the page; asks as whoever looks.
        me: whoever looks.
    """
    site = me.site_of(OnDuty)
    today = view.now.astimezone(view.zone(site)).date()
    here, theirs = await asyncio.gather(
        whole(view, "staff", site=site, mark="is_employed"),
        whole(view, "pledge", site=site, since=today, state="pledged"),
    )
    for found in (here, theirs):
        if is_not_theirs(found.last):
            return None
        if found.last.answer is None:
            return Panel(Work.UNPLEDGED, failed=found.last)
    have = {row.signer for row in theirs.rows}
    lacking = [row.staff for row in here.rows if row.staff not in have]
    told = view.words("home.not_signed")
    items = tuple(
        Item(str(link_of(one)), "", name_of(one, view.words), None, Tone.WATCH, "note", told)
        for one in lacking[:MOST]
    )
    return Panel(Work.UNPLEDGED, items, len(lacking), "/pledges")
