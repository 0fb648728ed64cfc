"""The people of the sample, who come in without a password."""

from __future__ import annotations

from answerable.events.base import ActorId
from answerable.queries.accounts.shared import Entered, Hidden, Where
from answerable.queries.base import Answer, Query
from answerable.streams.staff.grants import Grant


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
