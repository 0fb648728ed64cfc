"""Accounts as they are kept: one row a person, and half sign-ins that wait for a second factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy import delete, func, insert, select, update

from answerable_services.accounts.hidden import digest_of
from answerable_services.accounts.tables import ACCOUNTS, TICKETS

if TYPE_CHECKING:
    from sqlalchemy import Connection

TICKET_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Account:
    """What is kept of an account; what is secret in it does not show itself.

    Arguments:
        person: whose.
        password_hash: as `Hasher.hash` gave it.
        password_set_at: when that password was set; hashing it anew with other parameters changes nothing.
        totp_sealed: the secret of the second factor, sealed; None where there is none.
        totp_pending: one that was shown and not confirmed yet, sealed.
        totp_step: the step of the last code that was right.
    """

    person: str
    password_hash: str = field(repr=False)
    password_set_at: datetime
    totp_sealed: str | None = field(default=None, repr=False)
    totp_pending: str | None = field(default=None, repr=False)
    totp_step: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Half a sign-in: the password was right, the second factor is waited for.

    Arguments:
        person: whose.
        counted: the names of the counters that its first half counted for.
    """

    person: str
    counted: tuple[str, ...]


_COLUMNS = (
    ACCOUNTS.c.person,
    ACCOUNTS.c.password_hash,
    ACCOUNTS.c.password_set_at,
    ACCOUNTS.c.totp_sealed,
    ACCOUNTS.c.totp_pending,
    ACCOUNTS.c.totp_step,
)


def account_of(connection: Connection, person: str) -> Account | None:
    """Give a person's account; None where they have none."""
    row = connection.execute(select(*_COLUMNS).where(ACCOUNTS.c.person == person)).first()
    return None if row is None else Account(*row)


def is_anybody_there(connection: Connection) -> bool:
    """Tell whether somebody has an account."""
    return connection.execute(select(ACCOUNTS.c.person).limit(1)).first() is not None


def people(connection: Connection) -> list[str]:
    """List everybody who has an account."""
    return list(connection.scalars(select(ACCOUNTS.c.person).order_by(ACCOUNTS.c.person)))


def count(connection: Connection) -> int:
    """Tell how many accounts there are."""
    return connection.scalar(select(func.count()).select_from(ACCOUNTS)) or 0


def set_password(connection: Connection, person: str, password_hash: str, now: datetime) -> None:
    """Keep the hash of a new password; whoever has no account gets one."""
    if not change(connection, person, password_hash=password_hash, password_set_at=now):
        connection.execute(
            insert(ACCOUNTS).values(
                person=person, password_hash=password_hash, password_set_at=now, made_at=now
            )
        )


def change(connection: Connection, person: str, **values: Any) -> bool:
    """Change columns of an account; tell whether there is one."""
    done = connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.person == person).values(**values))
    return done.rowcount > 0


def replace_hash(connection: Connection, person: str, *, old: str, new: str) -> None:
    """Keep the same password with other parameters, unless it was changed meanwhile."""
    which = (ACCOUNTS.c.person == person) & (ACCOUNTS.c.password_hash == old)
    connection.execute(update(ACCOUNTS).where(which).values(password_hash=new))


def remove(connection: Connection, person: str) -> bool:
    """Remove an account; tell whether there was one."""
    forget_tickets(connection, person)
    return connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.person == person)).rowcount > 0


def keep_ticket(
    connection: Connection, secret: SecretStr, person: str, counted: Sequence[str], now: datetime
) -> datetime:
    """Keep half a sign-in, and tell until when it is good."""
    expires_at = now + TICKET_LASTS
    connection.execute(
        insert(TICKETS).values(
            digest=digest_of(secret), person=person, expires_at=expires_at, counted=list(counted)
        )
    )
    return expires_at


def ticket_of(connection: Connection, secret: SecretStr, now: datetime) -> Ticket | None:
    """Give half a sign-in; None where there is none, or it took too long."""
    which = (TICKETS.c.digest == digest_of(secret)) & (TICKETS.c.expires_at > now)
    row = connection.execute(select(TICKETS.c.person, TICKETS.c.counted).where(which)).first()
    return None if row is None else Ticket(row.person, tuple(row.counted))


def forget_ticket(connection: Connection, secret: SecretStr) -> None:
    """Use half a sign-in up."""
    connection.execute(delete(TICKETS).where(TICKETS.c.digest == digest_of(secret)))


def forget_tickets(connection: Connection, person: str) -> None:
    """Let a person's half sign-ins be worth nothing."""
    connection.execute(delete(TICKETS).where(TICKETS.c.person == person))


def sweep(connection: Connection, now: datetime) -> None:
    """Remove the half sign-ins that took too long."""
    connection.execute(delete(TICKETS).where(TICKETS.c.expires_at <= now))
