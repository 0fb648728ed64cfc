"""One's own account: sessions, password, second factor."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from answerable.queries.accounts.calendar_links import KeptCalendarLink
from answerable.queries.accounts.passkeys import KeptPasskey
from answerable.queries.accounts.shared import Done, Entered, Hidden, Where
from answerable.queries.base import Answer, Query


class OpenSession(Answer):
    """A session of somebody's, as they may see it.

    Arguments:
        handle: by which it is ended.
        opened_at: when they signed in.
        seen_at: when it was last used, to a minute.
        address: where from, shortened.
        agent: with which program, shortened.
        second_factor: whether they showed one.
        is_this: whether it is the one that asks.
    """

    handle: str
    opened_at: AwareDatetime
    seen_at: AwareDatetime
    address: str
    agent: str
    second_factor: bool
    is_this: bool


class OpenSessions(Answer):
    """Somebody's sessions, and what else proves them.

    Arguments:
        sessions: the one that was used last first.
        recovery_codes_left: how many there are; None where they have no second factor.
        has_account: whether they have a password here; who signed in otherwise may have none.
        passkeys: the oldest first.
        calendar_links: the oldest first.
        passkeys_at: the origin of the pages on which passkeys are good; None where there are none.
    """

    sessions: tuple[OpenSession, ...]
    recovery_codes_left: int | None = None
    has_account: bool = True
    passkeys: tuple[KeptPasskey, ...] = ()
    calendar_links: tuple[KeptCalendarLink, ...] = ()
    passkeys_at: str | None = None


class Sessions(Query[OpenSessions]):
    """Where is somebody signed in?

    Arguments:
        session: what the cookie of theirs holds.
    """

    session: Hidden


class EndSession(Query[Done]):
    """End another session of one's own.

    Arguments:
        session: what the cookie of the one that goes on holds.
        handle: of the one that ends; of all others where left out.
    """

    session: Hidden
    handle: Annotated[str, Field(max_length=64)] | None = None


class ChangePassword(Query[Entered]):
    """Set another password; every other session ends, and this one gets another cookie.

    Arguments:
        session: what its cookie holds.
        old: the password until now.
        new: the one from now on.
        where: where they are.
    """

    session: Hidden
    old: Hidden
    new: Hidden
    where: Where


class Offered(Answer):
    """A second factor that can be taken into an app.

    Arguments:
        secret: to be typed.
        uri: to be read from a square code.
    """

    secret: Hidden
    uri: Hidden


class OfferSecondFactor(Query[Offered]):
    """Begin to set up a second factor; it is asked for once a code of it was shown.

    Arguments:
        session: what the cookie holds.
        password: of its person.
        where: where they are.
    """

    session: Hidden
    password: Hidden
    where: Where


class RecoveryCodes(Answer):
    """Codes to be kept on paper; they are shown once.

    Arguments:
        codes: each is good for one sign-in without the app.
        session: what the cookie holds from now on, where it changes.
    """

    codes: tuple[Hidden, ...]
    session: Hidden | None = None


class SetSecondFactor(Query[RecoveryCodes]):
    """Take the second factor that was offered, with a code of it; every other session ends.

    Arguments:
        session: what the cookie holds; it gets another one.
        code: of the app.
        where: where they are.
    """

    session: Hidden
    code: Annotated[str, Field(max_length=100)]
    where: Where


class RemoveSecondFactor(Query[Done]):
    """Ask for a second factor no more.

    Arguments:
        session: what the cookie holds.
        password: of its person.
        where: where they are.
    """

    session: Hidden
    password: Hidden
    where: Where


class NewRecoveryCodes(Query[RecoveryCodes]):
    """Make new recovery codes; earlier ones are worth nothing.

    Arguments:
        session: what the cookie holds.
        password: of its person.
        where: where they are.
    """

    session: Hidden
    password: Hidden
    where: Where
