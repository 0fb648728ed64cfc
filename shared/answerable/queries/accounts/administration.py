"""Who has an account, and ending it."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import ActorId, SiteId
from answerable.queries.accounts.shared import Done
from answerable.queries.base import Answer, Query
from answerable.streams.staff.events import Role
from answerable.streams.staff.grants import Grant
from answerable.streams.staff.state import Presence


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


class CloseAccount(Query[Done]):
    """End somebody's account, with their sessions, links and saved views; an invitation opens a new one.

    Arguments:
        person: whose.
    """

    person: ActorId


class AccountRow(Answer):
    """One person's account.

    Arguments:
        person: who.
        name: what they are called; None where nobody has said.
        site: where they work, or worked last; None of whom is on no register.
        is_employed: whether they are, today.
        has_account: whether they have set a password.
        second_factor: whether they have one.
        invited_until: until when a link for them is good; None where there is none.
        sessions: how many are open.
        sort_key: what lists sort their name by; None where nobody has said.
        team: of theirs, today or last.
        role: what they are employed as, today or last.
        presence: whether they are there today; None of whom is on no register.
        grants: the roles that they have today, each with where it counts.
    """

    person: ActorId
    name: str | None = None
    site: SiteId | None = None
    is_employed: bool
    has_account: bool
    second_factor: bool
    invited_until: AwareDatetime | None = None
    sessions: int
    sort_key: str | None = None
    team: str | None = None
    role: Role | None = None
    presence: Presence | None = None
    grants: tuple[Grant, ...] = ()


class AccountList(Answer):
    """Who has an account.

    Arguments:
        accounts: by id.
    """

    accounts: tuple[AccountRow, ...]


class AccountsOf(Query[AccountList]):
    """Who has an account, of those whom the asker looks after?

    Arguments:
        person: of one person; of everybody where left out.
        site: of those who work there.
    """

    person: ActorId | None = None
    site: SiteId | None = None


class EndSessionsOf(Query[Done]):
    """End every session of somebody else, such as of a phone that was lost; their password is good on.

    Arguments:
        person: whose.
    """

    person: ActorId
