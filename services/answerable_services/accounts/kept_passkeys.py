"""Passkeys as they are kept: the public key of each, and how often it says to have been used.

The key that signs never leaves its owner's device; what is kept here lets nobody in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from answerable_services.accounts.hidden import handle_of
from answerable_services.accounts.tables import PASSKEYS, SPENT_CHALLENGES

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 20
"""Passkeys of a person."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of a passkey.

    Arguments:
        credential: its id, in base64url.
        handle: by which it can be removed.
        person: whose it is.
        key: its public key with its id, as the device gave it, in base64url.
        uses: how often it was used, as it told last; always 0 where it does not count.
        name: what its person calls it.
        added_at: when.
        used_at: when somebody last signed in with it.
    """

    credential: str
    handle: str
    person: str
    key: str
    uses: int
    name: str
    added_at: datetime
    used_at: datetime | None = None


_COLUMNS = (
    PASSKEYS.c.credential,
    PASSKEYS.c.handle,
    PASSKEYS.c.person,
    PASSKEYS.c.key,
    PASSKEYS.c.uses,
    PASSKEYS.c.name,
    PASSKEYS.c.added_at,
    PASSKEYS.c.used_at,
)


def handle_for(credential: str) -> str:
    """Give the handle of a passkey.

    Arguments:
        credential: its id, in base64url.
    """
    return handle_of(sha256(credential.encode()).hexdigest())


def keep(connection: Connection, passkey: Passkey) -> None:
    """Keep a passkey that nobody has yet."""
    values = {column.name: getattr(passkey, column.name) for column in _COLUMNS}
    connection.execute(insert(PASSKEYS).values(**values))


def passkey_of(connection: Connection, credential: str) -> Passkey | None:
    """Give the passkey of an id; None where there is none."""
    row = connection.execute(select(*_COLUMNS).where(PASSKEYS.c.credential == credential)).first()
    return None if row is None else Passkey(*row)


def passkeys_of(connection: Connection, person: str) -> list[Passkey]:
    """List a person's passkeys, the oldest first."""
    which = select(*_COLUMNS).where(PASSKEYS.c.person == person)
    return [
        Passkey(*row) for row in connection.execute(which.order_by(PASSKEYS.c.added_at, PASSKEYS.c.handle))
    ]


def note_use(connection: Connection, passkey: Passkey, uses: int, now: datetime) -> bool:
    """Note that somebody signed in with a passkey; tell whether it is still as it was read.

    Arguments:
        connection: to the store, in a transaction that writes.
        passkey: as it was read before.
        uses: how often it says to have been used by now.
        now: when.
    """
    same = (PASSKEYS.c.credential == passkey.credential) & (PASSKEYS.c.uses == passkey.uses)
    whose = PASSKEYS.c.person == passkey.person
    done = connection.execute(update(PASSKEYS).where(same, whose).values(uses=uses, used_at=now))
    return done.rowcount > 0


def remove(connection: Connection, person: str, handle: str) -> bool:
    """Remove a passkey of a person, by its handle; tell whether it was theirs and there."""
    which = (PASSKEYS.c.person == person) & (PASSKEYS.c.handle == handle)
    return connection.execute(delete(PASSKEYS).where(which)).rowcount > 0


def forget(connection: Connection, person: str) -> int:
    """Remove all passkeys of a person, and tell how many there were."""
    return connection.execute(delete(PASSKEYS).where(PASSKEYS.c.person == person)).rowcount


def spend(connection: Connection, challenge: bytes, expires_at: datetime) -> bool:
    """Take a challenge that was brought back; tell whether that is the first time.

    Arguments:
        connection: to the store, in a transaction that writes.
        challenge: what was to be signed.
        expires_at: until when it is good, and so has to be remembered.
    """
    digest = sha256(challenge).hexdigest()
    if connection.execute(select(SPENT_CHALLENGES).where(SPENT_CHALLENGES.c.digest == digest)).first():
        return False
    connection.execute(insert(SPENT_CHALLENGES).values(digest=digest, expires_at=expires_at))
    return True


def sweep(connection: Connection, now: datetime) -> None:
    """Remove the challenges that are over anyway."""
    connection.execute(delete(SPENT_CHALLENGES).where(SPENT_CHALLENGES.c.expires_at <= now))
