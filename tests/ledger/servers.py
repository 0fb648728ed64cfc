"""What the ledger's tests do to servers: kill them, and stand between them and their clients."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from typing import Self

from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.api import ask
from answerable.ledger.store.ledger import Ledger, connect, disconnect
from answerable.ledger.store.stream import StreamDesign

OPERATOR = User.OPERATOR.value


@contextlib.asynccontextmanager
async def open_ledger(
    endpoint: Endpoint, design: StreamDesign, *, url: str | None = None
) -> AsyncIterator[Ledger]:
    """Connect as the operator, through `url` where that is another way to the server."""
    client = await connect(
        url or endpoint.url, user=OPERATOR, password=endpoint.passwords[OPERATOR], name="test"
    )
    try:
        yield Ledger(client, design)
    finally:
        await disconnect(client)


async def until(condition: Callable[[], bool], deadline_s: float = 10) -> None:
    """Wait for a condition, failing after the deadline."""
    async with asyncio.timeout(deadline_s):
        while not condition():
            await asyncio.sleep(0.02)


class MortalServer:
    """A server that dies without warning and comes back on the same data and port."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        self._embedded = embedded
        self._endpoint: Endpoint | None = None

    @property
    def endpoint(self) -> Endpoint:
        assert self._endpoint is not None
        return self._endpoint

    async def start(self) -> None:
        self._endpoint = await self._embedded.start()

    async def kill(self) -> None:
        assert self._embedded.pid is not None
        os.kill(self._embedded.pid, signal.SIGKILL)
        await self._embedded.wait()

    async def stop(self) -> None:
        await self._embedded.stop()


class LossyProxy:
    """Stands between client and server and cuts the connection instead of delivering an acknowledgement.

    Arguments:
        url: the server's ``nats://127.0.0.1:port``.
        losses: how many acknowledgements are lost.
    """

    ACKNOWLEDGEMENT = b'"seq":'

    def __init__(self, url: str, *, losses: int) -> None:
        self._port = int(url.rpartition(":")[2])
        self._losses = losses
        self.lost = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"nats://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await asyncio.wait(
                (
                    asyncio.create_task(self._copy(reader, upstream_writer)),
                    asyncio.create_task(self._copy(upstream_reader, writer, is_lossy=True)),
                ),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for side in (writer, upstream_writer):
                side.transport.abort()
            self._tasks.discard(task)

    async def _copy(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_lossy: bool = False
    ) -> None:
        tail = b""
        with contextlib.suppress(ConnectionError):
            while chunk := await source.read(65536):
                if is_lossy and self.lost < self._losses and self.ACKNOWLEDGEMENT in tail + chunk:
                    self.lost += 1
                    return
                tail = chunk[-len(self.ACKNOWLEDGEMENT) :]
                target.write(chunk)
                await target.drain()


async def delete_stream(endpoint: Endpoint, name: str) -> None:
    """Remove a stream, which only the operator of an open server may, so that the next test has a new one."""
    async with open_ledger(endpoint, StreamDesign(name=name)) as ledger:
        await ask(ledger.client, f"STREAM.DELETE.{name}", None, what=f"deleting {name}")
