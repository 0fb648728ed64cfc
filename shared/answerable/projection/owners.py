"""Who keeps a view up: which service, when it was last seen at it, and what its projection reads.

It is written into the view itself, so that whoever finds a view knows who should be running. Times are the
machine's own, never those of a sample centre's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import Conflict
from answerable.projection.views import transactions
from answerable.projection.views.making import make_tables
from answerable.projection.writing.projection import Projection
from answerable.projection.writing.types import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from answerable.projection.views.generation import Generation
    from answerable.projection.views.store import Store

OURS: Mapping[str, str] = {"desk": "desk", "scores": "scoring", "callbacks": "callbacks", "audit": "audit"}
"""The views that Answerable itself keeps, and the service that keeps each."""

SEEN_EVERY_S = 10.0
"""Seconds between two notes of a service that it is there."""

STALE_AFTER_S = 30.0
"""Seconds after which a service that said nothing is taken to be stopped."""

_TABLES = MetaData()

_OWNER = Table(
    "projection_owner",
    _TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("service", String, nullable=False),
    Column("streams", JSON, nullable=False),
    Column("seen_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who keeps a view up.

    Arguments:
        service: the service's name.
        streams: that its projection reads.
        seen_at: when it last was at it.
    """

    service: str
    streams: tuple[str, ...]
    seen_at: datetime


def note(store: Store, service: str, projection: Projection, now: datetime) -> bool:
    """Write down that a service keeps the served generation up; tells whether there is one.

    Arguments:
        store: where the view is.
        service: the service's name.
        projection: whose view it is.
        now: when, by the machine's own clock.

    Raises:
        DBAPIError: the database does not answer.
    """
    number = store.active()
    if number is None:
        return False
    generation = store.generation(number)
    values = {"service": service, "streams": list(projection.streams), "seen_at": now}
    if not _is_there(generation):
        with transactions.making(generation.engine) as connection:
            make_tables(_TABLES, connection)
    with generation.writing() as connection:
        if connection.execute(update(_OWNER).values(**values)).rowcount == 0:
            connection.execute(insert(_OWNER).values(id=1, **values))
    return True


def owner_of(store: Store) -> Owner | None:
    """Tell who keeps a view up, or None where that was never written or cannot be read now."""
    try:
        number = store.active()
        if number is None:
            return None
        generation = store.generation(number)
        if not _is_there(generation):
            return None
        with generation.engine.connect() as connection:
            row = connection.execute(select(_OWNER)).first()
    except (DBAPIError, NoConnection, ValueError):
        return None
    return None if row is None else Owner(row.service, tuple(row.streams), row.seen_at)


def _is_there(generation: Generation) -> bool:
    return inspect(generation.engine).has_table(_OWNER.name)


def refuse_taken(service: str, name: str, store: Store) -> None:
    """Leave a view alone that another service keeps.

    Arguments:
        service: the one that is about to keep it.
        name: the view's.
        store: where it is.

    Raises:
        Conflict: another service keeps it.
    """
    refuse_ours(service, name)
    owner = owner_of(store)
    if owner is not None and owner.service != service:
        message = (
            f"the service {owner.service} keeps a view {name} already, seen last at "
            f"{owner.seen_at:%Y-%m-%d %H:%M:%S %Z}: give the projection of the service {service} another "
            "name; or remove the view where that service is gone"
        )
        raise Conflict(message)


def refuse_ours(service: str, name: str) -> None:
    """Leave the names of our own views to our own services.

    Raises:
        Conflict: the name is one of those, and the service is another.
    """
    ours = OURS.get(name, service)
    if ours != service:
        message = (
            f"{name} is the name of the view that Answerable's own service {ours} keeps: "
            f"give the projection of the service {service} another name"
        )
        raise Conflict(message)


class _Own(Projection):
    """Stands for a projection whose code is not ours."""

    tables: ClassVar[MetaData] = MetaData()
    version: ClassVar[int] = 0
    known: ClassVar[tuple[str, ...]] = ()

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that its service said it reads; all where it never said."""
        return self.known


def standing_for(name: str, owner: Owner | None) -> Projection:
    """Give a projection that stands for one whose code is not ours.

    Arguments:
        name: its view's.
        owner: who keeps that, where it is known.
    """
    made: type[Projection] = type(
        "Own", (_Own,), {"name": name, "known": () if owner is None else owner.streams}
    )
    return made()
