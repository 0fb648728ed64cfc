"""Answering on the shortest path: in order of asking, many at once, and always with an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest
from nats.aio.client import Client

from answerable.errors import Busy, Refused
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging import responder as module
from answerable.messaging.problems import ERROR_CODE, ERROR_TEXT, Problem
from answerable.messaging.responder import Responder
from tests.ledger.servers import until

pytestmark = pytest.mark.server


@pytest.fixture
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with EmbeddedServer(tmp_path_factory.mktemp("responder"), open_access=True) as endpoint:
        user = User.OPERATOR.value
        client = await connect(endpoint.url, user=user, password=endpoint.passwords[user], name="test")
        try:
            yield client
        finally:
            await disconnect(client)


async def test_answers(client: Client) -> None:
    """Subject, body and headers reach the handler, and what it gives is the answer."""

    async def echo(subject: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return b"|".join((subject.encode(), body, headers.get("Key", "none").encode()))

    async with Responder(client, "ask.>", "q", echo):
        plain = await client.request("ask.one", b"a", timeout=5)
        with_key = await client.request("ask.two.three", b"", timeout=5, headers={"Key": "k"})

    assert (plain.data, with_key.data) == (b"ask.one|a|none", b"ask.two.three||k")


async def test_begins_in_order(client: Client) -> None:
    """Requests begin in the order in which they came, whichever subject they are for."""
    begun: list[bytes] = []

    async def note(_: str, body: bytes, __: Mapping[str, str]) -> bytes:
        begun.append(body)
        await asyncio.sleep(0)
        return b""

    wanted = [str(number).encode() for number in range(500)]
    async with Responder(client, "ask.>", "q", note):
        for number, body in enumerate(wanted):
            await client.publish(f"ask.{number % 7}", body)
        await until(lambda: len(begun) == len(wanted))

    assert begun == wanted


async def test_deliveries_are_not_requests(client: Client) -> None:
    """An event that a reader has delivered on our subject is no request, whatever it says."""
    heard: list[bytes] = []

    async def note(_: str, body: bytes, __: Mapping[str, str]) -> bytes:
        heard.append(body)
        return b"done"

    async with Responder(client, "ask.>", "q", note):
        await client.publish("ask.one", b"delivered", reply="$JS.ACK.LEDGER.scoring-01.1.1.1.1.0")
        asked = await client.request("ask.one", b"asked", timeout=5)

    assert (heard, asked.data) == ([b"asked"], b"done")


async def test_many_at_once(client: Client) -> None:
    """One request that waits holds up no other."""
    gate = asyncio.Event()

    async def wait(subject: str, _: bytes, __: Mapping[str, str]) -> bytes:
        if subject == "ask.slow":
            await gate.wait()
        return b"done"

    async with Responder(client, "ask.*", "q", wait):
        slow = asyncio.create_task(client.request("ask.slow", b"", timeout=10))
        quick = await client.request("ask.quick", b"", timeout=5)
        assert not slow.done()
        gate.set()

        assert (quick.data, (await slow).data) == (b"done", b"done")


async def test_problems(client: Client) -> None:
    """An error of the family is told as a problem; any other without what went wrong inside."""

    async def fail(subject: str, _: bytes, __: Mapping[str, str]) -> bytes:
        if subject == "ask.refused":
            raise Refused("not in this state", rule="001-m3")
        raise ZeroDivisionError("a secret")

    async with Responder(client, "ask.*", "q", fail):
        refused = await client.request("ask.refused", b"", timeout=5)
        broken = await client.request("ask.broken", b"", timeout=5)

    problem = Problem.model_validate_json(refused.data)
    assert (problem.status, problem.detail, problem.rule) == (409, "not in this state", "001-m3")
    assert (refused.headers or {})[ERROR_CODE] == "409"
    assert (broken.headers or {})[ERROR_TEXT]
    assert Problem.model_validate_json(broken.data).status == 500
    assert b"secret" not in broken.data


async def test_too_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """More requests than can be under way are refused at once, with a word that says to come again."""
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    gate = asyncio.Event()

    async def wait(*_: object) -> bytes:
        await gate.wait()
        return b"done"

    async with Responder(client, "ask.*", "q", wait):
        two = [asyncio.create_task(client.request("ask.x", b"", timeout=10)) for _ in range(2)]
        third = asyncio.create_task(client.request("ask.x", b"", timeout=10))
        refused = await third
        gate.set()

        assert [(await one).data for one in two] == [b"done", b"done"]
    assert Problem.model_validate_json(refused.data).title == Busy.title


async def test_stopping_waits_for_answers(client: Client) -> None:
    """A responder that is left takes no more requests, and answers those that are under way."""
    begun = asyncio.Event()

    async def slowly(*_: object) -> bytes:
        begun.set()
        await asyncio.sleep(0.2)
        return b"done"

    async with Responder(client, "ask.*", "q", slowly):
        asking = asyncio.create_task(client.request("ask.x", b"", timeout=5))
        await begun.wait()

    assert (await asking).data == b"done"


async def test_nobody_waits(client: Client) -> None:
    """A message that wants no answer gets none, and breaks nothing."""
    heard: list[bytes] = []

    async def note(_: str, body: bytes, __: Mapping[str, str]) -> bytes:
        heard.append(body)
        return b"x"

    async with Responder(client, "ask.*", "q", note):
        await client.publish("ask.x", b"alone")
        await until(lambda: heard == [b"alone"])
        assert (await client.request("ask.x", b"", timeout=5)).data == b"x"


async def test_an_answer_that_is_too_large(client: Client) -> None:
    """What the server would not take is answered with an error, and the next answer is as ever."""

    async def repeat(_: str, body: bytes, __: Mapping[str, str]) -> bytes:
        return b"a" * int(body)

    async with Responder(client, "ask.>", "q", repeat):
        large = await client.request("ask.one", str(client.max_payload).encode(), timeout=5)
        small = await client.request("ask.one", str(client.max_payload - 8192).encode(), timeout=5)

    problem = Problem.model_validate_json(large.data)
    assert (problem.type, "ask for less" in problem.detail) == ("urn:answerable:problem:answertoolarge", True)
    assert len(small.data) == client.max_payload - 8192
