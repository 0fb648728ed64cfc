"""All views that are stored in one place, whoever keeps them: what a stopped consumer cannot say itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import Unavailable
from answerable.projection.ahead import view_names
from answerable.projection.owners import owner_of, standing_for
from answerable.projection.views.status import status_at_rest
from answerable.projection.views.store import Store
from answerable.queries.views import ViewState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from pydantic import SecretStr

    from answerable.ledger.store.ledger import Ledger
    from answerable.projection.writing.projection import Projection
    from answerable.queries.views import ViewStatus


async def stored_statuses(
    views: Path | SecretStr,
    ledger: Ledger,
    *,
    known: Mapping[str, Projection] | None = None,
    but: Collection[str] = (),
) -> list[ViewStatus]:
    """Tell how far the views are, from the database and the ledger alone.

    Arguments:
        views: where they are, as `Settings.views` tells it.
        ledger: what they follow.
        known: projections whose code is at hand, by name.
        but: the names of those that are not asked for.

    Raises:
        Unavailable: the ledger or the database does not answer.
    """
    try:
        names = await asyncio.to_thread(view_names, views)
    except (DBAPIError, NoConnection) as error:
        message = f"the database of the views does not answer: {str(error).splitlines()[0]}"
        raise Unavailable(message) from error
    found = []
    for name in names:
        if name in but:
            continue
        projection = (known or {}).get(name)
        store = Store(views, name, MetaData() if projection is None else projection.tables)
        try:
            owner = await asyncio.to_thread(owner_of, store)
            told = await status_at_rest(
                projection or standing_for(name, owner), store, ledger, datetime.now(UTC)
            )
            is_unknown = projection is None and owner is None
            found.append(told.model_copy(update={"state": ViewState.UNKNOWN}) if is_unknown else told)
        except Unavailable:
            continue
        finally:
            store.close()
    return found
