"""What is left of a case's time limit, for people: words, an icon and a tone, never a colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from answerable.queries.matters import CaseRow
from answerable.streams.case.flow import CaseStage
from answerable_services.console.views.format import Speaks, duration

SOON = timedelta(hours=2)
"""What counts as close to the limit."""


class Tone(StrEnum):
    """How much something asks for attention."""

    GOOD = "good"
    CALM = "calm"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What to show of a time limit.

    Arguments:
        tone: how much it asks for attention.
        icon: the icon's name.
        text: the words.
    """

    tone: Tone
    icon: str
    text: str


def time_left(case: CaseRow, now: datetime, words: Speaks) -> TimeLeft:
    """Tell what is left of a case's limit, or how it ended.

    Arguments:
        case: which.
        now: the moment to count from.
        words: the language.
    """
    if case.state in {CaseStage.RESOLVED, CaseStage.CLOSED}:
        return _ended(case, words)
    if case.state is CaseStage.WITHDRAWN:
        return TimeLeft(Tone.CALM, "note", words("limit.none"))
    if case.state is CaseStage.PAUSED:
        return _paused(case, now, words)
    if now > case.due_at:
        return TimeLeft(Tone.BAD, "overdue", words("limit.over", over=duration(now - case.due_at, words)))
    if case.due_at - now <= SOON:
        return TimeLeft(Tone.WATCH, "soon", words("limit.left", left=duration(case.due_at - now, words)))
    return TimeLeft(Tone.CALM, "clock", words("limit.left", left=duration(case.due_at - now, words)))


def _paused(case: CaseRow, now: datetime, words: Speaks) -> TimeLeft:
    """Tell how far a case was behind when it was paused; the end of its limit moves on with the clock."""
    if case.is_overdue and now > case.due_at:
        over = duration(now - case.due_at, words)
        return TimeLeft(Tone.BAD, "overdue", words("limit.paused_over", over=over))
    return TimeLeft(Tone.CALM, "pause", words("limit.paused"))


def _ended(case: CaseRow, words: Speaks) -> TimeLeft:
    """Tell how the limit of a case that is solved ended; what was taken back is not held against it."""
    ended_at = case.resolved_at or case.closed_at
    over = timedelta() if ended_at is None else ended_at - case.due_at
    is_over = over > timedelta()
    if is_over and case.miss_withdrawn:
        return TimeLeft(Tone.GOOD, "done", words("limit.was_excused"))
    if is_over or case.limit_missed:
        told = words("limit.was_late", over=duration(over, words) if is_over else "")
        return TimeLeft(Tone.WATCH, "late", told.strip())
    return TimeLeft(Tone.GOOD, "done", words("limit.was_kept"))
