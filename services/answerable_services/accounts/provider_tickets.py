"""What was begun with the identity provider, bound to one browser: nothing of it is kept here.

The browser holds a ticket of 256 random bits in a cookie. The three values that the protocol needs are made
of it under a key of the installation: ``state`` (RFC 6749, section 10.12), ``nonce`` (OpenID Connect Core,
section 3.1.2.1) and ``code_verifier`` (RFC 7636). So anybody may begin as often as they like without filling
anything, and whoever sees one of the values can work out none of the others.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from answerable_services.accounts.begun_tickets import BegunTicket, draw_ticket, read_back
from answerable_services.accounts.keys import Keys, Randomness

LASTS = timedelta(minutes=10)
"""So long somebody may take at the provider."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun.

    Arguments:
        ticket: for the cookie of the browser that began it.
        expires_at: when it has to be begun anew.
        state: what the provider passes on unseen, to the same browser.
        nonce: what has to stand in the ID token.
        verifier: what proves that whoever brings the code is who began.
    """

    ticket: SecretStr
    expires_at: datetime
    state: SecretStr
    nonce: SecretStr
    verifier: SecretStr


@dataclass(frozen=True, slots=True)
class Returned:
    """What somebody brings back from the provider (RFC 6749, section 4.1.2).

    Arguments:
        ticket: what the cookie of their browser holds.
        state: what was passed on.
        code: what stands for who they are; None where they were refused there.
        error: why they were refused there.
        issuer: who says to have sent them back (RFC 9207).
    """

    ticket: SecretStr
    state: str
    code: SecretStr | None = None
    error: str | None = None
    issuer: str | None = None


def begin(keys: Keys, randomness: Randomness, now: datetime) -> Begun:
    """Begin a sign-in.

    Arguments:
        keys: of the installation.
        randomness: of which the ticket is made.
        now: when.
    """
    return _made(keys, draw_ticket(randomness, now + LASTS))


def read_ticket(keys: Keys, ticket: SecretStr, state: str, now: datetime) -> Begun | None:
    """Give what a browser began; None where it began something else, or too long ago.

    Arguments:
        keys: of the installation.
        ticket: what its cookie holds.
        state: what came back from the provider.
        now: when.
    """
    held = read_back(ticket)
    if held is None:
        return None
    begun = _made(keys, held)
    # The state is made of all of the ticket: a browser that says another time has another state.
    is_same = hmac.compare_digest(begun.state.get_secret_value().encode(), state.encode(errors="replace"))
    return begun if is_same and now < begun.expires_at else None


def _made(keys: Keys, ticket: BegunTicket) -> Begun:
    said = ticket.secret.get_secret_value()
    state, nonce, verifier = (
        SecretStr(keys.digest(f"provider {what}", said)) for what in ("state", "nonce", "code_verifier")
    )
    return Begun(ticket.secret, ticket.expires_at, state, nonce, verifier)
