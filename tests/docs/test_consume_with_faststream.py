"""The page *consume the ledger with plain FastStream*: nothing is lost, nothing twice, the order holds."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Self

import pytest
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.security import SASLPlaintext
from nats.js.api import ConsumerConfig

from answerable.events.cloudevents import encode
from answerable.ledger.server.accounts import User, inbox_prefix
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.api import ask
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.ledger import Ledger, connect, disconnect, entry_for
from answerable.ledger.store.stream import StreamDesign
from answerable.streams.case import events as case
from tests.deploy.consumer_users import password_of, with_consumers
from tests.deploy.nats_servers import Server
from tests.deploy.test_nats import opened
from tests.docs.pages import blocks
from tests.docs.reader import Reader
from tests.ledger.servers import open_ledger
from tests.projection.examples import base, entries, received, unwanted

pytestmark = [pytest.mark.server, pytest.mark.whole]

PAGE = "docs/how-to/consume-with-faststream.md"
[PROGRAM] = [block.text for block in blocks(PAGE) if block.is_tested]
WITHIN_S = 30


def missed(number: int) -> case.LimitMissed:
    said = {"limit_minutes": 60, "is_emergency": False, "owner": "staff-first"}
    return case.LimitMissed.model_validate({**base(f"case-{number}"), **said})


async def until(condition: Callable[[], Any], what: Callable[[], Any]) -> None:
    """Wait for a condition, failing with what was seen: after the deadline, or when the program has ended."""
    deadline = asyncio.get_running_loop().time() + WITHIN_S
    while not condition():
        seen = what()
        assert asyncio.get_running_loop().time() < deadline, seen
        await asyncio.sleep(0.02)


class Alarms:
    """The page's program on a server: started, killed, its table, and the ledger it reads.

    Arguments:
        directory: where it is and runs.
        server: what it reads.
    """

    def __init__(self, directory: Path, server: Server) -> None:
        self.table = directory / "alarms.sqlite"
        self.expected: list[tuple[int, str]] = []
        (directory / "alarms.py").write_text(PROGRAM, encoding="utf-8")
        self._server = server
        self._reader = Reader(
            directory,
            ANSWERABLE_NATS_URL=server.url,
            ANSWERABLE_NATS_PASSWORDS=json.dumps({"alarms": password_of("alarms")}),
        )
        self.said: Callable[[], str] = str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.leave()

    def start(self) -> None:
        self.said = self._reader.start(f"{sys.executable} alarms.py")

    def kill(self) -> None:
        self._reader.kill()

    async def append(self, *numbers: int) -> None:
        """Write missed limits, each beside an event that nobody wants."""
        async with opened([self._server], User.INTAKE) as ledger:
            for number in numbers:
                event = missed(number)
                entry = entry_for(event.site, event.originator_id, encode(event), expected=0)
                await ledger.append(entries(received(number, "t")))
                [position] = await ledger.append([entry])
                await ledger.append(entries(unwanted(100 + number)))
                self.expected.append((position, event.event_id))

    def rows(self) -> list[tuple[int, str]]:
        """Give the table in the order in which it was written."""
        with closing(sqlite3.connect(self.table)) as database:
            try:
                return database.execute("SELECT position, event FROM alarms ORDER BY rowid").fetchall()
            except sqlite3.OperationalError:
                return []

    async def all_kept(self) -> None:
        await until(lambda: len(self.rows()) >= len(self.expected), lambda: (self.rows(), self.said()))
        assert self.rows() == self.expected

    async def info(self) -> dict[str, Any]:
        async with as_alarms(self._server) as client:
            return await ask(client, "CONSUMER.INFO.LEDGER.alarms", None, what="asking how far it is")


@asynccontextmanager
async def as_alarms(server: Server) -> AsyncIterator[LedgerClient]:
    """Connect as the user of the page."""
    client = await connect(server.url, user="alarms", password=password_of("alarms"), name="test")
    try:
        yield client
    finally:
        await disconnect(client)


@asynccontextmanager
async def alarms_on_a_server(directory: Path) -> AsyncIterator[tuple[Alarms, Server]]:
    """A server with the user of the page, and the program, not started."""
    server = with_consumers(directory / "nats", {"alarms": "ledger.*.case.*"})
    await server.start()
    try:
        await server.until_healthy()
        async with opened([server], User.OPERATOR) as ledger:
            await ledger.install()
        with Alarms(directory, server) as alarms:
            yield alarms, server
    finally:
        await server.stop()


@pytest.mark.slow
async def test_the_program(tmp_path: Path) -> None:
    """Through an error in its handler, its own death, and the server's, each alarm is kept once, in order.

    It runs with the least rights that the page tells of. At the end its durable consumer is deleted: all
    events come again, and nothing is kept twice.
    """
    async with alarms_on_a_server(tmp_path) as (alarms, server):
        alarms.start()
        await alarms.append(1)
        await alarms.all_kept()

        with closing(sqlite3.connect(alarms.table)) as somebody:
            somebody.execute("BEGIN IMMEDIATE")
            await alarms.append(2, 3)
            await until(lambda: alarms.said().count("is taken again in") >= 2, alarms.said)
            somebody.rollback()
        await alarms.all_kept()

        alarms.kill()
        await alarms.append(4)
        alarms.start()
        await alarms.all_kept()

        await server.kill()
        await server.start()
        await server.until_healthy()
        await alarms.append(5)
        await alarms.all_kept()
        before = await alarms.info()

        alarms.kill()
        async with as_alarms(server) as client:
            await ask(client, "CONSUMER.DELETE.LEDGER.alarms", None, what="deleting it")
        alarms.start()
        await alarms.append(6)
        await alarms.all_kept()

    assert "database is locked" in "".join(path.read_text() for path in tmp_path.glob("terminal-*.txt"))
    assert before["config"]["max_ack_pending"] == 1


@pytest.mark.slow
async def test_on_the_embedded_server(tmp_path: Path) -> None:
    """On the machine of `answerable up` it is let in and runs as the page says."""
    (tmp_path / "alarms.py").write_text(PROGRAM, encoding="utf-8")
    (command,) = [block.text for block in blocks(PAGE) if block.text.startswith("export ANSWERABLE_DATA=")]
    event = missed(1)
    async with EmbeddedServer(tmp_path / ".answerable") as endpoint:
        async with as_user(endpoint, User.OPERATOR) as ledger:
            await ledger.install()
        async with as_user(endpoint, User.INTAKE) as ledger:
            await ledger.append([entry_for("xm01", "case-1", encode(event), expected=0)])
        with Reader(tmp_path) as reader:
            said = reader.start(command)
            await until(lambda: kept(tmp_path), said)
            found = kept(tmp_path)

    assert found == [(1, "case-1.1", "case-1 at xm01 is late: staff-first had 60 minutes")]


def kept(directory: Path) -> list[tuple[int, str, str]]:
    with closing(sqlite3.connect(directory / "alarms.sqlite")) as database:
        try:
            return database.execute("SELECT position, event, text FROM alarms").fetchall()
        except sqlite3.OperationalError:
            return []


@asynccontextmanager
async def as_user(endpoint: Endpoint, user: User) -> AsyncIterator[Ledger]:
    ledger = await Ledger.open(endpoint.url, user=user, password=endpoint.passwords[user], name="test")
    try:
        yield ledger
    finally:
        await ledger.close()


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A server on which each case has a stream of its own."""
    embedded = EmbeddedServer(tmp_path_factory.mktemp("open-server"), open_access=True)
    with asyncio.Runner() as runner:
        endpoint = runner.run(embedded.start())
        try:
            yield endpoint
        finally:
            runner.run(embedded.stop())


async def kept_by(endpoint: Endpoint, name: str, policy: AckPolicy, *, at_once: int = 1) -> list[int]:
    """Let a subscriber take four messages, the second of which fails once; give what it kept, in order.

    Where the policy leaves it to the handler, the handler acknowledges what it keeps, and asks for the other
    one again after a pause.
    """
    kept: list[int] = []
    failures = [2]
    user = User.OPERATOR.value
    broker = NatsBroker(
        [endpoint.url],
        security=SASLPlaintext(user, endpoint.passwords[user], use_ssl=False),
        inbox_prefix=inbox_prefix(user),
        logger=None,
    )

    @broker.subscriber(
        f"{name}.*",
        stream=JStream(name, declare=False),
        durable="alarms",
        pull_sub=PullSub(batch_size=1),
        ack_policy=policy,
        inbox_prefix=f"{inbox_prefix(user)}.".encode(),
        config=ConsumerConfig(max_ack_pending=at_once),
    )
    async def take(message: NatsMessage) -> None:
        number = int(message.body)
        if number in failures:
            failures.remove(number)
            if policy is AckPolicy.MANUAL:
                await message.nack(delay=0.2)
            message_of_error = "only this once"
            raise ValueError(message_of_error)
        kept.append(number)
        if policy is AckPolicy.MANUAL:
            await message.ack()

    async with open_ledger(endpoint, StreamDesign(name=name, subjects=(f"{name}.>",))) as ledger:
        await ledger.install()
        for number in (1, 2, 3, 4):
            await ledger.client.jetstream().publish(f"{name}.{number}", str(number).encode())
        await broker.start()
        try:
            async with asyncio.timeout(WITHIN_S):
                while True:
                    left = await ask(ledger.client, f"CONSUMER.INFO.{name}.alarms", None, what="asking")
                    if left["num_pending"] + left["num_ack_pending"] == 0:
                        return kept
                    await asyncio.sleep(0.02)
        finally:
            await broker.stop()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (AckPolicy.REJECT_ON_ERROR, [1, 3, 4]),
        (AckPolicy.ACK, [1, 3, 4]),
        (AckPolicy.NACK_ON_ERROR, [1, 2, 3, 4]),
        (AckPolicy.MANUAL, [1, 2, 3, 4]),
    ],
)
async def test_policies(open_server: Endpoint, policy: AckPolicy, expected: list[int]) -> None:
    """An error of a moment loses the event under the default and under ACK, and not otherwise."""
    assert await kept_by(open_server, policy.value, policy) == expected


async def test_order(open_server: Endpoint) -> None:
    """With more than one on the way, the event that failed comes behind those that followed it."""
    assert await kept_by(open_server, "several", AckPolicy.MANUAL, at_once=10) == [1, 3, 4, 2]
