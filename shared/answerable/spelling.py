"""One spelling for what is the same text: composed, and where an id is made of it, of one width.

``é`` is one character or two, and a Chinese keyboard writes ``Ａ１`` where another writes ``A1``. What is
compared, or names something, must not depend on that.

Source: Unicode Standard Annex 15 (NFC) and 11 (East Asian width).
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

_WIDE_AND_NARROW: Final = {
    number: unicodedata.normalize("NFKC", chr(number))
    for number in (0x3000, *range(0xFF00, 0xFFF0))
    if unicodedata.decomposition(chr(number)).startswith(("<wide>", "<narrow>"))
}


def composed(text: str) -> str:
    """Give a text in its composed form (NFC)."""
    # What is ASCII only is composed, and most is.
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def of_one_width(text: str) -> str:
    """Give a text composed and in its usual width: Latin letters and digits half, kana and hangul full."""
    return text if text.isascii() else composed(text.translate(_WIDE_AND_NARROW))


def folded(text: str) -> str:
    """Give a text as searches compare it: one spelling, one width, whatever the case of its letters.

    NUL, which PostgreSQL cannot hold, becomes the replacement character.
    """
    return composed(of_one_width(text).casefold()).replace("\0", "\N{REPLACEMENT CHARACTER}")


def composed_if_text(value: Any) -> Any:
    """Give a value as it is, composed where it is text: what a field's type is checked on."""
    if isinstance(value, str) and not value.isascii():
        return unicodedata.normalize("NFC", value)
    return value
