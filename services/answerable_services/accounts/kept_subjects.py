"""Whom the identity provider means, as it is kept: one subject a person, and which sessions came from it.

A claim such as ``preferred_username`` can be given to somebody else at the provider; a subject never is
(OpenID Connect Core, section 5.7). So it is the subject that a person keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from answerable_services.accounts.tables import PROVIDER_SESSIONS, SESSIONS, SUBJECTS

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Bound:
    """How a person and a subject belong together.

    Arguments:
        person: who has the subject; None where nobody has.
        subject: what the person has; None where they have none.
    """

    person: str | None
    subject: str | None

    def is_free(self) -> bool:
        """Tell whether neither belongs to another one."""
        return self.person is None and self.subject is None


def bound(connection: Connection, issuer: str, subject: str, person: str) -> Bound:
    """Tell whom a subject belongs to, and which one a person has.

    Arguments:
        connection: to the store.
        issuer: of which provider.
        subject: the subject.
        person: the person.
    """
    of_issuer = SUBJECTS.c.issuer == issuer
    return Bound(
        connection.scalar(select(SUBJECTS.c.person).where(of_issuer, SUBJECTS.c.subject == subject)),
        connection.scalar(select(SUBJECTS.c.subject).where(of_issuer, SUBJECTS.c.person == person)),
    )


def bind(connection: Connection, issuer: str, subject: str, person: str, now: datetime) -> None:
    """Let a subject be a person's from now on."""
    connection.execute(insert(SUBJECTS).values(issuer=issuer, subject=subject, person=person, bound_at=now))


def unbind(connection: Connection, person: str) -> bool:
    """Let no subject be a person's any more; tell whether one was."""
    return connection.execute(delete(SUBJECTS).where(SUBJECTS.c.person == person)).rowcount > 0


def note_session(connection: Connection, handle: str, issuer: str, subject: str, session: str) -> None:
    """Note that a session came from a provider.

    Arguments:
        connection: to the store, in a transaction that writes.
        handle: the session's.
        issuer: which provider.
        subject: whom it vouched for.
        session: what it calls its own session.
    """
    connection.execute(
        insert(PROVIDER_SESSIONS).values(handle=handle, issuer=issuer, subject=subject, session=session)
    )


def came_from(connection: Connection, handle: str) -> str | None:
    """Tell from which provider a session came; None where from none."""
    return connection.scalar(select(PROVIDER_SESSIONS.c.issuer).where(PROVIDER_SESSIONS.c.handle == handle))


def sweep(connection: Connection) -> None:
    """Remove what is kept of sessions that are over."""
    over = PROVIDER_SESSIONS.c.handle.not_in(select(SESSIONS.c.handle))
    connection.execute(delete(PROVIDER_SESSIONS).where(over))
