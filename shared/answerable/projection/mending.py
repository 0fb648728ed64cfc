"""What is taken over from a damaged view into the one that is filled in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from answerable.projection.filling import parked
from answerable.projection.views.transactions import reading, reason_of

if TYPE_CHECKING:
    from answerable.projection.views.generation import Generation
    from answerable.projection.views.store import Store

log = structlog.get_logger()


def take_over_decisions(store: Store, new: Generation) -> None:
    """Copy what people discarded from the view that was set aside, as far as it can be read.

    Arguments:
        store: where the view is.
        new: the generation that is begun in its place.
    """
    note = store.place.last_set_aside()
    if note is None:
        return
    engine = store.place.kept_engine(note.kept)
    try:
        with reading(engine) as before, new.writing() as connection:
            parked.carry_over(before, connection, note.up_to)
    except (SQLAlchemyError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, SQLAlchemyError) else str(error)
        log.warning("view.decisions_lost", view=store.name, kept=note.kept, reason=reason)
    finally:
        engine.dispose()
