"""Asking on a real server: whatever goes wrong is an error of the family that says what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from structlog.testing import capture_logs

from answerable.commands.base import BulkItem, BulkRequest, Receipt
from answerable.errors import AnswerTooLarge, Corrupt, NotFound, Refused, TooLarge, TooSlow, Unavailable
from answerable.identity import Credential, Owner, Principal, SigningKey, Verifier
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging.answering import answer_query, make_broker, problem_reply
from answerable.messaging.client import AUTHORIZATION, IDEMPOTENCY_KEY, Caller
from answerable.messaging.problems import problem_of
from answerable.messaging.subjects import BULK, command_subject, query_subject
from answerable.queries.base import Answer, Query
from answerable.queries.desk import Overview, OverviewAnswer
from answerable.streams.case import commands as case
from tests.ledger.servers import OPERATOR

pytestmark = pytest.mark.server

CLOSE = case.Close(site="xm01", actor="staff-first", case="case-1")
KEY = SigningKey.make()
BELIEVING = Verifier(lambda: {KEY.name: KEY.trusted(Owner.CLI)})
proof = Credential(Principal(id="system-cli"), lambda: KEY)
RECEIPT = Receipt(command="case.close", id="case-1", version=3, events=())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A server that anybody may ask on."""
    embedded = EmbeddedServer(tmp_path_factory.mktemp("server"), open_access=True)
    with asyncio.Runner() as runner:
        endpoint = runner.run(embedded.start())
        try:
            yield endpoint
        finally:
            runner.run(embedded.stop())


@pytest.fixture
async def client(server: Endpoint) -> AsyncIterator[Client]:
    opened = await connect(server.url, user=OPERATOR, password=server.passwords[OPERATOR], name="test")
    yield opened
    await disconnect(opened)


async def answer(client: Client, body: bytes, headers: dict[str, str] | None = None) -> list[Msg]:
    """Answer every closing of a case with these bytes, and note what was asked."""
    asked: list[Msg] = []

    async def reply(message: Msg) -> None:
        asked.append(message)
        await client.publish(message.reply, body, headers=headers)

    await client.subscribe(command_subject("case.close"), cb=reply)
    await client.flush()
    return asked


async def test_a_receipt(client: Client) -> None:
    """The answer is read, and the command went out with its key and without what was left out."""
    asked = await answer(client, RECEIPT.model_dump_json().encode())

    assert await Caller(client, proof).command(CLOSE, key="k-1") == RECEIPT
    assert asked[0].data == b'{"site":"xm01","case":"case-1"}'
    assert asked[0].headers == {AUTHORIZATION: proof(), IDEMPOTENCY_KEY: "k-1"}


async def test_a_refusal(client: Client) -> None:
    """A problem is raised as the error it was."""
    problem = problem_reply(problem_of(Refused("not now", rule="000-1.2")))
    await answer(client, problem.body, {name: str(value) for name, value in problem.headers.items()})

    with pytest.raises(Refused, match="not now") as refused:
        await Caller(client, proof).command(CLOSE)
    assert refused.value.rule == "000-1.2"


async def test_nobody_there(client: Client) -> None:
    """Where no service listens, the error names what is not running, at once."""
    with pytest.raises(Unavailable, match=r"nobody answers answerable\.query\.desk\.overview"):
        await Caller(client, proof).query(Overview())


async def test_no_answer(client: Client) -> None:
    """Where the service is silent, the wait ends."""
    await client.subscribe(command_subject("case.close"), cb=_silent)
    await client.flush()

    with pytest.raises(Unavailable, match=r"no answer on .* within 0\.05 s"):
        await Caller(client, proof, timeout_s=0.05).command(CLOSE)


async def _silent(_: Msg) -> None:
    """Say nothing."""


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", None),
        (b"pardon?", None),
        (b'{"command": "case.close"}', None),
        (b"pardon?", {"Nats-Service-Error-Code": "409"}),
    ],
)
async def test_no_such_answer(client: Client, body: bytes, headers: dict[str, str] | None) -> None:
    """An answer that is neither a receipt nor a problem is told as damaged."""
    await answer(client, body, headers)

    with pytest.raises(Corrupt, match=r"is not a (Receipt|Problem)"):
        await Caller(client, proof).command(CLOSE)


async def test_too_large(client: Client) -> None:
    """A request that the server does not take is refused before it is sent."""
    items = tuple(
        BulkItem(name="case.close", key=f"k{number}", body={"x": "y" * 100_000}) for number in range(100)
    )

    with pytest.raises(TooLarge, match=BULK):
        await Caller(client, proof).bulk(BulkRequest(items=items))


async def test_a_closed_connection(server: Endpoint) -> None:
    """On a connection that was closed nothing can be asked, and the error is one of ours."""
    client = await connect(server.url, user=OPERATOR, password=server.passwords[OPERATOR], name="test")
    await disconnect(client)

    with pytest.raises(Unavailable):
        await Caller(client, proof).command(CLOSE)


async def heard(caller: Caller) -> Caller:
    """Wait until the server knows who answers, which it is told without a reply."""
    async with asyncio.timeout(10):
        while True:
            try:
                await caller.query(Overview(site="xm01"))
            except Unavailable:
                await asyncio.sleep(0.02)
            else:
                return caller


class TestAnswering:
    @pytest.fixture
    async def caller(self, server: Endpoint, client: Client) -> AsyncIterator[Caller]:
        """Somebody who can ask a service that knows one site only."""
        broker = make_broker(
            server.url, BELIEVING, user=OPERATOR, password=server.passwords[OPERATOR], name="desk"
        )

        async def overview(query: Overview) -> OverviewAnswer:
            if query.site == "broken":
                message = "the password is plum"
                raise RuntimeError(message)
            if query.site != "xm01":
                message = f"there is no site {query.site}"
                raise NotFound(message)
            return NOBODY

        answer_query(broker, Overview, overview)
        await broker.start()
        try:
            yield await heard(Caller(client, proof))
        finally:
            await broker.stop()

    async def test_an_answer(self, caller: Caller) -> None:
        """The handler's answer comes back as the model that the query promises."""
        assert await caller.query(Overview(site="xm01")) == NOBODY

    async def test_an_error(self, caller: Caller) -> None:
        """The handler's error comes back as it was raised."""
        with pytest.raises(NotFound, match="there is no site xm09"):
            await caller.query(Overview(site="xm09"))

    async def test_a_failure_inside(self, caller: Caller) -> None:
        """Any other failure is answered, and says nothing of the inside."""
        with pytest.raises(Exception, match="something failed inside") as failed:
            await caller.query(Overview(site="broken"))
        assert "plum" not in str(failed.value)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"{", "400"),
            (b"\xff", "400"),
            (b"[]", "422"),
            (b'{"site": "XM 01"}', "422"),
            (b'{"a": 1}', "422"),
            (b'{"site": "xm01", "site": "xm02"}', "422"),
        ],
    )
    async def test_a_bad_question(self, caller: Caller, client: Client, body: bytes, status: str) -> None:
        """A question that cannot be read is a problem, and the next one is answered."""
        reply = await client.request(
            query_subject("desk", "overview"), body, timeout=5, headers={AUTHORIZATION: proof()}
        )

        assert (reply.headers or {})["Nats-Service-Error-Code"] == status
        assert await caller.query(Overview(site="xm01")) == NOBODY


NOBODY = OverviewAnswer.model_validate(
    {"at": "2016-03-10T02:00:00Z", "sites": [], "contacts_by_hour": [0] * 24}
)


LONG = 30_000


class Listing(Answer):
    notes: tuple[str, ...]


class Notes(Query[Listing]):
    """Which notes are there?"""

    count: int
    size: int = LONG


class TestSizeAndTime:
    @pytest.fixture
    async def caller(self, server: Endpoint, client: Client) -> AsyncIterator[Caller]:
        """Somebody who can ask for so many long notes; for none, the service takes its time."""
        broker = make_broker(
            server.url, BELIEVING, user=OPERATOR, password=server.passwords[OPERATOR], name="notes"
        )
        ended = asyncio.Event()

        async def notes(query: Notes) -> Listing:
            if not query.count:
                await ended.wait()
            return Listing(notes=("n" * query.size,) * query.count)

        answer_query(broker, Notes, notes)
        await broker.start()
        made = Caller(client, proof, timeout_s=20)
        try:
            async with asyncio.timeout(20):
                while not await self.is_heard(made):
                    await asyncio.sleep(0.02)
            yield made
        finally:
            ended.set()
            await broker.stop()

    async def is_heard(self, caller: Caller) -> bool:
        """Tell whether the service answers by now."""
        try:
            await caller.query(Notes(count=1))
        except Unavailable:
            return False
        return True

    async def test_an_answer_that_is_too_large(self, caller: Caller, client: Client) -> None:
        """Too many long notes are told to be too large, to who asks and in the log; fewer are answered."""
        most = client.max_payload // LONG
        with capture_logs() as told, pytest.raises(AnswerTooLarge, match=r"has [\d,]+ bytes") as failed:
            await caller.query(Notes(count=most + 1))

        assert "ask for less" in failed.value.message
        [line] = [entry for entry in told if entry["event"] == "answer.too_large"]
        assert (line["log_level"], line["subject"]) == ("error", query_subject("test_client", "notes"))
        assert len((await caller.query(Notes(count=most - 1))).notes) == most - 1

    async def test_an_answer_at_the_limit(self, caller: Caller, client: Client) -> None:
        """Whatever the size, there is an answer or an error, and the connection stays."""
        for left in range(-200, 5000, 700):
            size = client.max_payload - left
            with suppress(AnswerTooLarge):
                await caller.query(Notes(count=1, size=size))
        assert len((await caller.query(Notes(count=1))).notes) == 1

    async def test_an_answer_that_is_too_slow(self, client: Client, caller: Caller) -> None:
        """The error says what was asked, and how long was waited."""
        with pytest.raises(TooSlow, match=r'notes \{"count":0,"size":30000\} within 0\.2 s'):
            await Caller(client, proof, timeout_s=0.2).query(Notes(count=0))
