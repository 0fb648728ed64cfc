"""All services run on a server of their own, started from ``single.conf``, each with its own users."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import connect, disconnect
from answerable.streams.site.commands import Open
from answerable_services.cli.readiness import until_answering, until_caught_up
from answerable_services.cli.services import SERVICES
from tests.deploy.nats_servers import PASSWORDS, Server, running, single
from tests.deploy.test_nats import install
from tests.identity.proofs import Asking
from tests.services.forked import Forked

WITHIN_S = 60


def variables(service: str, server: Server, data: Path) -> dict[str, str]:
    """Give a service's variables, as its unit's files have them."""
    users = (User.COMMANDS, User.INTAKE) if service == "intake" else (User(service),)
    return {
        **os.environ,
        "ANSWERABLE_DATA": str(data),
        "ANSWERABLE_NATS_URL": server.url,
        "ANSWERABLE_NATS_PASSWORDS": json.dumps({user.value: PASSWORDS[user] for user in users}),
        "ANSWERABLE_CONSOLE_PORT": str(machine.free_port()),
        "ANSWERABLE_INTAKE_PORT": str(machine.free_port()),
    }


@asynccontextmanager
async def process(service: str, environment: dict[str, str], log: Path) -> AsyncIterator[None]:
    started = Forked(service, log, environment)
    try:
        yield
    finally:
        await machine.end(started)


async def until_page(port: str) -> int:
    """Wait for the console's overview, and give its status."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                with await asyncio.to_thread(urlopen, f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    return int(answer.status)
            except OSError:
                await asyncio.sleep(0.1)


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.whole
async def test_services_on_a_server_of_their_own(tmp_path: Path) -> None:
    """A command is answered, its event reaches every view, and the pages are served, within their rights."""
    async with running([single(tmp_path)]) as [server], AsyncExitStack() as stack:
        assert (await asyncio.to_thread(install, [server], tmp_path / "data")).returncode == 0
        settings = {service: variables(service, server, tmp_path / "data") for service in SERVICES}
        for service in SERVICES:
            await stack.enter_async_context(process(service, settings[service], tmp_path / f"{service}.log"))
        client = await connect(server.url, user=User.CLI, password=PASSWORDS[User.CLI], name="test")
        stack.push_async_callback(disconnect, client)
        caller = Asking(client, tmp_path / "data" / "identity")
        await until_answering(caller, within_s=WITHIN_S)

        receipt = await caller.command(
            Open(site="xm01", actor="system-setup", name_zh="厦门服务中心", name_en="Xiamen service centre")
        )
        views = await until_caught_up(caller, within_s=WITHIN_S)
        page = await until_page(settings["console"]["ANSWERABLE_CONSOLE_PORT"])

    assert (receipt.id, page) == ("site-xm01", 200)
    assert [view.position for view in views] == [1, 1, 1, 1, 1]
    # No service asked for more than its user may: the server would have noted it.
    assert [line for line in server.log.read_text().splitlines() if "iolation" in line] == []
