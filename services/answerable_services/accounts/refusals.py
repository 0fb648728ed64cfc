"""Refusals: why somebody is not let in, told apart by their rule, which travels with the error."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from answerable.errors import AnswerableError, Forbidden, NotFound, TooManyAttempts, Unauthenticated
from answerable.wording import say


class Why(StrEnum):
    """Why a credential is not taken: what an error's ``rule`` says."""

    WRONG_CREDENTIALS = "wrong-credentials"
    WRONG_CODE = "wrong-code"
    LATE_PASSKEY = "late-passkey"
    WRONG_PASSKEY = "wrong-passkey"
    COPIED_PASSKEY = "copied-passkey"
    WAIT = "wait"
    NO_SESSION = "no-session"
    NO_TICKET = "no-ticket"
    NO_LINK = "no-link"
    NOT_EMPLOYED = "not-employed"
    NO_SAMPLE = "no-sample"
    NO_PASSWORDS = "no-passwords"
    NO_PASSKEYS = "no-passkeys"
    NO_PROVIDER = "no-provider"
    PROVIDER_STATE = "provider-state"
    PROVIDER_REFUSED = "provider-refused"
    PROVIDER_TOKEN = "provider-token"  # noqa: S105  (says why, and is none)
    OUTSIDE_GROUP = "outside-group"
    ON_NO_REGISTER = "on-no-register"
    OTHER_SUBJECT = "other-subject"


def wrong_credentials() -> Unauthenticated:
    """Refuse a name and a password, without saying which of them is wrong."""
    return Unauthenticated(say("error.account.wrong_credentials"), rule=Why.WRONG_CREDENTIALS)


def wrong_code() -> Unauthenticated:
    """Refuse a code of a second factor."""
    return Unauthenticated(say("error.account.wrong_code"), rule=Why.WRONG_CODE)


def wrong_passkey() -> Unauthenticated:
    """Refuse a passkey, without saying whether it is known or what is wrong with it."""
    return Unauthenticated(say("error.account.wrong_passkey"), rule=Why.WRONG_PASSKEY)


def late_passkey() -> Unauthenticated:
    """Refuse an answer about a passkey that was asked for too long ago, or that was brought before."""
    return Unauthenticated(say("error.account.late_passkey"), rule=Why.LATE_PASSKEY)


def wait(until: datetime, now: datetime) -> AnswerableError:
    """Refuse an attempt that is not looked at yet.

    Arguments:
        until: when the next one is.
        now: when this one was made.
    """
    # What is left of a second is one, so that whoever waits as told is not told to wait again.
    seconds = -((until - now) // timedelta(seconds=-1))
    return TooManyAttempts(say("error.account.wait", length=timedelta(seconds=seconds)), rule=Why.WAIT)


def no_session() -> Unauthenticated:
    """Refuse an id of a session that is over, or never was."""
    return Unauthenticated(say("error.account.no_session"), rule=Why.NO_SESSION)


def no_ticket() -> Unauthenticated:
    """Refuse the second half of a sign-in whose first half was too long ago."""
    return Unauthenticated(say("error.account.no_ticket"), rule=Why.NO_TICKET)


def no_link() -> Unauthenticated:
    """Refuse a link that was used, is too old, or never was."""
    return Unauthenticated(say("error.account.no_link"), rule=Why.NO_LINK)


def not_employed(person: str) -> Forbidden:
    """Refuse somebody who is not employed today, whatever they can show."""
    return Forbidden(say("error.account.not_employed", person=person), rule=Why.NOT_EMPLOYED)


def no_sample() -> Forbidden:
    """Refuse to let anybody in without a password where the records are not the sample's."""
    return Forbidden(say("error.account.no_sample"), rule=Why.NO_SAMPLE)


def no_passwords() -> Forbidden:
    """Refuse a password where everybody comes in by the identity provider."""
    return Forbidden(say("error.account.no_passwords"), rule=Why.NO_PASSWORDS)


def no_passkeys() -> NotFound:
    """Refuse passkeys where there are none: under an address for which browsers make none, for example."""
    return NotFound(say("error.account.no_passkeys"), rule=Why.NO_PASSKEYS)


def no_provider() -> NotFound:
    """Refuse to lead anybody to an identity provider where none is set up."""
    return NotFound(say("error.account.no_provider"), rule=Why.NO_PROVIDER)


def provider_state() -> Unauthenticated:
    """Refuse an answer of the provider that belongs to no sign-in of this browser, or to one too long ago."""
    return Unauthenticated(say("error.account.provider_state"), rule=Why.PROVIDER_STATE)


def provider_refused(provider: str) -> Unauthenticated:
    """Refuse somebody whom the provider refused.

    Arguments:
        provider: what it is called.
    """
    return Unauthenticated(
        say("error.account.provider_refused", provider=provider), rule=Why.PROVIDER_REFUSED
    )


def provider_token(provider: str) -> Unauthenticated:
    """Refuse an answer of the provider that is not right.

    Arguments:
        provider: what it is called.
    """
    return Unauthenticated(say("error.account.provider_token", provider=provider), rule=Why.PROVIDER_TOKEN)


def outside_group(group: str) -> Forbidden:
    """Refuse somebody whom the provider does not count among those who may sign in here.

    Arguments:
        group: which they would have to be in.
    """
    return Forbidden(say("error.account.outside_group", group=group), rule=Why.OUTSIDE_GROUP)


def on_no_register(provider: str, claim: str) -> Forbidden:
    """Refuse somebody whom the provider knows, and the register of staff does not.

    Arguments:
        provider: what it is called.
        claim: by which it names them.
    """
    return Forbidden(
        say("error.account.on_no_register", provider=provider, claim=claim), rule=Why.ON_NO_REGISTER
    )


def other_subject(person: str) -> Forbidden:
    """Refuse somebody who comes with the id of a person whom the provider knew as somebody else.

    Arguments:
        person: whose id.
    """
    return Forbidden(say("error.account.other_subject", person=person), rule=Why.OTHER_SUBJECT)
