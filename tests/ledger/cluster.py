"""Three real servers as one cluster on this machine: killed, started again, asked who leads."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from pydantic_core import from_json, to_json

from answerable.errors import AnswerableError
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User, access
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.api import ask
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import StreamDesign
from tests.deploy.nats_servers import Server
from tests.ledger.servers import open_ledger

SIZE = 3
_PASSWORD = "k0ofcluster"
_MEBIBYTE = 1024 * 1024
# A server tries a route that failed again after one second.
_SETTLED_AFTER_S = 1.2


@dataclass
class Cluster:
    """Three servers in one cluster, which sync every write and let the operator do everything.

    ``start`` waits until streams with three copies can be made; ``stop`` ends what still runs. A server
    is named by its number, 0 to 2.
    """

    directory: Path
    servers: list[Server] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        return [server.url for server in self.servers]

    @property
    def endpoint(self) -> Endpoint:
        """What a client needs, with the addresses of all three servers."""
        process = self.servers[0].process
        return Endpoint(
            url=",".join(self.urls),
            monitor_url=None,
            pid=0 if process is None else process.pid,
            passwords={User.OPERATOR.value: _PASSWORD},
        )

    async def start(self) -> None:
        self.servers = _configured(self.directory)
        try:
            for server in self.servers:
                await server.start()
            await self.until_ready()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        for server in self.servers:
            await server.stop()

    async def kill(self, number: int) -> None:
        """End a server without warning, and wait until it is gone."""
        await self.servers[number].kill()

    async def restart(self, number: int, deadline_s: float = 30) -> None:
        """Start a server again on its data, and wait until it has caught up."""
        await self.servers[number].start()
        await self.servers[number].until_healthy(deadline_s)

    @property
    def alive(self) -> list[int]:
        """The numbers of the servers that run."""
        return [
            number
            for number, server in enumerate(self.servers)
            if server.process is not None and server.process.returncode is None
        ]

    async def until_ready(self, deadline_s: float = 30) -> None:
        """Wait until all three are well, agree on who leads the cluster, and have done with their routes.

        Servers that start together connect to each other several times, and a second later again; while
        they close what is too much, one may pass for offline, and no stream of three copies can be made.
        """
        async with asyncio.timeout(deadline_s):
            for server in self.servers:
                await server.until_healthy(deadline_s)
            before: list[frozenset[int]] = []
            while (now := await asyncio.to_thread(self._routes)) != before or not await asyncio.to_thread(
                self._is_agreed
            ):
                before = now
                await asyncio.sleep(_SETTLED_AFTER_S)

    def _routes(self) -> list[frozenset[int]]:
        routes = [_monitored(server, "routez").get("routes", ()) for server in self.servers]
        return [frozenset(route["rid"] for route in found) for found in routes]

    def _is_agreed(self) -> bool:
        metas = [_monitored(server, "jsz").get("meta_cluster") or {} for server in self.servers]
        return all(meta.get("cluster_size") == SIZE for meta in metas) and (
            len({meta.get("leader") or "" for meta in metas} - {""}) == 1
        )

    async def leader(self, stream: str, deadline_s: float = 20) -> int:
        """Give the number of the server that leads a stream, waiting for an election to end."""
        async with asyncio.timeout(deadline_s), open_ledger(self.endpoint, StreamDesign(stream)) as ledger:
            while True:
                state = await _cluster_of(ledger, stream)
                if leader := state.get("leader"):
                    return _number(leader)
                await asyncio.sleep(0.05)

    async def until_whole(self, stream: str, deadline_s: float = 30) -> None:
        """Wait until every server has everything that a stream holds."""
        async with asyncio.timeout(deadline_s), open_ledger(self.endpoint, StreamDesign(stream)) as ledger:
            while True:
                replicas = (await _cluster_of(ledger, stream)).get("replicas", [])
                if len(replicas) == SIZE - 1 and all(replica["current"] for replica in replicas):
                    return
                await asyncio.sleep(0.05)


def _name(number: int) -> str:
    return f"server-{number}"


def _number(name: str) -> int:
    return int(name.removeprefix("server-"))


def _configured(directory: Path) -> list[Server]:
    """Write the three configurations and give the servers, not started."""
    routes = [f"127.0.0.1:{machine.free_port()}" for _ in range(SIZE)]
    servers = []
    for number in range(SIZE):
        home = directory / _name(number)
        home.mkdir(parents=True)
        listen, monitor = (f"127.0.0.1:{machine.free_port()}" for _ in range(2))
        configuration = {
            "server_name": _name(number),
            "listen": listen,
            "http": monitor,
            "max_payload": 8 * _MEBIBYTE,
            "max_pending": 64 * _MEBIBYTE,
            "jetstream": {
                "store_dir": str(home / "store"),
                "sync_interval": "always",
                "strict": True,
                "max_file_store": 1 << 50,
            },
            "cluster": {
                "name": "answerable-test",
                "listen": routes[number],
                "routes": [f"nats-route://{route}" for route in routes],
            },
            **access({User.OPERATOR: _PASSWORD}, open_access=True),
        }
        file = home / "nats-server.conf"
        file.write_bytes(to_json(configuration, indent=2))
        servers.append(
            Server(file, {"NATS_LISTEN": listen, "NATS_MONITOR": monitor}, directory / f"{number}.log")
        )
    return servers


def _monitored(server: Server, page: str) -> dict[str, Any]:
    """Ask a server's monitoring; nothing while it does not answer."""
    try:
        with urlopen(f"http://{server.variables['NATS_MONITOR']}/{page}", timeout=2) as answer:
            found: dict[str, Any] = from_json(answer.read())
            return found
    except (URLError, OSError):
        return {}


async def _cluster_of(ledger: Ledger, stream: str) -> dict[str, Any]:
    """Ask who keeps a stream; nothing while nobody leads it."""
    try:
        reply = await ask(
            ledger.client, f"STREAM.INFO.{stream}", None, what="asking for the leader", timeout_s=1
        )
    except AnswerableError:
        return {}
    found: dict[str, Any] = reply.get("cluster", {})
    return found
