"""Account: what the accounts service has recorded; nobody else gives these commands."""

from __future__ import annotations

from typing import Annotated

from pydantic import PositiveInt

from answerable.commands.base import Command
from answerable.events.base import ActorId, SiteId, identity
from answerable.streams.account.events import (
    Action,
    Denial,
    LinkPurpose,
    Part,
    Program,
    Scope,
    Shortened,
    ShownFactor,
    SignInFault,
    TokenName,
    Way,
)

AccountFactId = Annotated[str, identity("account")]


class _Fact(Command):
    """A fact about credentials.

    Arguments:
        account: the fact's id; a new one where left out.
    """

    account: AccountFactId | None = None


class SignIn(_Fact):
    """Record that somebody signed in.

    Arguments:
        who: who.
        address: where, shortened.
        program: with which program, where it is a known one.
        second_factor: how they showed a second factor; None where they did not have to.
        is_new_device: whether nobody of this name signed in on it before.
        is_by_provider: whether an identity provider vouched for them.
    """

    who: ActorId
    address: Shortened
    program: Program | None = None
    second_factor: ShownFactor | None = None
    is_new_device: bool
    is_by_provider: bool


class SignOut(_Fact):
    """Record that sessions of somebody ended.

    Arguments:
        who: whose.
        done_by: who did.
        sessions: how many.
    """

    who: ActorId
    done_by: ActorId
    sessions: PositiveInt


class FailToSignIn(_Fact):
    """Record that somebody showed a wrong credential.

    Arguments:
        who: whose account was tried; None where there is none of the name that was given.
        address: where, shortened.
        wrong: what was wrong.
        times: how often, since it was told last.
    """

    who: ActorId | None = None
    address: Shortened
    wrong: SignInFault
    times: PositiveInt


class SlowDown(_Fact):
    """Record that attempts were not looked at.

    Arguments:
        who: whose account was tried; None where there is none of the name that was given.
        address: where, shortened.
        times: how often, since it was told last.
    """

    who: ActorId | None = None
    address: Shortened
    times: PositiveInt


class MakeLink(_Fact):
    """Record that a link was made with which somebody sets a password.

    Arguments:
        who: who sets it.
        done_by: who made it; None for the program, where it is the first manager's.
        purpose: what for.
        drops_second_factor: whether the second factor is gone when it is used.
    """

    who: ActorId
    done_by: ActorId | None = None
    purpose: LinkPurpose
    drops_second_factor: bool


class SetPassword(_Fact):
    """Record that somebody set a password.

    Arguments:
        who: who.
        address: where, shortened.
        purpose: of the link that they did it with; None where they changed it themselves.
        done_by: who made the link.
    """

    who: ActorId
    address: Shortened
    purpose: LinkPurpose | None = None
    done_by: ActorId | None = None


class SetSecondFactor(_Fact):
    """Record that somebody set up a second factor.

    Arguments:
        who: who.
    """

    who: ActorId


class RemoveSecondFactor(_Fact):
    """Record that somebody's second factor is gone.

    Arguments:
        who: whose.
        done_by: who removed it, or made the link that did.
    """

    who: ActorId
    done_by: ActorId


class MakeRecoveryCodes(_Fact):
    """Record that somebody has new recovery codes.

    Arguments:
        who: who.
    """

    who: ActorId


class AddPasskey(_Fact):
    """Record that somebody added a passkey.

    Arguments:
        who: who.
    """

    who: ActorId


class RemovePasskey(_Fact):
    """Record that a passkey of somebody's is worth nothing any more.

    Arguments:
        who: whose.
        done_by: who removed it, or made the link that did.
    """

    who: ActorId
    done_by: ActorId


class MakeCalendarLink(_Fact):
    """Record that somebody made a link by which a calendar program reads what is due to them.

    Arguments:
        who: who.
        is_of_sites: whether it tells all that they may see of their sites, and not their own alone.
        days: how long it holds at the most.
    """

    who: ActorId
    is_of_sites: bool
    days: PositiveInt


class RevokeCalendarLink(_Fact):
    """Record that a calendar link of somebody's is worth nothing any more.

    Arguments:
        who: whose.
        done_by: who revoked it; the accounts' service where its person had left.
    """

    who: ActorId
    done_by: ActorId


class Close(_Fact):
    """Record that somebody cannot sign in any more.

    Arguments:
        who: who.
        done_by: who closed it.
    """

    who: ActorId
    done_by: ActorId


class BindProvider(_Fact):
    """Record that an identity provider's subject is somebody's.

    Arguments:
        who: who.
    """

    who: ActorId


class UnbindProvider(_Fact):
    """Record that an identity provider's subject is theirs no more.

    Arguments:
        who: who.
        done_by: who did it.
    """

    who: ActorId
    done_by: ActorId


class ChangeName(_Fact):
    """Record that what somebody is called was changed or forgotten.

    Arguments:
        who: who.
        done_by: who did it.
        is_forgotten: whether there is none any more.
    """

    who: ActorId
    done_by: ActorId
    is_forgotten: bool


class CreateToken(_Fact):
    """Record that a token for another system was made.

    Arguments:
        who: what the ledger calls whoever uses it.
        token: its name.
        done_by: who had it made.
        scope: the commands and questions that it is for.
        sites: the sites that it is for; all where None.
        days: for how many it holds.
    """

    who: ActorId
    token: TokenName
    done_by: ActorId
    scope: tuple[Scope, ...]
    sites: tuple[SiteId, ...] | None = None
    days: PositiveInt


class RevokeToken(_Fact):
    """Record that a token for another system was revoked.

    Arguments:
        who: what the ledger calls whoever used it.
        token: its name.
        done_by: who revoked it.
    """

    who: ActorId
    token: TokenName
    done_by: ActorId


class UseTokenElsewhere(_Fact):
    """Record that a token was used from a new address.

    Arguments:
        who: what the ledger calls whoever uses it.
        token: its name.
        address: where, shortened.
    """

    who: ActorId
    token: TokenName
    address: Shortened


class DenyAttempt(_Fact):
    """Record that an attempt was denied.

    Arguments:
        who: who, as it was proved; where what they showed holds no more, whom it was made for; else None.
        action: which command or question.
        at: at which site, where it is one that there is.
        denial: why it was denied.
        part: which part of the system denied it.
        way: how it came.
        address: where from, shortened, where that is known.
        times: how often, since it was told last.
    """

    who: ActorId | None = None
    action: Action
    at: SiteId | None = None
    denial: Denial
    part: Part
    way: Way
    address: Shortened
    times: PositiveInt
