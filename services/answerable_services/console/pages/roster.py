"""The roster: who is on duty on each day of a month, and on which day nobody is."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.queries.desk import Roster, RosterDay
from answerable_services.console.address import question
from answerable_services.console.failing import status_of
from answerable_services.console.navigation import ROSTER
from answerable_services.console.view import View, view_of

router = APIRouter()


class DayShown(NamedTuple):
    """A day as the page shows it.

    Arguments:
        of: the day.
        people: how many are on duty.
        shifts: the stretches, each with its people, by when they begin.
    """

    of: RosterDay
    people: int
    shifts: tuple[tuple[str, tuple[str, ...]], ...]


def _shown(day: RosterDay, view: View) -> DayShown:
    shifts: dict[str, list[str]] = {}
    for one in day.duties:
        zone = view.zone(one.site)
        times = f"{one.starts_at.astimezone(zone):%H:%M}–{one.ends_at.astimezone(zone):%H:%M}"
        shifts.setdefault(times, []).append(one.staff)
    people = len({one.staff for one in day.duties})
    return DayShown(day, people, tuple((times, tuple(staff)) for times, staff in shifts.items()))


@router.get("/roster")
async def index(view: Annotated[View, Depends(view_of)], site: str = "", month: str = "") -> Response:
    """Show a month of a site, the first of its reader's where none is said."""
    sites = await view.sites()
    known = () if sites.answer is None else sites.answer.sites
    chosen = site or next((one.site for one in known if view.may_at("desk.roster", one.site)), "")
    asked = await view.ask(question(Roster, site=chosen, month=month)) if chosen else None
    answer = None if asked is None else asked.answer
    days = () if answer is None else tuple(_shown(day, view) for day in answer.days)
    return view.page(
        "roster.html",
        ROSTER,
        status=200 if asked is None else status_of(asked),
        asked=asked,
        sites=sites.answer,
        site=chosen,
        month=month,
        days=days,
        gaps=sum(day.of.finding is not None for day in days),
    )
