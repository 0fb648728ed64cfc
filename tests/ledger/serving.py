"""What the tests of the embedded server share: connections of its users, and looks at what it left."""

from __future__ import annotations

import asyncio
import contextlib
import stat
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from answerable.ledger.server.accounts import User, inbox_prefix
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.stream import StreamDesign, status

DESIGN = StreamDesign()
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel ends a child with its parent on Linux only"
)


async def until(condition: Callable[[], bool], deadline_s: float = 10) -> None:
    async with asyncio.timeout(deadline_s):
        while not condition():
            await asyncio.sleep(0.02)


def port_of(endpoint: Endpoint) -> int:
    return int(endpoint.url.rpartition(":")[2])


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class Connection:
    """A user's connection that keeps what the server refused."""

    def __init__(self, client: Client, refusals: list[str]) -> None:
        self.client = client
        self.refusals = refusals

    async def publish(self, subject: str, payload: bytes = b"", reply: str = "") -> None:
        await self.client.publish(subject, payload, reply=reply)
        await self.client.flush()

    async def answer(self, subject: str, payload: bytes) -> None:
        async def respond(message: Msg) -> None:
            await message.respond(payload)

        await self.client.subscribe(subject, cb=respond)
        # On a loaded machine the server's own first ping comes before its answer to the client's; that answer
        # is then still to come and ends the first flush, whatever was written meanwhile.
        await self.client.flush()
        await self.client.flush()


@contextlib.asynccontextmanager
async def connected(endpoint: Endpoint, user: str) -> AsyncIterator[Connection]:
    refusals: list[str] = []

    async def refused(error: Exception) -> None:
        refusals.append(str(error).lower())

    client = await nats.connect(
        endpoint.url,
        user=user,
        password=endpoint.passwords[user],
        inbox_prefix=inbox_prefix(user),
        error_cb=refused,
        allow_reconnect=False,
    )
    try:
        yield Connection(client, refusals)
    finally:
        await client.close()


async def messages(endpoint: Endpoint) -> int:
    async with connected(endpoint, User.OPERATOR) as operator:
        return (await status(operator.client, DESIGN)).messages
