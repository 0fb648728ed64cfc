"""Who may do what on the bus: each user tries everything that is somebody else's, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from pydantic_core import from_json, to_json

from answerable.ledger.programs import admit
from answerable.ledger.server.accounts import FEEDS, User, access, feed_names, inbox_prefix
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.stream import StreamDesign, install
from answerable.messaging.subjects import notice_subject
from answerable_services.cli.projections import projections
from tests.ledger.serving import Connection, connected

pytestmark = pytest.mark.server

OWN, ALARMS, OTHER = "firstcontact", "alarms", "weekly"
CASES = "ledger.*.case.*"
EVERYBODY = frozenset({*(user.value for user in User), OWN, ALARMS, OTHER})
NOBODY: frozenset[str] = frozenset()
ASKERS = frozenset({"console", "cli", OWN})
LOOKERS = EVERYBODY - {"console", ALARMS, OTHER}
READERS = LOOKERS - {"operator"}
SERVICES = frozenset({"desk", "scoring", "callbacks", "audit"})
ANSWERERS = frozenset({"commands", *SERVICES, OWN})
TRUSTED = frozenset({"console", "cli"})
API = "$JS.API.CONSUMER"


def durable(name: str, **changes: Any) -> bytes:
    """Write the request that makes or changes a durable consumer."""
    configuration = {
        "name": name,
        "durable_name": name,
        "filter_subject": CASES,
        "ack_policy": "explicit",
        "deliver_policy": "all",
        **changes,
    }
    return to_json({"stream_name": "LEDGER", "config": configuration})


@dataclass(frozen=True)
class Act:
    """Something to publish or to listen to, and who may."""

    subject: str
    allowed: frozenset[str]


SAYING: Mapping[str, Act] = {
    "take a consumer's messages": Act(f"{API}.MSG.NEXT.LEDGER.{ALARMS}", frozenset({ALARMS})),
    "acknowledge them": Act(f"$JS.ACK.LEDGER.{ALARMS}.1.1.1.1.0", frozenset({ALARMS})),
    "make or change it": Act(f"{API}.CREATE.LEDGER.{ALARMS}.{CASES}", frozenset({ALARMS})),
    "change what it reads": Act(f"{API}.CREATE.LEDGER.{ALARMS}", NOBODY),
    "make it the old way": Act(f"{API}.DURABLE.CREATE.LEDGER.{ALARMS}", NOBODY),
    "delete it": Act(f"{API}.DELETE.LEDGER.{ALARMS}", frozenset({ALARMS})),
    "ask how far it is": Act(f"{API}.INFO.LEDGER.{ALARMS}", frozenset({ALARMS})),
    "hold it up": Act(f"{API}.PAUSE.LEDGER.{ALARMS}", NOBODY),
    "list all consumers": Act(f"{API}.NAMES.LEDGER", NOBODY),
    "make one without a name": Act(f"{API}.CREATE.LEDGER", NOBODY),
    "take a service's messages": Act(f"{API}.MSG.NEXT.LEDGER.scoring-01", frozenset({"scoring"})),
    "delete a service's consumer": Act(f"{API}.DELETE.LEDGER.scoring-01", frozenset({"scoring"})),
    "take the writer's": Act(f"{API}.MSG.NEXT.LEDGER.intake-01", frozenset({"intake"})),
    **{
        f"make a consumer as {user}": Act(f"{API}.CREATE.LEDGER.{user}-01", frozenset({user}))
        for user in sorted(READERS)
    },
    **{
        f"make a consumer as {user}": Act(f"{API}.CREATE.LEDGER.{user}-01", NOBODY)
        for user in sorted(EVERYBODY - READERS)
    },
    "read one event": Act("$JS.API.STREAM.MSG.GET.LEDGER", LOOKERS),
    "write into the ledger": Act("ledger.xm01.case.case-9", frozenset({"intake"})),
    "send a command": Act("answerable.command.site.open", frozenset({"console", "cli", "callbacks", "desk"})),
    "tell of a sign-in": Act(
        "answerable.command.account.sign_in",
        frozenset({"console", "cli", "callbacks", "desk", "accounts"}),
    ),
    "ask a service": Act("answerable.query.scoring.statement", ASKERS),
    "ask the accounts": Act("answerable.query.accounts.sign_in", TRUSTED),
    "tell of a view": Act("answerable.notice.scores", frozenset({"scoring"})),
    "tell of one's own view": Act(f"answerable.notice.{OWN}", frozenset({OWN})),
    "say that a view is ahead": Act("answerable.query.intake.view_ahead", ASKERS | SERVICES),
    "ask intake anything else": Act("answerable.query.intake.writing", ASKERS),
    **{
        f"reply to {user}": Act(f"{inbox_prefix(user)}.reply", ANSWERERS | {"accounts"})
        for user in sorted(TRUSTED)
    },
    f"reply to {OWN}": Act(f"{inbox_prefix(OWN)}.reply", ANSWERERS),
    **{
        f"reply to {user}": Act(f"{inbox_prefix(user)}.reply", frozenset({"commands"}))
        for user in sorted(SERVICES | {"accounts"})
    },
    **{
        f"reply to {user}, who asks nobody": Act(f"{inbox_prefix(user)}.reply", NOBODY)
        for user in sorted(EVERYBODY - ASKERS - SERVICES - {"accounts"})
    },
    **{
        f"tell of what {part} denied": Act(f"answerable.denied.{part}", frozenset({user}))
        for part, user in (("intake", "commands"), ("desk", "desk"), ("console", "console"), (OWN, OWN))
    },
    "invent a subject": Act("answerable.other", NOBODY),
}

HEARING: Mapping[str, Act] = {
    "commands": Act("answerable.command.>", frozenset({"commands"})),
    "one command": Act("answerable.command.site.open", frozenset({"commands"})),
    "intake's questions": Act("answerable.query.intake.*", frozenset({"commands"})),
    **{
        f"questions of {service}": Act(f"answerable.query.{service}.*", frozenset({service}))
        for service in ("desk", "scoring", "callbacks", "audit", "accounts", OWN)
    },
    "denials": Act("answerable.denied.*", frozenset({"accounts"})),
    "all questions": Act("answerable.query.>", NOBODY),
    "everything in the centre": Act("answerable.>", NOBODY),
    "everything": Act(">", NOBODY),
    "notices": Act("answerable.notice.>", frozenset({"console", "cli"})),
    **{f"answers to {user}": Act(f"{inbox_prefix(user)}.>", frozenset({user})) for user in sorted(EVERYBODY)},
    "all answers": Act("_INBOX.>", NOBODY),
    "answers by a pattern": Act("_INBOX.*.*", NOBODY),
    "what is written": Act("ledger.>", NOBODY),
    "deliveries": Act("$JS.>", NOBODY),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A ledger with three events, and beside the usual users a service's and two durable consumers'."""
    data = tmp_path_factory.mktemp("rights")
    embedded = EmbeddedServer(data)

    async def prepare() -> Endpoint:
        await admit(data, OWN)
        await admit(data, ALARMS, CASES)
        await admit(data, OTHER, CASES)
        endpoint = await embedded.start()
        async with connected(endpoint, User.OPERATOR) as operator:
            await install(operator.client, StreamDesign())
        async with connected(endpoint, User.INTAKE) as intake:
            for number in (1, 2, 3):
                await intake.client.request(f"ledger.xm01.case.case-{number}", b"{}")
        return endpoint

    with asyncio.Runner() as runner:
        try:
            yield runner.run(prepare())
        finally:
            runner.run(embedded.stop())


async def refused(connection: Connection) -> bool:
    """Tell whether the server refused what was just sent; it says so before it answers a ping."""
    # Its own first ping may come first; the answer to ours is then still to come.
    await connection.client.flush()
    await connection.client.flush()
    found = bool(connection.refusals)
    connection.refusals.clear()
    return found


@pytest.mark.parametrize("user", sorted(EVERYBODY))
async def test_everybody_says_what_is_theirs(server: Endpoint, user: str) -> None:
    """A user may publish to what is meant for it, and is refused everywhere else."""
    allowed = set()
    async with connected(server, user) as connection:
        for what, act in SAYING.items():
            # Bodies that no request has: what is let through changes nothing.
            await connection.client.publish(act.subject, b"[]", reply=f"{inbox_prefix(user)}.none")
            if not await refused(connection):
                allowed.add(what)

    assert allowed == {what for what, act in SAYING.items() if user in act.allowed}


@pytest.mark.parametrize("user", sorted(EVERYBODY))
async def test_everybody_hears_what_is_theirs(server: Endpoint, user: str) -> None:
    """A user may listen where it is spoken to, alone or among others, and nowhere else."""
    allowed = set()
    async with connected(server, user) as connection:
        for what, act in HEARING.items():
            for queue in ("", "intake"):
                subscription = await connection.client.subscribe(act.subject, queue=queue)
                if not await refused(connection):
                    allowed.add(what)
                    await subscription.unsubscribe()

    assert allowed == {what for what, act in HEARING.items() if user in act.allowed}


async def asked(connection: Connection, subject: str, body: bytes = b"") -> Any:
    """Ask, and give the answer; None where the server refuses to pass the question on, or nobody is there.

    Where it refuses there is no answer to wait for.
    """
    asking = asyncio.create_task(connection.client.request(subject, body, timeout=10))
    while not asking.done():
        if await refused(connection):
            asking.cancel()
            await asyncio.wait([asking])
            return None
    try:
        return from_json((await asking).data)
    except NoRespondersError:
        return None


async def test_a_durable_consumer_is_its_owners_only(server: Endpoint) -> None:
    """Everybody else tries to take, acknowledge, change and delete it; then its owner does each of these."""
    acknowledge = f"$JS.ACK.LEDGER.{ALARMS}.1.1.1.1764400000000000000.2"
    async with connected(server, ALARMS) as owner:
        await asked(owner, f"{API}.CREATE.LEDGER.{ALARMS}.{CASES}", durable(ALARMS))
        subscription = await owner.client.jetstream().pull_subscribe_bind(ALARMS, stream="LEDGER")
        [first] = await subscription.fetch(1, timeout=5)
        before = await asked(owner, f"{API}.INFO.LEDGER.{ALARMS}")

        for user in sorted(EVERYBODY - {ALARMS}):
            async with connected(server, user) as thief:
                took = await asked(thief, f"{API}.MSG.NEXT.LEDGER.{ALARMS}", b'{"batch":1,"no_wait":true}')
                await thief.publish(acknowledge, b"+ACK")
                for subject, body in (
                    (f"{API}.CREATE.LEDGER.{ALARMS}.{CASES}", durable(ALARMS, ack_wait=1_000_000_000)),
                    (f"{API}.CREATE.LEDGER.{ALARMS}", durable(ALARMS, filter_subject="ledger.>")),
                    # A name of one's own on the outside, and the other's inside.
                    (f"{API}.CREATE.LEDGER.{user}-01", durable(ALARMS, ack_wait=1_000_000_000)),
                    (f"{API}.DELETE.LEDGER.{ALARMS}", b""),
                ):
                    answer = await asked(thief, subject, body)
                    assert answer is None or "error" in answer, (user, subject)
                assert took is None, user
        after = await asked(owner, f"{API}.INFO.LEDGER.{ALARMS}")

        await first.ack_sync(timeout=5)
        acknowledged = await asked(owner, f"{API}.INFO.LEDGER.{ALARMS}")
        changed = await asked(
            owner, f"{API}.CREATE.LEDGER.{ALARMS}.{CASES}", durable(ALARMS, ack_wait=2_000_000_000)
        )
        gone = await asked(owner, f"{API}.DELETE.LEDGER.{ALARMS}")

    untouched = ("config", "delivered", "ack_floor", "num_ack_pending", "num_pending", "num_redelivered")
    assert {key: after[key] for key in untouched} == {key: before[key] for key in untouched}
    assert (before["num_ack_pending"], acknowledged["num_ack_pending"]) == (1, 0)
    assert (changed["config"]["ack_wait"], gone["success"]) == (2_000_000_000, True)


@pytest.mark.parametrize("reader", sorted(LOOKERS - {"intake"}))
async def test_an_answer_of_the_servers_is_no_order(server: Endpoint, reader: str) -> None:
    """A reader who names a request about another's consumer as the reply subject has nothing done to it.

    The writer could have it done, because it reads from inside JetStream's own account.
    """
    name = feed_names(reader)[0]
    own = to_json({"stream_name": "LEDGER", "config": {"name": name, "ack_policy": "none"}})
    async with connected(server, OTHER) as owner, connected(server, reader) as thief:
        await asked(owner, f"{API}.CREATE.LEDGER.{OTHER}.{CASES}", durable(OTHER))
        before = await asked(owner, f"{API}.INFO.LEDGER.{OTHER}")
        for target in (
            f"{API}.DELETE.LEDGER.{OTHER}",
            f"{API}.MSG.NEXT.LEDGER.{OTHER}",
            f"{API}.CREATE.LEDGER.{OTHER}.{CASES}",
            f"$JS.ACK.LEDGER.{OTHER}.1.1.1.1764400000000000000.2",
        ):
            await asked(thief, f"{API}.CREATE.LEDGER.{name}", own)
            # All events, and then an answer without a body.
            for _ in range(2):
                rest = b'{"batch":100,"no_wait":true}'
                await thief.publish(f"{API}.MSG.NEXT.LEDGER.{name}", rest, reply=target)
            await thief.publish("$JS.API.STREAM.MSG.GET.LEDGER", b'{"seq":1}', reply=target)
            await asked(thief, f"{API}.DELETE.LEDGER.{name}")
        after = await asked(owner, f"{API}.INFO.LEDGER.{OTHER}")

    assert {**after, "ts": None} == {**before, "ts": None}


@pytest.mark.parametrize("answerer", sorted(ANSWERERS))
async def test_an_answer_of_a_services_is_no_order(server: Endpoint, answerer: str) -> None:
    """Who asks names the reply's subject, and the answer goes nowhere where that is somebody's consumer."""
    subject = (
        "answerable.command.site.open" if answerer == "commands" else f"answerable.query.{answerer}.views"
    )
    heard = asyncio.Event()
    async with (
        connected(server, OTHER) as owner,
        connected(server, answerer) as there,
        connected(server, "console") as here,
    ):
        await asked(owner, f"{API}.CREATE.LEDGER.{OTHER}.{CASES}", durable(OTHER))

        async def answer(message: Msg) -> None:
            await there.client.publish(message.reply, b"")
            heard.set()

        await there.client.subscribe(subject, cb=answer)
        assert not await refused(there)
        await here.client.publish(subject, b"", reply=f"{API}.DELETE.LEDGER.{OTHER}")
        await asyncio.wait_for(heard.wait(), 10)

        assert await refused(there)
        assert "config" in await asked(owner, f"{API}.INFO.LEDGER.{OTHER}")


async def test_commands_are_answered_by_intake_only(server: Endpoint) -> None:
    """While everybody else offers to answer in intake's place, all of a hundred commands come to intake."""
    answered: list[bytes] = []

    async def answer(message: Msg) -> None:
        await message.respond(b"intake")

    async with connected(server, User.COMMANDS) as intake, connected(server, User.CONSOLE) as console:
        await intake.client.subscribe("answerable.command.>", queue="intake", cb=answer)
        await refused(intake)
        others = [connected(server, user) for user in sorted(EVERYBODY - {"commands", "console"})]
        for other in others:
            impostor = await other.__aenter__()
            await impostor.client.subscribe("answerable.command.>", queue="intake", cb=answer)
            assert await refused(impostor)
        for _ in range(100):
            reply = await console.client.request("answerable.command.site.open", b"{}", timeout=5)
            answered.append(reply.data)
        for other in others:
            await other.__aexit__(None, None, None)

    assert answered == [b"intake"] * 100


@pytest.mark.parametrize("service", ["desk", "scoring", "callbacks", "audit", OWN])
@pytest.mark.parametrize("asker", sorted(ASKERS))
async def test_questions_are_answered(server: Endpoint, service: str, asker: str) -> None:
    """Who may ask is answered by the service that is asked, in an inbox of its own."""
    async with connected(server, service) as there, connected(server, asker) as here:
        await there.answer(f"answerable.query.{service}.views", b"98.5")
        reply = await here.client.request(f"answerable.query.{service}.views", b"", timeout=5)

    assert (reply.data, there.refusals, here.refusals) == (b"98.5", [], [])


@pytest.mark.parametrize("service", sorted(SERVICES))
async def test_intake_hears_of_a_view_that_is_ahead(server: Endpoint, service: str) -> None:
    """Every service may say so, and learns that it was heard."""
    async with connected(server, User.COMMANDS) as there, connected(server, service) as here:
        await there.answer("answerable.query.intake.view_ahead", b"{}")
        reply = await here.client.request("answerable.query.intake.view_ahead", b"", timeout=5)

    assert (reply.data, there.refusals, here.refusals) == (b"{}", [], [])


def test_names_of_consumers() -> None:
    """No user's names are among another's, and no program can be called as one of them."""
    names = [name for user in EVERYBODY for name in feed_names(user)]

    assert len(set(names)) == len(names) == len(EVERYBODY) * FEEDS
    assert not {name for name in names if "-" not in name}


def test_the_table_names_everybody(server: Endpoint) -> None:
    """Nobody is left out of the tables above: they hold for every user that the server knows."""
    assert set(server.passwords) == EVERYBODY


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc here")
def test_passwords_of_programs_are_private(server: Endpoint) -> None:
    """A program's password stands neither in the list of processes nor in the server's environment."""
    process = Path(f"/proc/{server.pid}")
    seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()

    assert [user for user in (OWN, ALARMS) if server.passwords[user].encode() in seen] == []


def test_every_view_may_be_told_of() -> None:
    """For each view that comes with Answerable there is one service that may say that it moved."""
    users = access(dict.fromkeys(User, "k"))["accounts"]["CENTRE"]["users"]
    told = [subject for user in users for subject in user["permissions"]["publish"]["allow"]]

    assert sorted(subject for subject in told if subject.startswith("answerable.notice.")) == sorted(
        notice_subject(view) for view in projections()
    )
