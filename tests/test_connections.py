"""A web server under connections that ask nothing: those who are in are served."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from answerable.connections import Door
from answerable.ledger.server.machine import free_port
from answerable.process import serve_http

MOST = 20
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    del receive
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server with twenty places, at which a request has half a second to come."""
    port = free_port()
    serving = asyncio.create_task(serve_http(app, "127.0.0.1", port, door=Door(MOST, request_s=0.5)))
    async with asyncio.timeout(10):
        while not await _is_open(port):
            await asyncio.sleep(0.01)
    yield port
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def answer(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> bytes:
    reader, writer = connection
    writer.write(REQUEST)
    async with asyncio.timeout(10):
        return await reader.readuntil(b"ok")


async def test_who_is_in_is_served_and_one_line_says_the_rest(port: int) -> None:
    """Three hundred idle connections take no more than their places, and fill no log."""
    served = await asyncio.open_connection("127.0.0.1", port)
    assert (await answer(served)).startswith(b"HTTP/1.1 200")

    with capture_logs() as lines:
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
        assert (await answer(served)).startswith(b"HTTP/1.1 200")
        async with asyncio.timeout(10):
            while not any(line["event"] == "http.connections_closed" for line in lines):
                await asyncio.sleep(0.01)
    for one in idle:
        one.close()
    served[1].close()

    assert len([line for line in lines if line["event"] == "http.connections_closed"]) == 1


async def test_a_slow_request_loses_its_place(port: int) -> None:
    """Whoever does not finish asking is let go, so that others can come in."""
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST)]
    for _, writer in slow:
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf")
    async with asyncio.timeout(10):
        for reader, _ in slow:
            while await _is_read(reader):
                pass
        served = await asyncio.open_connection("127.0.0.1", port)
        assert (await answer(served)).startswith(b"HTTP/1.1 200")
    for _, writer in [*slow, served]:
        writer.close()


async def _is_read(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1024) != b""
    except ConnectionError:
        return False
