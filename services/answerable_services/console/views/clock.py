"""The writer's clock as a page tells of it."""

from __future__ import annotations

from datetime import timedelta

from answerable.queries.intake import ClockState
from answerable_services.console.views.format import Speaks, duration


def compared_with_the_server(clock: ClockState, words: Speaks) -> str:
    """Tell how a clock stands to the NATS server's, in the page's language."""
    ahead = clock.ahead_of_server_s
    if ahead is None:
        return words("writing.clock_own")
    if abs(ahead) < 1:
        return words("writing.clock_same")
    key = "writing.clock_ahead" if ahead > 0 else "writing.clock_behind"
    return words(key, by=_span(ahead, words))


def compared_with_the_ledger(clock: ClockState, words: Speaks) -> str | None:
    """Tell by how much a clock is behind the last event's time; None where it is not."""
    if not clock.behind_last_s:
        return None
    return words("writing.clock_late", by=_span(clock.behind_last_s, words))


def what_to_do(clock: ClockState, words: Speaks) -> str | None:
    """Tell what a clock that cannot be trusted comes to, and what to do; None where it can."""
    return None if clock.fault is None else words("writing.clock_do", n=f"{clock.tolerance_s:g}")


def _span(seconds: float, words: Speaks) -> str:
    length = timedelta(seconds=abs(seconds))
    if length < timedelta(minutes=1):
        return words("writing.seconds", n=int(length.total_seconds()))
    return duration(length, words)
