"""Searching registers along signatures, which `answerable_services.desk.signing` keeps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Connection, select

from answerable.spelling import folded
from answerable.wording import catalogue
from answerable_services.desk import signatures
from answerable_services.desk import tables as t
from answerable_services.desk.shelves import SHELF, having
from answerable_services.desk.signatures import Place

_REST_OF_AN_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FEW_BLOCKS = 4
"""Blocks that are read as soon as they are looked up."""


def blocks_with_any(
    connection: Connection, stream: str, texts: Iterable[str], *, is_read_back: bool = False
) -> list[int] | None:
    """Give the blocks in which one of several texts can be; None where reading on is no dearer.

    A text that is in many blocks is soon found by reading from one end; one in few blocks is found in them.

    Arguments:
        connection: reads the view.
        stream: whose matters are searched.
        texts: folded.
        is_read_back: whether they are read from the last to the first until a page is full, and not all.

    Returns:
        Their numbers, the first ones first.
    """
    last = connection.execute(select(t.BLOCKS.c.block).where(t.BLOCKS.c.register == stream)).scalar()
    blocks = 0 if last is None else last + 1
    if blocks <= _FEW_BLOCKS:
        return None
    places = [{signatures.place_of(piece) for piece in signatures.telling_pieces_of(text)} for text in texts]
    if not all(places):
        return None
    having_piece = _having(connection, stream, sorted(set().union(*places)), blocks)
    left = 0
    for of_text in places:
        having_all = (1 << blocks) - 1
        for place in of_text:
            having_all &= having_piece[place]
        left |= having_all
    many = left.bit_count()
    is_cheaper = 2 * many <= blocks if is_read_back else _are_few(many, blocks)
    return list(signatures.places_of_bits(left)) if is_cheaper else None


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


def _having(connection: Connection, stream: str, places: Sequence[Place], blocks: int) -> dict[Place, int]:
    """Give the blocks that have each of several pieces, a bit for each block, the first one's the lowest."""
    of_word: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        of_word[place.word].append(place)
    found = dict.fromkeys(places, 0)
    shelves, loose = t.SHELVES.c, t.SIGNATURES.c
    on_shelves = select(shelves.shelf, shelves.word, shelves.bits).where(
        shelves.register == stream,
        shelves.shelf.in_(range(-(-blocks // SHELF))),
        shelves.word.in_(of_word),
    )
    # All at once: one by one, the rows would take longer than what is looked for in them.
    for shelf, word, row in connection.execute(on_shelves).all():
        for place in of_word[word]:
            found[place] |= having(row, place) << shelf * SHELF
    one_by_one = select(loose.block, loose.bits).where(loose.register == stream)
    for block, signature in connection.execute(one_by_one).all():
        for place in places:
            if signatures.has(signature, place):
                found[place] |= 1 << block
    return found


def _are_few(left: int, blocks: int) -> bool:
    """Tell whether reading some blocks is cheaper than reading from one end until a page is full."""
    return left <= _FEW_BLOCKS or (2 * left <= blocks and left * left <= 50 * blocks)
