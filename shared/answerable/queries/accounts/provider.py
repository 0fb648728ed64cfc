"""Signing in by an identity provider, and being told apart from whoever had its id before."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from answerable.events.base import ActorId
from answerable.queries.accounts.shared import Done, Entered, Hidden, Where
from answerable.queries.base import Answer, Query


class Ways(Answer):
    """How people sign in here.

    Arguments:
        passwords: whether with a password that is kept here.
        provider: what the identity provider is called by which they do; None where there is none.
        passkeys_at: the origin of the pages on which passkeys are good; None where there are none.
    """

    passwords: bool
    provider: str | None = None
    passkeys_at: str | None = None


class WaysIn(Query[Ways]):
    """How do people sign in here?"""


class ProviderBegun(Answer):
    """A sign-in at the identity provider was begun.

    Arguments:
        address: where the browser is led.
        ticket: for a cookie of the browser, without which nobody can come back to it.
        expires_at: when it has to be begun anew.
    """

    address: Hidden
    ticket: Hidden
    expires_at: AwareDatetime


class BeginProvider(Query[ProviderBegun]):
    """Begin a sign-in at the identity provider."""


class ReturnFromProvider(Query[Entered]):
    """Somebody comes back from the identity provider (RFC 6749, section 4.1.2; RFC 9207).

    Arguments:
        ticket: what the cookie of their browser holds.
        state: what came back as ``state``.
        code: what stands for who they are, where they were let in there.
        error: why they were not.
        issuer: what came back as ``iss``.
        where: where they are.
        replaces: the session that the browser had until now; it is over.
    """

    ticket: Hidden
    state: Hidden
    code: Hidden | None = None
    error: Annotated[str, Field(max_length=200)] | None = None
    issuer: Annotated[str, Field(max_length=1000)] | None = None
    where: Where
    replaces: Hidden | None = None


class ProviderLeft(Answer):
    """Where somebody signs out at the identity provider.

    Arguments:
        address: where; None where they did not come by it, or it does not offer that.
    """

    address: str | None = None


class LeaveProvider(Query[ProviderLeft]):
    """Where does somebody sign out at the identity provider, whose session here is about to end?

    Arguments:
        session: what its cookie holds.
    """

    session: Hidden


class UnbindProvider(Query[Done]):
    """Let whoever comes next from the identity provider with a person's id be that person.

    Arguments:
        person: whose account there was replaced by another one.
    """

    person: ActorId
