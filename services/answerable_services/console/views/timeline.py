"""A case's story as a page shows it: who owned it when, what waited, and each event with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from answerable.queries.matters import CaseStory, TimelineEntry

_PREFIX = "answerable."
_ENDED = {"case.resolved", "case.closed"}
_BEGAN_AGAIN = {"case.reopened", "case.resolution_withdrawn"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a case's life.

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
        start: the case's beginning.
        end: its end, or now.
        owners: one after the other, without a gap while the case is open.
        waiting: transfers that were asked for and not answered yet.
        pauses: when the time limit stood still.
        limits: every end that the time limit had, in order; the last one holds.
        missed_at: when a miss of the limit happened, where one was recorded.
    """

    start: datetime
    end: datetime
    owners: tuple[Span, ...]
    waiting: tuple[Span, ...]
    pauses: tuple[Span, ...]
    limits: tuple[datetime, ...]
    missed_at: datetime | None


def kind_of(wire_type: str) -> str:
    """Give an event's kind from its wire type: ``case.opened`` of ``answerable.case.opened.v1``."""
    name = wire_type.removeprefix(_PREFIX)
    head, dot, version = name.rpartition(".")
    return head if dot and version[:1] == "v" and version[1:].isdigit() else name


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _asked(fields: Mapping[str, Any]) -> str:
    return str(fields.get("to") or fields.get("to_team") or "")


def _spans(
    entries: Iterable[TimelineEntry], begin: Mapping[str, str], stop: set[str], end: datetime
) -> tuple[Span, ...]:
    spans: list[Span] = []
    since: tuple[datetime, str] | None = None
    for entry in entries:
        kind = kind_of(entry.type)
        if since is not None and (kind in stop or kind in begin):
            spans.append(Span(since[0], entry.occurred_at, since[1]))
            since = None
        if kind in begin:
            fields = entry.fields
            who = _asked(fields) if begin[kind] == "to" else str(fields.get(begin[kind]) or "")
            since = (entry.occurred_at, who)
    if since is not None:
        spans.append(Span(since[0], max(end, since[0]), since[1], is_open=True))
    return tuple(span for span in spans if span.is_open or span.end > span.start)


def _corrected(entries: Sequence[TimelineEntry], name: str, value: Any) -> str:
    """Give what the last correction says that says anything of a field, or the value that it had."""
    kinds = {"case.limit_corrected", "case.opening_corrected"}
    told = (entry.fields.get(name) for entry in reversed(entries) if kind_of(entry.type) in kinds)
    return str(next((one for one in told if one), value))


def _pauses(entries: Sequence[TimelineEntry], end: datetime) -> tuple[Span, ...]:
    """Give when the limit stood still: as the last correction says, and as what came behind it."""
    corrections = [i for i, entry in enumerate(entries) if kind_of(entry.type) == "case.limit_corrected"]
    known: Sequence[TimelineEntry] = entries[corrections[-1] + 1 :] if corrections else entries
    spans = _spans(known, {"case.paused": "reason"}, {"case.resumed", *_ENDED}, end)
    if not corrections:
        return spans
    stops = (entry.occurred_at for entry in known if kind_of(entry.type) in {"case.resumed", *_ENDED})
    stop = next(stops, None)
    corrected: list[Span] = []
    for told in entries[corrections[-1]].fields.get("pauses") or ():
        start, who = _moment(told.get("starts_at")), str(told.get("reason") or "")
        ended = _moment(told.get("ends_at")) or stop
        if start is not None:
            corrected.append(Span(start, ended or max(end, start), who, is_open=ended is None))
    return (*corrected, *spans)


def _owners(
    entries: Sequence[TimelineEntry], first: str, opened_at: datetime, end: datetime
) -> tuple[Span, ...]:
    spans: list[Span] = []
    owner, since = first, None
    for entry in entries:
        kind = kind_of(entry.type)
        if kind == "case.opened" and since is None:
            owner, since = _corrected(entries, "first_asked", entry.fields.get("owner") or owner), opened_at
        elif kind in _BEGAN_AGAIN and since is None:
            since = entry.occurred_at
        elif kind == "case.transfer_accepted":
            if since is not None and entry.occurred_at > since:
                spans.append(Span(since, entry.occurred_at, owner))
            owner, since = (
                str(entry.fields.get("owner") or owner),
                None if since is None else entry.occurred_at,
            )
        elif kind in _ENDED and since is not None:
            spans.append(Span(since, entry.occurred_at, owner))
            since = None
    if since is not None:
        spans.append(Span(since, max(end, since), owner, is_open=True))
    return tuple(spans)


def band_of(story: CaseStory, now: datetime) -> Band:
    """Work out who owned a case when (首问负责: the owner stays so until a receiver accepts, 000-4.2.4).

    Arguments:
        story: the case and its events, oldest first.
        now: where a case that is open still ends for now.
    """
    told = sorted(story.entries, key=lambda entry: entry.sequence)
    entries = [entry for entry in told if kind_of(entry.type).startswith("case.")]
    began = entries[0].occurred_at if entries else story.case.opened_at
    opened_at = _moment(_corrected(entries, "opened_at", began.isoformat())) or began
    still_open = story.case.resolved_at is None and story.case.closed_at is None
    last = max((entry.occurred_at for entry in entries), default=opened_at)
    end = max(now, last) if still_open else last
    missed = [entry.occurred_at for entry in entries if kind_of(entry.type) == "case.limit_missed"]
    limits = [_moment(entry.fields.get("due_at")) for entry in entries]
    return Band(
        start=opened_at,
        end=end,
        owners=_owners(entries, story.case.first_responder, opened_at, end),
        waiting=_spans(
            entries,
            {"case.transfer_requested": "to"},
            {"case.transfer_accepted", "case.transfer_refused", *_ENDED},
            end,
        ),
        pauses=_pauses(entries, end),
        limits=tuple(limit for limit in limits if limit is not None) or (story.case.due_at,),
        missed_at=missed[-1] if missed else None,
    )


def is_backdated(entry: TimelineEntry, after_s: int) -> bool:
    """Tell whether a person reported an event much later than it happened.

    Arguments:
        entry: which event; what was imported is another system's record and has its own mark.
        after_s: seconds from which a report counts as back-dated.
    """
    return not entry.is_imported and (entry.recorded_at - entry.occurred_at).total_seconds() > after_s
