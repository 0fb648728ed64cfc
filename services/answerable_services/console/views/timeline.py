"""A case's band: who owned it when, and what waited; and the marks of a story's events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from answerable.queries import matters
from answerable.queries.matters import CaseRow, Ownership, TimelineEntry

_PREFIX = "answerable."


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a case's life, as it is drawn.

    Arguments:
        start: from when.
        end: until when.
        who: the owner, or whom the case waits for.
        is_open: whether it goes on still.
    """

    start: datetime
    end: datetime
    who: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Who was responsible when, and what stood in the way.

    Arguments:
        start: where it begins: with the case, or with the first stretch that is told.
        end: where it ends: with the case, with the last stretch that is told, or now.
        owners: one after the other, without a gap while the case is open.
        waiting: transfers that were asked for and not answered yet.
        pauses: when the time limit stood still.
        limit: where the time limit ends.
    """

    start: datetime
    end: datetime
    owners: tuple[Span, ...]
    waiting: tuple[Span, ...]
    pauses: tuple[Span, ...]
    limit: datetime


def kind_of(wire_type: str) -> str:
    """Give an event's kind from its wire type: ``case.opened`` of ``answerable.case.opened.v1``."""
    name = wire_type.removeprefix(_PREFIX)
    head, dot, version = name.rpartition(".")
    return head if dot and version[:1] == "v" and version[1:].isdigit() else name


def _drawn(spans: Iterable[matters.Span], end: datetime) -> tuple[Span, ...]:
    """Give the spans that last; what goes on still ends where the band does."""
    drawn = (
        Span(
            one.starts_at,
            max(end, one.starts_at) if one.ends_at is None else one.ends_at,
            one.who,
            is_open=one.ends_at is None,
        )
        for one in spans
    )
    return tuple(span for span in drawn if span.is_open or span.end > span.start)


def band_of(case: CaseRow, told: Ownership, now: datetime) -> Band:
    """Lay out who owned a case when (首问负责: the owner stays so until a receiver accepts, 000-4.2.4).

    Arguments:
        case: as in a list.
        told: what the desk says of it.
        now: where a case that is open still ends for now.
    """
    ends = [one.ends_at for one in told.owners]
    is_newest = told.last == told.total
    known = [end for end in (*ends, case.closed_at if is_newest else None) if end is not None]
    end = max(now, told.owners[-1].starts_at) if ends[-1] is None else max(known)
    return Band(
        start=told.owners[0].starts_at,
        end=end,
        owners=_drawn(told.owners, end),
        waiting=_drawn(told.waiting, end),
        pauses=_drawn(told.pauses, end),
        limit=case.due_at,
    )


def is_backdated(entry: TimelineEntry, after_s: int) -> bool:
    """Tell whether a person reported an event much later than it happened.

    Arguments:
        entry: which event; what was imported is another system's record and has its own mark.
        after_s: seconds from which a report counts as back-dated.
    """
    return not entry.is_imported and (entry.recorded_at - entry.occurred_at).total_seconds() > after_s
