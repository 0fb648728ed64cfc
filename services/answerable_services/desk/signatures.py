"""Signatures of texts: which short pieces of text occur in a block of matters, in few bits.

A search would have to read a register from one end to the other to learn that a text is nowhere in it. So the
matters of a register are numbered off into blocks as they come, and of each block it is kept which pieces of
one to five characters occur in it, as a Bloom filter (Bloom 1970) that is cut into slices. A text can only be
in the blocks that have all of its pieces. The filter may say that a piece is there which is not, never the
other way round: what it lets through is read and compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

BLOCK_CHARACTERS = 1 << 15
"""Characters of text after which a block is full: some 500 cases, or 50 long complaints."""

SLICES = 8
"""Parts that a block's bits are kept in; all bits of one piece are in one part."""

SLICE_BITS = 1 << 13
_SLICE_BYTES = SLICE_BITS // 8
_LAST = SLICE_BITS - 1
_MIXING = 0x9E3779B97F4A7C15
"""2 to the 64th by the golden ratio: spreads 32 bits over 64 (Knuth, volume 3, 6.4)."""
_SHIFTS = (48, 35, 22, 9)
"""Where in these the four places stand; the highest three bits are the slice."""
_ENOUGH = 6
_END = "\n"
_DIGITS = re.compile(r"[0-9]{5,}")


def pieces_of(lines: Iterable[str]) -> set[str]:
    """Give the pieces of texts: single characters, pairs, three of ASCII, and five of a row of digits.

    Pairs tell texts in Chinese apart, and three letters those in Latin script. Numbers are so many that any
    three digits are in every block; five are not.

    Arguments:
        lines: folded texts, a line each; no piece is of two lines.
    """
    text = _END.join(("", *lines, "", ""))
    # Each line is gone through once, and what follows from its threes is worked out from those that differ.
    threes = set(map("".join, set(zip(text, text[1:], text[2:], strict=False))))
    pairs = {three[:2] for three in threes}
    found = {pair for pair in pairs if _END not in pair}
    found.update("".join(pairs))
    found.discard(_END)
    found.update(three for three in threes if three.isascii() and _END not in three)
    for run in _DIGITS.findall(text):
        found.update(run[start : start + 5] for start in range(len(run) - 4))
    return found


def telling_pieces_of(text: str) -> list[str]:
    """Give the pieces of a searched text that tell most, longest first.

    Arguments:
        text: folded.
    """
    pieces = pieces_of([text])
    whole = {piece for piece in pieces if not any(piece != other and piece in other for other in pieces)}
    return sorted(whole, key=lambda piece: (-len(piece), piece))[:_ENOUGH]


@lru_cache(maxsize=1 << 16)
def places_of(piece: str) -> tuple[int, tuple[int, ...]]:
    """Give a piece's slice, and the places of its bits in it."""
    number = crc32(piece.encode()) * _MIXING
    places = tuple(number >> shift & _LAST for shift in _SHIFTS)
    return number >> 61 & SLICES - 1, places


def sliced(pieces: Iterable[str]) -> dict[int, bytearray]:
    """Give the bits of many pieces together, by slice."""
    found: dict[int, bytearray] = {}
    for piece in pieces:
        which, places = places_of(piece)
        bits = found.get(which)
        if bits is None:
            bits = found[which] = bytearray(_SLICE_BYTES)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
    return found


def both(kept: bytes, more: bytes | bytearray) -> bytes:
    """Give the bits of two slices together."""
    return (int.from_bytes(kept) | int.from_bytes(more)).to_bytes(_SLICE_BYTES)


def has(kept: bytes, places: Iterable[int]) -> bool:
    """Tell whether a slice has all bits of a piece, which is then likely to be there; else it is not."""
    for place in places:  # noqa: SIM110  (a generator would take as long again)
        if not kept[place >> 3] & 1 << (place & 7):
            return False
    return True
