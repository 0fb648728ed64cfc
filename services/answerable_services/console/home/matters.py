"""Matters of a register that wait for whoever looks; a plan to approve is shown with what it says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from answerable.queries.desk import newest_of
from answerable.queries.registers import REGISTERS
from answerable.streams.complaint.flow import ComplaintStage
from answerable_services.console.address import question
from answerable_services.console.doing.telling import version_of
from answerable_services.console.home.items import MOST, STEPS, Me, is_not_theirs, staged, step_of
from answerable_services.console.home.panels import Item, Panel
from answerable_services.console.home.work import Work
from answerable_services.console.views.links import name_of
from answerable_services.console.views.story import entries_of

if TYPE_CHECKING:
    from answerable.queries.registers import RegisterQuery
    from answerable_services.console.view import View

_PROPOSED = "complaint.plan_proposed"


async def matters(
    view: View, work: Work, stream: str, what: tuple[str, ...], person: str, **asked: Any
) -> Panel | None:
    """Find matters of a register, the newest first where nothing else is asked.

    Arguments:
        view: the page; asks as whoever looks at it.
        work: the part that they are of.
        stream: whose register.
        what: the columns that say what a matter is about.
        person: the column that names whom it concerns; empty for none.
        asked: what the register is asked.
    """
    published = REGISTERS[stream]
    found = await view.ask(question(published.query, limit=MOST, **asked))
    if is_not_theirs(found):
        return None
    page: Any = found.answer
    if page is None:
        return Panel(work, failed=found)
    items = [
        staged(
            published,
            row,
            " · ".join(_told(published, row, name, view) for name in what if getattr(row, name) is not None),
            getattr(row, person) if person else None,
            view,
            step_of(view, STEPS.get(work), row.site, target=getattr(row, published.register.stream)),
        )
        for row in page.rows
    ]
    return Panel(work, tuple(items), page.total, f"/{published.register.name}?{urlencode(asked)}")


def _told(published: RegisterQuery, row: Any, name: str, view: View) -> str:
    """Write a column of a row: of a closed set, the word of the page; a moment, by the site's clock."""
    column, value = published.register.column(name), getattr(row, name)
    if isinstance(value, datetime):
        return view.moment(value, row.site)
    if column.choices is None:
        return str(value)
    return view.words(f"{column.words or name}.{value}")


async def approve(view: View, _: Me) -> Panel | None:
    """Find the plans that wait for an approval: nobody approves what they have not seen.

    Arguments:
        view: the page; asks as whoever looks.
    """
    state = ComplaintStage.PLANNED.value
    panel = await matters(view, Work.APPROVE, "complaint", ("topic",), "about", state=state)
    if panel is None or not panel.items:
        return panel
    return replace(panel, items=tuple(await asyncio.gather(*(_with_plan(view, one) for one in panel.items))))


async def _with_plan(view: View, item: Item) -> Item:
    """Say what is planned, until when, and who proposed it; unsaid, it is approved where it is read."""
    matter = item.href.rpartition("/")[2]
    told = (await view.ask(newest_of(matter))).answer
    entries = () if told is None else entries_of(told, view, told.site)
    plan = next((one for one in entries if one.kind == _PROPOSED), None)
    if plan is None:
        return replace(item, step=None if item.step is None else item.step._replace(press=None))
    said = [(one.name, one.value) for one in plan.fields]
    said.append((view.words("home.proposed_by"), name_of(plan.entry.actor, words=view.words)))
    step = item.step
    if step is not None and step.press is not None:
        step = step._replace(press=step.press.showing(version_of(entries[0].entry.event)))
    return replace(item, said=tuple(said), step=step)
