"""Accounts on the bus that know one session, for consoles that run as processes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from answerable.errors import Unauthenticated
from answerable.identity import Credential, Keys, Owner, Principal, verifier_of
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import Endpoint
from answerable.messaging.answering import answer_query, make_broker
from answerable.queries import accounts
from answerable.settings import Settings
from tests.services.console.entered import SESSION, WHO, proved

COOKIE = {"session": SESSION}
"""What the browser of whoever is signed in holds."""


@asynccontextmanager
async def signed_in(settings: Settings) -> AsyncIterator[None]:
    """Stand for the accounts: whoever holds `SESSION` has all roles everywhere.

    Arguments:
        settings: where the installation is.
    """
    endpoint = Endpoint.read(settings.data)
    keys = Keys(settings.keys)
    keys.make(Owner)
    said = proved()
    token = Credential(Principal(id=WHO, grants=said.grants), lambda: keys.of(Owner.ACCOUNTS))
    broker = make_broker(
        endpoint.url,
        verifier_of(settings.keys),
        user=User.ACCOUNTS,
        password=endpoint.passwords[User.ACCOUNTS],
        name="accounts",
    )

    async def prove(asked: accounts.Prove) -> accounts.Proved:
        if asked.session.get_secret_value() != SESSION:
            raise Unauthenticated("nobody is signed in with that")
        return said.model_copy(update={"token": SecretStr(token())})

    answer_query(broker, accounts.Prove, prove)
    async with broker:
        await broker.start()
        yield
