"""Outsider: let somebody in, see them off, put right what was said of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.events.base import Label, Text, identity

OutsiderId = Annotated[str, identity("outsider")]
_Devices = Annotated[tuple[Label, ...], Field(max_length=20)]


class Admit(Command):
    """Let somebody into the office who is not of the staff, and answer for them (001-2.7).

    Arguments:
        outsider: the entry's id; a new one where left out.
        outsider_role: of which organisation and as what they come, without a name.
        purpose: what for.
        place: which rooms they are shown into.
        devices: what they bring that can hold data, each by what is written on it.
    """

    outsider: OutsiderId | None = None
    outsider_role: Label
    purpose: Text
    place: Label
    devices: _Devices | None = None


class SeeOff(Command):
    """Record that they left.

    Arguments:
        outsider: which entry.
        devices_kept: what of theirs stayed here; nothing where left out.
    """

    outsider: OutsiderId
    devices_kept: _Devices | None = None


class Correct(Command):
    """Put right what was said when they were let in.

    Arguments:
        outsider: which entry.
        outsider_role: of which organisation and as what they come.
        purpose: what for.
        place: which rooms they are shown into.
        reason: why.
    """

    outsider: OutsiderId
    outsider_role: Label | None = None
    purpose: Text | None = None
    place: Label | None = None
    reason: Text


class WithdrawLeaving(Command):
    """Take back that they left.

    Arguments:
        outsider: which entry.
        reason: why.
    """

    outsider: OutsiderId
    reason: Text


class Withdraw(Command):
    """Take back that anybody was let in; never by who let them in.

    Arguments:
        outsider: which entry.
        reason: why.
    """

    outsider: OutsiderId
    reason: Text
