"""A command as it is requested: for which aggregate, with which key, by whom, and by which cell it may."""

from __future__ import annotations

from typing import NamedTuple

from answerable.commands.base import Command
from answerable.identity import Principal
from answerable.identity.answers import Allowed


class CommandRequest(NamedTuple):
    """A command with its key and target.

    Arguments:
        command: what is asked.
        target: the aggregate it is for.
        key: its idempotency key, where it has one.
        digest: of its name and fields: the same key with others is a mistake.
        looks_at: the aggregates that a decision on it depends on, its own first.
        asker: who asks, as it was proved.
        allowed: by which cell of the table they may, by role and site alone; None where it depends on how
            they stand to the matter.
        after: the key of an earlier command of its request without which it is not carried out.
        people: whom it names, and who does it where that is a member of staff.
        matters: the ids of the matters that it names.
    """

    command: Command
    target: str
    key: str | None
    digest: str
    looks_at: tuple[str, ...]
    asker: Principal
    allowed: Allowed | None
    after: str | None = None
    people: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
