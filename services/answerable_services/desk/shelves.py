"""Shelves: the signatures of many blocks beside one another, so that one short row tells of all of them.

Which blocks can have a piece of text is told by the few bits that the piece has, and not by the rest of each
signature. So signatures are turned: the first bits of all of a shelf's blocks stand together, then the second
ones, and so on (bit slices: Wong and others 1985). A shelf has a row for each word of a signature, and to
look up a piece takes that one, whatever else the blocks have.
"""

from __future__ import annotations

from collections.abc import Mapping

from answerable_services.desk.signatures import BYTES, WORD_BITS, WORDS, Place, places_of_bits

SHELF = 128
"""Blocks whose signatures stand beside one another."""

_COLUMN = SHELF // 8
"""Bytes that hold one bit of each block."""
_ROW = WORD_BITS * _COLUMN
_NOTHING = bytes(_ROW)
_LOWEST = int.from_bytes(b"\1" * BYTES)
"""The lowest bit of every byte of a signature."""


def turned(signatures: Mapping[int, bytes]) -> dict[int, bytes]:
    """Give the rows of a shelf, by the word that each is of; rows without a bit are left out.

    Arguments:
        signatures: by the block's place on the shelf, from 0; where there is none no bit is set.
    """
    bits = bytearray(WORDS * _ROW)
    for column in range(_COLUMN):
        eight = [int.from_bytes(signatures.get(8 * column + place, b"")) for place in range(8)]
        if not any(eight):
            continue
        for bit in range(8):
            # Of each byte of the eight signatures one bit: these eight are a byte of what is turned.
            together = 0
            for place, signature in enumerate(eight):
                together |= (signature >> bit & _LOWEST) << place
            bits[bit * _COLUMN + column :: 8 * _COLUMN] = together.to_bytes(BYTES)
    rows = ((word, bytes(bits[word * _ROW : (word + 1) * _ROW])) for word in range(WORDS))
    return {word: row for word, row in rows if row != _NOTHING}


def having(row: bytes, place: Place) -> int:
    """Give which blocks of a shelf have all bits of a piece: a bit for each, the first block's the lowest.

    Arguments:
        row: that of the piece's word.
        place: the piece's.
    """
    found = (1 << SHELF) - 1
    for bit in places_of_bits(place.bits):
        found &= int.from_bytes(row[bit * _COLUMN : (bit + 1) * _COLUMN], "little")
    return found
