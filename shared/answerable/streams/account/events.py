"""Account: what happened to somebody's credentials, and what was tried and denied.

None of it holds a secret, a whole address, a name, or what somebody typed. Each fact is an aggregate of its
own: nothing that one of them says is decided by another.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import PositiveInt, StringConstraints

from answerable.events.base import ActorId, Event, SiteId

Shortened = Annotated[str, StringConstraints(pattern=r"^[0-9a-f.:/*…]{0,48}$")]
"""An address without its last part; empty where none is known, an ellipsis for many."""

Program = Annotated[
    str,
    StringConstraints(
        pattern=r"^(Edge|Opera|WeChat|Firefox|Chrome|Safari) [0-9]{1,5}"
        r"(, (HarmonyOS|Android|iPhone|iPad|Windows|macOS|Linux))?$"
    ),
]
"""A browser and its system, of those that are known; others call themselves whatever somebody typed."""

TokenName = Annotated[str, StringConstraints(pattern=r"^token-[0-9a-f]{8,32}$")]
"""A token of a machine by its name, which is no secret."""

Scope = Annotated[str, StringConstraints(pattern=r"^([a-z_]+|\*)(\.([a-z_]+|\*))?$")]
"""Names of commands or questions that a token is for."""

Action = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}(\.[a-z_]{1,40}){0,2}$")]
"""A command or question by its name; ``unknown`` where there is none of the name that was sent."""

Part = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
"""A part of the system by its name."""


class SignInFault(StrEnum):
    """What was wrong with a credential."""

    WRONG_CREDENTIALS = "wrong_credentials"
    WRONG_CODE = "wrong_code"
    WRONG_PASSKEY = "wrong_passkey"
    COPIED_PASSKEY = "copied_passkey"
    """It was signed by the right key, whose count did not rise: there must be two of it."""
    NOT_EMPLOYED = "not_employed"
    ON_NO_REGISTER = "on_no_register"
    OUTSIDE_GROUP = "outside_group"
    OTHER_SUBJECT = "other_subject"
    OTHER = "other"


class ShownFactor(StrEnum):
    """How somebody showed a second factor."""

    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    PROVIDER = "provider"
    PASSKEY = "passkey"
    """A passkey, whose device looked whether it is them: that was all they showed."""


class LinkPurpose(StrEnum):
    """What a link is for with which a password is set."""

    SET_UP = "set_up"
    INVITATION = "invitation"
    RESET = "reset"


class Denial(StrEnum):
    """Why an attempt was denied."""

    MISSING = "missing"
    """Nothing was shown that proves who asks."""
    FORGED = "forged"
    """What was shown was signed by nobody who may sign for that."""
    EXPIRED = "expired"
    """What was shown held once."""
    REVOKED = "revoked"
    """What was shown was revoked."""
    SCOPE = "scope"
    """The token is for other commands or questions."""
    SITE = "site"
    """They may at other sites, or their token is for others."""
    ROLE = "role"
    """None of their roles may."""
    RELATION = "relation"
    """They may with what is theirs, and this is not."""
    ONESELF = "oneself"
    """It is about themselves, or comes from them."""
    IN_PERSON = "in_person"
    """They named somebody else as who did it."""
    FOREIGN = "foreign"
    """It came from a page of somebody else, a form of another session, or under another name of the host."""
    OTHER = "other"
    """Another rule says so."""


class Way(StrEnum):
    """By which way something was tried."""

    HTTP = "http"
    NATS = "nats"
    PAGE = "page"


class SignedIn(Event):
    """Somebody signed in.

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


class SignedOut(Event):
    """Somebody ended sessions of theirs, or somebody else ended them.

    Arguments:
        who: whose.
        done_by: who did.
        sessions: how many.
    """

    who: ActorId
    done_by: ActorId
    sessions: PositiveInt


class SignInFailed(Event):
    """Somebody showed a wrong credential.

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


class SlowedDown(Event):
    """Attempts were not looked at, because there had been too many.

    Arguments:
        who: whose account was tried; None where there is none of the name that was given.
        address: where, shortened.
        times: how often, since it was told last.
    """

    who: ActorId | None = None
    address: Shortened
    times: PositiveInt


class LinkMade(Event):
    """A link was made with which somebody sets a password.

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


class PasswordSet(Event):
    """Somebody set a password.

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


class SecondFactorSet(Event):
    """Somebody set up a second factor.

    Arguments:
        who: who.
    """

    who: ActorId


class SecondFactorRemoved(Event):
    """Somebody's second factor is gone.

    Arguments:
        who: whose.
        done_by: who removed it, or made the link that did.
    """

    who: ActorId
    done_by: ActorId


class RecoveryCodesMade(Event):
    """Somebody has new recovery codes; earlier ones are worth nothing.

    Arguments:
        who: who.
    """

    who: ActorId


class PasskeyAdded(Event):
    """Somebody added a passkey, with which they sign in without a password.

    Arguments:
        who: who.
    """

    who: ActorId


class PasskeyRemoved(Event):
    """A passkey of somebody's is worth nothing any more.

    Arguments:
        who: whose.
        done_by: who removed it, or made the link that did.
    """

    who: ActorId
    done_by: ActorId


class CalendarLinkMade(Event):
    """Somebody made a link by which a calendar program reads what is due, without signing in.

    Arguments:
        who: who.
        is_of_sites: whether it tells all that they may see of their sites, and not their own alone.
        days: how long it holds at the most.
    """

    who: ActorId
    is_of_sites: bool
    days: PositiveInt


class CalendarLinkRevoked(Event):
    """A calendar link of somebody's is worth nothing any more.

    Arguments:
        who: whose.
        done_by: who revoked it; the accounts' service where its person had left.
    """

    who: ActorId
    done_by: ActorId


class Closed(Event):
    """Somebody cannot sign in any more.

    Arguments:
        who: who.
        done_by: who closed it.
    """

    who: ActorId
    done_by: ActorId


class ProviderBound(Event):
    """Somebody signed in by the identity provider for the first time; its subject is theirs from now on.

    Arguments:
        who: who.
    """

    who: ActorId


class ProviderUnbound(Event):
    """What the identity provider calls somebody is theirs no more.

    Arguments:
        who: who.
        done_by: who did it.
    """

    who: ActorId
    done_by: ActorId


class NameChanged(Event):
    """What somebody is called was changed or forgotten; neither the old nor the new name is told.

    Arguments:
        who: who.
        done_by: who did it.
        is_forgotten: whether there is none any more.
    """

    who: ActorId
    done_by: ActorId
    is_forgotten: bool


class TokenCreated(Event):
    """A token for another system was made.

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


class TokenRevoked(Event):
    """A token for another system holds no more.

    Arguments:
        who: what the ledger calls whoever used it.
        token: its name.
        done_by: who revoked it.
    """

    who: ActorId
    token: TokenName
    done_by: ActorId


class TokenUsedElsewhere(Event):
    """A token was used from an address from which it had not been used before.

    Arguments:
        who: what the ledger calls whoever uses it.
        token: its name.
        address: where, shortened.
    """

    who: ActorId
    token: TokenName
    address: Shortened


class AttemptDenied(Event):
    """Somebody asked for what they may not, or proved nothing.

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
