"""The nats-server configurations of ``deploy/nats``: sound, in step with the accounts, and they work."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from answerable.errors import AnswerableError, Unavailable
from answerable.events.cloudevents import encode
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User
from answerable.ledger.store.api import ask
from answerable.ledger.store.ledger import Ledger, connect, disconnect, entry_for
from answerable.ledger.store.stream import StreamStatus
from answerable.streams.complaint.events import NotUpheld
from tests.deploy.nats_servers import NATS, PASSWORDS, Server, cluster, running, single

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

COMPLAINT = "complaint-1"
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def script(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, NATS / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def body(version: int) -> bytes:
    event = NotUpheld(
        originator_id=COMPLAINT,
        originator_version=version,
        site="xm01",
        occurred_at=AT,
        recorded_at=AT,
        actor="staff-1",
        causation_id=f"test#{version}",
        correlation_id=COMPLAINT,
        reason="a test",
    )
    return encode(event)


@asynccontextmanager
async def opened(servers: Sequence[Server], user: User) -> AsyncIterator[Ledger]:
    client = await connect(
        ",".join(server.url for server in servers), user=user, password=PASSWORDS[user], name="test"
    )
    try:
        yield Ledger(client)
    finally:
        await disconnect(client)


def install(servers: Sequence[Server], data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "ANSWERABLE_DATA": str(data),
        "ANSWERABLE_NATS_URL": ",".join(server.url for server in servers),
        "ANSWERABLE_NATS_PASSWORDS": json.dumps({User.OPERATOR: PASSWORDS[User.OPERATOR]}),
    }
    return subprocess.run(
        [sys.executable, str(NATS / "install_ledger.py"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_accounts_are_in_step() -> None:
    """``accounts.conf`` says what `answerable.ledger.server.accounts` says, to the letter."""
    assert (NATS / "accounts.conf").read_text() == script("make_accounts").accounts_conf()


def test_the_three_files_of_the_cluster_differ_in_the_name_only() -> None:
    """What is changed in one of the three is changed in all."""
    texts = {
        (NATS / f"cluster-{n}.conf").read_text().replace(f"answerable-{n}", "answerable-N").partition("\n")[2]
        for n in (1, 2, 3)
    }

    assert len(texts) == 1


@pytest.mark.server
@pytest.mark.parametrize("number", [0, 1, 2, 3], ids=["single", "cluster-1", "cluster-2", "cluster-3"])
def test_server_accepts_the_file(number: int, tmp_path: Path) -> None:
    """The server finds nothing wrong with the file once its variables are set."""
    server = single(tmp_path) if number == 0 else cluster(tmp_path)[number - 1]

    ended = subprocess.run(
        [machine.binary(), "-t", "-c", str(server.configuration)],
        env=server.variables,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert (ended.returncode, "is valid" in ended.stderr) == (0, True), ended.stderr


@pytest.mark.server
@pytest.mark.parametrize("missing", ["NATS_STORE", "NATS_PASSWORD_INTAKE"])
def test_server_refuses_a_missing_variable(missing: str, tmp_path: Path) -> None:
    """A server without one of its variables does not start, so none runs without a password."""
    server = single(tmp_path)
    del server.variables[missing]

    ended = subprocess.run(
        [machine.binary(), "-t", "-c", str(server.configuration)],
        env=server.variables,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert (ended.returncode, missing in ended.stderr) == (1, True), ended.stderr


@pytest.mark.server
async def test_single(tmp_path: Path) -> None:
    """On one server the ledger is installed once, intake writes, a service reads and may not write."""
    async with running([single(tmp_path)]) as servers:
        first = await asyncio.to_thread(install, servers, tmp_path / "data")
        second = await asyncio.to_thread(install, servers, tmp_path / "data")
        async with opened(servers, User.INTAKE) as ledger:
            await ledger.append([entry_for("xm01", COMPLAINT, body(1), expected=0)])
            limit = ledger.client.max_payload
        async with opened(servers, User.SCORING) as reader:
            found = await reader.history(COMPLAINT)
            with pytest.raises(Unavailable, match="no answer"):
                await ask(reader.client, "STREAM.DELETE.LEDGER", None, what="deleting", timeout_s=0.5)
            left = await reader.verify()

    assert (first.returncode, first.stdout.splitlines()[0]) == (0, "the stream LEDGER is made, with 1 copy")
    assert (second.returncode, "exists already" in second.stderr) == (1, True)
    assert ([message.body for message in found], left.messages) == ([body(1)], 1)
    assert limit == 8 * 1024 * 1024


@pytest.mark.server
@pytest.mark.slow
async def test_cluster_survives_the_loss_of_a_server(tmp_path: Path) -> None:
    """The leader of three is killed: writing goes on, nothing is lost or doubled, and it catches up."""
    async with running(cluster(tmp_path)) as servers:
        installed = await asyncio.to_thread(install, servers, tmp_path / "data", "--replicas", "3")
        assert installed.stdout.startswith("the stream LEDGER is made, with 3 copies\n"), installed.stderr
        async with opened(servers, User.INTAKE) as ledger, opened(servers, User.SCORING) as reader:
            last = 0
            for version in range(1, 21):
                [last] = await ledger.append([entry_for("xm01", COMPLAINT, body(version), expected=last)])
            lost = await leader(servers, ledger)
            await lost.kill()
            for version in range(21, 41):
                [last] = await ledger.append([entry_for("xm01", COMPLAINT, body(version), expected=last)])
            await lost.start()
            await lost.until_healthy()
            found = [message.body for message in await reader.history(COMPLAINT)]
            state = await until_whole(reader)

    assert found == [body(version) for version in range(1, 41)]
    assert (state.messages, state.last_sequence) == (40, 40)


async def leader(servers: Sequence[Server], ledger: Ledger) -> Server:
    """Give the server that leads the stream."""
    reply = await ask(ledger.client, "STREAM.INFO.LEDGER", None, what="asking for the leader")
    return servers[int(reply["cluster"]["leader"].removeprefix("answerable-")) - 1]


async def until_whole(ledger: Ledger, deadline_s: float = 20) -> StreamStatus:
    """Wait until all three servers have every event, and give the stream's state."""
    async with asyncio.timeout(deadline_s):
        while True:
            try:
                reply = await ask(ledger.client, "STREAM.INFO.LEDGER", None, what="asking for replicas")
            except AnswerableError:
                reply = {"cluster": {}}
            replicas = reply["cluster"].get("replicas", [])
            if len(replicas) == 2 and all(replica["current"] for replica in replicas):
                return await ledger.verify()
            await asyncio.sleep(0.1)
