"""Challenges: made again from their ticket in the same browser, for the same thing, for five minutes."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from answerable_services.accounts.keys import Keys
from answerable_services.accounts.passkey_challenges import LASTS, What, challenge_of, new_challenge
from tests.services.accounts.given import MINUTE, SECOND, TEN, Chance

KEYS = Keys(bytes(32))
OWN, OTHER = SecretStr("a cookie"), SecretStr("somebody else's cookie")


def test_it_is_made_again_from_its_ticket() -> None:
    """Until five minutes are over; then it is none any more."""
    asked = new_challenge(KEYS, Chance(), What.SIGN_IN, OWN, TEN)

    assert (len(asked.content), asked.expires_at) == (32, TEN + 5 * MINUTE)
    assert challenge_of(KEYS, asked.ticket, What.SIGN_IN, OWN, TEN + LASTS - SECOND) == asked
    assert challenge_of(KEYS, asked.ticket, What.SIGN_IN, OWN, TEN + LASTS) is None


def test_no_two_are_alike() -> None:
    """Nor does another browser, another purpose, another time or another installation make the same."""
    chance = Chance()
    asked = new_challenge(KEYS, chance, What.SIGN_IN, OWN, TEN)
    later = SecretStr(f"9{asked.ticket.get_secret_value()[1:]}")
    others = [
        new_challenge(KEYS, chance, What.SIGN_IN, OWN, TEN),
        challenge_of(KEYS, asked.ticket, What.SIGN_IN, OTHER, TEN),
        challenge_of(KEYS, asked.ticket, What.ADD, OWN, TEN),
        challenge_of(KEYS, later, What.SIGN_IN, OWN, TEN),
        challenge_of(Keys(bytes(31) + b"1"), asked.ticket, What.SIGN_IN, OWN, TEN),
    ]
    found = {one.content for one in others if one is not None}
    assert (len(found), asked.content in found) == (5, False)


@pytest.mark.parametrize(
    "ticket", ["", "-", "12", "-secret", "12-", "99999999999-secret", "１２-secret", "x-secret"]
)
def test_what_is_no_ticket_has_none(ticket: str) -> None:
    """Whatever somebody makes up."""
    assert challenge_of(KEYS, SecretStr(ticket), What.SIGN_IN, OWN, TEN) is None
