"""What the tests of the whole service share: accounts with hands on their clock, a manager, shortcuts."""

from __future__ import annotations

from pathlib import Path

from argon2.profiles import CHEAPEST
from pydantic import SecretStr

from answerable.settings import Settings
from answerable_services.accounts.office import CodeWanted, Door, SignedInAs, Where
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.second_factor import code_at, step_at
from answerable_services.accounts.second_factors import SetUp
from answerable_services.accounts.service import Accounts, open_accounts
from answerable_services.accounts.tellings import Telling
from tests.services.accounts.given import AGENT, FIREFOX, MANAGER, OFFICE, Chance, Hands

GOOD = SecretStr("stapler under the warm bicycle")
BETTER = SecretStr("seven lanterns for a quiet harbour")
WRONG = SecretStr("lanterns under the warm bicycle")
HERE = Where(OFFICE, FIREFOX)


def opened(
    data: Path,
    views: Path | SecretStr,
    hands: Hands,
    hasher: Hasher | None = None,
    door: Door | None = None,
) -> Accounts:
    """Open accounts, whose hashes cost nothing."""
    url = views if isinstance(views, SecretStr) else SecretStr("")
    return open_accounts(
        Settings(data=data, accounts_url=url),
        hands,
        hasher=hasher or Hasher(CHEAPEST),
        randomness=Chance(),
        door=door,
    )


def signed_in(found: SignedInAs | CodeWanted) -> SignedInAs:
    """Take what came back for a session."""
    assert isinstance(found, SignedInAs)
    return found


def joined(accounts: Accounts, person: str = AGENT, where: Where = HERE) -> SignedInAs:
    """Let somebody join by an invitation, with the good password."""
    link = accounts.invite(person, by=MANAGER)
    return signed_in(accounts.accept(link.secret, GOOD, where))


def with_second_factor(accounts: Accounts, hands: Hands, own: SignedInAs) -> tuple[SetUp, SecretStr]:
    """Set up a second factor, and give the app's secret."""
    where = Where(OFFICE, FIREFOX, own.device)
    offer = accounts.offer_second_factor(own.secret, GOOD, where)
    return accounts.set_second_factor(
        own.secret, code_at(offer.secret, step_at(hands.at)), where
    ), offer.secret


def tellings(accounts: Accounts) -> list[Telling]:
    """Take over what is to be told."""
    found = accounts.untold()
    accounts.told(found)
    return [one.telling for one in found]
