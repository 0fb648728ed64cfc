"""The projections of all services, by name: what can be checked and rebuilt."""

from __future__ import annotations

from answerable.errors import NotFound
from answerable.projection.writing.projection import Projection
from answerable_services.audit.projection import AuditProjection
from answerable_services.callbacks.owed.projection import OwedProjection
from answerable_services.callbacks.projection import CallbacksProjection
from answerable_services.desk.projection import Desk
from answerable_services.scoring.projection import Scores


def projections() -> dict[str, Projection]:
    """Give every projection by its name."""
    found: tuple[Projection, ...] = (
        Desk(),
        Scores(),
        CallbacksProjection(),
        OwedProjection(),
        AuditProjection(),
    )
    return {projection.name: projection for projection in found}


def projection_named(name: str) -> Projection:
    """Give a projection.

    Raises:
        NotFound: there is none of that name.
    """
    known = projections()
    try:
        return known[name]
    except KeyError:
        message = f"there is no projection {name!r}; there are {', '.join(sorted(known))}"
        raise NotFound(message) from None
