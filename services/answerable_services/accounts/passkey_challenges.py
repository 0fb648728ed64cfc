"""Challenges: what a passkey has to sign, once, within minutes, in the browser that asked for it.

Nothing is kept of one that is given out: it is made of a ticket and of what only that browser holds, under a
key of the installation. So anybody may ask as often as they like, and what was begun in one browser is worth
nothing in another one (session fixation).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import SecretStr

from answerable_services.accounts.begun_tickets import BegunTicket, draw_ticket, read_back
from answerable_services.accounts.keys import Keys, Randomness

LASTS = timedelta(minutes=5)
"""So long somebody may take to touch, look or type where the device asks them to."""


class What(StrEnum):
    """What a passkey is asked for; an answer to one is none to the other."""

    ADD = "add"
    SIGN_IN = "sign in"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a passkey has to sign.

    Arguments:
        ticket: by which it is made again; it comes back with the answer.
        expires_at: when it has to be asked for anew.
        content: 32 bytes.
    """

    ticket: SecretStr
    expires_at: datetime
    content: bytes


def new_challenge(
    keys: Keys, randomness: Randomness, what: What, bound_to: SecretStr, now: datetime
) -> Challenge:
    """Make a challenge.

    Arguments:
        keys: of the installation.
        randomness: of which the ticket is made.
        what: it is asked for.
        bound_to: what only the browser holds that asks: the cookie of its session, or of its visit.
        now: when.
    """
    return _made(keys, draw_ticket(randomness, now + LASTS), what, bound_to)


def challenge_of(
    keys: Keys, ticket: SecretStr, what: What, bound_to: SecretStr, now: datetime
) -> Challenge | None:
    """Make the challenge of a ticket again; None where it is no ticket of ours, or was long ago.

    A ticket of another browser, or for something else, gives a challenge that nobody was asked to sign.
    """
    held = read_back(ticket)
    return None if held is None or held.expires_at <= now else _made(keys, held, what, bound_to)


def _made(keys: Keys, ticket: BegunTicket, what: What, bound_to: SecretStr) -> Challenge:
    said = f"{ticket.secret.get_secret_value()}\0{bound_to.get_secret_value()}"
    content = bytes.fromhex(keys.digest(f"passkey to {what}", said))
    return Challenge(ticket.secret, ticket.expires_at, content)
