"""Searching registers along signatures, which are kept as rows arrive."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, true

from answerable.projection.writing.rows import Row, Rows
from answerable.spelling import folded
from answerable.wording import catalogue
from answerable_services.desk import signatures
from answerable_services.desk import tables as t

_REST_OF_AN_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FEW_BLOCKS = 16
_SAMPLE = 32
"""Blocks, evenly spread, that tell whether a text is everywhere."""
_NARROW_ENOUGH = 4
"""Blocks that are left in the end; no further piece is looked up for fewer."""


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
    filled = rows.get(t.BLOCKS, register=stream)
    block, characters = (filled["block"], filled["characters"]) if filled else (0, 0)
    if before is None:
        if characters >= signatures.BLOCK_CHARACTERS:
            block, characters = block + 1, 0
        after["block"] = block
    rows.put(t.BLOCKS, register=stream, block=block, characters=characters + len(more))
    rows.touch((stream, after["block"], more))


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


def blocks_with(connection: Connection, stream: str, text: str) -> list[int] | None:
    """Give the blocks in which a text can be; None where so many are left that reading on is no dearer.

    A text that is in many blocks is soon found by reading from one end; one in few blocks is found in them.

    Arguments:
        connection: reads the view.
        stream: whose matters are searched.
        text: folded.
    """
    filled = select(t.BLOCKS.c.block).where(t.BLOCKS.c.register == stream)
    last = connection.execute(filled).scalar()
    blocks = 0 if last is None else last + 1
    if blocks <= _FEW_BLOCKS:
        return None
    pieces = _rarest_first(connection, stream, signatures.telling_pieces_of(text), blocks)
    if not pieces:
        return None
    left: list[int] | None = None
    for piece in pieces:
        found = _having(connection, stream, piece, _within(left))
        left = sorted(found if left is None else found.intersection(left))
        if len(left) <= _NARROW_ENOUGH:
            return left
    return left if left is not None and _are_few(len(left), blocks) else None


def blocks_with_any(connection: Connection, stream: str, texts: Iterable[str]) -> list[int] | None:
    """Give the blocks in which one of several texts can be; None where reading on is no dearer.

    Arguments:
        connection: reads the view.
        stream: whose matters are searched.
        texts: folded.
    """
    found: set[int] = set()
    for text in texts:
        blocks = blocks_with(connection, stream, text)
        if blocks is None:
            return None
        found.update(blocks)
    return sorted(found)


def texts_of(text: str | None) -> tuple[str, ...]:
    """Give what to look for where somebody searches for a text; nothing where it is empty.

    Pages name a person by a word and the rest of the id, in either language: that is looked for as the id,
    too, and as what somebody may have written.

    Arguments:
        text: as it was typed.
    """
    wanted = folded(text or "").strip()
    ids = (
        f"{kind}-{rest}"
        for word, kind in _words_of_people()
        if wanted.startswith(word) and _REST_OF_AN_ID.fullmatch(rest := wanted.removeprefix(word).lstrip())
    )
    return tuple(dict.fromkeys((wanted, *ids))) if wanted else ()


@cache
def _words_of_people() -> tuple[tuple[str, str], ...]:
    """Give the words that stand before the rest of an id, folded, each with what the id begins with."""
    return tuple(
        (folded(said.text.format(id="")).strip(), kind)
        for kind in ("staff", "customer", "system")
        for said in catalogue()[f"person.{kind}"].values()
    )


def _within(left: list[int] | None) -> ColumnElement[bool]:
    """Say which blocks' signatures to look at next: of those left, or of where they lie if many are."""
    if left is None:
        return true()
    block = t.SIGNATURES.c.block
    return block.in_(left) if len(left) <= _SAMPLE else block.between(left[0], left[-1])


def _having(connection: Connection, stream: str, piece: str, within: ColumnElement[bool]) -> set[int]:
    """Give the blocks in which a piece can be."""
    columns = t.SIGNATURES.c
    which, places = signatures.places_of(piece)
    asked = select(columns.block, columns.bits).where(
        columns.register == stream, columns.slice == which, within
    )
    # All at once: one by one, the rows would take longer than what is looked for in them.
    return {block for block, kept in connection.execute(asked).all() if signatures.has(kept, places)}


def _rarest_first(connection: Connection, stream: str, pieces: Iterable[str], blocks: int) -> list[str]:
    """Order the pieces of a text by how many blocks of a sample have them, rarest first.

    The signatures of all blocks are looked at for the first piece, and for the next ones only what it left.

    Returns:
        The pieces; none where all of them are in most blocks, so that signatures would say no more.
    """
    sample = range(0, blocks, -(-blocks // _SAMPLE))
    having = _sampled(connection, stream, pieces, sample)
    together = set(sample).intersection(*having.values())
    if 4 * len(together) >= 3 * len(sample):
        return []
    return sorted(having, key=lambda piece: (len(having[piece]), piece))


def _sampled(
    connection: Connection, stream: str, pieces: Iterable[str], sample: Iterable[int]
) -> dict[str, set[int]]:
    """Give the blocks of a sample in which each piece can be, by one question."""
    columns = t.SIGNATURES.c
    wanted = {piece: signatures.places_of(piece) for piece in pieces}
    asked = select(columns.slice, columns.block, columns.bits).where(
        columns.register == stream,
        columns.slice.in_({which for which, _ in wanted.values()}),
        columns.block.in_(sample),
    )
    having: dict[str, set[int]] = {piece: set() for piece in wanted}
    for found, block, kept in connection.execute(asked).all():
        for piece, (which, places) in wanted.items():
            if which == found and signatures.has(kept, places):
                having[piece].add(block)
    return having


def _are_few(left: int, blocks: int) -> bool:
    """Tell whether reading some blocks is cheaper than reading from one end until a page is full."""
    return left <= _FEW_BLOCKS or (2 * left <= blocks and left * left <= 50 * blocks)
