"""A durable consumer's own user: it reads what its filter lets through, and can do nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from nats.aio.client import Client

from answerable.errors import AnswerableError, Invalid
from answerable.ledger.server.accounts import User, access
from answerable.ledger.store.api import ask
from answerable.ledger.store.ledger import connect, disconnect
from tests.deploy.consumer_users import password_of, with_consumers
from tests.deploy.nats_servers import PASSWORDS, Server
from tests.deploy.test_nats import opened
from tests.projection.examples import entries, received, unwanted

CASES = "ledger.*.case.*"
KNOWN = {user.value: password for user, password in PASSWORDS.items()}
OWN = "CONSUMER.CREATE.LEDGER.alarms"


def request(name: str = "alarms", **changes: Any) -> dict[str, Any]:
    """Give the request that makes a durable consumer."""
    configuration = {
        "name": name,
        "durable_name": name,
        "filter_subject": CASES,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        **changes,
    }
    return {"stream_name": "LEDGER", "action": "create", "config": configuration}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a user for the consumer ``alarms``, and two events: of a contact, and of a case."""
    made = with_consumers(tmp_path_factory.mktemp("server"), {"alarms": CASES, "pushes": CASES})

    async def prepare() -> None:
        await made.start()
        await made.until_healthy()
        async with opened([made], User.OPERATOR) as ledger:
            await ledger.install()
        async with opened([made], User.INTAKE) as ledger:
            await ledger.append(entries(received(1, "t")))
            await ledger.append(entries(unwanted(2)))

    with asyncio.Runner() as runner:
        try:
            runner.run(prepare())
            yield made
        finally:
            runner.run(made.stop())


@asynccontextmanager
async def connected(server: Server, name: str) -> AsyncIterator[Client]:
    """Connect as a consumer's user."""
    client = await connect(server.url, user=name, password=password_of(name), name="test")
    try:
        yield client
    finally:
        await disconnect(client)


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Client]:
    """The connection of the user ``alarms``."""
    async with connected(server, "alarms") as made:
        yield made


async def state(server: Server) -> tuple[int, int]:
    """Tell how many events are there, and how many consumers."""
    async with opened([server], User.DESK) as ledger:
        reply = await ask(ledger.client, "STREAM.INFO.LEDGER", None, what="asking for the state")
        return reply["state"]["messages"], reply["state"]["consumer_count"]


@pytest.mark.server
async def test_it_reads_what_its_filter_lets_through(server: Server, client: Client) -> None:
    """It makes its consumer, is given the case's event and not the contact's, and acknowledges it."""
    await ask(client, f"{OWN}.{CASES}", request(), what="making the consumer")
    consumer = await client.jetstream().pull_subscribe_bind("alarms", stream="LEDGER")
    [message] = await consumer.fetch(1, timeout=5)
    await message.ack_sync(timeout=5)
    info = await ask(client, "CONSUMER.INFO.LEDGER.alarms", None, what="asking how far it is")

    assert message.subject == "ledger.xm01.case.case-2"
    assert (info["ack_floor"]["stream_seq"], info["num_pending"], info["num_ack_pending"]) == (2, 0, 0)


REFUSED: dict[str, tuple[str, dict[str, Any] | None]] = {
    "another consumer": (f"CONSUMER.CREATE.LEDGER.others.{CASES}", request("others")),
    "another filter": (f"{OWN}.ledger.*.contact.*", request(filter_subject="ledger.*.contact.*")),
    "everything": (f"{OWN}.ledger.>", request(filter_subject="ledger.>")),
    "no filter": (OWN, request(filter_subject="")),
    "several filters": (OWN, request(filter_subject="", filter_subjects=[CASES, "ledger.*.contact.*"])),
    "a filter that its subject does not say": (f"{OWN}.{CASES}", request(filter_subject="ledger.>")),
    "several that its subject does not say": (
        f"{OWN}.{CASES}",
        request(filter_subject="", filter_subjects=[CASES, "ledger.*.contact.*"]),
    ),
    "another name than its subject says": (f"{OWN}.{CASES}", request("others")),
    "delivery into the ledger": (f"{OWN}.{CASES}", request(deliver_subject="ledger.xm01.case.case-9")),
    "one message by its sequence": ("STREAM.MSG.GET.LEDGER", {"seq": 1}),
    "a direct get": ("DIRECT.GET.LEDGER", {"seq": 1}),
    "deleting another consumer": ("CONSUMER.DELETE.LEDGER.pushes", None),
    "the stream's state": ("STREAM.INFO.LEDGER", None),
    "deleting the stream": ("STREAM.DELETE.LEDGER", None),
}


@pytest.mark.server
async def test_it_can_do_nothing_else(server: Server, client: Client) -> None:
    """Every other request to JetStream is refused, and leaves ledger and consumers as they are."""
    before = await state(server)
    answered = []
    for what, (operation, body) in REFUSED.items():
        try:
            answered.append((what, await ask(client, operation, body, what=what, timeout_s=0.3)))
        except AnswerableError:
            continue

    assert answered == []
    assert await state(server) == before


@pytest.mark.server
async def test_it_cannot_turn_deliveries_into_requests(server: Server) -> None:
    """A consumer that pushes empty messages to the subject of a deletion deletes nothing."""
    events, _ = await state(server)
    pushed = request(
        "pushes",
        deliver_subject="$JS.API.STREAM.DELETE.LEDGER",
        headers_only=True,
        ack_policy="none",
        max_ack_pending=0,
    )
    async with connected(server, "pushes") as client:
        made = await ask(client, f"CONSUMER.CREATE.LEDGER.pushes.{CASES}", pushed, what="making it")
        async with opened([server], User.INTAKE) as ledger:
            await ledger.append(entries(unwanted(3)))
        left = await ask(client, "CONSUMER.INFO.LEDGER.pushes", None, what="asking what it delivered")

    assert made["config"]["deliver_subject"] == "$JS.API.STREAM.DELETE.LEDGER"
    assert (left["delivered"]["consumer_seq"], (await state(server))[0]) == (0, events + 1)


@pytest.mark.server
async def test_it_hears_and_says_nothing_in_the_centre(server: Server, client: Client) -> None:
    """It neither sends commands and queries nor hears them; and it does not write."""
    before = await state(server)
    heard = await client.subscribe("answerable.>")
    async with (
        opened([server], User.COMMANDS) as intake,
        opened([server], User.DESK) as desk,
        opened([server], User.CLI) as asker,
    ):
        commands = await intake.client.subscribe("answerable.command.>")
        questions = await desk.client.subscribe("answerable.query.desk.*")
        for listening in (intake, desk):
            await listening.client.flush()
        for subject in (
            "answerable.command.site.open",
            "answerable.query.desk.views",
            "ledger.xm01.case.case-9",
        ):
            await client.publish(subject, b"from the consumer")
        await client.flush()
        await asker.client.publish("answerable.command.site.open", b"{}")
        await asker.client.publish("answerable.query.desk.views", b"{}")
        said = [(await each.next_msg(timeout=5)).data for each in (commands, questions)]
    await client.flush()

    assert (said, heard.pending_msgs) == ([b"{}", b"{}"], 0)
    assert await state(server) == before


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("desk", CASES),
        ("Alarms", CASES),
        ("a.b", CASES),
        ("alarms", "ledger.>"),
        ("alarms", "$JS.API.>"),
        ("alarms", "ledger.*.case.case-1.more"),
    ],
)
def test_names_and_filters_that_are_refused(name: str, subject: str) -> None:
    """A name is a word of its own and no other user's; a filter is the ledger's own, by site and stream."""
    passwords: dict[str, str] = {**KNOWN, name: "k"}

    with pytest.raises(Invalid):
        access(passwords, consumers={name: subject})


def test_nobody_else_gets_a_right_more() -> None:
    """The other users' rights, exports and imports are the same with such a user and without."""
    before = access(KNOWN)
    after = access({**KNOWN, "alarms": "k"}, consumers={"alarms": CASES})
    *others, own = after["accounts"]["CENTRE"].pop("users")

    assert others == before["accounts"]["CENTRE"].pop("users")
    assert own["user"] == "alarms"
    assert after == before
