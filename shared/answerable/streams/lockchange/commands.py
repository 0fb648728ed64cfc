"""Change of a lock: apply, approve, change, receive the new keys."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.events.base import Label, Text, identity
from answerable.streams.key.commands import KeyId

LockchangeId = Annotated[str, identity("lockchange")]

NewKeys = Annotated[Count, Field(ge=1, le=100)]
"""How many keys a lock has."""


class Apply(Command):
    """Apply in writing to security for a lock to be changed (002-r13-6).

    Arguments:
        lockchange: its id; a new one where left out.
        place: which lock.
        cause: why.
        key: the key that it concerns, where there is one.
    """

    lockchange: LockchangeId | None = None
    place: Label
    cause: Text
    key: KeyId | None = None


class Approve(Command):
    """Agree for security; never by who applied (002-r13-6).

    Arguments:
        lockchange: which.
    """

    lockchange: LockchangeId


class Refuse(Command):
    """Do not agree; never by who applied.

    Arguments:
        lockchange: which.
        reason: why.
    """

    lockchange: LockchangeId
    reason: Text


class Fit(Command):
    """Record that the lock was changed: engineering does (002-r13-6).

    Arguments:
        lockchange: which.
        details: what was changed.
        new_keys: how many keys the new lock has.
    """

    lockchange: LockchangeId
    details: Text
    new_keys: NewKeys


class ReceiveKeys(Command):
    """Take the new keys for security, counted; never by who changed the lock (002-r13-6).

    Arguments:
        lockchange: which.
        counted: how many they are.
    """

    lockchange: LockchangeId
    counted: NewKeys


class Withdraw(Command):
    """Take it back: it was applied for or recorded by mistake. Never by who applied.

    Arguments:
        lockchange: which.
        reason: why.
    """

    lockchange: LockchangeId
    reason: Text
