"""Links that are good for once: the first manager's, invitations, and resets.

Whoever has the link sets a password with it, so it is as secret as one: its digest is kept, it expires, a
newer one for the same person takes its place, and who made it is on record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy import delete, insert, select, update

from answerable_services.accounts.hidden import digest_of, handle_of
from answerable_services.accounts.tables import LINKS

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEPT = timedelta(days=400)


class Purpose(StrEnum):
    """What a link is for."""

    SET_UP = "set_up"
    INVITATION = "invitation"
    RESET = "reset"


LASTS = {
    Purpose.SET_UP: timedelta(days=1),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(days=1),
}
"""How long a link can be used."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, without what is secret in it.

    Arguments:
        handle: by which it can be named.
        person: who sets a password with it.
        purpose: what for.
        by: the manager who made it; None for the first manager's, which the program made.
        made_at: when.
        expires_at: from when on it is worth nothing.
        used_at: when it was used; None where it was not.
        withdrawn_at: when a newer one took its place; None where none did.
        drops_second_factor: whether the second factor is gone when it is used.
    """

    handle: str
    person: str
    purpose: Purpose
    by: str | None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None
    drops_second_factor: bool

    def is_good(self, now: datetime) -> bool:
        """Tell whether it can be used."""
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


_COLUMNS = (
    LINKS.c.handle,
    LINKS.c.person,
    LINKS.c.purpose,
    LINKS.c.by,
    LINKS.c.made_at,
    LINKS.c.expires_at,
    LINKS.c.used_at,
    LINKS.c.withdrawn_at,
    LINKS.c.drops_second_factor,
)


def make_link(
    connection: Connection,
    secret: SecretStr,
    person: str,
    purpose: Purpose,
    *,
    by: str | None,
    drops_second_factor: bool = False,
    now: datetime,
) -> Link:
    """Make a link; earlier ones for the same person are withdrawn.

    Arguments:
        connection: to the store, in a transaction that writes.
        secret: what is secret in it, 256 random bits.
        person: who is to set a password with it.
        purpose: what for.
        by: who made it.
        drops_second_factor: whether the second factor is gone when it is used.
        now: when.
    """
    withdraw_links(connection, person, now)
    digest = digest_of(secret)
    expires_at = now + LASTS[purpose]
    link = Link(handle_of(digest), person, purpose, by, now, expires_at, None, None, drops_second_factor)
    values = {column.name: getattr(link, column.name) for column in _COLUMNS}
    connection.execute(insert(LINKS).values(digest=digest, **{**values, "purpose": purpose.value}))
    return link


def link_of(connection: Connection, secret: SecretStr, now: datetime) -> Link | None:
    """Give the link that a secret belongs to; None where there is none that can be used."""
    row = connection.execute(select(*_COLUMNS).where(LINKS.c.digest == digest_of(secret))).first()
    link = None if row is None else _link(row)
    return link if link is not None and link.is_good(now) else None


def use_link(connection: Connection, secret: SecretStr, now: datetime) -> Link | None:
    """Use a link up; None where there is none that can be used."""
    link = link_of(connection, secret, now)
    if link is not None:
        connection.execute(update(LINKS).where(LINKS.c.handle == link.handle).values(used_at=now))
    return link


def withdraw_links(connection: Connection, person: str, now: datetime) -> None:
    """Let the links of a person be worth nothing from now on."""
    is_open = LINKS.c.used_at.is_(None) & LINKS.c.withdrawn_at.is_(None)
    connection.execute(update(LINKS).where(LINKS.c.person == person, is_open).values(withdrawn_at=now))


def links_of(connection: Connection, person: str) -> list[Link]:
    """List the links that were made for a person, the newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(LINKS.c.person == person).order_by(LINKS.c.made_at.desc(), LINKS.c.handle)
    )
    return [_link(row) for row in rows]


def sweep(connection: Connection, now: datetime) -> None:
    """Remove the links that were made long ago."""
    connection.execute(delete(LINKS).where(LINKS.c.made_at <= now - _KEPT))


def _link(row: Iterable[Any]) -> Link:
    handle, person, purpose, *rest = row
    return Link(handle, person, Purpose(purpose), *rest)
