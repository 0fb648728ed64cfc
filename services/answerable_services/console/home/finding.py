"""What waits for somebody: each part of their first page asks the services, all parts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.commands.registry import COMMANDS
from answerable.errors import Forbidden, NotFound, Refused
from answerable.identity import Grant
from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.callbacks import CallbackRow
from answerable.queries.matters import NEEDS_OWNER, OVERDUE, CaseRow
from answerable.queries.registers import REGISTERS, RegisterQuery
from answerable.streams.complaint.flow import ComplaintStage
from answerable.streams.handover.flow import HandoverStage
from answerable_services.console.address import question
from answerable_services.console.doing.calling_back import calling_of
from answerable_services.console.doing.offers import is_for
from answerable_services.console.forms.form import form_of
from answerable_services.console.forms.offering import address_of
from answerable_services.console.forms.wording import title_of
from answerable_services.console.home.panels import Item, Panel, Step, Work, works_of
from answerable_services.console.views.deadline import Tone, time_left
from answerable_services.console.views.links import link_of
from answerable_services.console.views.registers import stage_of

if TYPE_CHECKING:
    from answerable_services.console.asking import Reply
    from answerable_services.console.view import View

MOST = 8
"""Items of one part; the list behind it has all of them."""

_ME = "{me}"
"""Stands for whoever looks."""

STEPS: Mapping[Work, str] = {
    Work.ASKED: "case.accept",
    Work.APPROVE: "complaint.approve_plan",
    Work.UNREVIEWED: "handover.review",
}
"""The command that gets done what waits; where the matter has to be looked at first, there is none."""


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever looks.

    Arguments:
        person: their id.
        grants: their roles.
    """

    person: str
    grants: tuple[Grant, ...]

    @property
    def site(self) -> str | None:
        """The one site where they have their roles; None where these are several, or all."""
        sites = {grant.site for grant in self.grants}
        return next(iter(sites)) if len(sites) == 1 else None


Finder = Callable[["View", Me], Awaitable[Panel | None]]
"""Finds one part; None where it is not for whoever looks."""


def _is_not_theirs(asked: Reply[Any]) -> bool:
    return isinstance(asked.error, Forbidden | NotFound | Refused)


async def _cases(view: View, me: Me, work: Work, everything: str, **asked: Any) -> Panel | None:
    """Find cases, the one closest to its limit first."""
    asked = {name: me.person if value == _ME else value for name, value in asked.items()}
    found = await view.ask(question(REGISTERS["case"].query, limit=MOST, **asked))
    if _is_not_theirs(found):
        return None
    page: Any = found.answer
    if page is None:
        return Panel(work, failed=found)
    items = tuple(_case(row, view, STEPS.get(work)) for row in page.rows)
    total, goes_on = _counted(page)
    return Panel(work, items, total, everything.replace(_ME, me.person), goes_on=goes_on)


def _counted(page: Any) -> tuple[int, bool]:
    """Tell how many a list has, and whether it has more; rows are counted where nobody keeps the number."""
    return (len(page.rows), page.after is not None) if page.total is None else (page.total, False)


def _case(row: CaseRow, view: View, command: str | None) -> Item:
    left = time_left(row, view.now, view.words)
    step = _step(view, command, row.site, target=row.case)
    called = row.number or row.case
    return Item(f"/cases/{row.case}", called, row.topic, row.owner, left.tone, left.icon, left.text, step)


def _step(view: View, command: str | None, site: str, **said: str) -> Step | None:
    """Give the form that gets something done, where whoever looks may give it."""
    if command is None or not is_for(view, command, site):
        return None
    form = form_of(COMMANDS[command])
    return Step(address_of(form, site=site, **said), title_of(form, view.words))


async def _matters(
    view: View, _: Me, work: Work, stream: str, what: tuple[str, ...], person: str, **asked: Any
) -> Panel | None:
    """Find matters of a register, the newest first."""
    published = REGISTERS[stream]
    found = await view.ask(question(published.query, limit=MOST, **asked))
    if _is_not_theirs(found):
        return None
    page: Any = found.answer
    if page is None:
        return Panel(work, failed=found)
    items = [
        _staged(
            published,
            row,
            " · ".join(str(getattr(row, name)) for name in what if getattr(row, name) is not None),
            getattr(row, person) if person else None,
            view,
            STEPS.get(work),
        )
        for row in page.rows
    ]
    narrowed = "&".join(f"{name}={value}" for name, value in asked.items())
    total, goes_on = _counted(page)
    return Panel(work, tuple(items), total, f"/{published.register.name}?{narrowed}", goes_on=goes_on)


def _staged(
    published: RegisterQuery, row: Any, what: str, person: str | None, view: View, command: str | None
) -> Item:
    """Make the item of a matter that has a stage."""
    matter = getattr(row, published.register.stream)
    step = _step(view, command, row.site, target=matter)
    called, href = getattr(row, "number", None) or matter, str(link_of(matter))
    stage = stage_of(published.register, row.state, view.words)
    if stage is None:
        return Item(href, called, what, person, Tone.CALM, "note", "", step)
    return Item(href, called, what, person, stage.tone, stage.icon, stage.text, step)


async def _sign(view: View, me: Me) -> Panel | None:
    """Find the handovers that wait for a signature of whoever looks."""
    published = REGISTERS["handover"]
    sides = [
        view.ask(question(published.query, mark="is_unsigned", limit=MOST, **{side: me.person}))
        for side in ("outgoing", "incoming")
    ]
    found = await asyncio.gather(*sides)
    if any(map(_is_not_theirs, found)):
        return None
    failed = next((one for one in found if one.answer is None), None)
    if failed is not None:
        return Panel(Work.SIGN, failed=failed)
    rows = {row.handover: row for one in found for row in _rows(one)}
    items = []
    for row in sorted(rows.values(), key=lambda row: row.on, reverse=True):
        what = f"{row.on.isoformat()} {view.words(f'shift.{row.shift}')}"
        other = row.incoming if row.outgoing == me.person else row.outgoing
        items.append(_staged(published, row, what, other, view, None))
    return Panel(Work.SIGN, tuple(items), len(items), "/handovers?mark=is_unsigned")


def _rows(asked: Reply[Any]) -> tuple[Any, ...]:
    return () if asked.answer is None else asked.answer.rows


async def _callbacks(view: View, me: Me) -> Panel | None:
    """Find the customers who are to be called back, the longest overdue first."""
    found = await view.ask(callbacks.Due(site=me.site, limit=MOST))
    if _is_not_theirs(found):
        return None
    if found.answer is None:
        return Panel(Work.CALLBACKS, failed=found)
    items = tuple(_callback(row, view) for row in found.answer.callbacks[:MOST])
    counts = found.answer.counts
    site = "" if me.site is None else f"?site={me.site}"
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


async def _score(view: View, me: Me) -> Panel | None:
    """Find the score of whoever looks, so far this month."""
    if me.site is None:
        return None
    month = f"{view.now.astimezone(view.zone(me.site)):%Y-%m}"
    found = await view.ask(question(scoring.StatementOf, site=me.site, staff=me.person, month=month))
    if _is_not_theirs(found):
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
    """

    shifts: tuple[tuple[str, str, tuple[str, ...]], ...]
    leave: tuple[str, ...]
    is_one_site: bool


async def _duty(view: View, me: Me) -> Panel | None:
    """Find who is on duty today, by stretch, and who is on leave."""
    at = {"site": me.site} if me.site else {}
    people = REGISTERS["staff"]
    on_leave = question(people.query, mark="is_on_leave", limit=people.register.most_rows, **at)
    duty, leave = await asyncio.gather(view.ask(question(desk.OnDuty, **at)), view.ask(on_leave))
    if _is_not_theirs(duty):
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
    return Panel(Work.DUTY, shown=Today(told, away, me.site is not None), everything="/people")


async def _sites(view: View, _: Me) -> Panel | None:
    found = await view.ask(desk.Overview())
    if _is_not_theirs(found):
        return None
    if found.answer is None:
        return Panel(Work.SITES, failed=found)
    return Panel(Work.SITES, shown=found.answer.sites or None, everything="/overview")


async def _findings(view: View, me: Me) -> Panel | None:
    found = await view.ask(question(audit.Findings, limit=MOST, **({"site": me.site} if me.site else {})))
    if _is_not_theirs(found):
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
    if _is_not_theirs(found):
        return None
    page: Any = found.answer
    if page is None:
        return Panel(Work.DENIED, failed=found)
    items = tuple(
        Item(
            str(link_of(row.account)),
            "",
            f"{row.action} · {view.words(f'denial.{row.denial}')}",
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
    if all(map(_is_not_theirs, asked)):
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
    Work.ASKED: partial(
        _cases, work=Work.ASKED, everything="/cases?mark=is_waiting&waiting_for={me}", waiting_for=_ME
    ),
    Work.MINE: partial(
        _cases, work=Work.MINE, everything="/cases?mark=is_open&owner={me}", mark="is_open", owner=_ME
    ),
    Work.OVERDUE: partial(_cases, work=Work.OVERDUE, everything=f"/cases?mark={OVERDUE}", mark=OVERDUE),
    Work.NEEDS_OWNER: partial(
        _cases, work=Work.NEEDS_OWNER, everything=f"/cases?mark={NEEDS_OWNER}", mark=NEEDS_OWNER
    ),
    Work.WAITING: partial(_cases, work=Work.WAITING, everything="/cases?mark=is_waiting", mark="is_waiting"),
    Work.APPROVE: partial(
        _matters,
        work=Work.APPROVE,
        stream="complaint",
        what=("topic",),
        person="about",
        state=ComplaintStage.PLANNED.value,
    ),
    Work.COMPLAINTS: partial(
        _matters, work=Work.COMPLAINTS, stream="complaint", what=("topic",), person="about", mark="is_open"
    ),
    Work.FAULTS: partial(
        _matters, work=Work.FAULTS, stream="fault", what=("place", "phenomenon"), person="", mark="is_open"
    ),
    Work.UNSIGNED: partial(
        _matters, work=Work.UNSIGNED, stream="handover", what=("on",), person="outgoing", mark="is_unsigned"
    ),
    Work.UNREVIEWED: partial(
        _matters,
        work=Work.UNREVIEWED,
        stream="handover",
        what=("on",),
        person="outgoing",
        state=HandoverStage.SIGNED_IN.value,
    ),
    Work.SIGN: _sign,
    Work.CALLBACKS: _callbacks,
    Work.DUTY: _duty,
    Work.SCORE: _score,
    Work.SITES: _sites,
    Work.FINDINGS: _findings,
    Work.DENIED: _denied,
    Work.VIEWS: _views,
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
