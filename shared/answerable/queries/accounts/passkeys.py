"""Signing in with a passkey, and one's own passkeys."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, PlainSerializer, SecretStr

from answerable.queries.accounts.shared import Done, Entered, Hidden, Where
from answerable.queries.base import Answer, Query

Signed = Annotated[
    SecretStr, Field(max_length=16_384), PlainSerializer(SecretStr.get_secret_value, when_used="json")
]
"""What a browser and a passkey say to each other, as JSON."""


class PasskeyBegun(Answer):
    """What a browser is to do with a passkey (WebAuthn Level 3).

    Arguments:
        ticket: what comes back with the answer.
        options: what the browser is asked for, as JSON.
        expires_at: when it has to be begun anew.
    """

    ticket: Hidden
    options: Signed
    expires_at: AwareDatetime


class BeginPasskey(Query[PasskeyBegun]):
    """Begin a sign-in with a passkey.

    Arguments:
        visit: what the cookie of the browser's visit holds, in which alone it can be completed.
    """

    visit: Hidden


class ShowPasskey(Query[Entered]):
    """Somebody shows a passkey, and their device has looked whether it is them.

    Arguments:
        ticket: what they were given as they began.
        visit: what the cookie of the browser's visit holds.
        credential: what the browser answered, as JSON.
        where: where they are.
        replaces: the session that the browser had until now; it is over.
    """

    ticket: Hidden
    visit: Hidden
    credential: Signed
    where: Where
    replaces: Hidden | None = None


class KeptPasskey(Answer):
    """A passkey of somebody's, as they may see it.

    Arguments:
        handle: by which it is removed.
        name: what they call it.
        added_at: when.
        used_at: when they last signed in with it; None where they never did.
    """

    handle: str
    name: str
    added_at: AwareDatetime
    used_at: AwareDatetime | None = None


class OfferPasskey(Query[PasskeyBegun]):
    """Let one's device make a passkey; it is taken once it has signed what it is given.

    Arguments:
        session: what the cookie holds.
        password: of its person.
        name: what the passkey is to be called.
        where: where they are.
    """

    session: Hidden
    password: Hidden
    name: Annotated[str, Field(max_length=200)]
    where: Where


class AddPasskey(Query[Done]):
    """Take a passkey that was made.

    Arguments:
        session: what the cookie holds.
        ticket: what they were given as they began.
        credential: what the browser answered, as JSON.
        name: what the passkey is called.
    """

    session: Hidden
    ticket: Hidden
    credential: Signed
    name: Annotated[str, Field(max_length=200)]


class RemovePasskey(Query[Done]):
    """Let a passkey of one's own be worth nothing; every other session ends.

    Arguments:
        session: what the cookie holds.
        password: of its person.
        handle: the passkey's.
        where: where they are.
    """

    session: Hidden
    password: Hidden
    handle: Annotated[str, Field(max_length=64)]
    where: Where
