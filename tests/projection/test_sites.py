"""Which sites there are: those that were opened, whatever else happened."""

from __future__ import annotations

import pytest

from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.projection.running.sites import sites_of
from tests.projection.by_site import opened_at, received_at
from tests.projection.examples import entries

pytestmark = pytest.mark.server


async def test_every_site_that_was_opened(ledger: Ledger) -> None:
    """Each is named once; one that is opened later is there at once."""
    assert await sites_of(ledger) == frozenset()
    await ledger.append(entries(*map(opened_at, ("s1", "s2")), *(received_at("s1", n) for n in range(5))))
    assert await sites_of(ledger) == {"s1", "s2"}
    await ledger.append(entries(opened_at("s3")))

    assert await sites_of(ledger) == {"s1", "s2", "s3"}


async def test_a_service_may_ask(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The account that services connect with is allowed to."""
    async with EmbeddedServer(tmp_path_factory.mktemp("accounts")) as endpoint:

        async def connected(user: User) -> Ledger:
            password = endpoint.passwords[user]
            return await Ledger.open(endpoint.url, user=user, password=password, name="test")

        operator, intake, service = [
            await connected(user) for user in (User.OPERATOR, User.INTAKE, User.SCORING)
        ]
        await operator.install()
        await intake.append(entries(opened_at("s1")))

        assert await sites_of(service) == {"s1"}
        for opened in (operator, intake, service):
            await opened.close()
