"""The embedded server: one a directory, durable, private, and locked against its own users."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from pydantic_core import from_json, to_json

from answerable.errors import Busy, Corrupt, NotFound, Refused, Unavailable
from answerable.ledger.server import embedded as server
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import ACCOUNTS, Account, User, feed_names, inbox_prefix
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.stream import StreamDesign, install, status

pytestmark = pytest.mark.server

DESIGN = StreamDesign()
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel ends a child with its parent on Linux only"
)

STARTER = """
import asyncio, sys
from pathlib import Path
from answerable.ledger.server.embedded import EmbeddedServer

async def main():
    embedded = EmbeddedServer(Path(sys.argv[1]))
    await embedded.start()
    print(embedded.pid, flush=True)
    await embedded.wait()

asyncio.run(main())
"""


async def until(condition: Callable[[], bool], deadline_s: float = 10) -> None:
    async with asyncio.timeout(deadline_s):
        while not condition():
            await asyncio.sleep(0.02)


def port_of(endpoint: Endpoint) -> int:
    return int(endpoint.url.rpartition(":")[2])


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class Connection:
    """A user's connection that keeps what the server refused."""

    def __init__(self, client: Client, refusals: list[str]) -> None:
        self.client = client
        self.refusals = refusals

    async def publish(self, subject: str, payload: bytes = b"", reply: str = "") -> None:
        await self.client.publish(subject, payload, reply=reply)
        await self.client.flush()

    async def answer(self, subject: str, payload: bytes) -> None:
        async def respond(message: Msg) -> None:
            await message.respond(payload)

        await self.client.subscribe(subject, cb=respond)
        # On a loaded machine the server's own first ping comes before its answer to the client's; that answer
        # is then still to come and ends the first flush, whatever was written meanwhile.
        await self.client.flush()
        await self.client.flush()


@contextlib.asynccontextmanager
async def connected(endpoint: Endpoint, user: str) -> AsyncIterator[Connection]:
    refusals: list[str] = []

    async def refused(error: Exception) -> None:
        refusals.append(str(error).lower())

    client = await nats.connect(
        endpoint.url,
        user=user,
        password=endpoint.passwords[user],
        inbox_prefix=inbox_prefix(user),
        error_cb=refused,
        allow_reconnect=False,
    )
    try:
        yield Connection(client, refusals)
    finally:
        await client.close()


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Endpoint]:
    """A running server whose ledger is installed and holds one event."""
    async with EmbeddedServer(tmp_path / "data") as endpoint:
        async with connected(endpoint, User.OPERATOR) as operator:
            await install(operator.client, DESIGN)
        async with connected(endpoint, User.INTAKE) as intake:
            await intake.client.request("ledger.xm01.case.case-1", b"{}")
        yield endpoint


async def messages(endpoint: Endpoint) -> int:
    async with connected(endpoint, User.OPERATOR) as operator:
        return (await status(operator.client, DESIGN)).messages


class TestLifeCycle:
    async def test_ready_means_that_jetstream_answers(self, tmp_path: Path) -> None:
        """Once start returns, a client connects and JetStream answers; once stop returns, nobody listens."""
        embedded = EmbeddedServer(tmp_path / "data")
        endpoint = await embedded.start()
        was_answering, pid = await endpoint.is_answering(), embedded.pid
        await embedded.stop()

        assert (was_answering, pid) == (True, endpoint.pid)
        assert (await endpoint.is_answering(), embedded.pid, await embedded.wait()) == (False, None, 0)
        assert not machine.is_alive(endpoint.pid)

    async def test_stop_twice(self, tmp_path: Path) -> None:
        """Stopping what has stopped, or never started, does nothing."""
        embedded = EmbeddedServer(tmp_path / "data")
        await embedded.stop()
        await embedded.start()
        await embedded.stop()
        await embedded.stop()

        assert embedded.pid is None

    async def test_stop_kills_after_the_deadline(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A server that does not end when asked is killed."""
        monkeypatch.setattr(machine, "STOP_WITHIN_S", 0.1)
        embedded = EmbeddedServer(tmp_path / "data")
        endpoint = await embedded.start()
        os.kill(endpoint.pid, signal.SIGSTOP)
        await embedded.stop()

        assert await embedded.wait() == -signal.SIGKILL

    async def test_waiting_for_what_never_started(self, tmp_path: Path) -> None:
        """Waiting for a server that was never started is refused instead of lasting for ever."""
        with pytest.raises(Refused, match="call start first"):
            await EmbeddedServer(tmp_path).wait()

    async def test_data_survive_on_the_same_port(self, tmp_path: Path) -> None:
        """After stop and start the events are there, at the same address, for the same passwords."""
        async with EmbeddedServer(tmp_path / "data") as first:
            async with connected(first, User.OPERATOR) as operator:
                await install(operator.client, DESIGN)
            async with connected(first, User.INTAKE) as intake:
                await intake.client.request("ledger.xm01.case.case-1", b"{}")
        async with EmbeddedServer(tmp_path / "data") as second:
            assert (second.url, second.passwords) == (first.url, first.passwords)
            assert await messages(second) == 1

    async def test_an_acknowledged_event_survives_a_kill(self, ledger: Endpoint, tmp_path: Path) -> None:
        """A killed server is replaced at once: its lock went with it, and its events did not."""
        os.kill(ledger.pid, signal.SIGKILL)
        async with EmbeddedServer(tmp_path / "data") as again:
            assert await messages(again) == 1

    async def test_another_port_where_the_kept_one_is_taken(self, tmp_path: Path) -> None:
        """If somebody else has taken the kept port meanwhile, the server chooses another."""
        async with EmbeddedServer(tmp_path / "data") as first:
            pass
        with socket.socket() as somebody:
            somebody.bind(("127.0.0.1", port_of(first)))
            somebody.listen()
            async with EmbeddedServer(tmp_path / "data") as second:
                assert port_of(second) != port_of(first)

    async def test_a_port_lost_between_choice_and_use(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """If somebody takes the port after it was chosen, the start is tried again with another."""
        with socket.socket() as somebody:
            somebody.bind(("127.0.0.1", 0))
            somebody.listen()
            taken = somebody.getsockname()[1]
            choices = iter([taken, machine.free_port()])
            monkeypatch.setattr(machine, "free_port", lambda: next(choices))
            monkeypatch.setattr(machine, "is_free", lambda port: port != taken)
            async with EmbeddedServer(tmp_path / "data") as endpoint:
                assert port_of(endpoint) != taken

    async def test_a_fixed_port_that_is_taken(self, tmp_path: Path) -> None:
        """A port that the caller fixed is never silently replaced."""
        with socket.socket() as somebody:
            somebody.bind(("127.0.0.1", 0))
            somebody.listen()
            port = somebody.getsockname()[1]
            with pytest.raises(Busy, match=str(port)):
                await EmbeddedServer(tmp_path / "data", port=port).start()

    async def test_a_failing_start_shows_the_log(self, tmp_path: Path) -> None:
        """A server that cannot start says why, and its process does not stay behind."""
        (tmp_path / "nats").write_text("not a directory")
        embedded = EmbeddedServer(tmp_path)
        with pytest.raises(Unavailable, match=r"(?s)its log ends:.*not a directory"):
            await embedded.start()

        assert embedded.pid is None

    async def test_a_start_that_takes_too_long(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that is not ready at the deadline is ended, and gives the directory back."""
        monkeypatch.setattr(server, "READY_WITHIN_S", 0.0)
        with pytest.raises(Unavailable, match="did not become ready"):
            await EmbeddedServer(tmp_path / "data").start()
        monkeypatch.undo()

        async with EmbeddedServer(tmp_path / "data") as endpoint:
            assert await endpoint.is_answering()

    @LINUX
    async def test_a_start_outside_the_main_thread(self) -> None:
        """Only the main thread ties a server to its parent: another may end long before the process."""
        assert machine.death_with_parent() is not None
        assert await asyncio.to_thread(machine.death_with_parent) is None


class TestOneServerADirectory:
    async def test_a_second_server_is_refused(
        self, ledger: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A second server on a directory is refused, naming the first one's process; the first goes on."""
        monkeypatch.setattr(server, "LOCK_WITHIN_S", 0.1)
        with pytest.raises(Busy, match=f"process {ledger.pid}.*stop it first"):
            await EmbeddedServer(tmp_path / "data").start()

        assert await messages(ledger) == 1

    async def test_the_lock_outlives_the_parent(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An orphaned server still holds its directory: the lock is its own, not its parent's."""
        monkeypatch.setattr(machine, "death_with_parent", lambda: None)
        monkeypatch.setattr(server, "LOCK_WITHIN_S", 0.1)
        starter = STARTER.replace(
            "async def main",
            "from answerable.ledger.server import machine\n"
            "machine.death_with_parent = lambda: None\nasync def main",
        )
        pid = await started_and_killed(starter, tmp_path / "data")
        try:
            with pytest.raises(Busy, match=f"process {pid}"):
                await EmbeddedServer(tmp_path / "data").start()
        finally:
            os.kill(pid, signal.SIGKILL)

    @LINUX
    async def test_a_server_ends_with_its_parent(self, tmp_path: Path) -> None:
        """When the parent is killed, the server ends, and a new one starts at once."""
        await started_and_killed(STARTER, tmp_path / "data")
        async with EmbeddedServer(tmp_path / "data") as endpoint:
            assert await endpoint.is_answering()

    async def test_a_lock_that_somebody_else_holds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A directory whose lock is held is refused even if no endpoint says by whom."""
        monkeypatch.setattr(server, "LOCK_WITHIN_S", 0.1)
        with (tmp_path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(Busy, match="just starting or ending"):
                await EmbeddedServer(tmp_path).start()


async def started_and_killed(starter: str, data: Path) -> int:
    """Start a server from another Python process, kill that process, and give the server's pid."""
    paths = [str(Path(server.__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        starter,
        str(data),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    return pid


class TestEndpoint:
    async def test_clients_find_the_server(self, ledger: Endpoint, tmp_path: Path) -> None:
        """What start returned is what a client reads from the directory."""
        assert Endpoint.read(tmp_path / "data") == ledger

    def test_without_an_installation(self, tmp_path: Path) -> None:
        """Where nothing is installed, the error says how to start."""
        with pytest.raises(NotFound, match="answerable up --data"):
            Endpoint.read(tmp_path)

    async def test_after_a_stop(self, tmp_path: Path) -> None:
        """A stopped server is not found any more."""
        async with EmbeddedServer(tmp_path / "data"):
            pass
        with pytest.raises(NotFound, match="no server runs"):
            Endpoint.read(tmp_path / "data")

    async def test_after_a_crash(self, tmp_path: Path) -> None:
        """A server that was killed is not found, although its endpoint is still written there."""
        embedded = EmbeddedServer(tmp_path / "data")
        endpoint = await embedded.start()
        os.kill(endpoint.pid, signal.SIGKILL)
        await embedded.wait()

        with pytest.raises(NotFound, match=f"process {endpoint.pid}.*has ended"):
            Endpoint.read(tmp_path / "data")

    def test_a_damaged_endpoint(self, tmp_path: Path) -> None:
        """A file that cannot be read is named."""
        (tmp_path / "endpoint.json").write_text("{")
        with pytest.raises(Corrupt, match=r"endpoint\.json"):
            Endpoint.read(tmp_path)

    async def test_damaged_credentials(self, tmp_path: Path) -> None:
        """Passwords that cannot be read are never silently replaced."""
        (tmp_path / "credentials.json").write_text("{")
        with pytest.raises(Corrupt, match=r"credentials\.json"):
            await EmbeddedServer(tmp_path).start()


async def greeting(endpoint: Endpoint, credentials: dict[str, str]) -> bytes:
    """Introduce ourselves to a server, by the bare protocol, and give its first answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(endpoint))
    try:
        await reader.readline()
        writer.write(b"CONNECT " + to_json({"verbose": False, **credentials}) + b"\r\nPING\r\n")
        return (await reader.readline()).strip()
    finally:
        writer.close()
        await writer.wait_closed()


class TestSecrets:
    async def test_passwords_are_not_printed(self, ledger: Endpoint) -> None:
        """No password is in the endpoint's representation."""
        assert [user for user, password in ledger.passwords.items() if password in repr(ledger)] == []

    @LINUX
    async def test_passwords_are_not_arguments(self, ledger: Endpoint) -> None:
        """No password stands in the list of processes, nor in the server's environment."""
        process = Path(f"/proc/{ledger.pid}")
        seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()

        assert [user for user, password in ledger.passwords.items() if password.encode() in seen] == []

    async def test_passwords_are_not_logged(self, ledger: Endpoint, tmp_path: Path) -> None:
        """No password stands in the server's log."""
        log = (tmp_path / "data" / "nats-server.log").read_text()

        assert [user for user, password in ledger.passwords.items() if password in log] == []

    async def test_each_user_has_a_password_of_its_own(self, ledger: Endpoint) -> None:
        """As many passwords as users, long enough not to be guessed."""
        assert set(ledger.passwords) == set(User)
        assert len(set(ledger.passwords.values())) == len(User)
        assert min(map(len, ledger.passwords.values())) >= 43

    async def test_the_directory_is_private(self, ledger: Endpoint, tmp_path: Path) -> None:
        """The directory and everything in it that names a secret is its owner's only."""
        data = tmp_path / "data"
        private = ["nats-server.conf", "nats-server.log", "endpoint.json", "credentials.json", "lock"]

        assert (mode_of(data), mode_of(data / "nats")) == (0o700, 0o700)
        assert {name: mode_of(data / name) for name in private} == dict.fromkeys(private, 0o600)

    async def test_strangers_are_refused(self, ledger: Endpoint) -> None:
        """Nobody connects without a password, or with another user's."""
        stolen = {"user": "operator", "pass": ledger.passwords["console"]}

        assert await greeting(ledger, {}) == b"-ERR 'Authorization Violation'"
        assert await greeting(ledger, stolen) == b"-ERR 'Authorization Violation'"
        assert await greeting(ledger, {**stolen, "pass": ledger.passwords["operator"]}) == b"PONG"

    async def test_this_machine_only(self, ledger: Endpoint, tmp_path: Path) -> None:
        """The server listens on the loopback address and nowhere else."""
        configuration = from_json((tmp_path / "data" / "nats-server.conf").read_bytes())

        assert (configuration["host"], ledger.url.startswith("nats://127.0.0.1:")) == ("127.0.0.1", True)


class TestConfiguration:
    async def test_every_write_reaches_the_disk(self, tmp_path: Path) -> None:
        """The running server says that it synchronises after every write, and checks requests strictly."""
        async with EmbeddedServer(tmp_path / "data", monitor=True) as endpoint, httpx.AsyncClient() as http:
            config = (await http.get(f"{endpoint.monitor_url}/jsz")).json()["config"]

        assert (config["sync_always"], config["strict"]) == (True, True)
        assert config["max_storage"] > 1 << 45

    async def test_no_monitoring_unless_asked_for(self, ledger: Endpoint, tmp_path: Path) -> None:
        """The monitoring, which every local user could read, is off by default."""
        assert ledger.monitor_url is None
        assert "http" not in from_json((tmp_path / "data" / "nats-server.conf").read_bytes())

    async def test_large_replies(self, ledger: Endpoint) -> None:
        """A message of eight mebibytes passes."""
        async with connected(ledger, User.DESK) as desk:
            assert desk.client.max_payload == 8 * 1024 * 1024

    async def test_awkward_directory_names(self, tmp_path: Path) -> None:
        """A directory named with quotes, spaces and Chinese characters works."""
        async with EmbeddedServer(tmp_path / '数据 "one" \\ $two') as endpoint:
            assert await endpoint.is_answering()

    async def test_open_access(self, tmp_path: Path) -> None:
        """With open access the one user, operator, makes and deletes any stream."""
        async with EmbeddedServer(tmp_path / "data", open_access=True) as endpoint:
            async with connected(endpoint, User.OPERATOR) as operator:
                stream = operator.client.jetstream()
                await stream.add_stream(name="MINE", subjects=["mine.>"])
                assert await stream.delete_stream("MINE")
            assert set(endpoint.passwords) == {"operator"}


FORBIDDEN = [
    "$JS.API.STREAM.DELETE.LEDGER",
    "$JS.API.STREAM.PURGE.LEDGER",
    "$JS.API.STREAM.UPDATE.LEDGER",
    "$JS.API.STREAM.RESTORE.LEDGER",
    "$JS.API.STREAM.MSG.DELETE.LEDGER",
    "$JS.API.STREAM.CREATE.OTHER",
    "$JS.API.STREAM.SNAPSHOT.LEDGER",
    "$SYS.REQ.SERVER.PING",
]


class TestPermissions:
    @pytest.mark.parametrize("user", User)
    async def test_nobody_can_remove_or_rewrite_history(self, ledger: Endpoint, user: User) -> None:
        """No user at all may delete, purge, update or restore the ledger, or delete one of its messages."""
        async with connected(ledger, user) as connection:
            for subject in FORBIDDEN:
                await connection.publish(subject)
            await until(lambda: len(connection.refusals) == len(FORBIDDEN))
            refused = list(connection.refusals)

        expected = [f'permissions violation for publish to "{subject.lower()}"' for subject in FORBIDDEN]
        assert [text.partition(": ")[2] for text in refused] == expected
        assert await messages(ledger) == 1

    @pytest.mark.parametrize("user", [user for user in User if user is not User.INTAKE])
    async def test_only_intake_writes(self, ledger: Endpoint, user: User) -> None:
        """Nobody but intake appends to the ledger."""
        async with connected(ledger, user) as connection:
            await connection.publish("ledger.xm01.case.case-1", b"{}")
            await until(lambda: connection.refusals != [])

        assert await messages(ledger) == 1

    @pytest.mark.parametrize("user", [user for user in User if user is not User.OPERATOR])
    async def test_only_the_operator_installs(self, ledger: Endpoint, user: User) -> None:
        """Nobody but the operator creates the stream."""
        async with connected(ledger, user) as connection:
            await connection.publish("$JS.API.STREAM.CREATE.LEDGER", to_json(DESIGN.configuration()))
            await until(lambda: connection.refusals != [])

    async def test_creating_again_changes_nothing(self, ledger: Endpoint) -> None:
        """The operator's right to create the stream does not extend to changing it."""
        trimmed = {**DESIGN.configuration(), "max_msgs": 1, "deny_delete": False}
        async with connected(ledger, User.OPERATOR) as operator:
            reply = await operator.client.request("$JS.API.STREAM.CREATE.LEDGER", to_json(trimmed))
            found = await status(operator.client, DESIGN)

        assert from_json(reply.data)["error"]["err_code"] == 10058
        assert (found.configuration["max_msgs"], found.deny_delete) == (-1, True)

    @pytest.mark.parametrize("user", [user for user in User if user not in (User.OPERATOR, User.CONSOLE)])
    async def test_readers_read(self, ledger: Endpoint, user: User) -> None:
        """Everybody but operator and console reads the ledger, in every way that clients use."""
        async with connected(ledger, user) as reader:
            request = reader.client.request
            one = await request("$JS.API.STREAM.MSG.GET.LEDGER", b'{"seq":1}')
            name = feed_names(user)[-1]
            consumer = {"name": name, "ack_policy": "none", "filter_subject": "ledger.xm01.>"}
            made = await request(
                f"$JS.API.CONSUMER.CREATE.LEDGER.{name}",
                to_json({"stream_name": "LEDGER", "config": consumer}),
            )
            pulled = await request(f"$JS.API.CONSUMER.MSG.NEXT.LEDGER.{name}", b'{"batch":1}', old_style=True)
            state = await request(f"$JS.API.CONSUMER.INFO.LEDGER.{name}", b"")
            gone = await request(f"$JS.API.CONSUMER.DELETE.LEDGER.{name}", b"")
            refusals = reader.refusals

        assert refusals == []
        assert from_json(one.data)["message"]["seq"] == 1
        assert pulled.data == b"{}"
        assert from_json(made.data)["name"] == name
        assert from_json(state.data)["delivered"]["stream_seq"] == 1
        assert from_json(gone.data)["success"] is True

    @pytest.mark.parametrize(
        "subject",
        [
            "$JS.API.INFO",
            "$JS.API.STREAM.INFO.LEDGER",
            "$JS.API.STREAM.MSG.GET.LEDGER",
            "$JS.API.DIRECT.GET.LEDGER",
            "$JS.API.CONSUMER.CREATE.LEDGER.c",
            "$JS.API.CONSUMER.MSG.NEXT.LEDGER.c",
        ],
    )
    async def test_the_console_sees_no_ledger(self, ledger: Endpoint, subject: str) -> None:
        """The console may not ask JetStream for anything."""
        async with connected(ledger, User.CONSOLE) as console:
            await console.publish(subject)
            await until(lambda: console.refusals != [])

        assert subject.lower() in console.refusals[0]

    @pytest.mark.parametrize("user", User)
    async def test_nobody_listens_to_appends(self, ledger: Endpoint, user: User) -> None:
        """Events are read from the stream, never overheard on their way into it."""
        async with connected(ledger, user) as connection:
            await connection.client.subscribe("ledger.>")
            await until(lambda: connection.refusals != [])

        assert "subscription" in connection.refusals[0]

    async def test_an_answer_is_not_an_order(self, ledger: Endpoint) -> None:
        """A question that names the stream's deletion as its reply subject does not have it deleted.

        With ``allow_responses`` the answer would be let through: that right goes past every denial.
        """
        async with connected(ledger, User.SCORING) as there, connected(ledger, User.CONSOLE) as here:
            await there.answer("answerable.query.scoring.statement", b"")
            await here.publish("answerable.query.scoring.statement", reply="$JS.API.STREAM.DELETE.LEDGER")
            await until(lambda: there.refusals != [])

        assert "$js.api.stream.delete.ledger" in there.refusals[0]
        assert await messages(ledger) == 1

    @pytest.mark.parametrize("user", ACCOUNTS[Account.CENTRE])
    async def test_a_reader_cannot_name_the_deletion_as_reply(self, ledger: Endpoint, user: User) -> None:
        """A read whose reply subject is the stream's deletion does not delete it.

        The server answers with rights of its own; inside JetStream's account this would delete the ledger.
        """
        async with connected(ledger, user) as connection:
            name = feed_names(user)[0]
            consumer = {"name": name, "ack_policy": "none", "deliver_policy": "new"}
            made = to_json({"stream_name": "LEDGER", "config": consumer})
            await connection.publish(f"$JS.API.CONSUMER.CREATE.LEDGER.{name}", made)
            for subject, request in (
                ("$JS.API.DIRECT.GET.LEDGER", b'{"seq":1000}'),
                ("$JS.API.STREAM.MSG.GET.LEDGER", b'{"seq":1000}'),
                (f"$JS.API.CONSUMER.MSG.NEXT.LEDGER.{name}", b'{"batch":1,"no_wait":true}'),
                ("answerable.query.scoring.statement", b""),
            ):
                await connection.publish(subject, request, reply="$JS.API.STREAM.DELETE.LEDGER")
        async with connected(ledger, User.CLI) as reader:
            await reader.client.request("$JS.API.INFO", b"")

        assert await messages(ledger) == 1

    @pytest.mark.parametrize("user", User)
    async def test_nobody_overhears_answers(self, ledger: Endpoint, user: User) -> None:
        """Answers go to inboxes that only the one who asked may listen to."""
        others = [other for other in User if other is not user]
        async with connected(ledger, user) as connection:
            for subject in ("_INBOX.>", *(f"{inbox_prefix(other)}.>" for other in others)):
                await connection.client.subscribe(subject)
            await until(lambda: len(connection.refusals) == len(User))

        assert all("subscription" in refusal for refusal in connection.refusals)
