"""How far the views have come; every service that has views answers for its own."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from answerable.queries.base import Answer, Query

AHEAD = "ahead of the ledger: "
"""What the error of a view that is further than the ledger begins with; it stays until it is filled anew."""


class ViewState(StrEnum):
    """What is being done for a view."""

    FOLLOWING = "following"
    """Its service fills it as events come."""
    FILLING = "filling"
    """Its service fills a new version beside it, which takes over when it has caught up."""
    STANDBY = "standby"
    """The instance that answers does not fill it: another one does, or it has only just started."""
    STOPPED = "stopped"
    """Its service has given up filling it; the error says why."""
    DOWN = "down"
    """Its service does not answer; what is told was read from the database."""
    UNKNOWN = "unknown"
    """Its service is not among ours and was not asked; what is told was read from the database."""


class RebuildStatus(Answer):
    """How far a generation is that is being filled beside the served one.

    Arguments:
        generation: which.
        version: of the projection that fills it.
        done: events that it has taken.
        total: events that there are for it.
        rate: events a second since it began; not known before the first.
        remaining_s: seconds that are left at this rate.
        started_at: when it began, by the clock of who fills it.
        is_abandoned: whether nobody fills it any more; the next rebuild removes it.
    """

    generation: int
    version: int
    done: int
    total: int
    rate: float | None = None
    remaining_s: float | None = None
    started_at: AwareDatetime
    is_abandoned: bool = False


class RebuildFailure(Answer):
    """Why the last attempt to replace the served generation failed; it serves on.

    Arguments:
        at: when.
        version: of the projection that should have taken over.
        sequence: the event that it stopped on, where it was one.
        error: what happened.
    """

    at: AwareDatetime
    version: int
    sequence: int | None = None
    error: str


class SetAside(Answer):
    """A generation that was set aside, damaged or further than the ledger; the view was filled anew.

    Arguments:
        at: when.
        why: what was wrong with it.
        kept: the file or schema that it is kept as, until a person has looked and removes it.
        up_to: the last event of which decisions were taken over; of all where None.
    """

    at: AwareDatetime
    why: str
    kept: str
    up_to: int | None = None


class ViewStatus(Answer):
    """One projection's state.

    Arguments:
        name: the projection's.
        version: of the projection that fills the served view.
        generation: which filling is served.
        position: the last ledger sequence in the view.
        events: how many events it has taken.
        lag: events that are waiting for it.
        lag_s: the age of the oldest of these in seconds; not known where None.
        rate: events a second over the last ten seconds; not known while its service is down.
        state: what is being done for it.
        parked: events that it could not take, and that wait for a person.
        behind: events that wait because an earlier one of their aggregate is parked.
        parked_total: events that it could not take at some time, mended and discarded ones too.
        discarded: events that it leaves out by decision.
        last_error: why the event that was parked or retried last could not be taken, while one is parked.
        updated_at: when the view last moved.
        error: why it does not move, where it stopped.
        rebuild: how far the generation is that is to take over, where one is being filled.
        failed_rebuild: why the last attempt to replace it failed, where it did.
        set_aside: the damaged view that it was filled in place of, while that is kept.
        service: who keeps it up; not known where None.
        seen_at: when that service was last at it, by the machine's own clock.
    """

    name: str
    version: int
    generation: int
    position: int
    events: int
    lag: int
    lag_s: float | None = None
    rate: float | None = None
    state: ViewState = ViewState.FOLLOWING
    parked: int
    behind: int = 0
    parked_total: int = 0
    discarded: int = 0
    last_error: str | None = None
    updated_at: AwareDatetime
    error: str | None = None
    rebuild: RebuildStatus | None = None
    failed_rebuild: RebuildFailure | None = None
    set_aside: SetAside | None = None
    service: str | None = None
    seen_at: AwareDatetime | None = None

    @property
    def trouble(self) -> str | None:
        """What a person has to look at: why the view stands, or an event that it could not take."""
        return self.error or (self.last_error if self.parked else None)

    @property
    def is_ahead(self) -> bool:
        """Whether it stands because it is further than the ledger: it is what is left of the lost events."""
        return self.error is not None and self.error.startswith(AHEAD)

    @property
    def is_whole(self) -> bool:
        """Whether it is of the present version and holds everything that is in the ledger."""
        return self.lag == 0 and self.trouble is None and self.state is not ViewState.FILLING


class ViewStatuses(Answer):
    """The state of a service's projections.

    Arguments:
        views: one for each.
        owed: facts that follow from the views and that the service has yet to write through intake.
    """

    views: tuple[ViewStatus, ...]
    owed: int = 0


class ViewsQuery(Query[ViewStatuses]):
    """How far are this service's views?"""
