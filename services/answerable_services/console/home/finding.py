"""What waits for somebody: each part of their first page asks the services, all parts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.callbacks import CallbackRow
from answerable.queries.matters import NEEDS_OWNER, OVERDUE
from answerable.queries.registers import REGISTERS
from answerable.streams.staff.events import Role
from answerable_services.console.address import question
from answerable_services.console.doing.calling_back import calling_of
from answerable_services.console.doing.suggesting import Choice, choices_at
from answerable_services.console.home.cases import asked, cases, mine
from answerable_services.console.home.homes import works_of
from answerable_services.console.home.items import MOST, Me, is_not_theirs
from answerable_services.console.home.keys import WAITING, waiting
from answerable_services.console.home.listed import LISTED, listed
from answerable_services.console.home.matters import approve
from answerable_services.console.home.outside import unpledged
from answerable_services.console.home.panels import Item, Panel, Step
from answerable_services.console.home.signing import sign, unsigned
from answerable_services.console.home.work import Work
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
    **{work: partial(listed, work=work) for work in LISTED},
    **{work: partial(waiting, work=work) for work in WAITING},
    Work.ASKED: asked,
    Work.MINE: mine,
    Work.OVERDUE: partial(cases, work=Work.OVERDUE, mark=OVERDUE),
    Work.NEEDS_OWNER: partial(cases, work=Work.NEEDS_OWNER, mark=NEEDS_OWNER),
    Work.WAITING: partial(cases, work=Work.WAITING, mark="is_waiting"),
    Work.APPROVE: approve,
    Work.UNSIGNED: unsigned,
    Work.SIGN: sign,
    Work.CALLBACKS: _callbacks,
    Work.DUE: _due,
    Work.SUGGESTED: _suggested,
    Work.UNPLEDGED: unpledged,
    Work.DUTY: _duty,
    Work.SCORE: _score,
    Work.SITES: _sites,
    Work.FINDINGS: _findings,
    Work.DENIED: _denied,
    Work.VIEWS: _views,
}
"""What finds each part."""


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
