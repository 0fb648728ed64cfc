"""Found key: reported by the finder, taken by security, given back."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import Concerned, Event, Label, OriginatorId, Text


class Reported(Event):
    """Somebody found a key (002-r13-7.2).

    Arguments:
        place: where.
        found_at: when.
        looks: what it looks like; what it may open is nobody's business.
    """

    place: Label
    found_at: AwareDatetime
    looks: Text


class Received(Event):
    """Security took the found key and recorded it (002-r13-7.2).

    Arguments:
        finder: who found it, and may be praised or rewarded for it.
        kept_at: where it is kept.
    """

    finder: Concerned
    kept_at: Label


class GivenBack(Event):
    """The key is where it belongs.

    Arguments:
        how: to whom, by what they are, and how they showed that it is theirs.
        key: the card of the key, where it is one of the estate's.
    """

    how: Text
    key: OriginatorId | None = None


class Withdrawn(Event):
    """No key was found: it was reported or recorded by mistake.

    Arguments:
        reason: why.
    """

    revokes = (Received,)
    corrects = (Reported, GivenBack)

    reason: Text
