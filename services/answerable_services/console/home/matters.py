"""Matters of a register that wait for whoever looks; a plan to approve is shown with what it says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from answerable.queries.base import Direction
from answerable.queries.desk import newest_of
from answerable.queries.registers import REGISTERS
from answerable.streams.complaint.flow import ComplaintStage
from answerable.streams.dispute.flow import DisputeStage
from answerable.streams.export.flow import ExportStage
from answerable.streams.reminder.flow import ReminderStage
from answerable.streams.visit.flow import VisitStage
from answerable_services.console.address import question
from answerable_services.console.home.items import MOST, STEPS, Me, is_not_theirs, staged, step_of
from answerable_services.console.home.panels import Item, Panel, Work
from answerable_services.console.views.links import name_of
from answerable_services.console.views.story import entries_of

if TYPE_CHECKING:
    from answerable.queries.registers import RegisterQuery
    from answerable_services.console.view import View

_PROPOSED = "complaint.plan_proposed"


async def matters(
    view: View, _: Me, work: Work, stream: str, what: tuple[str, ...], person: str, **asked: Any
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
    """Write a column of a row; of a closed set, the word of the page."""
    column, value = published.register.column(name), getattr(row, name)
    if column.choices is None:
        return str(value)
    return view.words(f"{column.words or name}.{value}")


async def approve(view: View, me: Me) -> Panel | None:
    """Find the plans that wait for an approval: nobody approves what they have not seen.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    state = ComplaintStage.PLANNED.value
    panel = await matters(view, me, Work.APPROVE, "complaint", ("topic",), "about", state=state)
    if panel is None or not panel.items:
        return panel
    return replace(panel, items=tuple(await asyncio.gather(*(_with_plan(view, one) for one in panel.items))))


async def allowed(view: View, me: Me) -> Panel | None:
    """Find what whoever looks asked to take out, and may now.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": ExportStage.ALLOWED.value, "asked_by": me.person}
    return await matters(view, me, Work.ALLOWED, "export", ("purpose",), "decided_by", **asked)


async def my_reports(view: View, me: Me) -> Panel | None:
    """Find the reports that whoever looks has to hand in, those that came back with remarks among them.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"mark": "is_with_author", "written_by": me.person}
    return await matters(view, me, Work.MY_REPORTS, "report", ("report_kind", "first_day"), "", **asked)


async def visits(view: View, me: Me) -> Panel | None:
    """Find the visits that whoever looks is to make, the next one first.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": VisitStage.TO_BE_MADE.value, "visitor": me.person, "order": Direction.ASCENDING.value}
    return await matters(view, me, Work.VISITS, "visit", ("due_on", "place"), "customer", **asked)


async def answers(view: View, me: Me) -> Panel | None:
    """Find the disputes in which whoever looks is asked for their department's opinion.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": DisputeStage.OPINION_ASKED.value, "asked": me.person}
    return await matters(view, me, Work.ANSWERS, "dispute", ("topic", "department"), "", **asked)


async def reminders(view: View, me: Me) -> Panel | None:
    """Find what whoever looks was reminded of, and has not said that they know.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": ReminderStage.UNREAD.value, "reminded": me.person}
    return await matters(view, me, Work.REMINDERS, "reminder", ("what", "due_at"), "owed_by", **asked)


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
    return replace(item, said=tuple(said))
