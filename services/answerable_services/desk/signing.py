"""Keeping signatures and edges: matters are numbered off into blocks as they arrive, and these are signed."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, select

from answerable.projection.writing.rows import Row, Rows
from answerable_services.desk import edges, signatures
from answerable_services.desk import tables as t
from answerable_services.desk.shelves import SHELF, turned

LOOSE = SHELF
"""Signatures that are read one by one, at most: then they come onto their shelves."""

_NOTHING_YET = {"block": 0, "characters": 0, "loose": 0, "since": 0}

_LOOSE_OF = select(t.SIGNATURES.c.block, t.SIGNATURES.c.bits).where(
    t.SIGNATURES.c.register == bindparam("register")
)


def number_off(stream: str, before: Row | None, after: Row, rows: Rows, newest: str | None = None) -> None:
    """Put a new matter into the block that is filled, and note texts that its block's signature must have.

    A text that comes later counts for the block that is filled now, whichever its matter's is: so blocks have
    as much text as they should on the average, and no block's size depends on where batches end.

    Arguments:
        stream: whose matter.
        before: its row before the event; None where there was none.
        after: its row behind it, with the same words and perhaps more; gets its block.
        rows: the view's.
        newest: the column that says how new it is; None where matters are shown as they come.
    """
    more = after["words"] if before is None else after["words"][len(before["words"]) :]
    was = None if newest is None or before is None else before[newest]
    moment = None if newest is None or was == after[newest] else after[newest]
    if before is not None and not more and moment is None:
        return
    filled = rows.get(t.BLOCKS, register=stream) or {"register": stream, **_NOTHING_YET}
    if before is None:
        if filled["characters"] >= signatures.BLOCK_CHARACTERS:
            filled["block"] += 1
            filled["characters"] = 0
        after["block"] = filled["block"]
    if more:
        if not filled["characters"] or after["block"] < filled["since"]:
            _have_signature(stream, after["block"], filled, rows)
        filled["characters"] += len(more)
        rows.put(t.BLOCKS, **filled)
    rows.touch((stream, after["block"], more, moment))


def _have_signature(stream: str, block: int, filled: Row, rows: Rows) -> None:
    """Begin a block's loose signature, if it has none; all are shelved before there are too many."""
    if rows.get(t.SIGNATURES, register=stream, block=block) is not None:
        return
    if filled["loose"] == LOOSE:
        _shelve(stream, rows)
        filled["loose"], filled["since"] = 0, filled["block"] + (block < filled["block"])
    rows.put(t.SIGNATURES, register=stream, block=block, bits=signatures.NONE)
    filled["loose"] += 1


def sign(rows: Rows) -> None:
    """Bring the signatures and the edges of all blocks whose matters have changed up to date."""
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    newest: dict[tuple[str, int], Any] = {}
    noted: set[Any] = rows.touched()
    for stream, block, words, moment in noted:
        of = stream, block
        if words:
            lines[of].update(words.split("\n"))
        if moment is not None and (of not in newest or moment > newest[of]):
            newest[of] = moment
    for (stream, block), texts in lines.items():
        key = {"register": stream, "block": block}
        kept = rows.get(t.SIGNATURES, **key)
        bits = signatures.signature_of(signatures.pieces_of(texts))
        rows.put(t.SIGNATURES, **key, bits=bits if kept is None else signatures.both(kept["bits"], bits))
    for (stream, block), moment in sorted(newest.items(), key=itemgetter(0)):
        edges.move(stream, block, moment, rows)


def _shelve(stream: str, rows: Rows) -> None:
    """Bring all loose signatures onto their shelves, and what was noted so far with them.

    It is done where the next one would be too many, and not at a batch's end: so what is loose follows from
    the events alone.
    """
    sign(rows)
    loose: dict[int, dict[int, bytes]] = defaultdict(dict)
    for row in rows.select(_LOOSE_OF, register=stream):
        shelf, place = divmod(row["block"], SHELF)
        loose[shelf][place] = row["bits"]
        rows.delete(t.SIGNATURES, register=stream, block=row["block"])
    for shelf, of_shelf in loose.items():
        rows.fetch_from(t.SHELVES, (stream, shelf, 0))
        for word, bits in turned(of_shelf).items():
            key = {"register": stream, "shelf": shelf, "word": word}
            kept = rows.get(t.SHELVES, **key)
            rows.put(t.SHELVES, **key, bits=bits if kept is None else signatures.both(kept["bits"], bits))
