"""Whoever has somebody's token is taken for them while it lives, wherever they send it from: and no longer.

A token proves its bearer (RFC 6750). So it is replayed here from other connections, by HTTP and over the bus:
while it lives it is the same principal, on record by name; and once it holds no more, or where it never
held, it is refused, and that is on record too.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from answerable.errors import Unauthenticated
from answerable.events.cloudevents import decode
from answerable.identity import Keys, MachineTokens, Owner, Principal
from answerable.identity.tokens import sign
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging.client import AUTHORIZATION
from answerable.messaging.problems import ERROR_CODE
from answerable.messaging.subjects import command_subject
from answerable.queries import accounts as q
from answerable.streams.account import events as e
from answerable.streams.contact.events import Received
from answerable_services.accounts.answers import LIFETIME_S
from tests.services.accounts.served import (
    AGENT,
    HERE,
    SITE,
    House,
    bodies,
    joined,
    running_house,
    until_on_record,
)

pytestmark = pytest.mark.server

PASSWORD = SecretStr("stapler under the bicycle, again")
ELSEWHERE = "gz02"
WITHIN_S = 30.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("replayed") / "data") as house:
        yield house


async def proved(house: House) -> tuple[SecretStr, q.Proved]:
    """Let the agent sign in; give their session and what proves them for the next two minutes."""
    async with house.asking() as console:
        await joined(house, console, AGENT, PASSWORD)
        session = (await console.query(q.SignIn(name=AGENT, password=PASSWORD, where=HERE))).session
        assert session is not None
        return session, await console.query(q.Prove(session=session))


async def replayed(house: House, way: e.Way, bearer: str, topic: str, site: str = SITE) -> int:
    """Send a command with a token from a connection that nobody had before; give the status of the answer."""
    body = json.dumps({"site": site, "channel": "call", "topic": topic}).encode()
    headers = {AUTHORIZATION: bearer}
    if way is e.Way.HTTP:
        address = f"http://127.0.0.1:{house.intake_port}"
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            sent = {**headers, "content-type": "application/json"}
            return (await client.post("/v1/contact/receive", content=body, headers=sent)).status_code
    endpoint = house.endpoint
    bus = await connect(
        endpoint.url, user=User.CONSOLE, password=endpoint.passwords[User.CONSOLE], name="replayed"
    )
    try:
        reply = await bus.request(command_subject("contact.receive"), body, headers=headers, timeout=10)
    finally:
        await disconnect(bus)
    return int((reply.headers or {}).get(ERROR_CODE, 200))


async def who_did(house: House, topic: str) -> list[tuple[str, str | None]]:
    """Give who received the contacts of a topic, and who had that recorded, by the ledger."""
    found = [decode(body) for body in await bodies(house)]
    return [(one.actor, one.entered_by) for one in found if isinstance(one, Received) and one.topic == topic]


async def denied(house: House, way: e.Way, denial: e.Denial, who: str) -> Any:
    """Wait until a refusal is on record: of whom, why, and by which way in."""
    return await until_on_record(
        house,
        lambda one: (
            isinstance(one, e.AttemptDenied)
            and (one.way, one.denial, one.who, one.action) == (way, denial, who, "contact.receive")
        ),
    )


WAYS = pytest.mark.parametrize("way", [e.Way.HTTP, e.Way.NATS])


@WAYS
async def test_it_is_the_same_person_while_it_lives(house: House, way: e.Way) -> None:
    """Whoever sends it, and however often: the ledger has the person, with nobody beside them."""
    _, told = await proved(house)
    topic = f"alive-{way}"
    for _ in range(2):
        assert await replayed(house, way, told.token.get_secret_value(), topic) == 200

    assert await who_did(house, topic) == [(AGENT, None)] * 2


@WAYS
async def test_it_proves_nothing_at_another_site(house: House, way: e.Way) -> None:
    """It has the roles that the person has, where they have them."""
    _, told = await proved(house)
    topic = f"elsewhere-{way}"

    assert await replayed(house, way, told.token.get_secret_value(), topic, ELSEWHERE) == 403
    assert (await denied(house, way, e.Denial.SITE, AGENT)).site == SITE
    assert await who_did(house, topic) == []


@WAYS
async def test_it_proves_nothing_behind_its_end(house: House, way: e.Way) -> None:
    """The same claims, given two minutes ago: nobody is let on, and it is on record whose token it was."""
    _, told = await proved(house)
    principal = house.principal_of(told.token.get_secret_value())
    given_at = time.time() - LIFETIME_S
    ended = sign(principal, Keys(house.keys).of(Owner.ACCOUNTS), given_at, lifetime_s=LIFETIME_S)
    topic = f"ended-{way}"

    assert await replayed(house, way, f"Bearer {ended}", topic) == 401
    await denied(house, way, e.Denial.EXPIRED, AGENT)
    assert await who_did(house, topic) == []


@WAYS
async def test_a_sign_out_lets_nobody_have_another(house: House, way: e.Way) -> None:
    """What was given before goes on for the rest of its two minutes, as the person; there is no next one."""
    session, told = await proved(house)
    async with house.asking() as console:
        await console.query(q.SignOut(session=session))
        with pytest.raises(Unauthenticated):
            await console.query(q.Prove(session=session))
    topic = f"signed-out-{way}"

    assert await replayed(house, way, told.token.get_secret_value(), topic) == 200
    assert await who_did(house, topic) == [(AGENT, None)]


@WAYS
async def test_what_was_revoked_by_its_name_proves_nothing(house: House, way: e.Way) -> None:
    """A machine's token lives long: it is revoked by the name of the proof, and each way in soon knows."""
    tokens = MachineTokens(house.keys)
    made, token = tokens.create(f"replayed-{way}", ("contact.*",), (SITE,), 1)
    topic, machine = f"revoked-{way}", f"machine-replayed-{way}"
    assert house.principal_of(f"Bearer {token}") == Principal(
        id=machine, scope=("contact.*",), sites=(SITE,), proof=made.id
    )
    assert await replayed(house, way, f"Bearer {token}", topic) == 200

    tokens.revoke(made.id)
    async with asyncio.timeout(WITHIN_S):
        while await replayed(house, way, f"Bearer {token}", f"{topic}-meanwhile") != 401:
            await asyncio.sleep(0.1)
    assert await replayed(house, way, f"Bearer {token}", topic) == 401
    await denied(house, way, e.Denial.REVOKED, machine)
    assert await who_did(house, topic) == [(machine, None)]
