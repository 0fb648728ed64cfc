"""How close the rows of lists stand: a wish that the browser keeps, of one word and about nobody."""

from __future__ import annotations

from enum import StrEnum

COOKIE = "rows"
"""The cookie that keeps the wish, and the word of an address that says it."""


class Rows(StrEnum):
    """How close the rows of a list stand."""

    DENSE = "dense"
    COMFORTABLE = "comfortable"


def chosen(asked: str | None, remembered: str | None) -> Rows:
    """Decide how close a page's rows stand; dense where nobody said.

    Arguments:
        asked: the address's word.
        remembered: the cookie's.
    """
    for wish in (asked, remembered):
        if wish in set(Rows):
            return Rows(wish)
    return Rows.DENSE
