"""Signatures of texts: which short pieces of text occur in a block of matters, in few bits.

A search would have to read a register from one end to the other to learn that a text is nowhere in it. So the
matters of a register are numbered off into blocks as they come, and of each block it is kept which pieces of
one to five characters occur in it, as a Bloom filter (Bloom 1970) that is cut into slices. A text can only be
in the blocks that have all of its pieces. The filter may say that a piece is there which is not, never the
other way round: what it lets through is read and compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

BLOCK_CHARACTERS = 1 << 15
"""Characters of text after which a block is full: some 500 cases, or 50 long complaints."""

SLICES = 32
"""Parts that a block's bits are kept in; all bits of one piece are in one part."""

SLICE_BITS = 1 << 12
_SLICE_BYTES = SLICE_BITS // 8
_BITS_OF_A_PIECE = 4
_ENOUGH = 6
_DIGITS = re.compile(r"[0-9]{5,}")


def pieces_of(lines: Iterable[str]) -> set[str]:
    """Give the pieces of texts: single characters, pairs, three of ASCII, and five of a row of digits.

    Pairs tell texts in Chinese apart, and three letters those in Latin script. Numbers are so many that any
    three digits are in every block; five are not.

    Arguments:
        lines: folded texts, a line each; no piece is of two lines.
    """
    found: set[str] = set()
    for line in lines:
        found.update(line)
        found.update(map("".join, pairwise(line)))
        if line.isascii():
            found.update(map("".join, zip(line, line[1:], line[2:], strict=False)))
        else:
            threes = map("".join, zip(line, line[1:], line[2:], strict=False))
            found.update(three for three in threes if three.isascii())
        for run in _DIGITS.findall(line):
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
def bits_of(piece: str) -> tuple[int, int]:
    """Give a piece's slice, and its bits in it as a number."""
    number = int.from_bytes(blake2b(piece.encode(), digest_size=8).digest())
    number, which = divmod(number, SLICES)
    bits = 0
    for _ in range(_BITS_OF_A_PIECE):
        number, bit = divmod(number, SLICE_BITS)
        bits |= 1 << bit
    return which, bits


def sliced(pieces: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give the bits of many pieces together, slice by slice."""
    found: dict[int, int] = {}
    for piece in pieces:
        which, bits = bits_of(piece)
        found[which] = found.get(which, 0) | bits
    yield from found.items()


def written(bits: int) -> bytes:
    """Write a slice as it is kept."""
    return bits.to_bytes(_SLICE_BYTES)


def read(kept: bytes) -> int:
    """Read a slice."""
    return int.from_bytes(kept)
