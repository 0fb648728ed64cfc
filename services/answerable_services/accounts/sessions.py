"""Sessions: kept on the server, known by a random id of which only the digest is kept.

A session ends when it rests too long, when its time is over, when its person ends it, and with every
change of what proves them (NIST SP 800-63B-4, sections 2.2.3 and 5). Its id changes with each change of what
it may do, so that an id that somebody else set or saw is worth nothing (session fixation).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy import delete, insert, select, update

from answerable_services.accounts.hidden import digest_of, handle_of
from answerable_services.accounts.places import shortened_address, shortened_agent
from answerable_services.accounts.tables import PROVIDER_SESSIONS, SESSIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long sessions last.

    Arguments:
        idle: one that rests so long is over.
        absolute: one that was opened so long ago is over.
    """

    idle: timedelta = timedelta(hours=1)
    absolute: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """A session, as its person may see it.

    Arguments:
        handle: by which it can be ended; no id.
        person: whose it is.
        opened_at: when they signed in.
        seen_at: when it was last used, to a minute.
        expires_at: when it is over at the latest.
        address: where it was opened from, shortened.
        agent: the program, shortened.
        second_factor: whether a second factor was shown.
    """

    handle: str
    person: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    second_factor: bool


_COLUMNS = (
    SESSIONS.c.handle,
    SESSIONS.c.person,
    SESSIONS.c.opened_at,
    SESSIONS.c.seen_at,
    SESSIONS.c.expires_at,
    SESSIONS.c.address,
    SESSIONS.c.agent,
    SESSIONS.c.second_factor,
)


def is_over(session: Session, lasting: Lasting, now: datetime) -> bool:
    """Tell whether a session rested too long, or its time is over."""
    return now >= session.expires_at or now - session.seen_at >= lasting.idle


def open_session(
    connection: Connection,
    secret: SecretStr,
    person: str,
    *,
    address: str,
    agent: str,
    second_factor: bool,
    lasting: Lasting,
    now: datetime,
) -> Session:
    """Open a session.

    Arguments:
        connection: to the store, in a transaction that writes.
        secret: its id, 256 random bits.
        person: whose.
        address: where they are; it is kept shortened.
        agent: the header ``User-Agent``; it is kept shortened.
        second_factor: whether they showed one.
        lasting: how long it lasts.
        now: when.
    """
    digest = digest_of(secret)
    session = Session(
        handle=handle_of(digest),
        person=person,
        opened_at=now,
        seen_at=now,
        expires_at=now + lasting.absolute,
        address=shortened_address(address),
        agent=shortened_agent(agent),
        second_factor=second_factor,
    )
    values: dict[str, Any] = {column.name: getattr(session, column.name) for column in _COLUMNS}
    connection.execute(insert(SESSIONS).values(digest=digest, **values))
    return session


def session_of(connection: Connection, secret: SecretStr, lasting: Lasting, now: datetime) -> Session | None:
    """Give the session of an id; None where there is none, or it is over."""
    row = connection.execute(select(*_COLUMNS).where(SESSIONS.c.digest == digest_of(secret))).first()
    if row is None:
        return None
    session = Session(*row)
    return None if is_over(session, lasting, now) else session


def wants_note(session: Session, now: datetime) -> bool:
    """Tell whether it is time to note that a session is in use; each note is a write."""
    return now - session.seen_at >= _NOTED_EVERY


def note_use(connection: Connection, handle: str, now: datetime) -> None:
    """Note that a session is in use; one that was ended meanwhile stays ended."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.handle == handle).values(seen_at=now))


def rotate(connection: Connection, session: Session, secret: SecretStr, *, second_factor: bool) -> Session:
    """Give a session another id; the old one is worth nothing from then on.

    Arguments:
        connection: to the store, in a transaction that writes.
        session: which.
        secret: the new id.
        second_factor: whether its person has shown one by now.
    """
    digest = digest_of(secret)
    handle = handle_of(digest)
    connection.execute(
        update(SESSIONS)
        .where(SESSIONS.c.handle == session.handle)
        .values(digest=digest, handle=handle, second_factor=second_factor)
    )
    came_from = PROVIDER_SESSIONS.c.handle == session.handle
    connection.execute(update(PROVIDER_SESSIONS).where(came_from).values(handle=handle))
    row = connection.execute(select(*_COLUMNS).where(SESSIONS.c.handle == handle)).one()
    return Session(*row)


def sessions_of(connection: Connection, person: str, lasting: Lasting, now: datetime) -> list[Session]:
    """List a person's sessions that are not over, the one that was used last first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(SESSIONS.c.person == person)
        .order_by(SESSIONS.c.seen_at.desc(), SESSIONS.c.handle)
    )
    found = [Session(*row) for row in rows]
    return [session for session in found if not is_over(session, lasting, now)]


def end_session(connection: Connection, person: str, handle: str) -> bool:
    """End one session of a person, by its handle; tell whether it was theirs and there."""
    which = (SESSIONS.c.person == person) & (SESSIONS.c.handle == handle)
    return connection.execute(delete(SESSIONS).where(which)).rowcount > 0


def end_sessions(connection: Connection, person: str, *, but: str | None = None) -> int:
    """End all sessions of a person, and tell how many.

    Arguments:
        connection: to the store, in a transaction that writes.
        person: whose.
        but: the handle of one that goes on.
    """
    which = SESSIONS.c.person == person
    if but is not None:
        which &= SESSIONS.c.handle != but
    return connection.execute(delete(SESSIONS).where(which)).rowcount


def sweep(connection: Connection, lasting: Lasting, now: datetime) -> None:
    """Remove the sessions that are over."""
    over = (SESSIONS.c.expires_at <= now) | (SESSIONS.c.seen_at <= now - lasting.idle)
    connection.execute(delete(SESSIONS).where(over))
