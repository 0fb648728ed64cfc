"""Who asks is proved at every way in, and stands on the event; nobody's word replaces the proof."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from answerable.errors import Invalid, Unauthenticated
from answerable.events.cloudevents import open_envelope
from answerable.events.subjects import anywhere
from answerable.identity import MachineTokens, Principal
from answerable.messaging.client import AUTHORIZATION, Caller
from answerable.messaging.problems import ERROR_CODE
from answerable.messaging.subjects import BULK, command_subject, query_subject
from answerable.queries.intake import Writing
from answerable.streams.case import commands as case
from answerable_services.intake.reading import read_bulk
from tests.identity.proofs import bearer, credential, with_roles
from tests.services.conftest import Installation
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN
from tests.services.intake.test_main import Ways, running

pytestmark = pytest.mark.server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ways(ruled: Installation) -> AsyncIterator[Ways]:
    async with running(ruled, clock_start=TEN) as opened:
        yield opened


def opening(name: str, **fields: Any) -> bytes:
    return json.dumps(
        {"site": "xm01", "case": f"case-{name}", "topic": "t", "first_asked": FIRST, **fields}
    ).encode()


async def by_http(ways: Ways, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    answer = await ways.http.post(
        "/v1/case/open", content=body, headers={"content-type": "application/json", **headers}
    )
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
    return answer.status_code, answer.json()


async def event_of(ruled: Installation, case_id: str) -> dict[str, Any]:
    """Read the case's last event from the ledger."""
    ledger = await ruled.ledger()
    try:
        message = await ledger.reader.last(anywhere(case_id))
        assert message is not None
        return open_envelope(message.body).data
    finally:
        await ledger.close()


@pytest.mark.asyncio(loop_scope="module")
class TestProved:
    @pytest.mark.parametrize(
        "proof", [{}, {AUTHORIZATION: "Bearer made.up.token"}, {AUTHORIZATION: f"Bearer {FIRST}"}]
    )
    async def test_nobody_is_answered_without_a_proof(
        self, ways: Ways, fresh: str, proof: dict[str, str]
    ) -> None:
        """By HTTP and by NATS, one command, many and a question: 401, and nothing is recorded."""
        assert (await by_http(ways, opening(fresh), proof))[0] == 401
        for subject, body in (
            (command_subject("case.open"), opening(fresh)),
            (BULK, b'{"items": []}'),
            (query_subject("intake", "writing"), b"{}"),
        ):
            reply = await ways.nats.request(subject, body, timeout=10, headers=proof)
            assert (reply.headers or {})[ERROR_CODE] == "401", subject
        assert (await by_http(ways, opening(fresh), bearer(ways.keys, FIRST)))[0] == 200

    async def test_who_asks_stands_on_the_event(self, ways: Ways, ruled: Installation, fresh: str) -> None:
        """Of a person that signed in it is the person, and nobody beside."""
        assert (await by_http(ways, opening(fresh), bearer(ways.keys, FIRST)))[0] == 200

        said = await event_of(ruled, f"case-{fresh}")
        assert (said["actor"], "entered_by" in said) == (FIRST, False)

    @pytest.mark.parametrize("field", ["actor", "entered_by"])
    async def test_nobody_says_who_did_it(self, ways: Ways, fresh: str, field: str) -> None:
        """A body that names the actor is refused at that field, one command or many."""
        status, problem = await by_http(ways, opening(fresh, **{field: SECOND}), bearer(ways.keys, FIRST))
        assert (status, [one["pointer"] for one in problem["errors"]]) == (422, [f"/{field}"])
        item = {"name": "case.open", "key": "k", "body": json.loads(opening(fresh, **{field: SECOND}))}
        (read,) = read_bulk(json.dumps({"items": [item]}).encode(), Principal(id=FIRST))
        assert isinstance(read.command, Invalid)

    async def test_an_agent_acts_for_nobody(self, ways: Ways, ruled: Installation, fresh: str) -> None:
        """A colleague does it themselves; a lead enters their paper form, and both are named."""
        body, agent = opening(fresh, acting_for=SECOND), with_roles(FIRST, agent="xm01")
        status, problem = await by_http(ways, body, bearer(ways.keys, agent))
        assert (status, problem["rule"]) == (403, "000-4.2.1")

        assert (await by_http(ways, body, bearer(ways.keys, with_roles(LEAD, lead="xm01"))))[0] == 200
        said = await event_of(ruled, f"case-{fresh}")
        assert (said["actor"], said["entered_by"]) == (SECOND, LEAD)

    async def test_an_import_names_both(self, ways: Ways, ruled: Installation, fresh: str) -> None:
        """Who did it, and what had it recorded."""
        body = opening(fresh, acting_for=SECOND)
        assert (await by_http(ways, body, bearer(ways.keys, "system-import")))[0] == 200

        said = await event_of(ruled, f"case-{fresh}")
        assert (said["actor"], said["entered_by"]) == (SECOND, "system-import")

    async def test_another_ones_repeat_is_none(self, ways: Ways, fresh: str) -> None:
        """The same words under the same key from somebody else are another command."""
        first = Caller(ways.nats, credential(ways.keys, FIRST))
        second = Caller(ways.nats, credential(ways.keys, SECOND))
        asked = case.Open(site="xm01", case=f"case-{fresh}", topic="t", first_asked=FIRST)
        receipt = await first.command(asked, key=fresh)

        assert await first.command(asked, key=fresh) == receipt
        with pytest.raises(Invalid) as refused:
            await second.command(asked, key=fresh)
        assert refused.value.rule == "idempotency-key"

    async def test_a_question_needs_a_proof_too(self, ways: Ways) -> None:
        """Who asks a service something is asked for the same proof."""
        assert (await Caller(ways.nats, credential(ways.keys)).query(Writing())).fault is None
        with pytest.raises(Unauthenticated):
            await Caller(ways.nats, lambda: "Bearer nothing").query(Writing())


@pytest.mark.asyncio(loop_scope="module")
class TestMachines:
    async def test_a_token_is_for_what_it_was_made_for(
        self, ways: Ways, ruled: Installation, fresh: str
    ) -> None:
        """Another command or site is refused, and what it may do has the machine's name on it."""
        tokens = MachineTokens(ways.keys)
        _, here = tokens.create("exchange", ("case.open",), ("xm01",), 1)
        _, elsewhere = tokens.create("exchange", ("case.*",), ("gz02",), 1)
        _, other = tokens.create("exchange", ("contact.*",), None, 1)

        assert (await by_http(ways, opening(fresh), {"authorization": f"Bearer {here}"}))[0] == 200
        for token in (elsewhere, other):
            status, problem = await by_http(ways, opening(f"{fresh}-2"), {"authorization": f"Bearer {token}"})
            assert (status, problem["rule"]) == (403, "scope")
        assert (await event_of(ruled, f"case-{fresh}"))["actor"] == "machine-exchange"

    async def test_a_revoked_token_is_refused_within_seconds(self, ways: Ways, fresh: str) -> None:
        """Also one that was used a moment ago."""
        tokens = MachineTokens(ways.keys)
        made, token = tokens.create("exchange", ("*",), None, 1)
        header = {"authorization": f"Bearer {token}"}
        assert (await by_http(ways, opening(fresh), header))[0] == 200

        tokens.revoke(made.id)

        async with asyncio.timeout(10):
            number = 0
            while (await by_http(ways, opening(f"{fresh}-{(number := number + 1)}"), header))[0] == 200:
                await asyncio.sleep(0.05)
        status, problem = await by_http(ways, opening(f"{fresh}-last"), header)
        assert (status, problem["type"]) == (401, "urn:answerable:problem:unauthenticated")
