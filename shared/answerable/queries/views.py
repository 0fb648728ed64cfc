"""How far the views have come; every service that has views answers for its own."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.queries.base import Answer, Query


class ViewStatus(Answer):
    """One projection's state.

    Arguments:
        name: the projection's.
        version: of the projection that fills the view.
        generation: which filling is served.
        position: the last ledger sequence in the view.
        events: how many events it has taken.
        lag: events that are waiting for it.
        parked: events it stands on because it cannot take them.
        updated_at: when the view last moved.
        error: why it stopped, where it did.
    """

    name: str
    version: int
    generation: int
    position: int
    events: int
    lag: int
    parked: int
    updated_at: AwareDatetime
    error: str | None = None


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
