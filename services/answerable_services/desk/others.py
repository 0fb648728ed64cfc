"""Matters without a register that a search finds all the same: by their ids, and by what is written there."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from answerable.discovery import parts
from answerable.events.base import Event
from answerable.found_by import with_words, words_in
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Rows
from answerable.queries.desk import OtherMatter, OtherMatters, OthersFound
from answerable.register import events_of
from answerable_services.desk import searching, signing
from answerable_services.desk import tables as t
from answerable_services.desk.reading_back import read_back

STREAMS = ("assessment", "callback", "meeting", "record")
"""Whose matters are found. Rosters and accesses are left out: they are many, and each names only others."""

BLOCKS = "others"
"""The name under which their blocks are numbered."""

EVENTS: tuple[type[Event], ...] = tuple(
    event
    for stream, module in parts("events").items()
    if stream in STREAMS
    for event in events_of(module.__name__)
)
"""What may say a word of such a matter."""


def keep(event: Event, rows: Rows) -> None:
    """Keep what a matter is found by.

    Arguments:
        event: one of `EVENTS`.
        rows: the view's.
    """
    before = rows.get(t.OTHERS, matter=event.originator_id)
    words = with_words("" if before is None else before["words"], (event.originator_id, *words_in(event)))
    begun = {"matter": event.originator_id, "site": event.site, "sequence": rows.sequence}
    after = {**(before or begun), "words": words}
    signing.number_off(BLOCKS, before, after, rows)
    if after != before:
        rows.put(t.OTHERS, **after)


def found(connection: Connection, query: OtherMatters, sight: Sight) -> OthersFound:
    """Find matters by a text, those that were begun last first.

    Arguments:
        connection: reads the view.
        query: what is looked for.
        sight: the sites whose matters the asker may see.
    """
    texts = searching.texts_of(query.text)
    if not texts:
        return OthersFound(matters=())
    columns = t.OTHERS.c
    asked = select(columns.matter, columns.site).where(
        or_(*(columns.words.contains(text, autoescape=True) for text in texts)),
        of_sites(columns.site, sight.sites),
    )
    asked = asked.order_by(columns.sequence.desc()).limit(query.limit + 1)
    blocks = searching.blocks_with_any(connection, BLOCKS, texts, is_read_back=True)
    rows = (
        connection.execute(asked).mappings().all()
        if blocks is None
        # They are numbered off in the order in which they are shown.
        else read_back(
            blocks,
            lambda some: connection.execute(asked.where(columns.block.in_(some))).mappings(),
            lambda found, _: len(found) > query.limit,
        )
    )
    matters = [OtherMatter(matter=row["matter"], site=row["site"]) for row in rows]
    return OthersFound(matters=tuple(matters[: query.limit]), is_more=len(matters) > query.limit)
