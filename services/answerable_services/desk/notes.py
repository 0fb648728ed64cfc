"""The notes about a matter: whoever may see the matter's story sees them with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from answerable.queries.matters import NoteOf
from answerable_services.desk import tables as t

MOST = 20
"""Notes that come with a story: with their papers they fit into its message."""


def notes_of(connection: Connection, matter: str) -> dict[str, Any]:
    """Give the newest notes about a matter, as the answers that tell its story have them.

    Arguments:
        connection: reads the view.
        matter: which; whoever asks may see it.
    """
    notes = t.MATTERS["note"].c
    asked = (
        select(*(notes[name] for name in NoteOf.model_fields))
        .where(notes.matter == matter)
        .order_by(notes.written_at.desc(), notes.note.desc())
        .limit(MOST + 1)
    )
    rows = connection.execute(asked).mappings().all()
    told = tuple(NoteOf.model_validate({**row, "attachments": tuple(row["attachments"])}) for row in rows)
    return {"notes": told[:MOST], "has_older_notes": len(told) > MOST}
