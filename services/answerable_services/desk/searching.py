"""Searching registers along signatures, which are kept as rows arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from answerable.projection.writing.rows import Row, Rows
from answerable.register import Register
from answerable_services.desk import signatures
from answerable_services.desk import tables as t

_FEW_BLOCKS = 16
_SAMPLE = 32
"""Blocks, evenly spread, that tell whether a text is everywhere."""
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
    pieces = signatures.telling_pieces_of(text)
    if _is_nearly_everywhere(connection, register, pieces, blocks):
        return None
    columns = t.SIGNATURES.c
    left: list[int] | None = None
    for piece in pieces:
        within = [] if left is None else [columns.block >= left[0], columns.block <= left[-1]]
        found = _having(connection, register, piece, *within)
        left = sorted(found if left is None else found.intersection(left))
        if len(left) <= _NARROW_ENOUGH:
            return left
    return left if left is not None and _are_few(len(left), blocks) else None


def _having(connection: Connection, register: Register, piece: str, *within: ColumnElement[bool]) -> set[int]:
    """Give the blocks in which a piece can be."""
    columns = t.SIGNATURES.c
    which, places = signatures.places_of(piece)
    asked = select(columns.block, columns.bits).where(
        columns.register == register.stream, columns.slice == which, *within
    )
    return {block for block, kept in connection.execute(asked) if signatures.has(kept, places)}


def _is_nearly_everywhere(
    connection: Connection, register: Register, pieces: Iterable[str], blocks: int
) -> bool:
    """Tell from some blocks whether a text can be in most: then the signatures of all would say no more."""
    sample = set(range(0, blocks, -(-blocks // _SAMPLE)))
    left = sample
    for piece in pieces:
        left = left & _having(connection, register, piece, t.SIGNATURES.c.block.in_(left))
        if 4 * len(left) < 3 * len(sample):
            return False
    return True


def _are_few(left: int, blocks: int) -> bool:
    """Tell whether reading some blocks is cheaper than reading from one end until a page is full."""
    return left <= _FEW_BLOCKS or (2 * left <= blocks and left * left <= 50 * blocks)
