"""Signing in and out, and proving whose a session is."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from answerable.events.base import ActorId
from answerable.queries.accounts.shared import Done, Entered, Hidden, Where
from answerable.queries.base import Answer, Query
from answerable.streams.staff.grants import Grant
from answerable.wording import Language


class SignIn(Query[Entered]):
    """Somebody typed a name and a password.

    Arguments:
        name: their id, as it was typed.
        password: as it was typed.
        where: where they are.
        replaces: the session that the browser had until now; it is over.
    """

    name: Annotated[str, Field(max_length=200)]
    password: Hidden
    where: Where
    replaces: Hidden | None = None


class ShowCode(Query[Entered]):
    """Somebody typed the code of their second factor, or one of their recovery codes.

    Arguments:
        ticket: what they were given for the password.
        code: as it was typed.
        where: where they are.
    """

    ticket: Hidden
    code: Annotated[str, Field(max_length=100)]
    where: Where


class Proved(Answer):
    """A session's person, and what proves to every service for some minutes that they ask.

    Arguments:
        person: who.
        name: what they are called; None where nobody has said.
        language: in which they read pages, where they have said so.
        grants: their roles, today.
        token: the value of the header ``Authorization``.
        until: when the token ends; it is asked for anew well before.
        expires_at: when the session is over at the latest.
        second_factor: whether they showed one.
        is_sample: whether this is a person of the sample, whom anybody may be.
    """

    person: ActorId
    name: str | None = None
    language: Language | None = None
    grants: tuple[Grant, ...]
    token: Hidden
    until: AwareDatetime
    expires_at: AwareDatetime
    second_factor: bool = False
    is_sample: bool = False


class Prove(Query[Proved]):
    """Who is it that a session belongs to?

    Arguments:
        session: what its cookie holds.
        is_use: whether a person did something with it; a page that only stays open lets it rest.
    """

    session: Hidden
    is_use: bool = True


class SignOut(Query[Done]):
    """End a session; one that is over already stays so.

    Arguments:
        session: what its cookie holds.
    """

    session: Hidden
