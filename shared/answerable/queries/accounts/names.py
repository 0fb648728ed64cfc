"""What people are called, which no fact says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.events.base import ActorId, SiteId
from answerable.queries.accounts.shared import Done
from answerable.queries.base import Answer, Query
from answerable.streams.staff.grants import Grant
from answerable.wording import Language


class PersonName(Answer):
    """What a person is called.

    Arguments:
        person: their id.
        name: as it is shown.
        sort_key: what lists sort by.
        grants: their roles of today, where they were searched for: two people can have one name.
    """

    person: ActorId
    name: str
    sort_key: str
    grants: tuple[Grant, ...] = ()


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


class SetName(Query[PersonName]):
    """Say what a person is called, from now on and in everything that was before.

    Arguments:
        person: who.
        name: as it is shown.
        sort_key: what lists sort by, such as the name in pinyin; the name where left out.
        language: in which they read pages.
    """

    person: ActorId
    name: Annotated[str, Field(min_length=1, max_length=200)]
    sort_key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    language: Language | None = None


class ForgetName(Query[Done]):
    """Forget what a person is called; they are shown by their id from then on.

    Arguments:
        person: who.
    """

    person: ActorId
