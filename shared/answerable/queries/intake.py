"""Questions to intake itself: whether commands are carried out now."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.queries.base import Answer, Query


class ClockState(Answer):
    """How the writer's clock stands to others.

    Arguments:
        at: what it shows.
        tolerance_s: seconds by which it may differ.
        behind_last_s: seconds by which it is behind the time that the last event was recorded at; mostly 0.
        ahead_of_server_s: seconds by which it is ahead of the NATS server's, negative where it is behind;
            None where the two are not compared, as for the sample centre's clock.
        fault: why nothing is recorded by it; None where it is trusted.
    """

    at: AwareDatetime
    tolerance_s: float
    behind_last_s: float
    ahead_of_server_s: float | None = None
    fault: str | None = None


class WritingState(Answer):
    """Whether the ledger is written to.

    Arguments:
        fault: why it is not; None where it is.
        clock: how the writer's clock stands; None where the ledger does not answer.
    """

    fault: str | None = None
    clock: ClockState | None = None


class Writing(Query[WritingState]):
    """Are commands carried out?"""
