"""What happens to credentials and what is denied is on record: real services, a real server."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from answerable.errors import AnswerableError, Forbidden, Unauthenticated
from answerable.events.base import Event
from answerable.identity import Grant, Keys, MachineTokens, Owner, Principal, SigningKey
from answerable.identity.tokens import sign
from answerable.messaging.client import AUTHORIZATION, Caller
from answerable.messaging.subjects import command_subject, query_subject
from answerable.queries import accounts as q
from answerable.queries.intake import Writing
from answerable.streams.account import events as e
from answerable.streams.staff.events import Role
from tests.identity.proofs import credential
from tests.services.accounts.authenticator import Device
from tests.services.accounts.served import (
    AGENT,
    HERE,
    MANAGER,
    SITE,
    House,
    bodies,
    joined,
    on_record,
    running_house,
    until_on_record,
    until_read,
)

pytestmark = [pytest.mark.server, pytest.mark.slow]

PASSWORD = SecretStr("marked-7f3a stapler under the bicycle")
WRONG = SecretStr("marked-9b1c nothing of the kind")
TYPED_AS_NAME = "marked-4d2e-typed-as-a-name"
NAMED = "marked-2a7b old phone"
PAGES = "https://records.example"
VISIT = SecretStr("marked-6e0d the cookie of a visit")
WITHIN_S = 30.0
FLOOD = int(os.environ.get("ANSWERABLE_TEST_FLOOD", "20000"))
"""Refusals in the flood; a hundred thousand take some minutes on a small machine."""

OPEN = {"site": SITE, "topic": "water", "first_asked": AGENT}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("on-record") / "data"
    with running_house(data, ANSWERABLE_PAGES_URL=PAGES) as house:
        yield house


def is_denied(denial: e.Denial, **fields: Any) -> Callable[[Event], bool]:
    """Tell whether a fact is such a denied attempt."""
    return lambda one: (
        isinstance(one, e.AttemptDenied)
        and one.denial is denial
        and all(getattr(one, name) == value for name, value in fields.items())
    )


@pytest.mark.whole
async def test_signing_in_failing_and_being_slowed_down(house: House) -> None:
    """A sign-in, a failure with its count and a slow-down are events of the person."""
    async with house.asking() as console:
        await joined(house, console, AGENT, PASSWORD)
        for _ in range(12):
            with pytest.raises(AnswerableError):
                await console.query(q.SignIn(name=AGENT, password=WRONG, where=HERE))
        with pytest.raises(Unauthenticated):
            await console.query(q.SignIn(name=TYPED_AS_NAME, password=WRONG, where=HERE))
    came = await until_on_record(house, lambda one: isinstance(one, e.SignedIn) and one.who == AGENT)
    assert (came.site, came.actor, came.address) == (SITE, "system-accounts", "203.0.113.*")
    assert came.program == "Firefox 140, Linux"
    assert not came.is_by_provider
    failed = await until_on_record(house, lambda one: isinstance(one, e.SignInFailed) and one.who == AGENT)
    assert failed.wrong is e.SignInFault.WRONG_CREDENTIALS
    await until_on_record(house, lambda one: isinstance(one, e.SlowedDown) and one.who == AGENT)
    nobody = await until_on_record(house, lambda one: isinstance(one, e.SignInFailed) and one.who is None)
    assert nobody.site == SITE
    await until_on_record(house, lambda one: isinstance(one, e.PasswordSet) and one.who == AGENT)


async def test_passkeys_are_added_used_failed_with_and_removed(house: House) -> None:
    """Each of it is an event of the person; what they call it is in none."""
    phone = Device(PAGES)
    async with house.asking() as console:
        own = await joined(house, console, AGENT, PASSWORD)
        assert own.session is not None
        proof: dict[str, Any] = {"session": own.session, "password": PASSWORD, "where": HERE}
        begun = await console.query(q.OfferPasskey(**proof, name=NAMED))
        made = SecretStr(phone.make(begun.options.get_secret_value()))
        await console.query(
            q.AddPasskey(session=own.session, ticket=begun.ticket, credential=made, name=NAMED)
        )

        async def show() -> q.Entered:
            asked = await console.query(q.BeginPasskey(visit=VISIT))
            shown = SecretStr(phone.show(asked.options.get_secret_value()))
            return await console.query(
                q.ShowPasskey(ticket=asked.ticket, visit=VISIT, credential=shown, where=HERE)
            )

        assert (await show()).person == AGENT
        phone.held[0].uses = 0
        with pytest.raises(Unauthenticated):
            await show()
        [kept] = (await console.query(q.Sessions(session=own.session))).passkeys
        assert kept.used_at is not None
        await console.query(q.RemovePasskey(**proof, handle=kept.handle))
    added = await until_on_record(house, lambda one: isinstance(one, e.PasskeyAdded))
    assert (added.who, added.site, added.actor) == (AGENT, SITE, "system-accounts")
    came = await until_on_record(
        house, lambda one: isinstance(one, e.SignedIn) and one.second_factor is e.ShownFactor.PASSKEY
    )
    assert (came.who, came.is_by_provider) == (AGENT, False)
    failed = await until_on_record(
        house, lambda one: isinstance(one, e.SignInFailed) and one.wrong is e.SignInFault.COPIED_PASSKEY
    )
    assert failed.who == AGENT
    removed = await until_on_record(house, lambda one: isinstance(one, e.PasskeyRemoved))
    assert (removed.who, removed.done_by) == (AGENT, AGENT)


async def test_no_secret_is_in_the_ledger(house: House) -> None:
    """No byte of the stream is of a password, of what was typed for a name, of a token or a whole address."""
    _, token = MachineTokens(house.keys).create("secretive", ("contact.*",), None, 1)
    made = await until_on_record(
        house, lambda one: isinstance(one, e.TokenCreated) and one.who == "machine-secretive"
    )
    assert made.scope == ("contact.*",)
    everything = b"".join(await bodies(house))
    hidden = (
        PASSWORD.get_secret_value(),
        WRONG.get_secret_value(),
        TYPED_AS_NAME,
        token,
        HERE.address,
        "marked-",
    )
    assert [text for text in hidden if text.encode() in everything] == []


async def _http(house: House, authorization: str | None, command: str, body: dict[str, Any]) -> int:
    headers = {} if authorization is None else {AUTHORIZATION: authorization}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.intake_port}", trust_env=False) as client:
        answer = await client.post(f"/v1/{command.replace('.', '/', 1)}", json=body, headers=headers)
    return answer.status_code


def _alg_none(principal: Principal) -> str:
    def part(document: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()

    now = int(time.time())
    return (
        f"{part({'alg': 'none', 'typ': 'JWT'})}.{part({'sub': principal.id, 'iat': now, 'exp': now + 300})}."
    )


LEAD_HERE = Principal(id=AGENT, grants=(Grant(role=Role.AGENT, site=SITE),))


async def test_forged_and_ended_proofs(house: House) -> None:
    """Nothing, another's key, no signature, a past end, a body that says who: refused, on record."""
    accounts = Keys(house.keys).of(Owner.ACCOUNTS)
    now = time.time()
    asked: list[tuple[str | None, dict[str, Any], int, e.Denial, str | None]] = [
        (None, OPEN, 401, e.Denial.MISSING, None),
        (f"Bearer {sign(LEAD_HERE, SigningKey.make(), now)}", OPEN, 401, e.Denial.FORGED, None),
        (f"Bearer {_alg_none(LEAD_HERE)}", OPEN, 401, e.Denial.FORGED, None),
        (f"Bearer {sign(LEAD_HERE, accounts, now - 400)}", OPEN, 401, e.Denial.EXPIRED, AGENT),
        (
            f"Bearer {sign(LEAD_HERE, accounts, now)}",
            {**OPEN, "actor": MANAGER},
            422,
            e.Denial.IN_PERSON,
            AGENT,
        ),
        (
            f"Bearer {sign(LEAD_HERE, accounts, now)}",
            {**OPEN, "site": "zz99"},
            403,
            e.Denial.SITE,
            AGENT,
        ),
    ]
    for authorization, body, status, denial, who in asked:
        assert await _http(house, authorization, "case.open", body) == status, denial
        found = await until_on_record(house, is_denied(denial, who=who, action="case.open", way=e.Way.HTTP))
        assert (found.part, found.address, found.actor) == ("intake", "127.0.0.*", "system-accounts")
        assert found.at is None


async def test_over_the_bus(house: House) -> None:
    """Commands and questions without a proof, or of a role that may not, are refused and on record."""
    async with house.asking() as console:
        client = console._client
        for subject, body in (
            (command_subject("case.open"), json.dumps(OPEN).encode()),
            (command_subject("nothing.known"), b"{}"),
            (query_subject("accounts", "state"), b"{}"),
        ):
            reply = await client.request(subject, body, timeout=10)
            assert json.loads(reply.data)["status"] == 401
        agent = Caller(client, credential(house.keys, LEAD_HERE))
        with pytest.raises(Forbidden):
            await agent.query(q.Invite(person=MANAGER))
    await until_on_record(
        house, is_denied(e.Denial.MISSING, action="case.open", way=e.Way.NATS, part="intake")
    )
    await until_on_record(house, is_denied(e.Denial.MISSING, action="unknown", way=e.Way.NATS, part="intake"))
    await until_on_record(house, is_denied(e.Denial.MISSING, action="accounts.state", part="accounts"))
    await until_on_record(
        house, is_denied(e.Denial.ROLE, action="accounts.invite", who=AGENT, part="accounts")
    )


async def test_a_machines_token(house: House) -> None:
    """At another site, for another command, revoked, from a new address: each is on record."""
    tokens = MachineTokens(house.keys)
    made, token = tokens.create("pbx", ("contact.*",), (SITE,), 1)
    bearer = f"Bearer {token}"
    elsewhere = {"site": "cd03", "channel": "call", "topic": "water"}
    assert await _http(house, bearer, "contact.receive", elsewhere) == 403
    await until_on_record(house, is_denied(e.Denial.SITE, who="machine-pbx", action="contact.receive"))
    assert await _http(house, bearer, "case.open", OPEN) == 403
    await until_on_record(house, is_denied(e.Denial.SCOPE, who="machine-pbx", action="case.open", at=SITE))
    seen = await until_on_record(
        house, lambda one: isinstance(one, e.TokenUsedElsewhere) and one.token == made.id
    )
    assert (seen.who, seen.address) == ("machine-pbx", "127.0.0.*")
    tokens.revoke(made.id)
    async with asyncio.timeout(WITHIN_S):
        while await _http(house, bearer, "case.open", OPEN) != 401:
            await asyncio.sleep(0.1)
    await until_on_record(house, is_denied(e.Denial.REVOKED, who="machine-pbx"))
    await until_on_record(house, lambda one: isinstance(one, e.TokenRevoked) and one.token == made.id)


async def test_only_the_accounts_service_records_it(house: House) -> None:
    """Neither a person nor another part of the system gives these commands, and that too is on record."""
    body = {"site": SITE, "who": MANAGER, "address": "", "is_new_device": False, "is_by_provider": False}
    async with house.asking() as console:
        for who in (MANAGER, "system-console", "system-cli", "system-desk"):
            subject = command_subject("account.sign_in")
            headers = {AUTHORIZATION: credential(house.keys, who)()}
            reply = await console._client.request(
                subject, json.dumps(body).encode(), headers=headers, timeout=10
            )
            assert json.loads(reply.data)["status"] == 403, who
            await until_on_record(house, is_denied(e.Denial.ROLE, who=who, action="account.sign_in"))


@pytest.mark.whole
async def test_a_flood_of_refusals(house: House) -> None:
    """Tens of thousands of them are a few events, and meanwhile others are answered."""
    before = len(await on_record(house))
    bodies_of = [json.dumps({**OPEN, "topic": f"t{n}"}).encode() for n in range(8)]
    subject = command_subject("case.open")
    forged = {AUTHORIZATION: f"Bearer {sign(LEAD_HERE, SigningKey.make(), time.time())}"}
    async with house.asking() as console, house.commanding() as lead:
        client = console._client

        async def flood(times: int) -> None:
            for n in range(times):
                reply = await client.request(subject, bodies_of[n % 8], headers=forged, timeout=30)
                assert b'"status":401' in reply.data

        flooding = asyncio.gather(*(flood(FLOOD // 50) for _ in range(50)))
        slowest = 0.0
        while not flooding.done():
            began = time.monotonic()
            await lead.query(Writing())
            slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(0.2)
        await flooding
    assert slowest < WITHIN_S
    await until_on_record(house, is_denied(e.Denial.FORGED, action="case.open", way=e.Way.NATS))
    assert len(await on_record(house)) - before <= 5


@pytest.mark.whole
async def test_killed_again_and_again(house: House) -> None:
    """Every sign-in is on record once, however often the service was killed between two of its steps."""
    async with house.asking() as console:
        await joined(house, console, MANAGER, PASSWORD)
        came = 1
        for n in range(4):
            for _ in range(3):
                await console.query(q.SignIn(name=MANAGER, password=PASSWORD, where=HERE))
                came += 1
            await asyncio.sleep(0.2 * n)  # each time it is killed at another step
            await house.kill("accounts")
            await until_read(house)

    def is_it(one: Any) -> bool:
        return isinstance(one, e.SignedIn) and one.who == MANAGER

    async with asyncio.timeout(WITHIN_S):
        while len(found := [one for one in await on_record(house) if is_it(one)]) < came:
            await asyncio.sleep(0.2)
    await until_on_record(house, lambda one: isinstance(one, e.PasswordSet) and one.who == MANAGER)
    assert len([one for one in await on_record(house) if is_it(one)]) == came
    assert len({one.originator_id for one in found}) == came
