"""Letting a command in: which aggregate it is for, and whether it is the same as before."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from answerable.commands.base import Command
from answerable.deciding import wrong
from answerable.identity import Principal
from answerable.ids import id_from_key, new_id
from answerable.matters import matters_in
from answerable.people import people_in
from answerable.streams.rulebook.commands import binding_id
from answerable.streams.site.commands import site_id
from answerable_services.intake.permission import at_the_door
from answerable_services.intake.request import CommandRequest


def ask(
    command: Command, key: str | None, now: datetime, asker: Principal, after: str | None = None
) -> CommandRequest:
    """Let a command in, and name the aggregate it is for; a new one where the command leaves that to us.

    Arguments:
        command: what is asked.
        key: its idempotency key; it names a new aggregate, so that a repeat names the same.
        now: the writer's clock; it names a new aggregate where there is no key.
        asker: who asks, as it was proved.
        after: the key of an earlier command without which it is not carried out.

    Raises:
        Forbidden: whoever asks may not, whatever the matter.
        Unauthenticated: nothing proves who asks.
    """
    allowed = at_the_door(command, asker)
    target = command.target
    if target is None:
        stream = command.command_name.partition(".")[0]
        if key is None:
            target = new_id(stream, int(now.timestamp() * 1000), secrets.randbits(80))
        else:
            target = id_from_key(stream, command.site, key)
    # What `model_dump_json` gives, as bytes: it is hashed, and nobody reads it as text.
    said = command.__pydantic_serializer__.to_json(command, exclude_none=True)
    # Another one's repeat of the same words under the same key is no repeat: who asks counts too.
    digest = sha256(b"%b\n%b\n%b" % (command.command_name.encode(), asker.id.encode(), said)).hexdigest()[:12]
    site = command.site
    people, matters = people_in(command), matters_in(command)
    looks_at = (target, site_id(site), binding_id(site), *command.depends_on, *people, *matters)
    return CommandRequest(command, target, key, digest, looks_at, asker, allowed, after, people, matters)


def not_from_the_future(occurred_at: datetime | None, now: datetime, ahead: timedelta) -> datetime:
    """Give the moment something happened, which cannot lie ahead.

    Arguments:
        occurred_at: as the reporter says; now where not.
        now: the writer's clock.
        ahead: how far the reporter's clock may be ahead of the writer's.

    Raises:
        Invalid: it does.
    """
    if occurred_at is None:
        return now
    if occurred_at > now + ahead:
        message = (
            f"{occurred_at.isoformat()} lies more than {ahead.total_seconds():g} s ahead of the clock, "
            f"{now.isoformat()}"
        )
        raise wrong("occurred_at", message, rule="not-from-the-future")
    return occurred_at
