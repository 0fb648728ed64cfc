"""What is to be told and was not taken over yet: written with the change itself, so that none is lost.

Failures that are alike are one entry with a number of times, and there are so many entries and no more: the
rest of them is counted without saying where from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from answerable.messaging.denials import UNKNOWN
from answerable_services.accounts.tables import TELLINGS
from answerable_services.accounts.tellings import (
    NOBODYS,
    SOMEBODYS,
    TELLING,
    AttemptDenied,
    SignInFailed,
    SlowedDown,
    Telling,
    alike,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 10_000
"""Entries of people from which on failures are not told apart by where they came from."""

MOST_EACH = 20
"""Entries of what one person was denied from which on it is no longer told apart what they asked for."""

MOST_OF_NOBODY = 500
"""The same of entries that are nobody's, which anybody can cause."""

_ELSEWHERE = "…"


@dataclass(frozen=True, slots=True)
class Untold:
    """Something that is to be told.

    Arguments:
        number: of the entry; they rise.
        times: how often it happened.
        first_at: when it happened first; the telling says when last.
        telling: what.
    """

    number: int
    times: int
    first_at: datetime
    telling: Telling


def tell(connection: Connection, telling: Telling, times: int = 1) -> None:
    """Put something down that is to be told.

    Arguments:
        connection: to the store, in the transaction that changes what is told of.
        telling: what.
        times: how often it happened.
    """
    key = alike(telling)
    if key is not None and not _has(connection, key) and _has_many(connection, telling):
        telling = _in_short(telling)
        key = alike(telling)
    if key is not None and not _has(connection, key) and _is_full(connection, key):
        telling = _anywhere(telling)
        key = alike(telling)
    body = TELLING.dump_json(telling).decode()
    if key is not None and _has(connection, key):
        connection.execute(
            update(TELLINGS)
            .where(TELLINGS.c.alike == key)
            .values(times=TELLINGS.c.times + times, telling=body)
        )
        return
    connection.execute(insert(TELLINGS).values(alike=key, times=times, first_at=telling.at, telling=body))


def untold(connection: Connection, most: int) -> list[Untold]:
    """List what is to be told, the oldest first."""
    rows = connection.execute(
        select(TELLINGS.c.number, TELLINGS.c.times, TELLINGS.c.first_at, TELLINGS.c.telling)
        .order_by(TELLINGS.c.number)
        .limit(most)
    )
    return [
        Untold(number, times, first_at, TELLING.validate_json(telling))
        for number, times, first_at, telling in rows
    ]


def told(connection: Connection, taken_over: Mapping[int, int]) -> None:
    """Remove what was taken over; what happened again meanwhile stays, so many times.

    Arguments:
        connection: to the store, in a transaction that writes.
        taken_over: by the entry's number, how many times were told.
    """
    for number, times in taken_over.items():
        which = TELLINGS.c.number == number
        connection.execute(delete(TELLINGS).where(which, TELLINGS.c.times <= times))
        connection.execute(update(TELLINGS).where(which).values(times=TELLINGS.c.times - times))


def _has(connection: Connection, key: str) -> bool:
    found = connection.execute(select(TELLINGS.c.number).where(TELLINGS.c.alike == key)).first()
    return found is not None


def _is_full(connection: Connection, key: str) -> bool:
    of, most = (NOBODYS, MOST_OF_NOBODY) if key.startswith(NOBODYS) else (SOMEBODYS, MOST)
    counted = select(func.count()).select_from(TELLINGS).where(TELLINGS.c.alike.startswith(of))
    return (connection.scalar(counted) or 0) >= most


def _has_many(connection: Connection, telling: Telling) -> bool:
    """Tell whether so much was denied to somebody that what they asked for is told apart no more."""
    if not isinstance(telling, AttemptDenied) or telling.person is None:
        return False
    of_them = TELLINGS.c.alike.startswith(f"{SOMEBODYS}{telling.person} {telling.kind} ", autoescape=True)
    counted = select(func.count()).select_from(TELLINGS).where(of_them)
    return (connection.scalar(counted) or 0) >= MOST_EACH


def _in_short(telling: Telling) -> Telling:
    """Give what was denied to somebody without what they asked for; who it was is never lost."""
    if isinstance(telling, AttemptDenied):
        return replace(telling, address=_ELSEWHERE, action=UNKNOWN, site=None)
    return telling


def _anywhere(telling: Telling) -> Telling:
    """Give a failure without where it came from, and, where nobody proved who they are, whom it was about."""
    if isinstance(telling, SignInFailed | SlowedDown):
        return replace(telling, person=None, address=_ELSEWHERE)
    if isinstance(telling, AttemptDenied):
        return _in_short(telling)  # who was proved is one of a register's people, or of the tokens
    return telling
