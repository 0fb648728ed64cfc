"""Account: every fact stands by itself, and is recorded as it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from answerable.deciding import Matter, evolves, records, relates
from answerable.streams.account import commands, events


@dataclass(frozen=True, slots=True)
class AccountFact:
    """A fact about credentials.

    Arguments:
        who: whose they are; None where nobody is known.
    """

    who: str | None


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.who,)


relates("account", own=_whose)
records(commands.SignIn, events.SignedIn)
records(commands.SignOut, events.SignedOut)
records(commands.FailToSignIn, events.SignInFailed)
records(commands.SlowDown, events.SlowedDown)
records(commands.MakeLink, events.LinkMade)
records(commands.SetPassword, events.PasswordSet)
records(commands.SetSecondFactor, events.SecondFactorSet)
records(commands.RemoveSecondFactor, events.SecondFactorRemoved)
records(commands.MakeRecoveryCodes, events.RecoveryCodesMade)
records(commands.AddPasskey, events.PasskeyAdded)
records(commands.RemovePasskey, events.PasskeyRemoved)
records(commands.MakeCalendarLink, events.CalendarLinkMade)
records(commands.RevokeCalendarLink, events.CalendarLinkRevoked)
records(commands.Close, events.Closed)
records(commands.BindProvider, events.ProviderBound)
records(commands.UnbindProvider, events.ProviderUnbound)
records(commands.ChangeName, events.NameChanged)
records(commands.CreateToken, events.TokenCreated)
records(commands.RevokeToken, events.TokenRevoked)
records(commands.UseTokenElsewhere, events.TokenUsedElsewhere)
records(commands.DenyAttempt, events.AttemptDenied)


@evolves(
    events.SignedIn,
    events.SignedOut,
    events.SignInFailed,
    events.SlowedDown,
    events.LinkMade,
    events.PasswordSet,
    events.SecondFactorSet,
    events.SecondFactorRemoved,
    events.RecoveryCodesMade,
    events.PasskeyAdded,
    events.PasskeyRemoved,
    events.CalendarLinkMade,
    events.CalendarLinkRevoked,
    events.Closed,
    events.ProviderBound,
    events.ProviderUnbound,
    events.NameChanged,
    events.TokenCreated,
    events.TokenRevoked,
    events.TokenUsedElsewhere,
    events.AttemptDenied,
)
def told(_: None, event: Any) -> AccountFact:
    """Remember whom it is about."""
    return AccountFact(event.who)
