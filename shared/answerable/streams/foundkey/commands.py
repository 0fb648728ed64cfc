"""Found key: report it, take it for security, give it back."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import FoundInstant
from answerable.events.base import Label, Text, identity
from answerable.streams.key.commands import KeyId

FoundkeyId = Annotated[str, identity("foundkey")]


class Report(Command):
    """Report that one found a key (002-r13-7.2).

    Arguments:
        foundkey: its id; a new one where left out.
        place: where.
        found_at: when.
        looks: what it looks like.
    """

    foundkey: FoundkeyId | None = None
    place: Label
    found_at: FoundInstant
    looks: Text


class Receive(Command):
    """Take the key for security; never by who found it (002-r13-7.2).

    Arguments:
        foundkey: which.
        kept_at: where it is kept.
    """

    foundkey: FoundkeyId
    kept_at: Label


class GiveBack(Command):
    """Record that the key is where it belongs; never by who found it.

    Arguments:
        foundkey: which.
        how: to whom, by what they are, and how they showed that it is theirs; no name.
        key: the card of the key, where it is one of the estate's.
    """

    foundkey: FoundkeyId
    how: Text
    key: KeyId | None = None


class Withdraw(Command):
    """Take it back: no key was found. Never by who is said to have found it.

    Arguments:
        foundkey: which.
        reason: why.
    """

    foundkey: FoundkeyId
    reason: Text
