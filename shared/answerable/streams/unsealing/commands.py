"""Unsealing: ask, allow, be present, open, seal again, sign."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import AT_WORK, Label, Text, identity
from answerable.streams.key.commands import KeyId
from answerable.streams.note.commands import NoteId

UnsealingId = Annotated[str, identity("unsealing")]


class AskInEmergency(Command):
    """Ask to use a sealed key in an emergency: the manager does (002-r3-A3a).

    Arguments:
        unsealing: its id; a new one where left out.
        key: which key.
        emergency: what happened.
        unreachable: how the customer was sought in vain; needed where a customer entrusted the key.
    """

    unsealing: UnsealingId | None = None
    key: KeyId
    emergency: Text
    unreachable: Text | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The key, which has to be sealed."""
        return (self.key,)


class AskForCustomer(Command):
    """Ask for a customer who forgot or lost their key and applied in writing (002-r3-A4).

    Arguments:
        unsealing: its id; a new one where left out.
        key: which key.
        application: the note about the key that has the written application attached.
    """

    unsealing: UnsealingId | None = None
    key: KeyId
    application: NoteId

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The key, which has to be sealed, and the application."""
        return (self.key, self.application)


class Approve(Command):
    """Allow the use in an emergency: the general manager does, in their own name (002-r3-A3a).

    Arguments:
        unsealing: which.
    """

    unsealing: UnsealingId


class Confirm(Command):
    """Confirm an application with the unit's head (002-r3-A4).

    Arguments:
        unsealing: which.
        how: how they were reached, and what was said.
    """

    unsealing: UnsealingId
    how: Text


class Agree(Command):
    """Agree to a customer's application: the manager does (002-r3-A4).

    Arguments:
        unsealing: which.
    """

    unsealing: UnsealingId


class Refuse(Command):
    """Do not allow the use; never by who asked for it.

    Arguments:
        unsealing: which.
        reason: why.
    """

    unsealing: UnsealingId
    reason: Text


class Attend(Command):
    """Confirm that one is present; everybody does so in their own name (002-r3-A3b).

    Arguments:
        unsealing: which.
    """

    doer = AT_WORK

    unsealing: UnsealingId


class Unseal(Command):
    """Break the seal, before everybody who has to be present (002-r3-A3b, 002-r3-A5).

    Arguments:
        unsealing: which.
        before: in detail how things are before the use.
    """

    doer = AT_WORK

    unsealing: UnsealingId
    before: Text


class Reseal(Command):
    """Seal the key again, and write down in detail what was done (002-r3-A5).

    Arguments:
        unsealing: which.
        after: in detail what was done, and how things were left.
        seal: the number of the new seal.
    """

    unsealing: UnsealingId
    after: Text
    seal: Label


class Stamp(Command):
    """Record that the customer stamped the application, and who used the key signed it (002-r3-A4).

    Arguments:
        unsealing: which.
        archived_as: the number under which the paper is kept.
    """

    unsealing: UnsealingId
    archived_as: Label


class Sign(Command):
    """Sign the records of before and after: the manager does; never who was present (002-r3-A5).

    Arguments:
        unsealing: which.
    """

    unsealing: UnsealingId


class Withdraw(Command):
    """Take it back: it was asked for or recorded by mistake. Never by who asked or was present.

    Arguments:
        unsealing: which.
        reason: why.
    """

    unsealing: UnsealingId
    reason: Text
