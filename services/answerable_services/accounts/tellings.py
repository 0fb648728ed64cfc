"""What happens to credentials and is to be told: to auditors, as events that a later step makes of it.

None of it holds a secret, a whole address, or what was typed where there is no such account: some people type
their password there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody signed in.

    Arguments:
        person: who.
        at: when.
        address: where, shortened.
        agent: with which program, shortened.
        with_second_factor: how they showed a second factor, ``provider`` where that was there, ``passkey``
            where that was all they showed; None where they did not have to.
        new_device: whether nobody of this name signed in on it before.
        provider: the identity provider that vouched for them; None where they showed a password.
    """

    person: str
    at: datetime
    address: str
    agent: str
    with_second_factor: Literal["code", "recovery_code", "provider", "passkey"] | None
    new_device: bool
    provider: str | None = None
    kind: Literal["SignedIn"] = "SignedIn"


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Somebody ended sessions of theirs, or somebody else ended them.

    Arguments:
        person: whose.
        at: when.
        by: who did.
        sessions: how many.
    """

    person: str
    at: datetime
    by: str
    sessions: int
    kind: Literal["SignedOut"] = "SignedOut"


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """Somebody showed a wrong credential.

    Arguments:
        person: whose account was tried; None where there is none of the name that was given.
        at: when.
        address: where, shortened.
        why: what was wrong.
    """

    person: str | None
    at: datetime
    address: str
    why: str
    kind: Literal["SignInFailed"] = "SignInFailed"


@dataclass(frozen=True, slots=True)
class SlowedDown:
    """An attempt was not looked at, because there had been too many.

    Arguments:
        person: whose account was tried; None where there is none of the name that was given.
        at: when.
        address: where, shortened.
        until: when the next one is looked at.
    """

    person: str | None
    at: datetime
    address: str
    until: datetime
    kind: Literal["SlowedDown"] = "SlowedDown"


@dataclass(frozen=True, slots=True)
class LinkMade:
    """A link was made with which somebody sets a password.

    Arguments:
        person: who.
        at: when.
        by: who made it; None for the program, where it is the first manager's.
        purpose: ``set_up``, ``invitation`` or ``reset``.
        drops_second_factor: whether the second factor is gone when it is used.
    """

    person: str
    at: datetime
    by: str | None
    purpose: str
    drops_second_factor: bool
    kind: Literal["LinkMade"] = "LinkMade"


@dataclass(frozen=True, slots=True)
class PasswordSet:
    """Somebody set a password.

    Arguments:
        person: who.
        at: when.
        address: where, shortened.
        purpose: of the link that they did it with; None where they changed it themselves.
        by: who made the link.
    """

    person: str
    at: datetime
    address: str
    purpose: str | None
    by: str | None
    kind: Literal["PasswordSet"] = "PasswordSet"


@dataclass(frozen=True, slots=True)
class SecondFactorSet:
    """Somebody set up a second factor.

    Arguments:
        person: who.
        at: when.
    """

    person: str
    at: datetime
    kind: Literal["SecondFactorSet"] = "SecondFactorSet"


@dataclass(frozen=True, slots=True)
class SecondFactorRemoved:
    """Somebody's second factor is gone.

    Arguments:
        person: whose.
        at: when.
        by: who removed it, or made the link that did.
    """

    person: str
    at: datetime
    by: str
    kind: Literal["SecondFactorRemoved"] = "SecondFactorRemoved"


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade:
    """Somebody has new recovery codes; earlier ones are worth nothing.

    Arguments:
        person: who.
        at: when.
    """

    person: str
    at: datetime
    kind: Literal["RecoveryCodesMade"] = "RecoveryCodesMade"


@dataclass(frozen=True, slots=True)
class PasskeyAdded:
    """Somebody can sign in with a passkey more than before.

    Arguments:
        person: who.
        at: when.
    """

    person: str
    at: datetime
    kind: Literal["PasskeyAdded"] = "PasskeyAdded"


@dataclass(frozen=True, slots=True)
class PasskeyRemoved:
    """A passkey of somebody's is worth nothing any more.

    Arguments:
        person: whose.
        at: when.
        by: who removed it, or made the link that did.
    """

    person: str
    at: datetime
    by: str
    kind: Literal["PasskeyRemoved"] = "PasskeyRemoved"


@dataclass(frozen=True, slots=True)
class CalendarLinkMade:
    """Somebody made a link by which a calendar program reads what is due.

    Arguments:
        person: who.
        at: when.
        is_of_sites: whether it tells all that they may see, and not their own alone.
        until: when it ends at the latest.
    """

    person: str
    at: datetime
    is_of_sites: bool
    until: datetime
    kind: Literal["CalendarLinkMade"] = "CalendarLinkMade"


@dataclass(frozen=True, slots=True)
class CalendarLinkRevoked:
    """A calendar link of somebody's is worth nothing any more.

    Arguments:
        person: whose.
        at: when.
        by: who revoked it.
    """

    person: str
    at: datetime
    by: str
    kind: Literal["CalendarLinkRevoked"] = "CalendarLinkRevoked"


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """Somebody cannot sign in any more.

    Arguments:
        person: who.
        at: when.
        by: who closed it.
    """

    person: str
    at: datetime
    by: str
    kind: Literal["AccountClosed"] = "AccountClosed"


@dataclass(frozen=True, slots=True)
class ProviderBound:
    """Somebody signed in by an identity provider for the first time; its subject is theirs from now on.

    Arguments:
        person: who.
        at: when.
        issuer: which provider.
    """

    person: str
    at: datetime
    issuer: str
    kind: Literal["ProviderBound"] = "ProviderBound"


@dataclass(frozen=True, slots=True)
class ProviderUnbound:
    """What identity providers call somebody is theirs no more; the next one that comes with their id is.

    Arguments:
        person: who.
        at: when.
        by: who did it.
    """

    person: str
    at: datetime
    by: str
    kind: Literal["ProviderUnbound"] = "ProviderUnbound"


@dataclass(frozen=True, slots=True)
class TokenMade:
    """Another system got a token.

    Arguments:
        token: its name.
        machine: what the ledger calls the system.
        at: when.
        by: who had it made.
        scope: the commands and questions that it is for.
        sites: the sites that it is for; all where None.
        until: when it ends.
    """

    token: str
    machine: str
    at: datetime
    by: str
    scope: tuple[str, ...]
    sites: tuple[str, ...] | None
    until: datetime
    kind: Literal["TokenMade"] = "TokenMade"


@dataclass(frozen=True, slots=True)
class TokenRevoked:
    """A token of another system holds no more.

    Arguments:
        token: its name.
        machine: what the ledger calls the system.
        at: when.
        by: who revoked it.
    """

    token: str
    machine: str
    at: datetime
    by: str
    kind: Literal["TokenRevoked"] = "TokenRevoked"


@dataclass(frozen=True, slots=True)
class NameChanged:
    """What somebody is called was changed or forgotten; neither the old nor the new name is told.

    Arguments:
        person: who.
        at: when.
        by: who did it.
        forgotten: whether there is none any more.
    """

    person: str
    at: datetime
    by: str
    forgotten: bool
    kind: Literal["NameChanged"] = "NameChanged"


@dataclass(frozen=True, slots=True)
class TokenUsedElsewhere:
    """A token was used from an address from which it had not been used before.

    Arguments:
        machine: what the ledger calls whoever uses it.
        at: when.
        token: its name.
        address: where, shortened.
    """

    machine: str
    at: datetime
    token: str
    address: str
    kind: Literal["TokenUsedElsewhere"] = "TokenUsedElsewhere"


@dataclass(frozen=True, slots=True)
class AttemptDenied:
    """Somebody asked for what they may not, or proved nothing.

    Arguments:
        person: who, where that is known.
        at: when.
        action: which command or question.
        site: where, where that is known.
        denial: why.
        part: which part of the system denied it.
        way: how it came.
        address: where from, shortened.
    """

    person: str | None
    at: datetime
    action: str
    site: str | None
    denial: str
    part: str
    way: str
    address: str
    kind: Literal["AttemptDenied"] = "AttemptDenied"


Telling: TypeAlias = Annotated[
    SignedIn
    | SignedOut
    | SignInFailed
    | SlowedDown
    | LinkMade
    | PasswordSet
    | SecondFactorSet
    | SecondFactorRemoved
    | RecoveryCodesMade
    | PasskeyAdded
    | PasskeyRemoved
    | CalendarLinkMade
    | CalendarLinkRevoked
    | AccountClosed
    | ProviderBound
    | ProviderUnbound
    | TokenMade
    | TokenRevoked
    | TokenUsedElsewhere
    | NameChanged
    | AttemptDenied,
    Field(discriminator="kind"),
]
"""One thing that is to be told."""

TELLING: TypeAdapter[Telling] = TypeAdapter(Telling)


NOBODYS, SOMEBODYS = "nobody", "of "
"""How the name begins of what is nobody's, and of what is somebody's: neither fills the other's place."""


def alike(telling: Telling) -> str | None:
    """Name what a telling is counted together with; None where it is told by itself.

    Whoever has no credential can cause any number of failures, and must fill nothing with them.
    """
    if isinstance(telling, SignInFailed):
        return f"{_whose(telling.person)} {telling.kind} {telling.address} {telling.why}"
    if isinstance(telling, SlowedDown):
        return f"{_whose(telling.person)} {telling.kind} {telling.address}"
    if isinstance(telling, AttemptDenied):
        place = telling.address if telling.person is None else ""
        what = f"{telling.action} {telling.denial}"
        return f"{_whose(telling.person)} {telling.kind} {telling.part} {telling.way} {what} {place}"
    return None


def _whose(person: str | None) -> str:
    return NOBODYS if person is None else f"{SOMEBODYS}{person}"
