"""The commands by which what happened here is recorded: without anything that somebody typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from answerable.commands.base import Command
from answerable.streams.account import commands as c
from answerable.streams.account.events import Program, SignInFault
from answerable_services.accounts import tellings as t
from answerable_services.accounts.tellings import Telling

_PROGRAM: TypeAdapter[str] = TypeAdapter(Program)

_COMMANDS: dict[type[Any], type[Command]] = {
    t.SignedIn: c.SignIn,
    t.SignedOut: c.SignOut,
    t.SignInFailed: c.FailToSignIn,
    t.SlowedDown: c.SlowDown,
    t.LinkMade: c.MakeLink,
    t.PasswordSet: c.SetPassword,
    t.SecondFactorSet: c.SetSecondFactor,
    t.SecondFactorRemoved: c.RemoveSecondFactor,
    t.RecoveryCodesMade: c.MakeRecoveryCodes,
    t.PasskeyAdded: c.AddPasskey,
    t.PasskeyRemoved: c.RemovePasskey,
    t.CalendarLinkMade: c.MakeCalendarLink,
    t.CalendarLinkRevoked: c.RevokeCalendarLink,
    t.AccountClosed: c.Close,
    t.NameChanged: c.ChangeName,
    t.TokenMade: c.CreateToken,
    t.ProviderBound: c.BindProvider,
    t.ProviderUnbound: c.UnbindProvider,
    t.TokenRevoked: c.RevokeToken,
    t.TokenUsedElsewhere: c.UseTokenElsewhere,
    t.AttemptDenied: c.DenyAttempt,
}

_DAY = timedelta(days=1)

_CALLED = {
    "person": "who",
    "machine": "who",
    "by": "done_by",
    "with_second_factor": "second_factor",
    "new_device": "is_new_device",
    "forgotten": "is_forgotten",
    "site": "at",
}
"""What fields of tellings are called in commands, where that differs."""


def command_for(
    telling: Telling,
    times: int,
    *,
    site: str,
    occurred_at: datetime,
    is_site: Callable[[str], bool],
) -> Command:
    """Make the command that records something.

    Arguments:
        telling: what happened.
        times: how often.
        site: the one that it is recorded at.
        occurred_at: when, by the sites' clock.
        is_site: tells whether there is a site of a name: others are whatever a sender wrote.
    """
    model = _COMMANDS[type(telling)]
    said = {
        _CALLED.get(name, name): getattr(telling, name)
        for name in telling.__dataclass_fields__
        if name != "at"
    }
    if "at" in said and (said["at"] is None or not is_site(said["at"])):
        said["at"] = None
    if isinstance(telling, t.SignedIn):
        said["is_by_provider"] = telling.provider is not None
        said["program"] = _known_program(telling.agent)
    if isinstance(telling, t.TokenMade | t.CalendarLinkMade):
        said["days"] = max(round((telling.until - telling.at) / _DAY), 1)
    if isinstance(telling, t.SignInFailed):
        said["wrong"] = _fault(telling.why)
    fields = {name: value for name, value in said.items() if name in model.model_fields and value is not None}
    if "times" in model.model_fields:
        fields["times"] = times
    return model.model_validate({"site": site, "occurred_at": occurred_at, **fields})


def _known_program(agent: str) -> str | None:
    try:
        return _PROGRAM.validate_python(agent)
    except ValidationError:
        return None


def _fault(why: str) -> SignInFault:
    try:
        return SignInFault(why.replace("-", "_"))
    except ValueError:
        return SignInFault.OTHER
