"""How far a view is, in the words that services, pages and the command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.queries.views import ViewStatus

if TYPE_CHECKING:
    from answerable.ledger.ledger import Ledger
    from answerable.projection.projection import Projection
    from answerable.projection.store import Store


def report(projection: Projection, store: Store, lag: int | None) -> ViewStatus:
    """Tell how far the served view is.

    Arguments:
        projection: whose.
        store: where the view is.
        lag: events that are waiting for it; not known yet where None, which is told as one.

    Raises:
        Unavailable: the view was never built.
    """
    generation = store.serving()
    position = generation.position()
    return ViewStatus(
        name=projection.name,
        version=position.version,
        generation=generation.number,
        position=position.sequence,
        events=position.events,
        lag=1 if lag is None else lag,
        parked=0 if position.error is None else 1,
        updated_at=position.updated_at,
        error=position.error,
    )


async def lag_of(projection: Projection, store: Store, ledger: Ledger) -> int:
    """Ask the server how many events are waiting for a view, whether its service runs or not."""
    number = store.active()
    start = 0 if number is None else store.generation(number).position().sequence
    return await ledger.count(filters=projection.filters, start=start)
