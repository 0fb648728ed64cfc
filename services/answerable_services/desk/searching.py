"""Searching registers along signatures, which are kept as rows arrive."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from answerable.projection.writing.rows import Row, Rows
from answerable.register import Register
from answerable_services.desk import signatures
from answerable_services.desk import tables as t

_FEW_BLOCKS = 16
_NARROW_ENOUGH = 4
"""Blocks that are left in the end; no further piece is looked up for fewer."""


def number_off(register: Register, before: Row | None, after: Row, rows: Rows) -> None:
    """Put a new matter into the register's block, and note a text that its block's signature must have.

    Arguments:
        register: whose matter.
        before: its row before the event; None where there was none.
        after: its row behind it; gets its block.
        rows: the view's.
    """
    if before is not None:
        if before["words"] != after["words"]:
            rows.touch((register.stream, after["block"], after["words"]))
        return
    filled = rows.get(t.BLOCKS, register=register.stream)
    block, characters = (filled["block"], filled["characters"]) if filled else (0, 0)
    if characters >= signatures.BLOCK_CHARACTERS:
        block, characters = block + 1, 0
    words = after["words"]
    rows.put(t.BLOCKS, register=register.stream, block=block, characters=characters + len(words))
    after["block"] = block
    rows.touch((register.stream, block, words))


def sign(rows: Rows) -> None:
    """Bring the signatures of all blocks whose texts have changed up to date."""
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    noted: set[Any] = rows.touched()
    for stream, block, words in noted:
        lines[stream, block].update(words.split("\n"))
    for (stream, block), texts in lines.items():
        for which, bits in signatures.sliced(signatures.pieces_of(texts)).items():
            key = {"register": stream, "slice": which, "block": block}
            kept = rows.get(t.SIGNATURES, **key)
            more = signatures.both(kept["bits"], bits) if kept else bytes(bits)
            if kept is None or more != kept["bits"]:
                rows.put(t.SIGNATURES, **key, bits=more)


def blocks_with(connection: Connection, register: Register, text: str) -> list[int] | None:
    """Give the blocks in which a text can be; None where so many are left that reading on is no dearer.

    A text that is in many blocks is soon found by reading from one end; one in few blocks is found in them.

    Arguments:
        connection: reads the view.
        register: which is searched.
        text: folded.
    """
    filled = select(t.BLOCKS.c.block).where(t.BLOCKS.c.register == register.stream)
    last = connection.execute(filled).scalar()
    blocks = 0 if last is None else last + 1
    if blocks <= _FEW_BLOCKS:
        return None
    columns = t.SIGNATURES.c
    left: list[int] | None = None
    for piece in signatures.telling_pieces_of(text):
        which, places = signatures.places_of(piece)
        asked = select(columns.block, columns.bits).where(
            columns.register == register.stream, columns.slice == which
        )
        if left is not None:
            asked = asked.where(columns.block >= left[0], columns.block <= left[-1])
        among = None if left is None else set(left)
        left = [
            block
            for block, kept in connection.execute(asked)
            if (among is None or block in among) and signatures.has(kept, places)
        ]
        left.sort()
        if len(left) <= _NARROW_ENOUGH:
            return left
    return left if left is not None and _are_few(len(left), blocks) else None


def _are_few(left: int, blocks: int) -> bool:
    """Tell whether reading some blocks is cheaper than reading from one end until a page is full."""
    return left <= _FEW_BLOCKS or (2 * left <= blocks and left * left <= 50 * blocks)
