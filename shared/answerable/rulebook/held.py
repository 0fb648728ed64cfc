"""What holds at a site, as views keep it: the bound rulebooks, and the numbers that the site set itself."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from pydantic import TypeAdapter

from answerable.deciding import Regulations, evolve
from answerable.errors import NotFound
from answerable.purposes import Purpose
from answerable.rulebook.loader import find
from answerable.rulebook.model import Rulebook
from answerable.streams.rulebook import decisions, events

_AS_KEPT = TypeAdapter(Regulations)

NOTHING_BOUND = _AS_KEPT.dump_json(Regulations()).decode()
"""What is kept of a site that no rulebook is bound to."""

Said = events.Bound | events.Unbound | events.NumberSet | events.NumberWithdrawn
"""What changes it."""

SAID = (events.Bound, events.Unbound, events.NumberSet, events.NumberWithdrawn)
"""The same, for whoever follows these."""

_ = decisions.bound  # imported, so that what follows from these events is registered


@cache
def installed(name: str) -> Rulebook | None:
    """Find an installed rulebook by its id, the latest edition; None where it is not installed."""
    try:
        return find(name)
    except NotFound:
        return None


@lru_cache(maxsize=512)
def read(kept: str) -> Regulations:
    """Read what is kept of a site.

    Arguments:
        kept: as `behind` gives it.
    """
    return _AS_KEPT.validate_json(kept)


def behind(kept: str, event: Said) -> str:
    """Give what is to be kept behind an event: the writer's own decision says what follows from it.

    Arguments:
        kept: what was kept before.
        event: what was decided.
    """
    return _AS_KEPT.dump_json(evolve(read(kept), event)).decode()


def book_on(held: Regulations, day: date, purpose: Purpose) -> Rulebook | None:
    """Give the rulebook that holds on a day, with the site's own numbers; None where none does.

    Arguments:
        held: what holds at the site.
        day: which day.
        purpose: for what.
    """
    binding = held.binding_on(day, purpose)
    book = None if binding is None else installed(binding.rulebook)
    return None if book is None else book.as_set(held.numbers_on(book.rulebook, day))
