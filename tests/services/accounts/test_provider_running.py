"""The accounts service lets people in by a real identity provider, as the console asks it to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from answerable.messaging.client import Caller
from answerable.queries import accounts as q
from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, PAGES, Provider, brought_back, running
from tests.services.accounts.served import AGENT, HERE, MANAGER, House, running_house

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as provider:
        provider.knows("sub-agent", preferred_username=AGENT, name="陈思远")
        provider.knows("sub-manager", preferred_username=MANAGER, name="Manager")
        provider.knows("sub-other", preferred_username=AGENT, name="Somebody else")
        provider.knows("sub-stranger", preferred_username="staff-nobody")
        yield provider


@pytest.fixture(scope="module")
def house(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    directory: Path = tmp_path_factory.mktemp("provider")
    secret = directory / "client-secret"
    secret.write_text(f"{CLIENT_SECRET}\n", encoding="utf-8")
    with running_house(
        directory / "data",
        ANSWERABLE_PROVIDER_ISSUER=provider.issuer,
        ANSWERABLE_PROVIDER_CLIENT_ID=CLIENT_ID,
        ANSWERABLE_PROVIDER_CLIENT_SECRET_FILE=str(secret),
        ANSWERABLE_PROVIDER_TITLE="Acme",
        ANSWERABLE_PAGES_URL=PAGES,
        ANSWERABLE_LOCAL_PASSWORDS="false",
    ) as house:
        yield house


async def comes(caller: Caller, subject: str) -> q.Entered:
    begun = await caller.query(q.BeginProvider())
    came = brought_back(begun.address.get_secret_value(), subject)
    return await caller.query(
        q.ReturnFromProvider(
            ticket=begun.ticket,
            state=SecretStr(came["state"]),
            code=SecretStr(came["code"]),
            issuer=came["iss"],
            where=HERE,
        )
    )


async def test_a_day_with_a_provider(house: House) -> None:
    """Who works here comes in with the roles of the ledger; a manager resets who is somebody else there."""
    async with house.asking() as console:
        assert await console.query(q.WaysIn()) == q.Ways(passwords=False, provider="Acme")

        agent = await comes(console, "sub-agent")
        assert agent.session is not None
        proved = await console.query(q.Prove(session=agent.session))
        assert (proved.person, proved.name) == (AGENT, "陈思远")
        assert [grant.role.value for grant in proved.grants] == ["agent"]

        with pytest.raises(Forbidden, match="register"):
            await comes(console, "sub-stranger")
        with pytest.raises(Forbidden, match="somebody else"):
            await comes(console, "sub-other")
        with pytest.raises(Forbidden):
            await console.query(q.UnbindProvider(person=AGENT))
        async with house.asking(AGENT) as herself:
            with pytest.raises(Forbidden):
                await herself.query(q.UnbindProvider(person=AGENT))

        manager = await comes(console, "sub-manager")
        assert manager.session is not None
        token = (await console.query(q.Prove(session=manager.session))).token.get_secret_value()
        as_manager = Caller(console._client, lambda: token)
        await as_manager.query(q.UnbindProvider(person=AGENT))
        with pytest.raises(Unauthenticated):
            await console.query(q.Prove(session=agent.session))
        other = await comes(console, "sub-other")
        assert other.person == AGENT

        assert other.session is not None
        left = await console.query(q.LeaveProvider(session=other.session))
        assert left.address is not None
        with pytest.raises(Forbidden, match="password"):
            await console.query(q.SignIn(name=AGENT, password=SecretStr("whatever it is"), where=HERE))
        with pytest.raises(Forbidden, match="password"):
            await console.query(q.AcceptLink(link=SecretStr("x"), password=SecretStr("x"), where=HERE))

    said = house.said()
    hidden = [CLIENT_SECRET, agent.session.get_secret_value(), token, "陈思远", "sub-agent"]
    assert [one for one in hidden if one in said] == []


@pytest.fixture
def bare_house(tmp_path: Path) -> Iterator[House]:
    with running_house(tmp_path / "data", inhabited=False) as house:
        yield house


async def test_without_a_provider_nobody_is_led_to_one(bare_house: House) -> None:
    """There is a password, and no other way in."""
    async with bare_house.asking() as console:
        assert await console.query(q.WaysIn()) == q.Ways(passwords=True, provider=None)
        with pytest.raises(NotFound, match="provider"):
            await console.query(q.BeginProvider())
        assert (await console.query(q.LeaveProvider(session=SecretStr("x")))).address is None


@pytest.fixture
def forsaken_house(tmp_path: Path) -> Iterator[House]:
    with running_house(
        tmp_path / "data",
        inhabited=False,
        ANSWERABLE_PROVIDER_ISSUER="http://127.0.0.1:9",
        ANSWERABLE_PROVIDER_CLIENT_ID=CLIENT_ID,
        ANSWERABLE_PROVIDER_CLIENT_SECRET=CLIENT_SECRET,
    ) as house:
        yield house


async def test_a_provider_that_does_not_answer_keeps_nobody_else_out(forsaken_house: House) -> None:
    """The way by the provider says what is the matter, and the one by a password stays open."""
    async with forsaken_house.asking() as console:
        assert await console.query(q.WaysIn()) == q.Ways(passwords=True, provider="127.0.0.1")
        with pytest.raises(Unavailable, match="does not answer"):
            await console.query(q.BeginProvider())
        with pytest.raises(Unauthenticated):
            await console.query(q.SignIn(name=AGENT, password=SecretStr("wrong"), where=HERE))
