"""Names made from foreign values: they fit an id, and two different values never share one silently."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from answerable.spelling import of_one_width

ID_LENGTH: Final = 64
_DIGEST_LENGTH: Final = 10
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MARKED: Final = re.compile(r"(?:.*-)?x[0-9a-f]{10}")
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9_-]+")
_JOINER: Final = "_"


def name_of(parts: Sequence[str], *, limit: int = ID_LENGTH, is_hidden: bool = False) -> str:
    """Make a name of letters, digits, ``-`` and ``_`` from foreign values.

    A value that fits is its own name. Any other gets the mark ``-x`` and ten digits of its SHA-256, and so
    does a value that happens to end like such a mark, so that no two values share a name. Values that differ
    in spelling only, composed or not, full width or half, are one.

    Arguments:
        parts: the values, joined by ``_``.
        limit: the most characters.
        is_hidden: give the mark alone, so that the value cannot be read off.
    """
    parts = [of_one_width(part) for part in parts]
    text = _JOINER.join(parts)
    is_ambiguous = len(parts) > 1 and any(_JOINER in part for part in parts)
    fits = _PLAIN.fullmatch(text) and not _MARKED.fullmatch(text) and len(text) <= limit
    if fits and not is_ambiguous and not is_hidden:
        return text
    digest = sha256(json.dumps(list(parts), ensure_ascii=True).encode()).hexdigest()[:_DIGEST_LENGTH]
    mark = f"x{digest}"
    stem = "" if is_hidden else _FOREIGN.sub("-", text).strip("-_")[: limit - len(mark) - 1]
    return f"{stem}-{mark}" if stem else mark
