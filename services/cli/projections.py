"""The projections of all services, by name: what can be listed and rebuilt."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import MetaData

from answerable.errors import NotFound
from answerable.projection.writing.projection import Projection
from services.audit.projection import AuditProjection
from services.callbacks.projection import CallbacksProjection
from services.desk.projection import Desk
from services.scoring.projection import Scores


def projections() -> dict[str, Projection]:
    """Give every projection by its name."""
    found: tuple[Projection, ...] = (Desk(), Scores(), CallbacksProjection(), AuditProjection())
    return {projection.name: projection for projection in found}


def listed(views: Path | SecretStr) -> dict[str, Projection]:
    """Give every projection by its name, and one that stands for each consumer of somebody's own.

    Its code is not ours: what is known of it is that it keeps a view among the others. All events count as
    waiting for it.

    Arguments:
        views: where views are kept; a database does not tell whose they are.
    """
    known = projections()
    others = views.glob("*/active") if isinstance(views, Path) else ()
    return known | {name: _standing_for(name) for path in others if (name := path.parent.name) not in known}


def _standing_for(name: str) -> Projection:
    made: type[Projection] = type("Own", (Projection,), {"name": name, "version": 0, "tables": MetaData()})
    return made()


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
