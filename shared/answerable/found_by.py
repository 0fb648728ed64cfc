"""What a matter is found by: the ids and the free texts of its events, which their fields' types tell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain

from answerable.events.base import COMPOSED, Event, Identity
from answerable.people import marks_of
from answerable.spelling import folded

MOST_WORDS = 1 << 16
"""Characters of a matter that a search looks through, at most: a fact costs the same behind many others."""


@cache
def _worded(event: type[Event]) -> tuple[str, ...]:
    """Name the fields of an event that hold ids, or a person's own words."""
    return tuple(
        name
        for name, field in event.model_fields.items()
        if name not in Event.model_fields
        and any(mark is COMPOSED or isinstance(mark, Identity) for mark in marks_of(field))
    )


def words_in(event: Event) -> tuple[str, ...]:
    """Give what a matter is found by since an event: the ids that it names, and every free text in it."""
    said = [event.__dict__[name] for name in _worded(type(event))]
    several = ((one,) if isinstance(one, str) else one for one in said if one is not None)
    return tuple(chain.from_iterable(several))


def with_words(known: str, texts: Iterable[str]) -> str:
    """Add texts to what a search looks through, each line once; nothing that was there goes.

    Arguments:
        known: what there is, folded, a line each.
        texts: what comes to it.
    """
    if len(known) >= MOST_WORDS:
        return known
    framed = f"\n{known}\n" if known else "\n"
    for text in texts:
        for part in folded(text).split("\n"):
            line = part.strip()
            if line and f"\n{line}\n" not in framed:
                framed += f"{line}\n"
    return framed.strip("\n")
