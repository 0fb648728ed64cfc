"""Finding a person by a part of their name, of how it is sorted, or of their id."""

from __future__ import annotations

from collections.abc import Iterable

from answerable.spelling import composed, of_one_width
from answerable_services.accounts.people import Name


def with_ids(names: Iterable[Name], people: Iterable[str]) -> list[Name]:
    """Give everybody's name, and the id where somebody has none.

    Arguments:
        names: what people are called.
        people: everybody's id.
    """
    known = {one.person: one for one in names}
    return [*known.values(), *(Name(who, who, who, None) for who in people if who not in known)]


def found(names: Iterable[Name], text: str, limit: int) -> list[Name]:
    """Give the names that fit, those first that begin with what was typed.

    Arguments:
        names: of which.
        text: as it was typed.
        limit: no more than so many.
    """
    wanted = _folded(text)
    ranked = []
    for one in names:
        said = [_folded(text) for text in (one.name, one.sort_key, one.person)]
        if wanted and any(wanted in text for text in said):
            ranked.append((not any(text.startswith(wanted) for text in said), one.sort_key, one.person, one))
    return [one for *_, one in sorted(ranked, key=lambda rank: rank[:3])][:limit]


def _folded(text: str) -> str:
    """Give a text as it is compared: of one width, without capitals and blanks."""
    return "".join(of_one_width(composed(text)).casefold().split())
