"""What the ledger's tests do to servers: kill them, and stand between them and their clients."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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


async def until(condition: Callable[[], bool], deadline_s: float = 30) -> None:
    """Wait for a condition, failing after a deadline that a busy machine must not reach."""
    async with asyncio.timeout(deadline_s):
        while not condition():
            await asyncio.sleep(0.02)


class MortalServer:
    """A server that dies without warning and comes back on the same data and port."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        self._embedded = embedded
        self._endpoint: Endpoint | None = None

    @property
    def data(self) -> Path:
        """The directory it keeps everything in."""
        return self._embedded.data

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


@dataclass(frozen=True, slots=True)
class OpenServer(Endpoint):
    """A server whose operator may do everything, for tests that leave it alive.

    Arguments:
        data: the directory it keeps everything in.
    """

    data: Path


@contextmanager
def open_server(data: Path) -> Iterator[OpenServer]:
    """Run one for the fixtures that share it."""
    embedded = EmbeddedServer(data, open_access=True)
    with asyncio.Runner() as runner:
        endpoint = runner.run(embedded.start())
        try:
            server = OpenServer(
                endpoint.url, endpoint.monitor_url, endpoint.pid, passwords=endpoint.passwords, data=data
            )
            runner.run(keep_a_stream(server))
            yield server
        finally:
            runner.run(embedded.stop())


async def keep_a_stream(endpoint: Endpoint) -> None:
    """Make a stream that is never deleted, on a server where others are.

    When its account has no other, nats-server removes the folder of all streams behind the answer to a
    deletion, and a stream that is made at that moment finds no place (error 10049).
    """
    async with open_ledger(endpoint, StreamDesign("KEPT", ("kept",))) as kept:
        await kept.install()


async def delete_stream(ledger: Ledger, data: Path) -> None:
    """Remove a ledger's stream, so that another can be made in its name; see `keep_a_stream` too.

    nats-server moves the stream's folder away and answers; it removes the folder behind that. While it is
    there, a second deletion of the name is answered as well, and its messages come back with the next stream.

    Arguments:
        ledger: as the operator of an open server has it.
        data: the directory of that server.
    """
    name = ledger.design.name
    await ask(ledger.client, f"STREAM.DELETE.{name}", None, what=f"deleting {name}")
    places = data / "nats" / "jetstream"
    await until(lambda: not [*places.glob(f"*/streams/{name}"), *places.glob(f"*/streams/.{name}")])


async def delete_streams(server: OpenServer, *names: str) -> None:
    """Remove streams that a program of the test has made."""
    for name in names:
        async with open_ledger(server, StreamDesign(name)) as ledger:
            await delete_stream(ledger, server.data)
