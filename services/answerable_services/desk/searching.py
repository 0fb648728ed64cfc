"""Searching registers along signatures, which are kept as rows arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, true

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
    pieces = _rarest_first(connection, register, signatures.telling_pieces_of(text), blocks)
    if not pieces:
        return None
    left: list[int] | None = None
    for piece in pieces:
        found = _having(connection, register, piece, _within(left))
        left = sorted(found if left is None else found.intersection(left))
        if len(left) <= _NARROW_ENOUGH:
            return left
    return left if left is not None and _are_few(len(left), blocks) else None


def _within(left: list[int] | None) -> ColumnElement[bool]:
    """Say which blocks' signatures to look at next: of those left, or of where they lie if many are."""
    if left is None:
        return true()
    block = t.SIGNATURES.c.block
    return block.in_(left) if len(left) <= _SAMPLE else block.between(left[0], left[-1])


def _having(connection: Connection, register: Register, piece: str, within: ColumnElement[bool]) -> set[int]:
    """Give the blocks in which a piece can be."""
    columns = t.SIGNATURES.c
    which, places = signatures.places_of(piece)
    asked = select(columns.block, columns.bits).where(
        columns.register == register.stream, columns.slice == which, within
    )
    return {block for block, kept in connection.execute(asked) if signatures.has(kept, places)}


def _rarest_first(
    connection: Connection, register: Register, pieces: Iterable[str], blocks: int
) -> list[str]:
    """Order the pieces of a text by how many blocks of a sample have them, rarest first.

    The signatures of all blocks are looked at for the first piece, and for the next ones only what it left.

    Returns:
        The pieces; none where all of them are in most blocks, so that signatures would say no more.
    """
    sample = range(0, blocks, -(-blocks // _SAMPLE))
    within = t.SIGNATURES.c.block.in_(sample)
    having = {piece: _having(connection, register, piece, within) for piece in pieces}
    together = set(sample).intersection(*having.values())
    if 4 * len(together) >= 3 * len(sample):
        return []
    return sorted(having, key=lambda piece: (len(having[piece]), piece))


def _are_few(left: int, blocks: int) -> bool:
    """Tell whether reading some blocks is cheaper than reading from one end until a page is full."""
    return left <= _FEW_BLOCKS or (2 * left <= blocks and left * left <= 50 * blocks)
