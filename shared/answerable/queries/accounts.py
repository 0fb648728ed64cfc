"""Requests to the accounts: who somebody is, how they prove it, and what they are called.

What is kept there is no fact and is changed by these requests, not by commands: it must be possible to
forget it (decision 0031). Those that bring a secret come from the console alone, over the connection of its
own user; they are never written to a log, and never told in an error.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, SecretStr

from answerable.commands.base import ActionPattern
from answerable.events.base import ActorId, SiteId
from answerable.queries.base import Answer, Query
from answerable.streams.staff.events import Role
from answerable.streams.staff.grants import Grant
from answerable.streams.staff.state import Presence
from answerable.wording import Language

Hidden = Annotated[
    SecretStr, Field(max_length=4096), PlainSerializer(SecretStr.get_secret_value, when_used="json")
]
"""A secret: told on the wire to whom it is meant for, and nowhere else."""

Signed = Annotated[
    SecretStr, Field(max_length=16_384), PlainSerializer(SecretStr.get_secret_value, when_used="json")
]
"""What a browser and a passkey say to each other, as JSON."""


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
        is_use: whether a person did something with it; a page that only stays open lets it rest.
    """

    session: Hidden
    is_use: bool = True


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


class MadeLink(Answer):
    """A link by which somebody sets a password; it is shown once.

    Arguments:
        person: who.
        purpose: ``set_up``, ``invitation`` or ``reset``.
        link: its secret, to be put behind ``/join?link=``.
        expires_at: until when it is good.
    """

    person: ActorId
    purpose: str
    link: Hidden
    expires_at: AwareDatetime


class SetUp(Query[MadeLink]):
    """Make the link of the first manager, as long as nobody has an account.

    Arguments:
        person: who; they are employed.
    """

    person: ActorId


class Invite(Query[MadeLink]):
    """Make a link by which somebody gets an account.

    Arguments:
        person: who; they are on the register of staff.
    """

    person: ActorId


class Reset(Query[MadeLink]):
    """Make a link by which somebody sets another password; the one they have is good until then.

    Arguments:
        person: who.
        drops_second_factor: whether the second factor is gone when it is used.
    """

    person: ActorId
    drops_second_factor: bool = False


class CloseAccount(Query[Done]):
    """End somebody's account, with their sessions and links; an invitation opens a new one.

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


class OpenSessions(Answer):
    """Somebody's sessions, and what else proves them.

    Arguments:
        sessions: the one that was used last first.
        recovery_codes_left: how many there are; None where they have no second factor.
        has_account: whether they have a password here; who signed in otherwise may have none.
        passkeys: the oldest first.
        passkeys_at: the origin of the pages on which passkeys are good; None where there are none.
    """

    sessions: tuple[OpenSession, ...]
    recovery_codes_left: int | None = None
    has_account: bool = True
    passkeys: tuple[KeptPasskey, ...] = ()
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


class EndSessionsOf(Query[Done]):
    """End every session of somebody else, such as of a phone that was lost; their password is good on.

    Arguments:
        person: whose.
    """

    person: ActorId


class TokenRow(Answer):
    """What is kept of a token of another system: never the token itself.

    Arguments:
        token: its name, by which it is revoked.
        machine: what the ledger calls whoever uses it.
        scope: the commands and questions that it is for.
        sites: the sites that it is for; all where None.
        made_at: since when it holds.
        made_by: who made it; None where that was not kept, as by the command line.
        until: when it ends.
        revoked_at: when it was revoked, where it was.
    """

    token: str
    machine: ActorId
    scope: tuple[str, ...]
    sites: tuple[SiteId, ...] | None = None
    made_at: AwareDatetime
    made_by: ActorId | None = None
    until: AwareDatetime
    revoked_at: AwareDatetime | None = None


class TokenList(Answer):
    """Which tokens other systems have.

    Arguments:
        tokens: the newest first, also those that hold no more.
    """

    tokens: tuple[TokenRow, ...]


class ListTokens(Query[TokenList]):
    """Which tokens do other systems have, of the sites that the asker looks after?"""


class MadeToken(Answer):
    """A token of another system; it is shown once and kept nowhere.

    Arguments:
        kept: what is kept of it.
        secret: the token, to be put behind ``Authorization: Bearer``.
    """

    kept: TokenRow
    secret: Hidden


class CreateToken(Query[MadeToken]):
    """Make a token for another system.

    It is for nothing that the table of who may do what does not give other systems, and for no site that the
    asker does not look after. What it is for, and who made it, is told.

    Arguments:
        name: the system's; the ledger calls it ``machine-`` and this.
        scope: the commands and questions that it is for, as names, with ``*`` for all of a kind.
        sites: the sites that it is for; all where left out.
        days: how long it holds.
    """

    name: Annotated[str, Field(min_length=1, max_length=56)]
    scope: Annotated[tuple[ActionPattern, ...], Field(min_length=1, max_length=200)]
    sites: Annotated[tuple[SiteId, ...], Field(min_length=1)] | None = None
    days: int


class RevokeToken(Query[TokenRow]):
    """Let a token hold no more, within a second.

    Arguments:
        token: its name.
    """

    token: Annotated[str, Field(max_length=64)]
