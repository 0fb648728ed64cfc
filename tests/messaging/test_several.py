"""Several questions in one request, on a real server: each is answered or refused as if it came by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from nats.aio.client import Client
from pydantic import BaseModel, SecretStr

from answerable.errors import AnswerableError, NotFound, Refused, TooSlow, Unauthenticated, Unavailable
from answerable.identity import Credential, Owner, Principal, SigningKey, Verifier
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging.answering import Answering, answer_query, answer_several, asker, make_broker
from answerable.messaging.client import Caller
from answerable.messaging.several import MOST
from answerable.messaging.together import Gathering
from answerable.queries.base import Answer, Query
from tests.ledger.servers import OPERATOR

pytestmark = pytest.mark.server

KEY = SigningKey.make()
BELIEVING = Verifier(lambda: {KEY.name: KEY.trusted(Owner.CLI)})
proof = Credential(Principal(id="system-cli"), lambda: KEY)
WITHIN_S = 1.0


class Said(Answer):
    """What was said, by whom it was asked, and how many were being answered at that time."""

    said: str
    to: str
    beside: int = 0


class Say(Query[Said]):
    """Say a text again."""

    text: str
    times: int = 1


class Wait(Query[Said]):
    """Say something late."""

    seconds: float


class Fail(Query[Said]):
    """Say no."""

    how: str = "refused"


class Whisper(Query[Said]):
    """Say a secret again."""

    text: SecretStr


SERVICE = Say.service


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


class Counts:
    """How many requests came, on which subjects, and how many are being answered."""

    def __init__(self) -> None:
        self.alone: list[str] = []
        self.now = 0


async def say_again(query: Say) -> Said:
    return Said(said=query.text * query.times, to=asker().id)


async def wait(query: Wait) -> Said:
    await asyncio.sleep(query.seconds)
    return Said(said="late", to=asker().id)


async def fail(query: Fail) -> Said:
    if query.how == "refused":
        message = "no"
        raise Refused(message)
    raise ValueError(query.how)


async def whisper(_: Whisper) -> Said:
    return Said(said="…", to=asker().id)


@pytest.fixture
async def counts(server: Endpoint) -> AsyncIterator[Counts]:
    """A service that answers, and what came to it one by one."""
    found = Counts()
    broker = make_broker(
        server.url, BELIEVING, user=OPERATOR, password=server.passwords[OPERATOR], name="answering"
    )
    answering: dict[str, Answering] = {}
    for query, handler in ((Say, say_again), (Wait, wait), (Fail, fail), (Whisper, whisper)):

        async def alone(asked: BaseModel, handler: object = handler) -> BaseModel:
            found.alone.append(type(asked).__name__)
            return await handler(asked)  # type: ignore[operator, no-any-return]

        answer_query(broker, query, alone)
        answering[query.query_name] = (query, handler)
    answer_several(broker, SERVICE, answering)
    async with broker:
        await broker.start()
        yield found


@pytest.fixture
def asking(client: Client) -> Gathering:
    return Gathering(Caller(client, proof), WITHIN_S)


async def test_what_is_asked_at_once_goes_in_one_request(counts: Counts, asking: Gathering) -> None:
    """Each has its own answer, in whoever's name it was asked; nothing comes one by one."""
    person = asking.proved_by(proof)
    said = await asyncio.gather(*(person.query(Say(text=str(n))) for n in range(5)))
    assert [(one.said, one.to) for one in said] == [(str(n), "system-cli") for n in range(5)]
    assert counts.alone == []


async def test_what_is_asked_alone_goes_alone(counts: Counts, asking: Gathering) -> None:
    """One question, a secret one, and what the console asks in its own name."""
    person = asking.proved_by(proof)
    await person.query(Say(text="a"))
    await asyncio.gather(*(person.query(Whisper(text=SecretStr("b"))) for _ in range(2)))
    await asyncio.gather(*(asking.query(Say(text="c")) for _ in range(2)))
    assert counts.alone == ["Say", "Whisper", "Whisper", "Say", "Say"]


async def test_what_fails_fails_alone(counts: Counts, asking: Gathering) -> None:
    """A refusal, a failure inside, and a question that nobody answers, beside one that is answered."""

    class Unknown(Query[Said]):
        """Nobody answers it."""

    person = asking.proved_by(proof)
    refused, failed, unknown, said = await asyncio.gather(
        person.query(Fail()),
        person.query(Fail(how="by mistake")),
        person.query(Unknown()),
        person.query(Say(text="a")),
        return_exceptions=True,
    )
    assert isinstance(refused, Refused)
    assert type(failed) is AnswerableError
    assert "by mistake" not in str(failed)
    assert isinstance(unknown, NotFound)
    assert isinstance(said, Said)
    assert counts.alone == []


async def test_a_slow_one_holds_up_no_other(counts: Counts, asking: Gathering) -> None:
    """It is refused when the time is over, and those behind it are answered."""
    person = asking.proved_by(proof)
    loop = asyncio.get_running_loop()
    began = loop.time()
    slow, said = await asyncio.gather(
        person.query(Wait(seconds=30)), person.query(Say(text="a")), return_exceptions=True
    )
    assert isinstance(slow, TooSlow)
    assert isinstance(said, Said)
    assert loop.time() - began < 10
    assert counts.alone == []


async def test_what_does_not_fit_is_asked_by_itself(
    counts: Counts, asking: Gathering, client: Client
) -> None:
    """Two answers that the server takes one by one, and not in one."""
    person = asking.proved_by(proof)
    times = client.max_payload // 2 + 1000
    found = await asyncio.gather(*(person.query(Say(text=text, times=times)) for text in "ab"))
    assert [(one.said[0], len(one.said)) for one in found] == [("a", times), ("b", times)]
    assert counts.alone == ["Say"]


async def test_more_than_one_request_carries(counts: Counts, asking: Gathering) -> None:
    """A page with very many parts asks twice."""
    person = asking.proved_by(proof)
    found = await asyncio.gather(*(person.query(Say(text=str(n))) for n in range(MOST + 2)))
    assert [one.said for one in found] == [str(n) for n in range(MOST + 2)]
    assert counts.alone == []


async def test_nobody_is_told_anything_without_a_proof(counts: Counts, client: Client) -> None:
    """As little as for one question."""
    with pytest.raises(Unauthenticated):
        await Caller(client, lambda: "").several([Say(text="a"), Say(text="b")], WITHIN_S)
    assert counts.alone == []


@pytest.mark.parametrize("question", ['{"text": 1}', '{"text": "a", "text": "b"}', "{", ""])
async def test_a_question_that_is_none_is_refused_alone(
    counts: Counts, client: Client, question: str
) -> None:
    """What is read of it is read as if it had come by itself."""

    class Damaged(Say):
        """Is sent as something else."""

        def model_dump_json(self, **_: object) -> str:
            return question

    Damaged.query_name, Damaged.service = Say.query_name, SERVICE
    bad, good = await Caller(client, proof).several([Damaged(text="x"), Say(text="a")], WITHIN_S)
    assert bad.problem is not None
    assert bad.problem.status in {400, 422}
    assert good.answer is not None
    assert counts.alone == []


async def test_no_answer_is_everybodys(server: Endpoint, asking: Gathering) -> None:
    """Where nobody listens, each question is told so."""
    person = asking.proved_by(proof)
    found = await asyncio.gather(*(person.query(Say(text=t)) for t in "ab"), return_exceptions=True)
    assert [type(one) for one in found] == [Unavailable, Unavailable]


async def test_one_that_is_given_up_leaves_the_others(counts: Counts, asking: Gathering) -> None:
    """A part of a page that is not waited for any more."""
    person = asking.proved_by(proof)
    first = asyncio.create_task(person.query(Wait(seconds=0.2)))
    second = asyncio.create_task(person.query(Say(text="a")))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).said == "a"
