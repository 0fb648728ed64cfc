"""The client library's limit: the same bytes, published and read by nats-py and nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from uuid import uuid4

from nats.aio.client import Client
from nats.aio.msg import Msg
from pydantic_core import from_json, to_json

from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.ledger.store.sending import BATCH_COMMIT, BATCH_ID, BATCH_SEQUENCE
from answerable.ledger.store.stream import StreamDesign
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size

_BATCH = 500
_IN_FLIGHT = 1024
_PULLED = 2000
_NANOSECONDS = 1_000_000_000


async def raw(data: Path, messages: Sequence[Recorded], size: Size) -> list[Measure]:
    """Publish in atomic batches and one by one, and read back by raw pull, on a server of its own.

    Arguments:
        data: where the server keeps its files; it syncs every write, as the ledger's does.
        messages: what is published.
        size: how much.
    """
    async with EmbeddedServer(data, open_access=True) as endpoint:
        user, password = User.OPERATOR, endpoint.passwords[User.OPERATOR]
        ledger = await Ledger.open(endpoint.url, user=user, password=password, name="raw")
        client = Client()
        await client.connect(endpoint.url, user=user, password=password, pending_size=64 * 1024 * 1024)
        try:
            batches, flood, one, read = [], [], [], []
            numbers = count(1)
            for _ in range(size.repeats):
                stream = await _stream(ledger.client, next(numbers))
                batched = messages[: size.batched - size.batched % _BATCH or size.batched]
                batches.append(await _batches(client, stream, batched))
                read.append(await _read(client, stream, len(batched)))
                stream = await _stream(ledger.client, next(numbers))
                flood.append(await _flood(client, stream, messages[: size.batched]))
                one.append(await _one_by_one(client, stream, messages[: size.singles]))
        finally:
            await client.close()
            await ledger.close()
    return [
        Measure("raw-batches", "nats-py alone: atomic batches of 500", tuple(batches), of=len(batched)),
        Measure("raw-flood", "nats-py alone: publishes, 1,024 in flight", tuple(flood), of=size.batched),
        Measure("raw-one", "nats-py alone: publishes, one at a time", tuple(one), of=size.singles),
        Measure("raw-read", "nats-py alone: raw pull, 2,000 asked for at once", tuple(read), of=len(batched)),
    ]


async def _stream(client: LedgerClient, number: int) -> str:
    """Make an empty stream and give the first token of its subjects."""
    name = f"raw{number}"
    await Ledger(client, StreamDesign(name=name, subjects=(f"{name}.>",))).install()
    return name


async def _batches(client: Client, stream: str, messages: Sequence[Recorded]) -> float:
    began = time.perf_counter()
    for start in range(0, len(messages), _BATCH):
        part = messages[start : start + _BATCH]
        batch_id = uuid4().hex
        for position, message in enumerate(part, start=1):
            headers = {BATCH_ID: batch_id, BATCH_SEQUENCE: str(position)}
            subject = f"{stream}.{message.subject}"
            if position == len(part):
                headers[BATCH_COMMIT] = "1"
                reply = await client.request(subject, message.body, timeout=10, headers=headers)
                assert from_json(reply.data).get("count") == len(part), reply.data
            elif position == 1:
                await client.request(subject, message.body, timeout=10, headers=headers)
            else:
                await client.publish(subject, message.body, headers=headers)
    return len(messages) / (time.perf_counter() - began)


async def _flood(client: Client, stream: str, messages: Sequence[Recorded]) -> float:
    """Publish with acknowledgements that are counted on one inbox: the least that a client can do."""
    inbox = client.new_inbox()
    room = asyncio.Semaphore(_IN_FLIGHT)

    async def on_acknowledgement(reply: Msg) -> None:
        assert b'"seq":' in reply.data, reply.data
        room.release()

    subscription = await client.subscribe(inbox, cb=on_acknowledgement)
    began = time.perf_counter()
    for message in messages:
        await room.acquire()
        await client.publish(f"{stream}.{message.subject}", message.body, reply=inbox)
    for _ in range(_IN_FLIGHT):
        await room.acquire()
    took_s = time.perf_counter() - began
    await subscription.unsubscribe()
    return len(messages) / took_s


async def _one_by_one(client: Client, stream: str, messages: Sequence[Recorded]) -> float:
    began = time.perf_counter()
    for message in messages:
        reply = await client.request(f"{stream}.{message.subject}", message.body, timeout=10)
        assert b'"seq":' in reply.data, reply.data
    return len(messages) / (time.perf_counter() - began)


async def _read(client: Client, stream: str, expected: int) -> float:
    inbox = client.new_inbox()
    left = expected
    outstanding = 0
    wanted = asyncio.Event()

    async def on_message(_: Msg) -> None:
        nonlocal left, outstanding
        left -= 1
        outstanding -= 1
        if outstanding <= _PULLED // 2 or left <= 0:
            wanted.set()

    subscription = await client.subscribe(inbox, cb=on_message, pending_msgs_limit=-1, pending_bytes_limit=-1)
    configuration = {"name": "reader", "deliver_policy": "all", "ack_policy": "none", "mem_storage": True}
    request = {"stream_name": stream, "config": configuration}
    began = time.perf_counter()
    await client.request(f"$JS.API.CONSUMER.CREATE.{stream}.reader", to_json(request), timeout=5)
    pull = to_json({"batch": _PULLED, "expires": 30 * _NANOSECONDS})
    while left > 0:
        outstanding += _PULLED
        await client.publish(f"$JS.API.CONSUMER.MSG.NEXT.{stream}.reader", pull, reply=inbox)
        wanted.clear()
        await wanted.wait()
    took_s = time.perf_counter() - began
    await subscription.unsubscribe()
    return expected / took_s
