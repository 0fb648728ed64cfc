"""What holds at a site, as the view keeps it: the bound rulebooks, and the numbers of the site's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from pydantic import TypeAdapter

from answerable.deciding import Binding, Regulations, SiteNumber
from answerable.projection.writing.rows import Row, Rows
from answerable.rulebook import Rulebook
from answerable.streams.rulebook import events
from answerable_services.callbacks.owed.declared import rulebook_called
from answerable_services.callbacks.owed.tables import SITES

_AS_KEPT = TypeAdapter(Regulations)

NOTHING_BOUND = _AS_KEPT.dump_json(Regulations()).decode()
"""What is kept of a site that no rulebook is bound to."""

NumberSaid = events.NumberSet | events.NumberWithdrawn


def regulations_of(known: Row) -> Regulations:
    """Give what holds at a site.

    Arguments:
        known: the site's row.
    """
    return _read(known["regulations"])


@lru_cache(maxsize=512)
def _read(text: str) -> Regulations:
    return _AS_KEPT.validate_json(text)


def keep(known: Row, event: events.Bound | events.Unbound | NumberSaid, rows: Rows) -> Regulations:
    """Keep what an event changes of it, and give what holds then.

    Arguments:
        known: the site's row.
        event: what was decided.
        rows: where it is kept.
    """
    held = _with(regulations_of(known), event)
    rows.put(SITES, **{**known, "regulations": _AS_KEPT.dump_json(held).decode()})
    return held


def _with(held: Regulations, event: events.Bound | events.Unbound | NumberSaid) -> Regulations:
    since = event.effective_from
    match event:
        case events.Bound():
            return replace(held, bindings=(*held.bindings, Binding(event.rulebook, since)))
        case events.Unbound():
            left = tuple(one for one in held.bindings if one.effective_from != since)
            return replace(held, bindings=left)
        case events.NumberSet():
            added = SiteNumber(event.rulebook, event.rule, event.number, since)
            return replace(held, numbers=(*held.numbers, added))
        case events.NumberWithdrawn():
            gone = (event.rule, since)
            kept = tuple(one for one in held.numbers if (one.rule, one.effective_from) != gone)
            return replace(held, numbers=kept)


def book_on(held: Regulations, day: date) -> Rulebook | None:
    """Give the rulebook that holds on a day, with the site's own numbers; None where none does.

    Arguments:
        held: what holds at the site.
        day: which day.
    """
    begun = [one for one in held.bindings if one.effective_from <= day]
    if not begun:
        return None
    name = max(begun, key=lambda one: one.effective_from).rulebook
    book = rulebook_called(name)
    return None if book is None else book.as_set(held.numbers_on(name, day))
