"""One spelling for what is the same text: composed, without what is not seen, and for an id of one width.

``é`` is one character or two, a soft hyphen or a zero-width space shows as nothing, and a Chinese keyboard
writes ``Ａ１`` where another writes ``A1``. What is compared, or names something, must not depend on that.

Source: Unicode Standard Annex 15 (NFC), 11 (East Asian width) and 31 (which joiners make a difference);
Default_Ignorable_Code_Point of the Unicode Character Database.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

_WIDE_AND_NARROW: Final = {
    number: unicodedata.normalize("NFKC", chr(number))
    for number in (0x3000, *range(0xFF00, 0xFFF0))
    if unicodedata.decomposition(chr(number)).startswith(("<wide>", "<narrow>"))
}

# Those that turn the order of what is read (U+202A-202E, U+2066-2069) are none of them: intake refuses these.
_ALWAYS: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    r"\ufff0-\ufff8"
    # ECMA-262 writes these otherwise than Python, so that they stand here as they are.
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS: Final = r"\u200c\u200d"
_OF_MONGOLIAN: Final = r"\u180b-\u180f"
_SELECTORS: Final = r"\ufe00-\ufe0f"

# Between letters of the scripts of Arabia, India and Mongolia, and between pictures, joiners change what is
# seen; behind a sign or a digit of a key, a selector says whether it is a picture.
_JOINED: Final = r"\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u1820-\u18aa\u2190-\u2bff\U0001f000-\U0001faff"
_SIGNS: Final = r"\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"

UNSEEN: Final = f"{_ALWAYS}{_JOINERS}{_OF_MONGOLIAN}{_SELECTORS}"
"""What shows as nothing by itself: the inside of a class of characters, to Python and to ECMA-262 alike."""

INVISIBLE: Final = re.compile(f"[{UNSEEN}]")
"""What shows as nothing by itself."""

_BLANKS: Final = r"\u00a0\u2007\u202f"
"""Blanks at which no line may break: they look like any other."""

_LOOK_CLOSER: Final = re.compile(f"[{UNSEEN}{_BLANKS}]")
_NOT_SEEN: Final = re.compile(
    f"[{_ALWAYS}]"
    rf"|[{_JOINERS}](?:(?<![{_JOINED}].)(?<![{_SIGNS}]\ufe0f.)|(?![{_JOINED}]))"
    rf"|(?<![\u1820-\u18aa])[{_OF_MONGOLIAN}]"
    rf"|[{_SELECTORS}](?<![{_SIGNS}][\ufe0e\ufe0f])(?<![0-9#*]\ufe0f(?=\u20e3))",
    re.DOTALL,
)
_ANY_BLANK: Final = re.compile(f"[{_BLANKS}]")
_NUMBERS: Final = re.compile(r"(\d+)")


def composed(text: str) -> str:
    """Give a text in its one spelling: composed (NFC), without what is not seen, with plain blanks."""
    # What is ASCII only is spelled so, and most is.
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if _LOOK_CLOSER.search(text) is None:
        return text
    # What stood apart may compose now.
    return unicodedata.normalize("NFC", _ANY_BLANK.sub(" ", _NOT_SEEN.sub("", text)))


def of_one_width(text: str) -> str:
    """Give a text in its one spelling and its usual width: Latin letters and digits half, kana full."""
    return text if text.isascii() else composed(composed(text).translate(_WIDE_AND_NARROW))


def folded(text: str) -> str:
    """Give a text as searches compare it: one spelling, one width, whatever the case of its letters.

    NUL, which PostgreSQL cannot hold, becomes the replacement character.
    """
    return composed(of_one_width(text).casefold()).replace("\0", "\N{REPLACEMENT CHARACTER}")


def natural_order(name: str) -> tuple[str | int, ...]:
    """Give what a name is sorted by in natural order: “n2” stands before “n10”.

    Arguments:
        name: as it is shown.
    """
    parts = _NUMBERS.split(folded(name))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def composed_if_text(value: Any) -> Any:
    """Give a value as it is, in its one spelling where it is text: what a field's type is checked on."""
    return composed(value) if isinstance(value, str) else value
