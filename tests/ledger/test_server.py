"""The embedded server: started, stopped and killed, and one a directory."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from answerable.errors import Busy, Refused, Unavailable
from answerable.ledger.server import embedded as server
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.stream import install
from tests.ledger.serving import DESIGN, LINUX, connected, messages, port_of

pytestmark = pytest.mark.server

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

    async def test_an_acknowledged_event_survives_a_kill(self, installed: Endpoint, tmp_path: Path) -> None:
        """A killed server is replaced at once: its lock went with it, and its events did not."""
        os.kill(installed.pid, signal.SIGKILL)
        async with EmbeddedServer(tmp_path / "data") as again:
            assert await messages(again) == 1

    async def test_another_port_where_the_kept_one_is_taken(self, tmp_path: Path) -> None:
        """If somebody else has taken the kept port meanwhile, the server chooses another."""
        async with EmbeddedServer(tmp_path / "data") as first:
            pass
        with socket.socket() as somebody:
            somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            somebody.bind(("127.0.0.1", port_of(first)))
            somebody.listen()
            async with EmbeddedServer(tmp_path / "data") as second:
                assert port_of(second) != port_of(first)

    @LINUX
    def test_a_port_is_chosen_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody chooses a port that was chosen just now, and its server can listen on it."""
        port = machine.free_port()
        monkeypatch.setattr(machine, "_PORTS", range(port, port + 1))
        with pytest.raises(Unavailable, match="no free port"):
            machine.free_port()

        with socket.socket() as its_server:
            its_server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            its_server.bind(("127.0.0.1", port))
            its_server.listen()
            assert not machine.is_free(port)

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
        self, installed: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A second server on a directory is refused, naming the first one's process; the first goes on."""
        monkeypatch.setattr(server, "LOCK_WITHIN_S", 0.1)
        with pytest.raises(Busy, match=f"process {installed.pid}.*stop it first"):
            await EmbeddedServer(tmp_path / "data").start()

        assert await messages(installed) == 1

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
