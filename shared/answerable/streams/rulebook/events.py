"""Rulebook: which regulation applies at a site, from when, and with which numbers of the site's own."""

from __future__ import annotations

from datetime import date

from pydantic import Field, NonNegativeInt

from answerable.events.base import ArticleId, Event, Label, Text
from answerable.purposes import Purpose


class Bound(Event):
    """A rulebook was bound to the site from a day on.

    Arguments:
        rulebook: its stable id, for example ``call-centre-80``.
        edition: its version.
        digest: SHA-256 of its text, in hexadecimal: which words were bound.
        purposes: what it is bound for.
        effective_from: the first day it applies.
        until: the first day on which it applies no more; open where missing.
    """

    rulebook: Label
    edition: Label
    digest: Label
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    effective_from: date
    until: date | None = None


class Unbound(Event):
    """A binding was a mistake: the rulebook never applied from that day on.

    Arguments:
        rulebook: which.
        effective_from: the first day of the binding.
        reason: why.
    """

    corrects = (Bound,)

    rulebook: Label
    effective_from: date
    reason: Text


class NumberSet(Event):
    """The site set a number that the regulation leaves to it, from a day on.

    Arguments:
        rulebook: the id of the rulebook that leaves it to the site.
        rule: whose number it is: the id of what becomes due, or ``limit-`` and the priority of a case.
        article: where the rule comes from.
        unit: what it counts: `answerable.rulebook.numbers.Unit`.
        number: which.
        before: the number that holds until then.
        effective_from: the first day.
        reason: why.
    """

    rulebook: Label
    rule: Label
    article: ArticleId
    unit: Label
    number: NonNegativeInt
    before: NonNegativeInt
    effective_from: date
    reason: Text


class NumberWithdrawn(Event):
    """A number that did not hold yet was taken back: the one before it goes on to hold.

    Arguments:
        rulebook: the id of the rulebook that leaves it to the site.
        rule: whose number it was.
        effective_from: the first day on which it would have held.
        reason: why.
    """

    corrects = (NumberSet,)

    rulebook: Label
    rule: Label
    effective_from: date
    reason: Text
