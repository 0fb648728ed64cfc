"""Taking over what is to be told: what is alike once an hour, so much in an hour, and each exactly once.

What was taken over is kept as the command that records it, word for word, until it was recorded: a service
that is killed in between gives the same command again, under the same key, and intake knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic_core import from_json
from sqlalchemy import delete, func, insert, select

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.messaging.denials import UNKNOWN
from answerable_services.accounts.tables import TAKEN, TELLINGS, TOLD_OF
from answerable_services.accounts.tellings import NOBODYS, SOMEBODYS, TELLING, AttemptDenied
from answerable_services.accounts.untold import Untold, told

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

HOUR = timedelta(hours=1)

MOST_AN_HOUR = {SOMEBODYS: 200, NOBODYS: 100}
"""Events an hour of what anybody can cause as often as they like: about people who are known, and others."""

MOST_EACH = 20
"""Of them of one person, what is told in short not counted: nobody fills the place of somebody else."""

_AT_ONCE = 200
_LOOKED_AT = 20_000

Making = Callable[[Untold], Command | None]
"""Makes the command that records something; None where that cannot be recorded yet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that was taken over and is yet to be recorded.

    Arguments:
        key: the idempotency key of its command, from which its id in the ledger follows.
        command: what records it.
    """

    key: str
    command: Command


def take(connection: Connection, now: datetime, make: Making, new_key: Callable[[], str]) -> int:
    """Take over what is due.

    Arguments:
        connection: to the store, in a transaction that writes.
        now: the machine's clock.
        make: makes the commands.
        new_key: makes an idempotency key.

    Returns:
        How much was taken over.
    """
    connection.execute(delete(TOLD_OF).where(TOLD_OF.c.at <= now - HOUR))
    over: list[Untold] = []
    for key, one in _due(connection):
        command = make(one)
        if command is None:
            continue
        connection.execute(
            insert(TAKEN).values(
                key=new_key(),
                command=command.command_name,
                body=command.model_dump_json(exclude_none=True),
            )
        )
        if key is not None:
            connection.execute(insert(TOLD_OF).values(alike=key, at=now))
        over.append(one)
    told(connection, {one.number: one.times for one in over})
    return len(over)


def _due(connection: Connection) -> list[tuple[str | None, Untold]]:
    """List what may be taken over now with what it is counted as, the oldest of each sort first."""
    found = _first(connection, TELLINGS.c.alike.is_(None), most=_AT_ONCE)
    for of, most in MOST_AN_HOUR.items():
        lately = select(func.count()).select_from(TOLD_OF).where(TOLD_OF.c.alike.startswith(of))
        left = most - (connection.scalar(lately) or 0)
        if left > 0:
            is_told = TELLINGS.c.alike.in_(select(TOLD_OF.c.alike))
            some = _first(connection, TELLINGS.c.alike.startswith(of), ~is_told, most=_LOOKED_AT)
            found += (some if of == NOBODYS else _of_each(connection, some))[:left]
    return found


def _of_each(
    connection: Connection, some: list[tuple[str | None, Untold]]
) -> list[tuple[str | None, Untold]]:
    """Give of each person no more than is told in an hour, and first what is the first of somebody."""
    told_of = connection.scalars(select(TOLD_OF.c.alike).where(TOLD_OF.c.alike.startswith(SOMEBODYS)))
    had = Counter(_person(key) for key in told_of)
    ranked = []
    for key, one in some:
        person = _person(key or "")
        is_short = isinstance(one.telling, AttemptDenied) and one.telling.action == UNKNOWN
        if is_short or had[person] < MOST_EACH:
            ranked.append((had[person], one.number, (key, one)))
            had[person] += 1
    return [each for *_, each in sorted(ranked, key=lambda rank: rank[:2])]


def _person(alike: str) -> str:
    return alike.removeprefix(SOMEBODYS).partition(" ")[0]


def _first(connection: Connection, *which: ColumnElement[bool], most: int) -> list[tuple[str | None, Untold]]:
    rows = connection.execute(select(TELLINGS).where(*which).order_by(TELLINGS.c.number).limit(most))
    return [
        (row.alike, Untold(row.number, row.times, row.first_at, TELLING.validate_json(row.telling)))
        for row in rows
    ]


def taken(connection: Connection, most: int) -> list[Taken]:
    """List what was taken over and is yet to be recorded, the oldest first."""
    rows = connection.execute(
        select(TAKEN.c.key, TAKEN.c.command, TAKEN.c.body).order_by(TAKEN.c.number).limit(most)
    )
    return [Taken(key, COMMANDS[name].model_validate(from_json(body))) for key, name, body in rows]


def recorded(connection: Connection, keys: Collection[str]) -> None:
    """Let go of what was recorded.

    Arguments:
        connection: to the store, in a transaction that writes.
        keys: of which commands.
    """
    connection.execute(delete(TAKEN).where(TAKEN.c.key.in_(keys)))
