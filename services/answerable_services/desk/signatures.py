"""Signatures of texts: which short pieces of text occur in a block of matters, in few bits.

A search would have to read a register from one end to the other to learn that a text is nowhere in it. So the
matters of a register are numbered off into blocks as they come, and of each block it is kept which pieces of
one to five characters occur in it, as a Bloom filter (Bloom 1970) whose bits of one piece are all in one word
(Putze, Sanders and Singler 2007). A text can only be in the blocks that have all of its pieces. The filter
may say that a piece is there which is not, never the other way round: what it lets through is read and
compared.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

BLOCK_CHARACTERS = 1 << 12
"""Characters of text after which a block is full: some 60 cases, or 6 long complaints."""

WORDS = 1 << 9
"""Words that a signature consists of."""

WORD_BITS = 64
BYTES = WORDS * WORD_BITS // 8
"""How long a signature is."""

NONE = bytes(BYTES)
"""The signature of a block without a text."""

_AS_BYTES = struct.Struct(f"<{WORDS}Q")
_MIXING = 0x9E3779B97F4A7C15
"""2 to the 64th by the golden ratio: spreads 32 bits over 64 (Knuth, volume 3, 6.4)."""
_WORD_AT = 55
"""Where in these the word stands, in nine bits."""
_BITS_AT = (49, 43, 37, 31)
"""Where the four bits stand that a piece has in its word, in six bits each."""
_ENOUGH = 6
_END = "\n"
_NUMBER = re.compile(r"[^0-9\n]?[0-9]{3,}")
_OF_NUMBER = (4, 5)


class Place(NamedTuple):
    """Where in a signature the bits of a piece are.

    Arguments:
        word: the number of the word that has them.
        bits: the word's bits that the piece sets.
    """

    word: int
    bits: int


def pieces_of(lines: Iterable[str]) -> set[str]:
    """Give the pieces of texts: single characters, pairs, three of ASCII, four and five of a number.

    Pairs tell texts in Chinese apart, and three letters those in Latin script. Numbers are so many that any
    three digits are in every block; four are not, nor a number's first three with what stands before them.

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
    found.update(three for three in threes if three.isascii() and _END not in three and not three.isdigit())
    for number in _NUMBER.findall(text):
        for length in _OF_NUMBER:
            found.update(number[start : start + length] for start in range(len(number) - length + 1))
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
def place_of(piece: str) -> Place:
    """Give where in a signature the bits of a piece are."""
    number = crc32(piece.encode()) * _MIXING
    bits = 0
    for at in _BITS_AT:
        bits |= 1 << (number >> at & WORD_BITS - 1)
    return Place(number >> _WORD_AT & WORDS - 1, bits)


def signature_of(pieces: Iterable[str]) -> bytes:
    """Give the bits of many pieces together."""
    words = [0] * WORDS
    for piece in pieces:
        word, bits = place_of(piece)
        words[word] |= bits
    return _AS_BYTES.pack(*words)


def both(kept: bytes, more: bytes) -> bytes:
    """Give the bits of two rows of bits together, which are of one length."""
    return (int.from_bytes(kept) | int.from_bytes(more)).to_bytes(len(kept))


def has(signature: bytes, place: Place) -> bool:
    """Tell whether a signature has all bits of a piece, which is then likely to be there; else it is not."""
    start = place.word * 8
    return int.from_bytes(signature[start : start + 8], "little") & place.bits == place.bits


def places_of_bits(number: int) -> Iterator[int]:
    """Give where the bits stand that a number has, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
