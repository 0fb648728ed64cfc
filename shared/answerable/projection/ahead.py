"""Whether views are further than the ledger: the cheapest sign of a ledger whose tail was cut off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import AnswerableError
from answerable.projection.views.postgresql_schemas import served_names
from answerable.projection.views.store import Store
from answerable.queries.views import AHEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr

RECHECK_EVERY_S = 10.0
"""Seconds between two looks while a view is filled."""


def told(position: int, end: int) -> str:
    """Say that a view is further than the ledger, and what to do.

    Arguments:
        position: the last sequence that the view has seen.
        end: the last one that the ledger has.
    """
    return (
        f"{AHEAD}the view has seen event {position:,}, and the ledger ends at {end:,}: its tail was cut off. "
        "The view is left as it is and filled no more; look at your copies, then see "
        "`answerable ledger confirm-end`"
    )


def view_names(views: Path | SecretStr) -> list[str]:
    """Name all views that are kept in one place, whoever keeps them up.

    Arguments:
        views: the directory or the database, as `Settings.views` tells it.

    Raises:
        DBAPIError: the database does not answer.
    """
    if isinstance(views, Path):
        return sorted(path.parent.name for path in views.glob("*/active"))
    return served_names(views.get_secret_value())


def stores(views: Path | SecretStr) -> Iterator[Store]:
    """Open all views that are kept in one place, one after the other.

    Arguments:
        views: the directory or the database, as `Settings.views` tells it.

    Raises:
        DBAPIError: the database does not answer.
    """
    for name in view_names(views):
        store = Store(views, name, MetaData())
        try:
            yield store
        finally:
            store.close()


def positions(views: Path | SecretStr) -> dict[str, int]:
    """Tell how far each view is; what cannot be read now is left out.

    Arguments:
        views: the directory or the database, as `Settings.views` tells it.
    """
    found = {}
    try:
        for store in stores(views):
            if (position := position_of(store)) is not None:
                found[store.name] = position
    except (DBAPIError, NoConnection):
        return found
    return found


def position_of(store: Store) -> int | None:
    """Tell how far a view is, or None where it does not say."""
    try:
        return store.serving().position().sequence
    except (AnswerableError, DBAPIError, NoConnection, LookupError, ValueError):
        return None
