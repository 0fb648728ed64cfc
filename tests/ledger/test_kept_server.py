"""The server that is kept: started again whenever it ends, on its port, whatever is in its way at first."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from answerable.ledger.server import machine
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from tests.ledger.servers import until

pytestmark = pytest.mark.server


@asynccontextmanager
async def kept(data: Path) -> AsyncIterator[tuple[EmbeddedServer, asyncio.Task[None]]]:
    """Run a server that is started again, and give what keeps it beside it."""
    server = EmbeddedServer(data)
    async with server:
        keeping = asyncio.create_task(server.keep())
        try:
            yield server, keeping
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping


def kill(server: EmbeddedServer) -> int:
    """End the server without a word, and give the process that it was."""
    assert server.pid is not None
    pid = server.pid
    os.kill(pid, signal.SIGKILL)
    return pid


def is_another(server: EmbeddedServer, before: int) -> bool:
    """Tell whether it runs, as another process than before."""
    return server.pid not in {None, before}


async def test_killed_at_once_again(tmp_path: Path) -> None:
    """However often it is killed, it is there again at the same address."""
    async with kept(tmp_path / "data") as (server, _):
        url = Endpoint.read(server.data).url
        for _ in range(4):
            before = kill(server)
            await until(partial(is_another, server, before))
            assert Endpoint.read(server.data).url == url
        assert await Endpoint.read(server.data).is_answering()


async def test_a_full_disk_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has no room for its files, it is tried again until there is."""
    async with kept(tmp_path / "data") as (server, keeping):
        failures = 0
        write = machine.write_private

        def full(path: Path, content: bytes) -> None:
            nonlocal failures
            failures += 1
            raise OSError(errno.ENOSPC, "No space left on device", str(path))

        monkeypatch.setattr(machine, "write_private", full)
        before = kill(server)
        await until(lambda: failures > 1)
        assert not keeping.done()
        monkeypatch.setattr(machine, "write_private", write)
        await until(lambda: is_another(server, before))
        assert await Endpoint.read(server.data).is_answering()


async def test_its_port_is_taken_for_a_while(tmp_path: Path) -> None:
    """Clients know one address: it waits until that is free, and takes no other."""
    async with kept(tmp_path / "data") as (server, keeping):
        url = Endpoint.read(server.data).url
        before = kill(server)
        await server.wait()
        with socket.socket() as somebody:
            somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            somebody.bind(("127.0.0.1", int(url.rpartition(":")[2])))
            somebody.listen()
            with capture_logs() as said:
                await until(lambda: any(line["event"] == "server.not_started" for line in said))
            assert server.pid is None
            assert not keeping.done()
        await until(lambda: is_another(server, before))
        assert Endpoint.read(server.data).url == url
