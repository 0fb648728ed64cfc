"""What the embedded server leaves for its clients: where it is, its secrets and its configuration."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest
from pydantic_core import from_json, to_json

from answerable.errors import Corrupt, NotFound
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from tests.ledger.serving import LINUX, connected, mode_of, port_of

pytestmark = pytest.mark.server


class TestEndpoint:
    async def test_clients_find_the_server(self, installed: Endpoint, tmp_path: Path) -> None:
        """What start returned is what a client reads from the directory."""
        assert Endpoint.read(tmp_path / "data") == installed

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
    async def test_passwords_are_not_printed(self, installed: Endpoint) -> None:
        """No password is in the endpoint's representation."""
        assert [user for user, password in installed.passwords.items() if password in repr(installed)] == []

    @LINUX
    async def test_passwords_are_not_arguments(self, installed: Endpoint) -> None:
        """No password stands in the list of processes, nor in the server's environment."""
        process = Path(f"/proc/{installed.pid}")
        seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()

        assert [user for user, password in installed.passwords.items() if password.encode() in seen] == []

    async def test_passwords_are_not_logged(self, installed: Endpoint, tmp_path: Path) -> None:
        """No password stands in the server's log."""
        log = (tmp_path / "data" / "nats-server.log").read_text()

        assert [user for user, password in installed.passwords.items() if password in log] == []

    async def test_each_user_has_a_password_of_its_own(self, installed: Endpoint) -> None:
        """As many passwords as users, long enough not to be guessed."""
        assert set(installed.passwords) == set(User)
        assert len(set(installed.passwords.values())) == len(User)
        assert min(map(len, installed.passwords.values())) >= 43

    async def test_the_directory_is_private(self, installed: Endpoint, tmp_path: Path) -> None:
        """The directory and everything in it that names a secret is its owner's only."""
        data = tmp_path / "data"
        private = ["nats-server.conf", "nats-server.log", "endpoint.json", "credentials.json", "lock"]

        assert (mode_of(data), mode_of(data / "nats")) == (0o700, 0o700)
        assert {name: mode_of(data / name) for name in private} == dict.fromkeys(private, 0o600)

    async def test_strangers_are_refused(self, installed: Endpoint) -> None:
        """Nobody connects without a password, or with another user's."""
        stolen = {"user": "operator", "pass": installed.passwords["console"]}

        assert await greeting(installed, {}) == b"-ERR 'Authorization Violation'"
        assert await greeting(installed, stolen) == b"-ERR 'Authorization Violation'"
        assert await greeting(installed, {**stolen, "pass": installed.passwords["operator"]}) == b"PONG"

    async def test_this_machine_only(self, installed: Endpoint, tmp_path: Path) -> None:
        """The server listens on the loopback address and nowhere else."""
        configuration = from_json((tmp_path / "data" / "nats-server.conf").read_bytes())

        assert (configuration["host"], installed.url.startswith("nats://127.0.0.1:")) == ("127.0.0.1", True)


class TestConfiguration:
    async def test_every_write_reaches_the_disk(self, tmp_path: Path) -> None:
        """The running server says that it synchronises after every write, and checks requests strictly."""
        async with EmbeddedServer(tmp_path / "data", monitor=True) as endpoint, httpx.AsyncClient() as http:
            config = (await http.get(f"{endpoint.monitor_url}/jsz")).json()["config"]

        assert (config["sync_always"], config["strict"]) == (True, True)
        assert config["max_storage"] > 1 << 45

    async def test_no_monitoring_unless_asked_for(self, installed: Endpoint, tmp_path: Path) -> None:
        """The monitoring, which every local user could read, is off by default."""
        assert installed.monitor_url is None
        assert "http" not in from_json((tmp_path / "data" / "nats-server.conf").read_bytes())

    async def test_large_replies(self, installed: Endpoint) -> None:
        """A message of eight mebibytes passes."""
        async with connected(installed, User.DESK) as desk:
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
