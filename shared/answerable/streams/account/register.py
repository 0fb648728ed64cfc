"""The register of what happened to credentials, and of what was denied."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.register import Column, Kind, Names, Register, given, moment
from answerable.streams.account import events as e


class AccountFactKind(StrEnum):
    """What kind of fact it is; what was denied or failed stands first."""

    ATTEMPT_DENIED = "attempt_denied"
    SIGN_IN_FAILED = "sign_in_failed"
    SLOWED_DOWN = "slowed_down"
    TOKEN_USED_ELSEWHERE = "token_used_elsewhere"  # noqa: S105  (a kind of fact, and no token)
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    LINK_MADE = "link_made"
    PASSWORD_SET = "password_set"  # noqa: S105  (a kind of fact, and no password)
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CALENDAR_LINK_MADE = "calendar_link_made"
    CALENDAR_LINK_REVOKED = "calendar_link_revoked"
    CLOSED = "closed"
    PROVIDER_BOUND = "provider_bound"
    PROVIDER_UNBOUND = "provider_unbound"
    NAME_CHANGED = "name_changed"
    TOKEN_CREATED = "token_created"  # noqa: S105  (a kind of fact, and no token)
    TOKEN_REVOKED = "token_revoked"  # noqa: S105  (a kind of fact, and no token)


_KINDS: dict[AccountFactKind, type[Event]] = {
    AccountFactKind.ATTEMPT_DENIED: e.AttemptDenied,
    AccountFactKind.SIGN_IN_FAILED: e.SignInFailed,
    AccountFactKind.SLOWED_DOWN: e.SlowedDown,
    AccountFactKind.TOKEN_USED_ELSEWHERE: e.TokenUsedElsewhere,
    AccountFactKind.SIGNED_IN: e.SignedIn,
    AccountFactKind.SIGNED_OUT: e.SignedOut,
    AccountFactKind.LINK_MADE: e.LinkMade,
    AccountFactKind.PASSWORD_SET: e.PasswordSet,
    AccountFactKind.SECOND_FACTOR_SET: e.SecondFactorSet,
    AccountFactKind.SECOND_FACTOR_REMOVED: e.SecondFactorRemoved,
    AccountFactKind.RECOVERY_CODES_MADE: e.RecoveryCodesMade,
    AccountFactKind.PASSKEY_ADDED: e.PasskeyAdded,
    AccountFactKind.PASSKEY_REMOVED: e.PasskeyRemoved,
    AccountFactKind.CALENDAR_LINK_MADE: e.CalendarLinkMade,
    AccountFactKind.CALENDAR_LINK_REVOKED: e.CalendarLinkRevoked,
    AccountFactKind.CLOSED: e.Closed,
    AccountFactKind.PROVIDER_BOUND: e.ProviderBound,
    AccountFactKind.PROVIDER_UNBOUND: e.ProviderUnbound,
    AccountFactKind.NAME_CHANGED: e.NameChanged,
    AccountFactKind.TOKEN_CREATED: e.TokenCreated,
    AccountFactKind.TOKEN_REVOKED: e.TokenRevoked,
}
_EVENTS = tuple(_KINDS.values())


def _is(kind: AccountFactKind) -> Callable[[Any, Any], str]:
    return lambda _, __: kind.value


def _with(
    name: str,
    *,
    kind: Kind,
    choices: type[StrEnum] | None = None,
    is_listed: bool = True,
    names: Names = Names.MATTER,
) -> Column:
    """Make the column of a field that several events have."""
    sets = {event: given(name) for event in _EVENTS if name in event.model_fields}
    return Column(name, kind, sets, choices=choices, is_listed=is_listed, names=names)


def _site(event: Any, _: Any) -> str | None:
    """Give the site that a fact is about: the one that was asked about, or else where the person works.

    What nobody did lies at a site because every event lies at one, and so does what other systems did.
    """
    if (asked_at := getattr(event, "at", None)) is not None:
        return str(asked_at)
    return event.site if is_of_the_staff(getattr(event, "who", None) or "") else None


def _is_denied(row: Any) -> bool:
    return bool(row["fact"] == AccountFactKind.ATTEMPT_DENIED.value)


def _has_failed(row: Any) -> bool:
    return row["fact"] in {AccountFactKind.SIGN_IN_FAILED.value, AccountFactKind.SLOWED_DOWN.value}


REGISTER = Register(
    opening=_EVENTS,
    columns=(
        Column(
            "fact",
            Kind.CHOICE,
            {event: _is(kind) for kind, event in _KINDS.items()},
            choices=AccountFactKind,
            is_required=True,
        ),
        _with("who", kind=Kind.TEXT, names=Names.NOTHING),
        _with("action", kind=Kind.TEXT),
        _with("denial", kind=Kind.CHOICE, choices=e.Denial),
        _with("wrong", kind=Kind.CHOICE, choices=e.SignInFault, is_listed=False),
        _with("times", kind=Kind.NUMBER),
        _with("address", kind=Kind.TEXT),
        _with("part", kind=Kind.TEXT, is_listed=False),
        _with("done_by", kind=Kind.TEXT, is_listed=False),
        _with("token", kind=Kind.TEXT, is_listed=False),
        Column("at", Kind.TEXT, dict.fromkeys(_EVENTS, _site), names=Names.SITE),
        moment("happened_at", *_EVENTS),
    ),
    marks={"is_denied": _is_denied, "has_failed": _has_failed},
    newest="happened_at",
    filters=("fact", "who", "denial"),
    searched=("who", "action"),
    plural="attempts",
    own=("who",),
    site_column="at",
    lines=(("fact", "times"), ("account", "who", "happened_at")),
)
