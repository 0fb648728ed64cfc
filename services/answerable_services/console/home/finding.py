"""What waits for somebody: each part of their first page asks the services, all parts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.base import Direction
from answerable.queries.callbacks import CallbackRow
from answerable.queries.matters import NEEDS_OWNER, OVERDUE
from answerable.queries.registers import REGISTERS
from answerable.streams.demand.flow import DemandStage
from answerable.streams.deposit.flow import DepositStage
from answerable.streams.export.flow import ExportStage
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.leave.flow import LeaveStage
from answerable.streams.report.events import ReportKind
from answerable.streams.staff.events import Role
from answerable.streams.suggestion.flow import SuggestionStage
from answerable.streams.survey.flow import SurveyStage
from answerable.streams.swap.flow import SwapStage
from answerable.streams.training.flow import TrainingStage
from answerable.streams.visit.flow import VisitStage
from answerable_services.console.address import question
from answerable_services.console.doing.calling_back import calling_of
from answerable_services.console.doing.suggesting import Choice, choices_at
from answerable_services.console.home.cases import asked, cases, mine
from answerable_services.console.home.customers import PARTS, of_customers
from answerable_services.console.home.duty import my_log, my_swaps
from answerable_services.console.home.items import MOST, Me, is_not_theirs
from answerable_services.console.home.keys import WAITING, waiting
from answerable_services.console.home.matters import (
    allowed,
    answers,
    approve,
    matters,
    my_reports,
    reminders,
    visits,
)
from answerable_services.console.home.orders import money, my_money, my_orders, oral, orders
from answerable_services.console.home.outside import inside, sought, to_tell, unpledged
from answerable_services.console.home.panels import Item, Panel, Step, Work, works_of
from answerable_services.console.home.papers import PAPERS
from answerable_services.console.home.signing import sign, unsigned
from answerable_services.console.views.actions import action_told
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.links import link_of

if TYPE_CHECKING:
    from answerable_services.console.asking import Reply
    from answerable_services.console.view import View

Finder = Callable[["View", Me], Awaitable[Panel | None]]
"""Finds one part; None where it is not for whoever looks."""


def _rows(asked: Reply[Any]) -> tuple[Any, ...]:
    return () if asked.answer is None else asked.answer.rows


async def _callbacks(view: View, me: Me) -> Panel | None:
    """Find the customers who are to be called back, the longest overdue first."""
    at = me.site_of(callbacks.Due)
    found = await view.ask(callbacks.Due(site=at, limit=MOST))
    if is_not_theirs(found):
        return None
    if found.answer is None:
        return Panel(Work.CALLBACKS, failed=found)
    items = tuple(_callback(row, view) for row in found.answer.callbacks[:MOST])
    counts = found.answer.counts
    site = "" if at is None else f"?site={at}"
    return Panel(Work.CALLBACKS, items, None if counts is None else counts.owed, f"/callbacks{site}")


def _callback(row: CallbackRow, view: View) -> Item:
    told = view.words("callbacks.ordinal_n", n=row.ordinal)
    href = f"{link_of(row.delivery)}#callbacks"
    calling = calling_of(view, row, "/")
    item = Item(href, "", row.project, row.customer, Tone.WATCH, "clock", told, calling=calling)
    if not row.days_over:
        return item
    told = f"{told} · {view.words('home.days_over', n=row.days_over)}"
    return replace(item, tone=Tone.BAD, icon="overdue", told=told)


_LEADING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER})


async def _due(view: View, me: Me) -> Panel | None:
    """Find what is owed and not done, first due first: the site's for whoever leads it, else their own."""
    at = me.site_of(callbacks.Owed)
    is_leading = any(grant.role in _LEADING for grant in me.grants)
    whose = {} if is_leading else {"owed_by": me.person}
    found = await view.ask(question(callbacks.Owed, site=at or "", limit=MOST, **whose))
    if is_not_theirs(found):
        return None
    if found.answer is None:
        return Panel(Work.DUE, failed=found)
    items = tuple(_owed(row, view) for row in found.answer.rows)
    asked = "&".join(f"{name}={value}" for name, value in (("site", at), *whose.items()) if value)
    href = f"/due?{asked}" if asked else "/due"
    return Panel(Work.DUE, items, len(items), href, is_more=found.answer.after is not None)


def _owed(row: callbacks.OwedRow, view: View) -> Item:
    is_over = row.state is callbacks.OwedState.OVERDUE
    href = "/due" if row.matter is None else str(link_of(row.matter))
    return Item(
        href,
        row.matter or "",
        row.name_zh if view.language == "zh" else row.name_en,
        row.owed_by,
        Tone.BAD if is_over else Tone.WATCH,
        "overdue" if is_over else "clock",
        view.moment(row.due_at, row.site),
    )


async def _suggested(view: View, me: Me) -> Panel | None:
    """Find what may be a violation at the site of whoever looks, the newest first."""
    site = me.site_of(scoring.Suggestions)
    if site is None:
        return None
    choices = await choices_at(view, site, limit=MOST)
    if is_not_theirs(choices.asked):
        return None
    if choices.asked.answer is None:
        return Panel(Work.SUGGESTED, failed=choices.asked)
    everything = f"/suggestions?site={site}"
    items = tuple(_suggestion(one, view, everything) for one in choices.rows)
    return Panel(Work.SUGGESTED, items, choices.asked.answer.total, everything)


def _suggestion(one: Choice, view: View, everything: str) -> Item:
    what = view.words(f"suggestions.fact.{one.suggestion.fact}")
    step = Step(one.confirm, view.words("suggestions.confirm")) if one.confirm else None
    told = one.suggestion.event if one.article is None else one.article.id
    return Item(
        one.href or everything,
        one.called or one.suggestion.matter,
        what,
        one.suggestion.staff,
        Tone.WATCH,
        "note",
        told,
        step,
    )


async def _score(view: View, me: Me) -> Panel | None:
    """Find the score of whoever looks, so far this month."""
    if me.site is None:
        return None
    month = f"{view.now.astimezone(view.zone(me.site)):%Y-%m}"
    found = await view.ask(question(scoring.StatementOf, site=me.site, staff=me.person, month=month))
    if is_not_theirs(found):
        return None
    href = f"/scores/{me.site}/{me.person}/{month}"
    if found.answer is None:
        return Panel(Work.SCORE, failed=found)
    return Panel(Work.SCORE, shown=found.answer.statement, everything=href)


class Today(NamedTuple):
    """Who is there today.

    Arguments:
        shifts: the stretches on duty of one site, each with its people, by when they begin.
        leave: who is on leave.
        is_one_site: whether all of it is of one site, so that none is named.
        roster: where the roster stands, day by day.
    """

    shifts: tuple[tuple[str, str, tuple[str, ...]], ...]
    leave: tuple[str, ...]
    is_one_site: bool
    roster: str


async def _duty(view: View, me: Me) -> Panel | None:
    """Find who is on duty today, by stretch, and who is on leave."""
    of = me.site_of(desk.OnDuty)
    at = {"site": of} if of else {}
    href = f"/roster?site={of}" if of else "/roster"
    people = REGISTERS["staff"]
    on_leave = question(people.query, mark="is_on_leave", limit=people.register.most_rows, **at)
    duty, leave = await asyncio.gather(view.ask(question(desk.OnDuty, **at)), view.ask(on_leave))
    if is_not_theirs(duty):
        return None
    if duty.answer is None:
        return Panel(Work.DUTY, failed=duty)
    shifts: dict[tuple[str, str], list[str]] = {}
    for one in duty.answer.duties:
        zone = view.zone(one.site)
        times = f"{one.starts_at.astimezone(zone):%H:%M}–{one.ends_at.astimezone(zone):%H:%M}"
        shifts.setdefault((one.site, times), []).append(one.staff)
    away = tuple(row.staff for row in _rows(leave))
    if not shifts and not away:
        return Panel(Work.DUTY)
    told = tuple((site, times, tuple(dict.fromkeys(staff))) for (site, times), staff in shifts.items())
    return Panel(Work.DUTY, shown=Today(told, away, of is not None, href))


async def _sites(view: View, _: Me) -> Panel | None:
    found = await view.ask(desk.Overview())
    if is_not_theirs(found):
        return None
    if found.answer is None:
        return Panel(Work.SITES, failed=found)
    return Panel(Work.SITES, shown=found.answer.sites or None, everything="/overview")


async def _findings(view: View, me: Me) -> Panel | None:
    at = me.site_of(audit.Findings)
    found = await view.ask(question(audit.Findings, limit=MOST, **({"site": at} if at else {})))
    if is_not_theirs(found):
        return None
    if found.answer is None:
        return Panel(Work.FINDINGS, failed=found)
    items = tuple(
        Item(
            f"/access?kind={one.kind}",
            one.record or "",
            view.words(f"finding.{one.kind}"),
            one.staff,
            Tone.BAD if one.gravity is audit.Gravity.ALERT else Tone.WATCH,
            "overdue" if one.gravity is audit.Gravity.ALERT else "note",
            view.words(f"gravity.{one.gravity}"),
        )
        for one in found.answer.findings
    )
    return Panel(Work.FINDINGS, items, found.answer.total, "/access")


async def _denied(view: View, _: Me) -> Panel | None:
    """Find what was denied last."""
    published = REGISTERS["account"]
    found = await view.ask(question(published.query, mark="is_denied", limit=MOST))
    if is_not_theirs(found):
        return None
    page: Any = found.answer
    if page is None:
        return Panel(Work.DENIED, failed=found)
    items = tuple(
        Item(
            str(link_of(row.account)),
            "",
            f"{action_told(row.action, view.words)} · {view.words(f'denial.{row.denial}')}",
            row.who,
            Tone.WATCH,
            "note",
            view.words("home.times", n=row.times or 1),
        )
        for row in page.rows
    )
    return Panel(Work.DENIED, items, page.total, "/attempts?mark=is_denied")


async def _views(view: View, _: Me) -> Panel | None:
    asked = await asyncio.gather(
        *(view.ask(one) for one in (desk.Views(), scoring.Views(), callbacks.Views(), audit.Views()))
    )
    if all(map(is_not_theirs, asked)):
        return None
    items = []
    for one in asked:
        views = () if one.answer is None else one.answer.views
        waiting = max((each.lag for each in views), default=0)
        parked = sum(each.parked for each in views)
        is_silent = one.answer is None or any(each.error for each in views)
        if is_silent or parked:
            tone, icon = Tone.BAD, "overdue"
            said = "lag_silent" if is_silent else "lag_parked"
        else:
            tone, icon = (Tone.WATCH, "soon") if waiting else (Tone.GOOD, "done")
            said = "lag_waiting" if waiting else "lag_ok"
        told = view.words(f"overview.{said}", n=parked if said == "lag_parked" else waiting)
        name = view.words(f"service.{one.service}")
        items.append(Item("/system", "", name, None, tone, icon, told))
    return Panel(Work.VIEWS, tuple(items), None, "/system")


FINDERS: Mapping[Work, Finder] = {
    **{work: partial(of_customers, work=work) for work in PARTS},
    Work.ASKED: asked,
    Work.REMINDERS: reminders,
    Work.MINE: mine,
    Work.OVERDUE: partial(cases, work=Work.OVERDUE, mark=OVERDUE),
    Work.NEEDS_OWNER: partial(cases, work=Work.NEEDS_OWNER, mark=NEEDS_OWNER),
    Work.WAITING: partial(cases, work=Work.WAITING, mark="is_waiting"),
    Work.APPROVE: approve,
    Work.EXPORTS: partial(
        matters,
        work=Work.EXPORTS,
        stream="export",
        what=("purpose",),
        person="asked_by",
        state=ExportStage.ASKED_FOR.value,
    ),
    Work.ALLOWED: allowed,
    Work.REFUSALS: partial(
        matters,
        work=Work.REFUSALS,
        stream="handover",
        what=("on", "refused_reason"),
        person="incoming",
        mark="is_undecided",
    ),
    Work.DEPOSITS: partial(
        matters,
        work=Work.DEPOSITS,
        stream="deposit",
        what=("what",),
        person="asked_by",
        state=DepositStage.ASKED_FOR.value,
    ),
    Work.DRAWINGS: partial(
        matters,
        work=Work.DRAWINGS,
        stream="hazmatbook",
        what=("substance", "month"),
        person="",
        mark="is_asked",
    ),
    Work.HAZARDS: partial(
        matters,
        work=Work.HAZARDS,
        stream="hazmatbook",
        what=("substance", "month", "difference"),
        person="counted_by",
        mark="is_amiss",
    ),
    Work.VISITS: visits,
    Work.TAKE_OVER: partial(
        matters,
        work=Work.TAKE_OVER,
        stream="visit",
        what=("due_on", "place"),
        person="visitor",
        state=VisitStage.WRITTEN_UP.value,
    ),
    Work.UNLINKED: partial(
        matters,
        work=Work.UNLINKED,
        stream="visit",
        what=("due_on", "place"),
        person="visitor",
        mark="has_waiting",
    ),
    Work.SURVEYED: partial(
        matters,
        work=Work.SURVEYED,
        stream="survey",
        what=("title",),
        person="written_by",
        state=SurveyStage.ANALYSED.value,
    ),
    Work.MY_SWAPS: my_swaps,
    Work.SWAPS: partial(
        matters,
        work=Work.SWAPS,
        stream="swap",
        what=("reason",),
        person="staff",
        state=SwapStage.AGREED.value,
    ),
    Work.LEAVES: partial(
        matters,
        work=Work.LEAVES,
        stream="leave",
        what=("leave_kind", "first_day", "reason"),
        person="staff",
        state=LeaveStage.ASKED.value,
    ),
    Work.MY_LOG: my_log,
    Work.ORDERS: partial(orders, work=Work.ORDERS),
    Work.VENDORS: partial(orders, work=Work.VENDORS),
    Work.GIVE_OUT: partial(orders, work=Work.GIVE_OUT),
    Work.ORAL: oral,
    Work.MY_ORDERS: my_orders,
    Work.MY_MONEY: my_money,
    Work.MONEY: partial(money, work=Work.MONEY),
    Work.DIFFERENCES: partial(money, work=Work.DIFFERENCES),
    Work.COMPLAINTS: partial(
        matters, work=Work.COMPLAINTS, stream="complaint", what=("topic",), person="about", mark="is_open"
    ),
    Work.FAULTS: partial(
        matters, work=Work.FAULTS, stream="fault", what=("place", "phenomenon"), person="", mark="is_open"
    ),
    Work.UNSIGNED: unsigned,
    Work.UNREVIEWED: partial(
        matters,
        work=Work.UNREVIEWED,
        stream="handover",
        what=("on",),
        person="outgoing",
        state=HandoverStage.SIGNED_IN.value,
    ),
    Work.SIGN: sign,
    Work.CALLBACKS: _callbacks,
    Work.DUE: _due,
    Work.RETURN_CALLS: partial(
        matters,
        work=Work.RETURN_CALLS,
        stream="contact",
        what=("topic",),
        person="customer",
        mark="is_to_be_called_back",
        order=Direction.ASCENDING.value,
    ),
    Work.SUGGESTED: _suggested,
    Work.IDEAS: partial(
        matters,
        work=Work.IDEAS,
        stream="suggestion",
        what=("topic",),
        person="suggested_by",
        state=SuggestionStage.SUGGESTED.value,
    ),
    Work.TRIALS: partial(
        matters,
        work=Work.TRIALS,
        stream="suggestion",
        what=("topic", "to_day"),
        person="suggested_by",
        state=SuggestionStage.ON_TRIAL.value,
    ),
    Work.NEEDS: partial(
        matters,
        work=Work.NEEDS,
        stream="demand",
        what=("needs",),
        person="customer",
        state=DemandStage.NEED_STATED.value,
    ),
    Work.SUPPLY: partial(
        matters,
        work=Work.SUPPLY,
        stream="demand",
        what=("needs", "planned"),
        person="planned_by",
        state=DemandStage.SUPPLY_PLANNED.value,
    ),
    Work.DISPUTES: partial(
        matters,
        work=Work.DISPUTES,
        stream="dispute",
        what=("topic", "department"),
        person="",
        mark="is_for_the_office",
    ),
    Work.ANSWERS: answers,
    Work.REPORTS: partial(
        matters,
        work=Work.REPORTS,
        stream="report",
        what=("report_kind", "first_day"),
        person="written_by",
        mark="is_to_sign",
    ),
    Work.WEEKLIES: partial(
        matters,
        work=Work.WEEKLIES,
        stream="report",
        what=("first_day", "reported"),
        person="written_by",
        mark="is_to_sign",
        report_kind=ReportKind.WEEKLY_SERVICE.value,
    ),
    Work.MY_REPORTS: my_reports,
    Work.SOUGHT: sought,
    Work.TO_TELL: to_tell,
    Work.INSIDE: inside,
    Work.UNPLEDGED: unpledged,
    Work.MAJOR: partial(
        matters,
        work=Work.MAJOR,
        stream="incident",
        what=("topic",),
        person="reported_by",
        mark="is_for_general_manager",
    ),
    Work.UNWRITTEN: partial(
        matters,
        work=Work.UNWRITTEN,
        stream="incident",
        what=("topic",),
        person="reported_by",
        mark="is_unwritten",
    ),
    Work.TRAININGS: partial(
        matters,
        work=Work.TRAININGS,
        stream="training",
        what=("topic", "held_on"),
        person="staff",
        state=TrainingStage.SESSION_PLANNED.value,
    ),
    Work.DUTY: _duty,
    Work.SCORE: _score,
    Work.SITES: _sites,
    Work.FINDINGS: _findings,
    Work.DENIED: _denied,
    Work.VIEWS: _views,
    **{work: partial(waiting, work=work) for work in WAITING},
    **PAPERS,
}


async def panels_of(view: View, me: Me, among: Collection[Work] = frozenset(Work)) -> tuple[Panel, ...]:
    """Find everything that waits for somebody.

    Arguments:
        view: the page; asks as them.
        me: who.
        among: only these parts.
    """
    works = [work for work in works_of(me.grants) if work in among]
    found = await asyncio.gather(*(FINDERS[work](view, me) for work in works))
    return tuple(panel for panel in found if panel is not None)
