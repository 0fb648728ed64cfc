"""What may be a violation and nobody has decided on: kept as events arrive, one row a matter.

No rule says that such a fact is a violation: somebody has to look. What the rulebook counts by itself, such
as the missed limit of an emergency, is none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from answerable.events.base import Event
from answerable.ids import cited_by
from answerable.projection.views.paging import Order
from answerable.projection.writing.rows import Rows
from answerable.queries.scoring import SuggestedBy, Suggestion, SuggestionList, Suggestions
from answerable.streams.assessment import events as assessment
from answerable.streams.callback import events as callback
from answerable.streams.case import events as case
from answerable.streams.complaint import events as complaint
from answerable.streams.handover import events as handover
from answerable_services.scoring.tables import DECIDED, SUGGESTED

_NEWEST = Order("newest", (SUGGESTED.c.at, SUGGESTED.c.matter))

_Handler = Callable[[Any, Rows], None]


def _begin(event: Event, fact: SuggestedBy, staff: str | None, rows: Rows, **further: Any) -> None:
    rows.put(
        SUGGESTED,
        **{
            "site": event.site,
            "matter": event.originator_id,
            "event": event.event_id,
            "fact": fact.value,
            "staff": staff,
            "incoming": None,
            "at": event.occurred_at,
            "behind": date.min,
            "decisions": 0,
            **further,
        },
    )


def _end(event: Event, rows: Rows) -> None:
    rows.delete(SUGGESTED, site=event.site, matter=event.originator_id)


def _limit_missed(event: case.LimitMissed, rows: Rows) -> None:
    if not event.is_emergency and event.overrun_minutes:  # else the case's own times do not say so
        _begin(event, SuggestedBy.LIMIT_MISSED, event.owner, rows)


def _upheld(event: complaint.Upheld, rows: Rows) -> None:
    if not event.is_conflict:
        _begin(event, SuggestedBy.COMPLAINT_UPHELD, event.responsible, rows)


def _not_called(event: callback.Missed, rows: Rows) -> None:
    _begin(event, SuggestedBy.CALLBACK_MISSED, None, rows, behind=event.due_on)


def _called(event: callback.MissWithdrawn, rows: Rows) -> None:
    row = rows.get(SUGGESTED, site=event.site, matter=event.originator_id)
    if row is not None and event.due_on in {None, row["behind"]}:
        _end(event, rows)


def _started(event: handover.Started, rows: Rows) -> None:
    further = {"incoming": event.incoming, "behind": event.on}
    _begin(event, SuggestedBy.HANDOVER_UNSIGNED, event.outgoing, rows, **further)


def _signed_out(event: handover.SignedOut, rows: Rows) -> None:
    key = {"site": event.site, "matter": event.originator_id}
    if (row := rows.get(SUGGESTED, **key)) is not None:
        rows.change(SUGGESTED, key, event=event.event_id, at=event.occurred_at, staff=row["incoming"])


def _cited(event: Event) -> Iterable[str]:
    """Give the events that an entry rests on."""
    if isinstance(event, assessment.SetAside):
        return (event.event,)
    return event.evidence if isinstance(event, assessment.ViolationRecorded) else ()


def _decided(event: assessment.ViolationRecorded | assessment.SetAside, rows: Rows) -> None:
    """Let what an entry rests on wait no more, where it is about whom that may count against."""
    matters = []
    about = event.staff if isinstance(event, assessment.ViolationRecorded) else None
    for cited in dict.fromkeys(_cited(event)):
        if (named := cited_by(cited)) is None:
            continue
        key = {"site": event.site, "matter": named.matter}
        row = rows.get(SUGGESTED, **key)
        if row is None or row["event"] != cited:
            continue
        if about is None or row["staff"] in {None, about}:
            rows.change(SUGGESTED, key, decisions=row["decisions"] + 1)
            matters.append([key["matter"], cited])
    if matters:
        rows.put(DECIDED, site=event.site, entry=event.originator_id, matters=matters)


def _revoked(event: assessment.Revoked, rows: Rows) -> None:
    """Let what the entry rested on wait again, where that still stands."""
    known = rows.get(DECIDED, site=event.site, entry=event.originator_id)
    for matter, cited in () if known is None else known["matters"]:
        key = {"site": event.site, "matter": matter}
        row = rows.get(SUGGESTED, **key)
        if row is not None and row["event"] == cited:
            rows.change(SUGGESTED, key, decisions=row["decisions"] - 1)
    rows.delete(DECIDED, site=event.site, entry=event.originator_id)


HANDLERS: Mapping[type[Event], _Handler] = {
    case.LimitMissed: _limit_missed,
    case.MissWithdrawn: _end,
    case.OpeningWithdrawn: _end,
    complaint.Upheld: _upheld,
    complaint.JudgementWithdrawn: _end,
    callback.Missed: _not_called,
    callback.MissWithdrawn: _called,
    handover.Started: _started,
    handover.SignedOut: _signed_out,
    handover.SignedIn: _end,
    handover.Refused: _end,
    handover.Annulled: _end,
    assessment.ViolationRecorded: _decided,
    assessment.SetAside: _decided,
    assessment.Revoked: _revoked,
}
"""What each event makes of what is suggested."""


def suggestions(connection: Connection, query: Suggestions, today: date) -> SuggestionList:
    """List what may be a violation at a site and nobody has decided on, the newest first.

    Arguments:
        connection: to the view.
        query: what is asked.
        today: the day at the site; what is not done by its day may be a violation behind it.

    Raises:
        Invalid: the place in the list is none.
    """
    part = _NEWEST.part(after=query.after, before=query.before, limit=query.limit)
    waits = (
        SUGGESTED.c.site == query.site,
        SUGGESTED.c.decisions == 0,
        SUGGESTED.c.behind < today,
    )
    rows = connection.execute(part.cut(select(SUGGESTED).where(*waits))).mappings()
    page = part.page(rows)
    total = connection.execute(select(func.count()).select_from(SUGGESTED).where(*waits)).scalar_one()
    return SuggestionList(
        site=query.site,
        suggestions=tuple(
            Suggestion(**{name: row[name] for name in Suggestion.model_fields}) for row in page.rows
        ),
        total=total,
        before=page.before,
        after=page.after,
    )
