"""Servers started from the configuration files of ``deploy/nats``, on ports of this machine."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User

NATS = Path(__file__).parents[2] / "deploy" / "nats"
PASSWORDS = {user: f"k{number}of{user.value}" for number, user in enumerate(User)}
CLUSTER_PASSWORD = "k9ofcluster"


@dataclass
class Server:
    """One server: its file, its variables, and its process while it runs."""

    configuration: Path
    variables: dict[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"nats://{self.variables['NATS_LISTEN']}"

    async def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                machine.binary(),
                "-c",
                str(self.configuration),
                env=self.variables,
                stdout=output,
                stderr=output,
                preexec_fn=machine.death_with_parent(),
            )

    def is_healthy(self) -> bool:
        """Ask the health page, which in a cluster is content only when the server has caught up."""
        try:
            with urlopen(f"http://{self.variables['NATS_MONITOR']}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    async def until_healthy(self, deadline_s: float = 20) -> None:
        async with asyncio.timeout(deadline_s):
            while not await asyncio.to_thread(self.is_healthy):
                assert self.process is not None
                assert self.process.returncode is None, self.log.read_text()
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            await machine.end(self.process)


def variables(directory: Path) -> dict[str, str]:
    """Give the variables that every file needs."""
    directory.mkdir(parents=True)
    return {
        "PATH": os.environ["PATH"],
        "NATS_LISTEN": f"127.0.0.1:{machine.free_port()}",
        "NATS_MONITOR": f"127.0.0.1:{machine.free_port()}",
        "NATS_STORE": str(directory / "store"),
        **{f"NATS_PASSWORD_{user.value.upper()}": password for user, password in PASSWORDS.items()},
    }


def single(directory: Path) -> Server:
    return Server(NATS / "single.conf", variables(directory / "single"), directory / "single.log")


def cluster(directory: Path) -> list[Server]:
    """Give the three servers of a cluster, not started."""
    servers = [
        Server(NATS / f"cluster-{n}.conf", variables(directory / f"server-{n}"), directory / f"{n}.log")
        for n in (1, 2, 3)
    ]
    addresses = [f"127.0.0.1:{machine.free_port()}" for _ in servers]
    for server, address in zip(servers, addresses, strict=True):
        server.variables["NATS_CLUSTER_LISTEN"] = address
        server.variables["NATS_PASSWORD_CLUSTER"] = CLUSTER_PASSWORD
        for n, other in enumerate(addresses, start=1):
            server.variables[f"NATS_ROUTE_{n}"] = f"nats-route://cluster:{CLUSTER_PASSWORD}@{other}"
    return servers


@asynccontextmanager
async def running(servers: list[Server]) -> AsyncIterator[list[Server]]:
    """Start servers, wait until they are well, and stop them all at the end."""
    try:
        for server in servers:
            await server.start()
        for server in servers:
            await server.until_healthy()
        yield servers
    finally:
        for server in servers:
            await server.stop()
