"""Tickets of what a browser began and nobody keeps: until when it is good, and 256 random bits behind that.

What is expected back is made of the ticket under a key of the installation, so a ticket that was changed, or
made up, expects what nobody can bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import SecretStr

from answerable_services.accounts.hidden import new_secret
from answerable_services.accounts.keys import Randomness

_LATEST = "9999999999"


@dataclass(frozen=True, slots=True)
class BegunTicket:
    """A ticket of something that was begun.

    Arguments:
        secret: what the browser holds.
        expires_at: until when it says to be good.
    """

    secret: SecretStr
    expires_at: datetime


def draw_ticket(randomness: Randomness, expires_at: datetime) -> BegunTicket:
    """Draw a ticket.

    Arguments:
        randomness: of which it is made.
        expires_at: until when it is good; whole seconds count.
    """
    until = int(expires_at.timestamp())
    secret = SecretStr(f"{until}-{new_secret(randomness).get_secret_value()}")
    return BegunTicket(secret, datetime.fromtimestamp(until, UTC))


def read_back(secret: SecretStr) -> BegunTicket | None:
    """Read what a browser brought back; None where it is no ticket of ours.

    Arguments:
        secret: what it brought.
    """
    until, _, drawn = secret.get_secret_value().partition("-")
    if not (drawn and until.isascii() and until.isdigit() and len(until) <= len(_LATEST)):
        return None
    return BegunTicket(secret, datetime.fromtimestamp(int(until), UTC))
