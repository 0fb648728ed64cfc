"""Rulebook: which regulation applies at a site, from when."""

from __future__ import annotations

from datetime import date

from answerable.events.base import Event, Label, Text


class Bound(Event):
    """A rulebook was bound to the site from a day on.

    Arguments:
        rulebook: its stable id, for example ``call-centre-80``.
        edition: its version.
        digest: SHA-256 of its text, in hexadecimal: which words were bound.
        effective_from: the first day it applies.
    """

    rulebook: Label
    edition: Label
    digest: Label
    effective_from: date


class Unbound(Event):
    """A binding was a mistake: the rulebook never applied from that day on.

    Arguments:
        effective_from: the first day of the binding.
        reason: why.
    """

    corrects = (Bound,)

    effective_from: date
    reason: Text
