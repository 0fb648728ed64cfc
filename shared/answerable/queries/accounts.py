"""Requests to the accounts: who somebody is, how they prove it, and what they are called.

What is kept there is no fact and is changed by these requests, not by commands: it must be possible to
forget it (decision 0031). Those that bring a secret come from the console alone, over the connection of its
own user; they are never written to a log, and never told in an error.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, SecretStr

from answerable.events.base import ActorId, SiteId
from answerable.identity.principals import Grant
from answerable.queries.base import Answer, Query
from answerable.wording import Language

Hidden = Annotated[
    SecretStr, Field(max_length=4096), PlainSerializer(SecretStr.get_secret_value, when_used="json")
]
"""A secret: told on the wire to whom it is meant for, and nowhere else."""


class Where(BaseModel):
    """Where somebody asks from.

    Arguments:
        address: of their connection.
        agent: the header ``User-Agent``.
        device: the cookie by which the device is known to this person, where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Annotated[str, Field(max_length=64)]
    agent: Annotated[str, Field(max_length=1000)] = ""
    device: Hidden | None = None


class Entered(Answer):
    """How far somebody has come in: they are signed in, or a code is wanted.

    Arguments:
        person: who they are, once they are signed in.
        session: what the cookie of the session holds, once they are signed in.
        expires_at: when the session, or the ticket, is over at the latest.
        device: what the cookie of the device holds from now on, where that changes.
        ticket: to be shown with the code of the second factor, where one is wanted.
    """

    person: ActorId | None = None
    session: Hidden | None = None
    expires_at: AwareDatetime
    device: Hidden | None = None
    ticket: Hidden | None = None


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
    """

    session: Hidden


class Done(Answer):
    """It was done, or was so already."""


class SignOut(Query[Done]):
    """End a session; one that is over already stays so.

    Arguments:
        session: what its cookie holds.
    """

    session: Hidden


class LinkSeen(Answer):
    """What a link is for.

    Arguments:
        person: whose it is.
        purpose: ``set_up``, ``invitation`` or ``reset``.
        expires_at: until when it is good.
    """

    person: ActorId
    purpose: str
    expires_at: AwareDatetime


class LookAtLink(Query[LinkSeen]):
    """Whose is a link, and what is it for? It is not used up.

    Arguments:
        link: its secret.
    """

    link: Hidden


class AcceptLink(Query[Entered]):
    """Set a password with a link, and sign in.

    Arguments:
        link: its secret.
        password: the new one.
        where: where they are.
    """

    link: Hidden
    password: Hidden
    where: Where


class SamplePerson(Answer):
    """Somebody of the sample.

    Arguments:
        person: their id.
        name: what they are called.
        grants: their roles.
    """

    person: ActorId
    name: str
    grants: tuple[Grant, ...]


class SampleCast(Answer):
    """Whom a visitor may be; nobody where the installation is not the sample.

    Arguments:
        people: the sample's, by site and role.
    """

    people: tuple[SamplePerson, ...] = ()


class SamplePeople(Query[SampleCast]):
    """Whom may a visitor to the sample be?"""


class EnterSample(Query[Entered]):
    """Sign in as somebody of the sample, without a password; refused in every other installation.

    Arguments:
        person: who.
        where: where they are.
        replaces: the session that the browser had until now; it is over.
    """

    person: ActorId
    where: Where
    replaces: Hidden | None = None


class PersonName(Answer):
    """What a person is called.

    Arguments:
        person: their id.
        name: as it is shown.
        sort_key: what lists sort by.
    """

    person: ActorId
    name: str
    sort_key: str


class PeopleNames(Answer):
    """What people are called.

    Arguments:
        names: theirs who have one.
    """

    names: tuple[PersonName, ...]


class NamesOf(Query[PeopleNames]):
    """What are people called? Whoever is left out has no name, or one that was forgotten.

    Arguments:
        people: their ids.
    """

    people: Annotated[tuple[ActorId, ...], Field(max_length=1000)]


class AccountsState(Answer):
    """How the service is.

    Arguments:
        accounts: how many people can sign in.
        people: how many the register of staff has.
        is_sample: whether anybody may be a person of the sample.
    """

    accounts: int
    people: int
    is_sample: bool


class State(Query[AccountsState]):
    """How is the service? It answers once it has read the register of staff."""


class FindPeople(Query[PeopleNames]):
    """Who is called something like this?

    Arguments:
        text: a part of a name, of how it is sorted (pinyin), or of an id.
        site: of those who work there.
        limit: no more than so many.
    """

    text: Annotated[str, Field(min_length=1, max_length=80)]
    site: SiteId | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class NamesPage(Answer):
    """Some of everybody's names.

    Arguments:
        names: theirs, by id.
        after: what to ask with for the next ones; None where these are the last.
    """

    names: tuple[PersonName, ...]
    after: ActorId | None = None


class AllNames(Query[NamesPage]):
    """What is everybody called?

    Arguments:
        after: the last id of those that are known already.
        limit: no more than so many.
    """

    after: ActorId | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 1000
