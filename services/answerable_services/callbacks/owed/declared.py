"""What the installed rulebooks declare, found by rulebook, by rule and by event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from answerable.events.base import Event
from answerable.rulebook import catalogue
from answerable.rulebook.held import installed
from answerable.rulebook.obligation import Obligation, event_called


def obligation_of(rulebook: str, rule: str) -> Obligation | None:
    """Find what a rulebook owes by its id; None where it does not any more.

    Arguments:
        rulebook: the rulebook's id.
        rule: the obligation's id.
    """
    book = installed(rulebook)
    return None if book is None else book.obligation(rule)


@cache
def rules_by_event() -> Mapping[type[Event], frozenset[str]]:
    """Give the ids of the obligations that look at each event, in any rulebook."""
    found: defaultdict[type[Event], set[str]] = defaultdict(set)
    for book in catalogue():
        for one in book.obligations:
            for event in one.events:
                found[event].add(one.id)
    return {event: frozenset(rules) for event, rules in found.items()}


@cache
def looked_at() -> tuple[type[Event], ...]:
    """Give every event that some obligation looks at."""
    return tuple(sorted(rules_by_event(), key=lambda event: event.event_type))


@cache
def kept_by() -> Mapping[type[Event], str]:
    """Give the corrections that change nothing of what is owed, and why: the rulebooks say so."""
    return {
        event_called(name): f"the rulebook {book.name} says that it changes nothing of {one.id}"
        for book in catalogue()
        for one in book.obligations
        for name in one.kept_by
    }
