"""A process that serves HTTP: a taken port is told, and its own is freed."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI, Request

from answerable.errors import Busy
from answerable.ledger.server.machine import free_port
from answerable.process import serve_http


class TestHttp:
    async def test_a_taken_port(self) -> None:
        """A port on which something else listens is an error that says where."""
        taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = taken.sockets[0].getsockname()[1]
        try:
            with pytest.raises(Busy, match=f"127.0.0.1:{port}"):
                await serve_http(FastAPI(), "127.0.0.1", port)
        finally:
            taken.close()
            await taken.wait_closed()

    async def test_frees_its_port_when_cancelled(self) -> None:
        """Cancelled, it stops listening: the next start finds its port free."""
        port = free_port()
        for _ in range(2):
            serving = asyncio.create_task(serve_http(FastAPI(), "127.0.0.1", port))
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                await answers(client)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    @pytest.mark.parametrize(("trusted", "seen"), [("", "127.0.0.1"), ("127.0.0.1", "192.0.2.7")])
    async def test_where_a_request_says_it_comes_from(self, trusted: str, seen: str) -> None:
        """Nobody is believed about their address whom nobody named, not even on this machine."""
        app = FastAPI()

        @app.get("/")
        async def address(request: Request) -> str:
            assert request.client is not None
            return request.client.host

        port = free_port()
        serving = asyncio.create_task(serve_http(app, "127.0.0.1", port, trusted_proxies=trusted))
        said = {"X-Forwarded-For": "192.0.2.7"}
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=said) as client:
                await answers(client)
                assert (await client.get("/")).json() == seen
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def answers(client: httpx.AsyncClient) -> None:
    """Wait until the server answers."""
    async with asyncio.timeout(10):
        while True:
            try:
                await client.get("/")
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                return
