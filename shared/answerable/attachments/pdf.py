"""Whether a PDF holds something that a viewer would run, open or hand on, told by the names in it.

Its objects are looked through as they stand, and those that are packed together in an object stream once more
unpacked. Nothing else is unpacked: pages and pictures name nothing that is run.

Sources: ISO 32000-1, 7.2.2 (white space and delimiters), 7.3.5 (names), 7.3.8 (streams), 7.5.7 (object
streams), 7.11.4 (files within), 12.6 (actions), 12.7.8 (XFA); Adobe's extension level 3 (rich media).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

_RUNS: Final = re.compile(
    rb"/(?:JavaScript|Launch|Rendition|RichMedia|EmbeddedFile|GoToE|ImportData|SubmitForm|OpenAction)"
)
"""Names that stand for something to be run, opened or sent; an action on opening may only show a place."""

_SHORT: Final = re.compile(rb"/(?:JS|AA|XFA)(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])")
"""The same of names so short that a picture has them by chance: they count outside of streams alone."""

_BLANK: Final = rb"[\x00\t\n\x0c\r ]{0,16}"
_PLACE: Final = (
    rb"(?:\[|<<" + _BLANK + rb"(?:/Type" + _BLANK + rb"/Action" + _BLANK + rb")?/S" + _BLANK + rb"/GoTo\b)"
)
_SHOWS: Final = re.compile(rb"/OpenAction" + _BLANK + _PLACE)
_NAMED: Final = re.compile(rb"/OpenAction" + _BLANK + rb"([0-9]{1,10}) ([0-9]{1,5}) R\b")
_AT_ITS_PLACE: Final = re.compile(_BLANK + _PLACE)

_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_BEGINS: Final = re.compile(rb">>[\x00\t\n\x0c\r ]{0,16}stream\r?\n")
_ENDS: Final = b"endstream"
_PACKED: Final = re.compile(rb"/ObjStm(?![A-Za-z])")
_FIRST: Final = re.compile(rb"/First(?![A-Za-z])")
"""What no stream but one of objects says of itself, whatever it says that it is."""
_AS_PACKED: Final = re.compile(
    rb"/Filter" + _BLANK + rb"\[?" + _BLANK + rb"/(?:FlateDecode|Fl)\b" + _BLANK + rb"(?:\]|/|>>)"
)
_MOST_UNPACKED: Final = 64 * 1024 * 1024


class _Hidden(Exception):
    """An object stream cannot be looked into."""


def runs(content: bytes) -> bool:
    """Tell whether a PDF holds something to be run, or what cannot be looked into.

    Arguments:
        content: the whole file.
    """
    try:
        outside, packed = _taken_apart(content)
        unpacked = list(_unpacked(packed))
    except _Hidden:
        return True
    whole = b"\n".join((_plain(content), *unpacked))
    if any(_SHORT.search(one) for one in (_plain(outside), *unpacked)):
        return True
    return any(not _only_shows(whole, found) for found in _RUNS.finditer(whole))


def _plain(content: bytes) -> bytes:
    """Write names as they are meant: any byte of one can be written as a number."""
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), content)


def _taken_apart(content: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Give what stands outside of streams, and of each stream of objects its dictionary and what it holds.

    Raises:
        _Hidden: a stream of objects stands in another stream.
    """
    outside, packed, at = [], [], 0
    while (begins := _BEGINS.search(content, at)) is not None:
        end = content.find(_ENDS, begins.end())
        if end < 0:
            break
        before, inside = content[at : begins.end()], content[begins.end() : end]
        outside.append(before)
        head = _plain(before)
        own = head[head.rfind(b"endobj") + 1 :]
        if _PACKED.search(head) or _FIRST.search(own):
            packed.append((own, inside))
        elif _PACKED.search(_plain(inside)):
            raise _Hidden  # what looked like the beginning of a stream was none
        at = end + len(_ENDS)
    outside.append(content[at:])
    return b"\n".join(outside), packed


def _unpacked(packed: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """Give the objects of streams of objects.

    Raises:
        _Hidden: one is packed in another way than writers of PDF do it, encrypted, or too large.
    """
    left = _MOST_UNPACKED
    for head, content in packed:
        if b"/Filter" not in head:
            yield _plain(content)
            continue
        if _AS_PACKED.search(head) is None:
            raise _Hidden
        opened = zlib.decompressobj()
        try:
            found = opened.decompress(content, left)
        except zlib.error as error:
            raise _Hidden from error
        left -= len(found)
        if not opened.eof or left <= 0:
            raise _Hidden
        yield _plain(found)


def _only_shows(whole: bytes, found: re.Match[bytes]) -> bool:
    """Tell whether a name is that of an action on opening which only shows a place in the document."""
    if found[0] != b"/OpenAction":
        return False
    if _SHOWS.match(whole, found.start()) is not None:
        return True
    named = _NAMED.match(whole, found.start())
    if named is None:
        return False
    begins = re.compile(rb"(?<![0-9])" + named[1] + rb" " + named[2] + rb" obj")
    places = [one.end() for one in begins.finditer(whole)]
    return bool(places) and all(_AT_ITS_PLACE.match(whole, place) is not None for place in places)
