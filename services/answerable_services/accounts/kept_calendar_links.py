"""Calendar links as they are kept: the digest of each, whose it is, what it tells, and until when.

Whoever has the link reads what is due to its person, and can do nothing else with it. It is shown once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy import delete, insert, select, update

from answerable_services.accounts.hidden import digest_of, handle_of
from answerable_services.accounts.tables import CALENDAR_LINKS

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A calendar link, without what is secret in it.

    Arguments:
        handle: by which it is revoked.
        person: whose it is.
        name: what its person calls it.
        is_of_sites: whether it tells all that they may see, and not their own alone.
        made_at: when.
        expires_at: from when on it is worth nothing.
        used_at: when it was last read, to an hour; None where it never was.
    """

    handle: str
    person: str
    name: str
    is_of_sites: bool
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


_COLUMNS = (
    CALENDAR_LINKS.c.handle,
    CALENDAR_LINKS.c.person,
    CALENDAR_LINKS.c.name,
    CALENDAR_LINKS.c.is_of_sites,
    CALENDAR_LINKS.c.made_at,
    CALENDAR_LINKS.c.expires_at,
    CALENDAR_LINKS.c.used_at,
)


def keep(
    connection: Connection,
    secret: SecretStr,
    person: str,
    name: str,
    *,
    is_of_sites: bool,
    now: datetime,
    lasts: timedelta,
) -> CalendarLink:
    """Keep a link that was made.

    Arguments:
        connection: to the store, in a transaction that writes.
        secret: what is secret in it, 256 random bits.
        person: whose it is.
        name: what they call it.
        is_of_sites: whether it tells all that they may see.
        now: when.
        lasts: how long it is good.
    """
    digest = digest_of(secret)
    link = CalendarLink(handle_of(digest), person, name, is_of_sites, now, now + lasts)
    values: dict[str, Any] = {column.name: getattr(link, column.name) for column in _COLUMNS}
    connection.execute(insert(CALENDAR_LINKS).values(digest=digest, **values))
    return link


def link_of(connection: Connection, secret: SecretStr, now: datetime) -> CalendarLink | None:
    """Give the link that a secret belongs to; None where there is none, or its time is over."""
    row = connection.execute(select(*_COLUMNS).where(CALENDAR_LINKS.c.digest == digest_of(secret))).first()
    link = None if row is None else CalendarLink(*row)
    return link if link is not None and now < link.expires_at else None


def links_of(connection: Connection, person: str, now: datetime) -> list[CalendarLink]:
    """List a person's links that are good, the oldest first."""
    theirs = (CALENDAR_LINKS.c.person == person) & (CALENDAR_LINKS.c.expires_at > now)
    in_order = (CALENDAR_LINKS.c.made_at, CALENDAR_LINKS.c.handle)
    rows = connection.execute(select(*_COLUMNS).where(theirs).order_by(*in_order))
    return [CalendarLink(*row) for row in rows]


def note_use(connection: Connection, link: CalendarLink, now: datetime) -> None:
    """Note that a link was read, once an hour: programs read again and again."""
    if link.used_at is None or now - link.used_at >= _NOTED_EVERY:
        which = CALENDAR_LINKS.c.handle == link.handle
        connection.execute(update(CALENDAR_LINKS).where(which).values(used_at=now))


def forget(connection: Connection, person: str, handle: str) -> bool:
    """Forget a link of a person; tell whether it was theirs and there."""
    which = (CALENDAR_LINKS.c.person == person) & (CALENDAR_LINKS.c.handle == handle)
    return connection.execute(delete(CALENDAR_LINKS).where(which)).rowcount > 0


def forget_all(connection: Connection, person: str) -> int:
    """Forget all links of a person; tell how many they had."""
    return connection.execute(delete(CALENDAR_LINKS).where(CALENDAR_LINKS.c.person == person)).rowcount


def sweep(connection: Connection, now: datetime) -> None:
    """Remove the links whose time is over."""
    connection.execute(delete(CALENDAR_LINKS).where(CALENDAR_LINKS.c.expires_at <= now))
