"""Questions to intake itself: whether commands are carried out now."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

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


class ViewAhead(Query[WritingState]):
    """A view has seen events that the ledger does not have: is anything written?

    Intake compares it with the ledger itself, and refuses to write until a person has looked.

    Arguments:
        view: whose service tells this.
        position: the last sequence that it has seen.
    """

    view: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    position: Annotated[int, Field(ge=0, lt=1 << 63)]


class Writing(Query[WritingState]):
    """Are commands carried out?"""
