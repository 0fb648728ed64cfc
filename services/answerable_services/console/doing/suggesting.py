"""Violations that facts suggest, with article and evidence, for a person to confirm; none is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from answerable.calendar import Month
from answerable.commands.registry import COMMANDS
from answerable.errors import NotFound
from answerable.queries.base import Direction
from answerable.queries.callbacks import CallbackState, History
from answerable.queries.desk import OtherMatters, StoryOf
from answerable.queries.matters import TimelineEntry
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import name_of
from answerable.queries.scoring import StatementOf, Statements
from answerable.rulebook import Article
from answerable.streams.handover.flow import HandoverStage
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.doing.choosing import rulebook_at
from answerable_services.console.doing.offers import is_for
from answerable_services.console.forms import address_of, form_of
from answerable_services.console.views.links import link_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

COMMAND = "assessment.record_violation"

MOST = 20
"""Matters of one kind that a whole page looks at."""

_CASES = REGISTERS["case"].register.most_rows

_MONTHS = 3
"""Statements in which an entry is looked for, the newest first."""


class Fact(StrEnum):
    """What suggests a violation."""

    LIMIT_MISSED = "limit_missed"
    CALLBACK_MISSED = "callback_missed"
    COMPLAINT_UPHELD = "complaint_upheld"
    HANDOVER_UNSIGNED = "handover_unsigned"


ARTICLES = {
    Fact.LIMIT_MISSED: "001-m8",
    Fact.CALLBACK_MISSED: "001-m8",
    Fact.COMPLAINT_UPHELD: "001-m6",
    Fact.HANDOVER_UNSIGNED: "001-m5",
}
"""The article that each comes under, of those that a person has to confirm: assumed, as no rule says it."""


_SHOWN_BY = {
    Fact.LIMIT_MISSED: ("limit_missed", "owner"),
    Fact.CALLBACK_MISSED: ("missed", "by"),
    Fact.COMPLAINT_UPHELD: ("upheld", "responsible"),
}
"""The event that shows each, and its field that says whom it concerns."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be a violation.

    Arguments:
        fact: what happened.
        matter: in which matter.
        event: the event that shows it.
        at: when.
        staff: whom it concerns; empty where no fact says so.
        what: what the matter is about, in a few words.
        article: the article that it may come under; None where the site's rulebook has none.
        href: its page.
        confirm: the address of the form that records it, filled in; empty where whoever looks may not.
    """

    fact: Fact
    matter: str
    event: str
    at: datetime
    staff: str
    what: str
    article: Article | None = None
    href: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All that the facts of a site suggest.

    Arguments:
        rows: the newest first; what was recorded with the same evidence is left out.
        failed: questions that nobody answered.
        is_more: whether there may be more than were looked at.
    """

    rows: tuple[Suggestion, ...]
    failed: tuple[Reply[Any], ...] = ()
    is_more: bool = False


async def suggestions_at(view: View, site: str, most: int = MOST) -> Suggestions:
    """Work out what the facts of a site suggest.

    Arguments:
        view: the page; asks as whoever looks at it.
        site: where.
        most: matters of one kind that are looked at, the newest first.

    Raises:
        NotFound: there is no such site.
    """
    asked = await asyncio.gather(
        view.ask(question(REGISTERS["case"].query, site=site, limit=_CASES)),
        view.ask(question(History, site=site, state=CallbackState.MISSED, limit=most)),
        view.ask(question(REGISTERS["complaint"].query, site=site, mark="was_upheld", limit=most)),
        view.ask(question(REGISTERS["handover"].query, site=site, mark="is_unsigned", limit=most)),
    )
    cases, missed, upheld, unsigned = asked
    if isinstance(cases.error, NotFound):
        raise cases.error
    today = view.now.astimezone(view.zone(site)).date()
    missing = (row for row in _rows(cases) if row.limit_missed and not row.miss_withdrawn)
    late = sorted(missing, key=lambda row: row.opened_at, reverse=True)[:most]
    behind = [row for row in _rows(unsigned) if row.on < today]
    ended = () if missed.answer is None else missed.answer.ended
    found = await asyncio.gather(
        *(_of(view, Fact.LIMIT_MISSED, row.case, row.topic) for row in late),
        *(_of(view, Fact.CALLBACK_MISSED, row.callback, row.project) for row in ended),
        *(_of(view, Fact.COMPLAINT_UPHELD, row.complaint, row.topic) for row in _rows(upheld)),
        *(_unsigned(view, row) for row in behind),
    )
    left, seen = await _left(view, site, [one for one in found if one is not None])
    book = await rulebook_at(view, site)
    articles = {} if book is None else {one.id: one for one in book.articles}
    rows = [_whole(view, site, one, articles.get(ARTICLES[one.fact])) for one in left]
    rows.sort(key=lambda one: one.at, reverse=True)
    failed = tuple(one for one in (*asked, seen) if one is not None and _is_silent(one))
    return Suggestions(
        tuple(rows),
        failed,
        is_more=any(len(one) == most for one in (late, ended, _rows(upheld), _rows(unsigned))),
    )


def _is_silent(asked: Reply[Any]) -> bool:
    return asked.error is not None and asked.error.status >= 500  # noqa: PLR2004 - else it is not theirs to see


def _rows(asked: Reply[Any]) -> Sequence[Any]:
    return () if asked.answer is None else asked.answer.rows


async def _entries(view: View, matter: str) -> Sequence[TimelineEntry]:
    asked = await view.ask(question(StoryOf, matter=matter, order=Direction.DESCENDING))
    return () if asked.answer is None else asked.answer.entries


async def _of(view: View, fact: Fact, matter: str, what: str | None) -> Suggestion | None:
    """Find the event that shows a fact, the newest of its kind; an emergency's limit counts by itself."""
    kind, who = _SHOWN_BY[fact]
    for one in await _entries(view, matter):
        if _kind(one) == kind:
            if one.fields.get("is_emergency") or one.fields.get("is_conflict"):
                return None  # the rulebook counts it without anybody
            staff = str(one.fields.get(who) or "")
            return Suggestion(fact, matter, one.event, one.occurred_at, staff, what or matter)
    return None


async def _unsigned(view: View, row: Any) -> Suggestion | None:
    """Name whose signature a handover lacks behind its day."""
    entries = await _entries(view, row.handover)
    if not entries:
        return None
    staff = row.incoming if row.state is HandoverStage.SIGNED_OUT else row.outgoing
    what = f"{row.on.isoformat()} {view.words(f'shift.{row.shift}')}"
    first = entries[0]
    return Suggestion(Fact.HANDOVER_UNSIGNED, row.handover, first.event, first.occurred_at, staff, what)


def _kind(entry: TimelineEntry) -> str:
    return entry.type.split(".")[-2]


async def _left(
    view: View, site: str, found: Sequence[Suggestion]
) -> tuple[list[Suggestion], Reply[Any] | None]:
    """Leave out what entries that stand name as their evidence, and tell who did not answer.

    Whoever may search the entries finds them under anybody's name. A lead finds them in the statements of the
    team, and leaves what concerns others to their own lead, who sees what becomes of it.
    """
    if is_for(view, name_of(OtherMatters), site):
        named = await asyncio.gather(*(_is_named(view, site, one.event) for one in found))
        return [one for one, is_named in zip(found, named, strict=True) if not is_named], None
    asked = await view.ask(question(Statements, site=site))
    team = set() if asked.answer is None else {row.staff for row in asked.answer.statements}
    theirs = [one for one in found if not one.staff or one.staff in team]
    counted = await _counted(view, site, theirs)
    return [one for one in theirs if one.event not in counted], asked


async def _is_named(view: View, site: str, event: str) -> bool:
    """Tell whether an entry that stands names an event."""
    asked = await view.ask(question(OtherMatters, site=site, text=event, limit=50))
    found = () if asked.answer is None else asked.answer.matters
    entries = [each.matter for each in found if each.matter.startswith("assessment-")]
    stories = await asyncio.gather(*(_entries(view, each) for each in entries))
    return any(_stands(story, event) for story in stories)


async def _counted(view: View, site: str, found: Sequence[Suggestion]) -> frozenset[str]:
    """Give the events that statements since then rest on; each person's month is asked for once."""
    months = {(one.staff, month) for one in found if one.staff for month in _months_since(view, site, one.at)}
    asked = await asyncio.gather(
        *(view.ask(question(StatementOf, site=site, staff=staff, month=month)) for staff, month in months)
    )
    return frozenset(
        event
        for each in asked
        if each.answer is not None
        for line in each.answer.statement.lines
        if line.taken_back is None
        for evidence in line.evidence
        for event in evidence.cited
    )


def _months_since(view: View, site: str, at: datetime) -> list[str]:
    """Give the months in which an entry about a moment can stand, the newest first."""
    zone = view.zone(site)
    first, last = (Month.at(one, zone) for one in (at, view.now))
    months = [last]
    while months[-1] != first and len(months) < _MONTHS:
        months.append(Month.of(date.fromisoformat(f"{months[-1]}-01") - timedelta(days=1)))
    return [str(one) for one in months]


def _stands(entries: Iterable[TimelineEntry], event: str) -> bool:
    kinds = {_kind(one) for one in entries}
    return "revoked" not in kinds and any(event in (one.fields.get("evidence") or ()) for one in entries)


def _whole(view: View, site: str, one: Suggestion, article: Article | None) -> Suggestion:
    """Give it its article, and the form that records it."""
    whole = replace(one, article=article, href=str(link_of(one.event) or link_of(one.matter) or ""))
    me = None if view.person is None else view.person.id
    if one.staff == me or not is_for(view, COMMAND, site):
        return whole
    said = {
        "staff": one.staff,
        "article": "" if article is None else article.id,
        "evidence": one.event,
        # What stands in the form is what whoever confirms it can change.
        "reason": f"{view.words(f'suggestions.fact.{one.fact}')}{view.words('colon')}{one.what}",
    }
    kept = {name: value for name, value in said.items() if value}
    return replace(whole, confirm=address_of(form_of(COMMANDS[COMMAND]), site=site, about=one.matter, **kept))
