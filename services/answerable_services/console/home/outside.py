"""What waits about people from outside, and who of the staff has signed no statement of secrecy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from answerable.queries.desk import OnDuty
from answerable.queries.registers import REGISTERS
from answerable.streams.disclosure.flow import DisclosureStage
from answerable_services.console.address import question
from answerable_services.console.home.items import MOST, Me, is_not_theirs
from answerable_services.console.home.matters import matters
from answerable_services.console.home.panels import Item, Panel, Work
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.links import link_of, name_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

_ALL = 100
"""People of a site among whom those are looked for who signed nothing."""

sought = partial(
    matters,
    work=Work.SOUGHT,
    stream="disclosure",
    what=("asker", "sought"),
    person="asked_by",
    state=DisclosureStage.ASKED_FOR.value,
)
"""Finds what waits for an approval."""

inside = partial(
    matters,
    work=Work.INSIDE,
    stream="outsider",
    what=("outsider_role", "place"),
    person="let_in_by",
    mark="is_inside",
)
"""Finds who was let in and has not left."""


async def to_tell(view: View, me: Me) -> Panel | None:
    """Find what whoever looks asked for others, and may tell them now.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": DisclosureStage.ALLOWED.value, "asked_by": me.person}
    return await matters(view, me, Work.TO_TELL, "disclosure", ("asker", "sought"), "decided_by", **asked)


async def unpledged(view: View, me: Me) -> Panel | None:
    """Find who is employed at the site and has no statement of secrecy that holds today (001-K4, 002-r5-13).

    Arguments:
        view: the page; asks as whoever looks.
        me: whoever looks.
    """
    people, pledges = REGISTERS["staff"], REGISTERS["pledge"]
    site = me.site_of(OnDuty)
    employed = await view.ask(question(people.query, site=site, mark="is_employed", limit=_ALL))
    today = view.now.astimezone(view.zone(site)).date()
    signed = await view.ask(question(pledges.query, site=site, since=today, state="pledged", limit=_ALL))
    if is_not_theirs(employed) or is_not_theirs(signed):
        return None
    here: Any = employed.answer
    theirs: Any = signed.answer
    if here is None or theirs is None:
        return Panel(Work.UNPLEDGED, failed=employed if here is None else signed)
    have = {row.signer for row in theirs.rows}
    lacking = [row.staff for row in here.rows if row.staff not in have]
    told = view.words("home.not_signed")
    items = tuple(
        Item(str(link_of(one)), "", name_of(one, view.words), None, Tone.WATCH, "note", told)
        for one in lacking[:MOST]
    )
    return Panel(Work.UNPLEDGED, items, len(lacking), "/pledges")
