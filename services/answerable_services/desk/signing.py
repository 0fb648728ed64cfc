"""Keeping signatures while rows arrive: matters are numbered off into blocks, and what is said is signed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, select

from answerable.projection.writing.rows import Row, Rows
from answerable_services.desk import signatures
from answerable_services.desk import tables as t
from answerable_services.desk.shelves import SHELF, turned

LOOSE = SHELF
"""Signatures that are read one by one, at most: then they come onto their shelves."""

_LOOSE_OF = select(t.SIGNATURES.c.block, t.SIGNATURES.c.bits).where(
    t.SIGNATURES.c.register == bindparam("register")
)


def number_off(stream: str, before: Row | None, after: Row, rows: Rows) -> None:
    """Put a new matter into the block that is filled, and note texts that its block's signature must have.

    A text that comes later counts for the block that is filled now, whichever its matter's is: so blocks have
    as much text as they should on the average, and no block's size depends on where batches end.

    Arguments:
        stream: whose matter.
        before: its row before the event; None where there was none.
        after: its row behind it, with the same words and perhaps more; gets its block.
        rows: the view's.
    """
    more = after["words"] if before is None else after["words"][len(before["words"]) :]
    if before is not None and not more:
        return
    filled = rows.get(t.BLOCKS, register=stream) or {"block": 0, "characters": 0, "loose": 0, "until": ""}
    block, characters, loose = filled["block"], filled["characters"], filled["loose"]
    if before is None:
        if characters >= signatures.BLOCK_CHARACTERS:
            rows.put(t.EDGES, register=stream, block=block, until=filled["until"])
            block, characters = block + 1, 0
        after["block"] = block
    key = {"register": stream, "block": after["block"]}
    if rows.get(t.SIGNATURES, **key) is None:
        if loose == LOOSE:
            _shelve(stream, rows)
            loose = 0
        rows.put(t.SIGNATURES, **key, bits=signatures.NONE)
        loose += 1
    now = {"block": block, "characters": characters + len(more), "loose": loose}
    rows.put(t.BLOCKS, **{**filled, "register": stream, **now})
    rows.touch((stream, after["block"], more))


def sign(rows: Rows) -> None:
    """Bring the signatures of all blocks whose texts have changed up to date."""
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    noted: set[Any] = rows.touched()
    for stream, block, words in noted:
        lines[stream, block].update(words.split("\n"))
    for (stream, block), texts in lines.items():
        key = {"register": stream, "block": block}
        kept = rows.get(t.SIGNATURES, **key)
        bits = signatures.signature_of(signatures.pieces_of(texts))
        rows.put(t.SIGNATURES, **key, bits=bits if kept is None else signatures.both(kept["bits"], bits))


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
