"""Loads: a number of requests in flight for some seconds, or so many a second; each of them timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

from nats.aio.client import Client

from answerable.identity import Credential
from answerable.messaging.client import AUTHORIZATION, IDEMPOTENCY_KEY
from answerable.messaging.problems import ERROR_CODE
from answerable.messaging.subjects import command_subject
from answerable.streams.contact.commands import Receive
from tests.benchmarks import workload

_ANSWERED_WITHIN_S = 10.0

Ask = Callable[[bytes, str], Awaitable[None]]
"""Sends one command with its idempotency key, and returns when it was carried out."""


@dataclass(slots=True)
class Load:
    """What a load measured.

    Arguments:
        rate: answers a second.
        latencies_s: seconds that each took.
    """

    rate: float = 0.0
    latencies_s: list[float] = field(default_factory=list)


async def load(asks: list[Ask], seconds: float) -> Load:
    """Keep one request of each asker in flight.

    Arguments:
        asks: the askers; as many as requests shall be in flight.
        seconds: for how long new ones are sent.
    """
    latencies: list[float] = []
    began = time.perf_counter()
    until = began + seconds

    async def keep_asking(ask: Ask) -> None:
        while (now := time.perf_counter()) < until:
            body, key = workload.contact()
            await ask(body, key)
            latencies.append(time.perf_counter() - now)

    await asyncio.gather(*(keep_asking(ask) for ask in asks))
    return Load(len(latencies) / (time.perf_counter() - began), latencies)


async def steady(asks: list[Ask], rate: float, seconds: float) -> Load:
    """Send commands at a steady rate, whatever the answers do, each timed from when it was due.

    A late answer does not hold up what is due behind it, so that what would have to wait is counted as
    waiting. What is not answered some seconds behind the end is counted with the time it has taken by then.

    Arguments:
        asks: the askers; each has one request in flight at a time.
        rate: commands a second.
        seconds: for how long new ones are sent.
    """
    free: asyncio.Queue[Ask] = asyncio.Queue()
    for ask in asks:
        free.put_nowait(ask)
    latencies: list[float] = []
    answered = 0

    async def send(due: float) -> None:
        nonlocal answered
        try:
            ask = await free.get()
            await ask(*workload.contact())
            free.put_nowait(ask)
            answered += 1
        finally:
            latencies.append(time.perf_counter() - due)

    began = time.perf_counter()
    sent = []
    for number in range(round(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent.append(asyncio.create_task(send(due)))
    done, late = await asyncio.wait(sent, timeout=_ANSWERED_WITHIN_S)
    took_s = time.perf_counter() - began
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    for task in done:
        task.result()
    return Load(answered / took_s, latencies)


def by_nats(client: Client, credential: Credential) -> Ask:
    """Ask by NATS request."""
    subject = command_subject(Receive.command_name)

    async def ask(body: bytes, key: str) -> None:
        reply = await client.request(
            subject, body, timeout=30, headers={AUTHORIZATION: credential(), IDEMPOTENCY_KEY: key}
        )
        assert ERROR_CODE not in (reply.headers or {}), reply.data

    return ask


class HttpAsker:
    """Asks by HTTP on one connection that is kept open, with as little as that takes.

    The usual client libraries need more of the machine for a request than intake does.

    Arguments:
        port: where intake listens.
        credential: proves who asks.
    """

    def __init__(self, port: int, credential: Credential) -> None:
        self._port = port
        self._credential = credential
        self._path = "/v1/" + Receive.command_name.replace(".", "/")

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, body: bytes, key: str) -> None:
        """Send one command and read the whole answer."""
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: {self._credential()}\r\nIdempotency-Key: {key}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        fields = answer.lower().split(b"\r\n")
        length = next(int(one.partition(b":")[2]) for one in fields if one.startswith(b"content-length:"))
        document = await self._reader.readexactly(length)
        assert b" 200 " in fields[0], document
