"""Proofs of who asks, as tests bring them: anybody's, for whom the installation's own keys speak."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from answerable.commands.base import NOBODY, BulkItem, Command, Receipt
from answerable.commands.registry import COMMANDS
from answerable.identity import Credential, Keys, Kind, MachineTokens, Owner, Principal, SigningKey, Verifier
from answerable.messaging.client import Caller

SYSTEM = "system-cli"
"""Who asks where a test does not care."""


@cache
def _key(keys: Path, owner: Owner) -> SigningKey:
    made = Keys(keys)
    made.make()
    return made.of(owner)


def credential(keys: Path, who: str = SYSTEM) -> Credential:
    """Give what proves that somebody asks.

    Arguments:
        keys: the directory of the installation's keys.
        who: their id.
    """
    owner = Owner.CLI if Kind.of(who) is Kind.SYSTEM else Owner.ACCOUNTS
    return Credential(Principal(id=who), partial(_key, keys, owner))


def bearer(keys: Path, who: str = SYSTEM) -> dict[str, str]:
    """Give the header of HTTP that proves that somebody asks."""
    return {"Authorization": credential(keys, who)()}


def machine_token(keys: Path, *, name: str = "tests", scope: tuple[str, ...] = ("*",)) -> str:
    """Make a token of a machine, that holds for a day.

    Arguments:
        keys: the directory of the installation's keys.
        name: the machine's.
        scope: what it is for.
    """
    return MachineTokens(keys).create(name, scope, None, 1)[1]


class Asking(Caller):
    """Asks the services, each command as whoever it names, and everything else as the command line.

    Arguments:
        client: an open connection.
        keys: the directory of the installation's keys.
        timeout_s: seconds to wait for an answer.
    """

    def __init__(self, client: Client, keys: Path, *, timeout_s: float = 10.0) -> None:
        super().__init__(client, credential(keys), timeout_s=timeout_s)
        self._as: Callable[[str], Caller] = cache(
            lambda who: Caller(client, credential(keys, who), timeout_s=timeout_s)
        )

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Ask intake to carry out a command as whoever it names."""
        who = SYSTEM if command.actor == NOBODY else command.actor
        return await self._as(who).command(command, key=key)


def strangers() -> Verifier:
    """Make what believes nobody: for a service that is asked nothing."""
    return Verifier(dict)


PROVED = Principal(id=SYSTEM)
"""Whoever asks where a test begins behind the proof."""


def said(command: Command) -> dict[str, Any]:
    """Give a command's body for a request of many, which acts for whoever the command names."""
    body = command.model_dump(mode="json", exclude_none=True)
    return body if command.actor == NOBODY else {**body, "acting_for": command.actor}


def heard(item: BulkItem) -> Command:
    """Give the command of a request of many as intake hears it, asked by the command line."""
    command = COMMANDS[item.name].model_validate(item.body)
    command.asked_by(SYSTEM)
    return command
