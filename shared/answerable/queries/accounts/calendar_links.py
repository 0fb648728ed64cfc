"""Calendar links: by which a program that cannot sign in reads what is due to somebody, and nothing else."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from answerable.events.base import ActorId
from answerable.queries.accounts.shared import Done, Hidden, Where
from answerable.queries.base import Answer, Query
from answerable.streams.staff.grants import Grant
from answerable.wording import Language

CALENDAR_QUESTIONS = (
    "callbacks.owed",
    "callbacks.coming",
    "desk.visits",
    "desk.trainings",
    "desk.surveys",
)
"""What may be asked with a calendar link, as a proof names it, and nothing else may."""

CALENDAR_LINK_DAYS = 180
"""Days that a link is good; then it is made anew by whoever still wants one."""

MOST_CALENDAR_LINKS = 5
"""Links of a person at once: for a phone, a desk, and some that were not revoked."""

LONGEST_LINK_NAME = 64
"""Characters of what a link is called."""


class KeptCalendarLink(Answer):
    """What is kept of a calendar link: never the link itself.

    Arguments:
        handle: by which it is revoked.
        name: what its person calls it.
        is_of_sites: whether it tells all that they may see, and not their own alone.
        made_at: when.
        expires_at: from when on it is worth nothing.
        used_at: when it was last read, to an hour; None where it never was.
    """

    handle: str
    name: str
    is_of_sites: bool
    made_at: AwareDatetime
    expires_at: AwareDatetime
    used_at: AwareDatetime | None = None


class MadeCalendarLink(Answer):
    """A calendar link; it is shown once and kept nowhere.

    Arguments:
        kept: what is kept of it.
        link: what is secret in it, to be put into ``/calendar/….ics``.
    """

    kept: KeptCalendarLink
    link: Hidden


class MakeCalendarLink(Query[MadeCalendarLink]):
    """Make a calendar link of one's own.

    Arguments:
        session: what the cookie holds.
        name: what it is called, such as the phone that it is for.
        is_of_sites: whether it tells all that its person may see, and not their own alone.
    """

    session: Hidden
    name: Annotated[str, Field(max_length=200)]
    is_of_sites: bool = False


class RevokeCalendarLink(Query[Done]):
    """Let a calendar link of one's own be worth nothing any more.

    Arguments:
        session: what the cookie holds.
        handle: the link's.
    """

    session: Hidden
    handle: Annotated[str, Field(max_length=64)]


class ProvedCalendarLink(Answer):
    """Whose a calendar link is, and what proves them for reading what is due, for a minute.

    Arguments:
        person: who.
        language: in which they read pages; None where nobody has said.
        grants: their roles of today.
        is_of_sites: whether it tells all that they may see, and not their own alone.
        token: the header that proves them.
        until: when that holds no more.
    """

    person: ActorId
    language: Language | None = None
    grants: tuple[Grant, ...]
    is_of_sites: bool
    token: Hidden
    until: AwareDatetime


class ProveCalendarLink(Query[ProvedCalendarLink]):
    """Whose is a calendar link? One that is wrong counts as an attempt.

    Arguments:
        link: what is secret in it.
        where: where the program is that shows it.
    """

    link: Hidden
    where: Where
