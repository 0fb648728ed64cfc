"""The cases that wait for whoever looks: theirs, those they were asked to take, and what needs somebody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from answerable.queries.desk import StoryOf
from answerable.queries.matters import CaseRow
from answerable.queries.registers import REGISTERS
from answerable_services.console.address import question
from answerable_services.console.home.items import MOST, STEPS, Me, is_not_theirs, step_of
from answerable_services.console.home.panels import Item, Panel
from answerable_services.console.home.work import Work
from answerable_services.console.views.deadline import time_left

if TYPE_CHECKING:
    from answerable_services.console.view import View


async def cases(view: View, _: Me, work: Work, **asked: Any) -> Panel | None:
    """Find cases, the one closest to its limit first.

    Arguments:
        view: the page; asks as whoever looks at it.
        work: the part that they are of.
        asked: what the list of cases is asked.
    """
    found = await view.ask(question(REGISTERS["case"].query, limit=MOST, **asked))
    if is_not_theirs(found):
        return None
    page: Any = found.answer
    if page is None:
        return Panel(work, failed=found)
    items = tuple(_case(row, view, STEPS.get(work)) for row in page.rows)
    return Panel(
        work,
        items,
        # What the whole list holds is kept by site, state and mark alone; else what is shown is counted.
        len(items) if page.total is None else page.total,
        f"/cases?{urlencode(asked)}",
        is_more=page.total is None and page.after is not None,
    )


async def mine(view: View, me: Me) -> Panel | None:
    """Find the open cases of whoever looks."""
    return await cases(view, me, Work.MINE, mark="is_open", owner=me.person)


async def asked(view: View, me: Me) -> Panel | None:
    """Find the cases that whoever looks was asked to take, by name or as one of their team."""
    by_name, by_team = await asyncio.gather(
        cases(view, me, Work.ASKED, mark="is_waiting", waiting_for=me.person), _of_team(view, me)
    )
    if by_name is None or by_name.failed is not None or by_team is None or not by_team.items:
        return by_name
    return Panel(
        Work.ASKED,
        (*by_name.items, *by_team.items),
        (by_name.total or 0) + (by_team.total or 0),
        by_name.everything if by_name.is_more else by_team.everything,
        is_more=by_name.is_more or by_team.is_more,
    )


async def _of_team(view: View, me: Me) -> Panel | None:
    """Find the transfers that ask the team of whoever looks, and nobody of it by name."""
    told = (await view.ask(question(StoryOf, matter=me.person, limit=1))).answer
    team = None if told is None else told.facts.get("team")
    if told is None or not team:
        return None
    return await cases(view, me, Work.ASKED, mark="is_waiting", waiting_for=str(team), site=told.site)


def _case(row: CaseRow, view: View, command: str | None) -> Item:
    left = time_left(row, view.now, view.words)
    step = step_of(view, command, row.site, target=row.case)
    called = row.number or row.case
    return Item(f"/cases/{row.case}", called, row.topic, row.owner, left.tone, left.icon, left.text, step)
