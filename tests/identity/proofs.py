"""Proofs of who asks, as tests bring them: anybody's, for whom the installation's own keys speak.

Whoever works at a centre has, where a test says nothing else, every role at every site: most tests are about
what is decided on a matter, and not about who may ask for it. What somebody may only do with what is theirs,
they may do with nothing else in tests either, and nobody does about themselves what the table keeps from
them. A test about roles makes a principal with exactly those that it is about (`with_roles`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from nats.aio.client import Client
from pydantic import BaseModel

from answerable.commands.base import NOBODY, BulkItem, BulkReport, BulkRequest, Command, Receipt
from answerable.commands.registry import COMMANDS
from answerable.identity import (
    Credential,
    Grant,
    Keys,
    Kind,
    MachineTokens,
    Owner,
    Principal,
    SigningKey,
    Verifier,
)
from answerable.identity.sight import Sight
from answerable.messaging.client import Caller
from answerable.queries.base import Query
from answerable.streams.staff.events import Role

A = TypeVar("A", bound=BaseModel)

SYSTEM = "system-cli"
"""Who asks a question where a test does not care."""

IMPORT = "system-import"
"""Who asks for many commands, each of which names who did it."""

ALL_ROLES: tuple[Grant, ...] = tuple(Grant(role=role) for role in Role)
"""Every role of a member of staff, at every site."""

EVERYBODY = Principal(id="staff-everybody", grants=ALL_ROLES)
"""Who asks where a test does not care: a member of staff with every role everywhere."""

EVERYTHING = Sight(EVERYBODY, "desk.overview", sites=None, own=None, team=None, is_everywhere=True)
"""What they see."""


def everything_at(site: str) -> Sight:
    """Give what they see of one site, where a question names it."""
    return EVERYTHING.at(site)


def principal(who: str) -> Principal:
    """Give somebody as they are proved in tests: of the staff, with every role at every site."""
    return Principal(id=who, grants=ALL_ROLES if Kind.of(who) is Kind.STAFF else ())


def with_roles(who: str, **roles: str | None) -> Principal:
    """Give a member of staff with exactly some roles.

    Arguments:
        who: their id.
        roles: the site of each role, by its name; every site where None.
    """
    return Principal(id=who, grants=tuple(Grant(role=Role(role), site=at) for role, at in roles.items()))


def asker_of(command: Command) -> Principal:
    """Give who asks for a command, as its fields have it: whoever had it recorded, or did it."""
    return principal(command.entered_by or command.actor)


@cache
def _key(keys: Path, owner: Owner) -> SigningKey:
    made = Keys(keys)
    made.make()
    return made.of(owner)


def credential(keys: Path, who: str | Principal = SYSTEM) -> Credential:
    """Give what proves that somebody asks.

    Arguments:
        keys: the directory of the installation's keys.
        who: their id; or what exactly is proved of them.
    """
    proved = principal(who) if isinstance(who, str) else who
    owner = Owner.CLI if proved.kind is Kind.SYSTEM else Owner.ACCOUNTS
    return Credential(proved, partial(_key, keys, owner))


def bearer(keys: Path, who: str | Principal = IMPORT) -> dict[str, str]:
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
    """Asks the services: each command as whoever it names, questions as somebody with every role everywhere.

    Arguments:
        client: an open connection.
        keys: the directory of the installation's keys.
        timeout_s: seconds to wait for an answer.
    """

    def __init__(self, client: Client, keys: Path, *, timeout_s: float = 10.0) -> None:
        super().__init__(client, credential(keys), timeout_s=timeout_s)
        everybody = credential(keys, EVERYBODY)
        self._everybody = Caller(client, everybody, timeout_s=timeout_s)
        self._as: Callable[[str], Caller] = cache(
            lambda who: Caller(client, credential(keys, who), timeout_s=timeout_s)
        )

    async def query(self, query: Query[A]) -> A:
        """Ask a service a question as somebody who has every role at every site."""
        return await self._everybody.query(query)

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Ask intake to carry out a command as whoever it names."""
        who = IMPORT if command.actor == NOBODY else command.actor
        return await self._as(who).command(command, key=key)

    async def bulk(self, request: BulkRequest) -> BulkReport:
        """Ask intake to carry out many commands as the import, which acts for whoever each names."""
        return await self._as(IMPORT).bulk(request)


def strangers() -> Verifier:
    """Make what believes nobody: for a service that is asked nothing."""
    return Verifier(dict)


PROVED = Principal(id=IMPORT)
"""Whoever asks where a test begins behind the proof."""


def said(command: Command) -> dict[str, Any]:
    """Give a command's body for a request of many, which acts for whoever the command names."""
    body = command.model_dump(mode="json", exclude_none=True)
    return body if command.actor == NOBODY else {**body, "acting_for": command.actor}


def heard(item: BulkItem) -> Command:
    """Give the command of a request of many as intake hears it, asked by the import."""
    command = COMMANDS[item.name].model_validate(item.body)
    command.asked_by(IMPORT)
    return command
