"""Who was responsible for a case when: its spans of ownership, kept as events arrive, read so many at a time.

A case's row knows what goes on still: since when its owner owns it, whom it waits for, why it is paused.
What is over has a row of its own, so an event writes no more than a few, however long the case is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from answerable.events.base import Event
from answerable.identity.sight import Sight
from answerable.projection.writing.rows import Row, Rows
from answerable.queries.desk import CaseOwnership
from answerable.queries.matters import Ownership, Span
from answerable.streams.case.events import LimitCorrected, Opened
from answerable.streams.case.flow import CaseStage
from answerable_services.desk import tables as t
from answerable_services.desk.cases import row_seen


class Kind(StrEnum):
    """Of what a span is."""

    OWNER = "owner"
    WAITING = "waiting"
    PAUSE = "pause"


class _Running(NamedTuple):
    """What a case's row knows of a span that is not over."""

    number: int
    since: datetime
    who: str | None


def _running(kind: Kind, row: Row | None) -> _Running | None:
    if row is None:
        return None
    if kind is Kind.OWNER:
        # Who was asked first may be corrected, and is then somebody else for all that time.
        who = row["owner"] if row["transfers"] else None
        return _Running(row["stretches"], row["owner_since"], who) if row["owner_since"] else None
    if kind is Kind.WAITING:
        since = row["waiting_since"]
        return _Running(row["requests"], since, row["waiting_for"]) if since else None
    if row["state"] != CaseStage.PAUSED.value:
        return None
    return _Running(row["pauses"], row["paused_at"], row["paused_for"])


def keep(before: Row | None, after: Row, event: Event, rows: Rows) -> None:
    """Keep what an event ends: a stretch of ownership, a wait for a receiver, a pause.

    Arguments:
        before: the case before the event; None where there was none.
        after: the case behind it.
        event: what happened.
        rows: the view's.
    """
    if isinstance(event, LimitCorrected):
        _correct(before, event, rows)
        return
    if isinstance(event, Opened) and before is not None:
        _forget(before, rows)
        return
    for kind in Kind:
        was, now = _running(kind, before), _running(kind, after)
        if was is not None and (now is None or now.number != was.number):
            key = {"case": event.originator_id, "kind": kind.value, "number": was.number}
            rows.put(t.SPANS, **key, who=was.who, starts_at=was.since, ends_at=event.occurred_at)


def _forget(before: Row, rows: Rows) -> None:
    """Let a case that was taken back and is opened anew have no span of what it was before."""
    for kind, kept in ((Kind.OWNER, "stretches"), (Kind.WAITING, "requests"), (Kind.PAUSE, "pauses")):
        for number in range(1, before[kept] + 1):
            rows.delete(t.SPANS, case=before["case"], kind=kind.value, number=number)


def _correct(before: Row | None, event: LimitCorrected, rows: Rows) -> None:
    """Let the case begin when the correction says so, and have the pauses that it names and no others."""
    case = event.originator_id
    first = {"case": case, "kind": Kind.OWNER.value, "number": 1}
    rows.change(t.SPANS, first, starts_at=event.opened_at)
    for number in range(1, (before["pauses"] if before else 0) + 1):
        rows.delete(t.SPANS, case=case, kind=Kind.PAUSE.value, number=number)
    for number, span in enumerate(event.pauses, 1):
        if span.ends_at is not None:
            key = {"case": case, "kind": Kind.PAUSE.value, "number": number}
            rows.put(t.SPANS, **key, who=span.reason.value, starts_at=span.starts_at, ends_at=span.ends_at)


def _of(case: str, kind: Kind) -> Select[Any]:
    return select(t.SPANS).where(t.SPANS.c.case == case, t.SPANS.c.kind == kind.value)


def _owners(connection: Connection, row: Row, first: int, last: int) -> Iterator[Span]:
    number = t.SPANS.c.number
    over = _of(row["case"], Kind.OWNER).where(number >= first, number <= last).order_by(number)
    for one in connection.execute(over).mappings():
        who = one["who"] or row["first_responder"]
        yield Span(who=who, starts_at=one["starts_at"], ends_at=one["ends_at"])
    running = _running(Kind.OWNER, row)
    if running is not None and running.number == last:
        yield Span(who=row["owner"], starts_at=running.since)


def _beside(
    connection: Connection, row: Row, kind: Kind, start: datetime, end: datetime | None, limit: int
) -> tuple[list[Span], bool]:
    """Give the newest spans of a kind that lie in a stretch of time, and whether there are older ones."""
    begins = t.SPANS.c.starts_at
    behind = [] if end is None else [begins < end]
    inside = _of(row["case"], kind).where(begins >= start, *behind).order_by(begins.desc()).limit(limit + 1)
    reaching = _of(row["case"], kind).where(begins < start).order_by(begins.desc()).limit(1)
    found = [*connection.execute(inside).mappings(), *connection.execute(reaching).mappings()]
    spans = [
        Span(who=one["who"], starts_at=one["starts_at"], ends_at=one["ends_at"])
        for one in reversed(found)
        if one["ends_at"] > start
    ]
    running = _running(kind, row)
    if running is not None and (end is None or running.since < end):
        spans.append(Span(who=running.who or "", starts_at=running.since))
    return spans[-limit:], len(spans) > limit


def ownership_of(connection: Connection, query: CaseOwnership, sight: Sight) -> Ownership:
    """Tell who was responsible for a case when, and what stood in the way meanwhile.

    Arguments:
        connection: reads the view.
        query: of which case, from where on, and how much.
        sight: what the asker may see.

    Raises:
        NotFound: there is no such case.
    """
    row, before, limit = row_seen(connection, query.case, sight), query.before, query.limit
    total = row["stretches"]
    last = total if before is None else min(max(before - 1, 1), total)
    first = max(last - limit + 1, 1)
    owners = tuple(_owners(connection, row, first, last))
    waiting, has_more_waits = _beside(
        connection, row, Kind.WAITING, owners[0].starts_at, owners[-1].ends_at, limit
    )
    pauses, has_more_pauses = _beside(
        connection, row, Kind.PAUSE, owners[0].starts_at, owners[-1].ends_at, limit
    )
    return Ownership(
        first=first,
        last=last,
        total=total,
        owners=owners,
        waiting=tuple(waiting),
        pauses=tuple(pauses),
        is_shortened=has_more_waits or has_more_pauses,
    )
