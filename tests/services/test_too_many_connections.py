"""Thousands of connections that ask nothing, against real services with few files: who is in is served."""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from answerable.connections import TOLD_EVERY_S
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.server.machine import death_with_parent, end, free_port
from answerable.ledger.store.ledger import Ledger, connect
from tests.services.cli.running import environment
from tests.soak import note, times

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted in /proc"),
]

MANY = times(400, "SOAK_CONNECTIONS", 10_000)
FILES = times(512, "SOAK_FILES", 1024)
"""Files that a service may have open; 1,024 is what most systems give."""

AT_ONCE = times(25, "SOAK_AT_ONCE", 200)
"""Connections begun together: what finds no room at the port is begun again by the kernel after seconds."""

WITHIN_S = 60.0
REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
PORTS = {"intake": "ANSWERABLE_INTAKE_PORT", "console": "ANSWERABLE_CONSOLE_PORT"}


def with_few_files() -> Callable[[], None]:
    """Give what a child runs first: fewer files, and its end with ours."""
    before = death_with_parent()

    def arrange() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
        if before is not None:
            before()

    return arrange


@asynccontextmanager
async def running(service: str, data: Path) -> AsyncIterator[tuple[int, int, Path]]:
    """Run one service on a ledger of its own; gives its port, its process and its log."""
    port, log = free_port(), data.with_suffix(".log")
    async with EmbeddedServer(data) as endpoint:
        client = await connect(
            endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="test"
        )
        await Ledger(client).install()
        await client.close()
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "answerable_services.cli", "run", service),
                env=environment(ANSWERABLE_DATA=str(data), **{PORTS[service]: str(port)}),
                stdout=output,
                stderr=output,
                preexec_fn=with_few_files(),
            )
        try:
            async with asyncio.timeout(WITHIN_S):
                while not await is_served(port):
                    assert process.returncode is None, log.read_text()
                    await asyncio.sleep(0.05)
            yield port, process.pid, log
        finally:
            await end(process)


async def answer(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> float:
    """Ask on a connection, and give how many seconds the answer took."""
    reader, writer = connection
    began = time.monotonic()
    writer.write(REQUEST)
    async with asyncio.timeout(WITHIN_S):
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
    assert head.startswith(b"HTTP/1.1 200"), head
    return time.monotonic() - began


async def is_served(port: int) -> bool:
    """Tell whether a newcomer is answered."""
    try:
        connection = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        await answer(connection)
    except (OSError, EOFError):
        return False
    finally:
        await closed(connection)
    return True


async def closed(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    """Close a connection, whether the other side has done so before or not."""
    connection[1].close()
    with suppress(OSError):
        await connection[1].wait_closed()


@contextmanager
def room_for(files: int) -> Iterator[None]:
    """Let this process have as many files, for as long as they are needed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        pytest.skip(f"this process may have {hard} files, and needs {files}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, files), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def flood(port: int) -> list[socket.socket]:
    """Open connections that ask nothing, many at a time; one that is not even let in is none."""
    idle: list[socket.socket] = []
    for _ in range(0, MANY, AT_ONCE):
        idle += filter(None, await asyncio.gather(*(an_idle_one(port) for _ in range(AT_ONCE))))
    return idle


async def an_idle_one(port: int) -> socket.socket | None:
    opened = socket.socket()
    opened.setblocking(False)
    try:
        async with asyncio.timeout(10):
            await asyncio.get_running_loop().sock_connect(opened, ("127.0.0.1", port))
    except OSError:  # a deadline's TimeoutError is one
        opened.close()
        return None
    return opened


@pytest.mark.parametrize("service", sorted(PORTS))
async def test_who_is_in_is_served(service: str, tmp_path: Path) -> None:
    """The limit holds, the log gets one line a minute, and later there is place again."""
    took: list[float] = []
    async with running(service, tmp_path / "data") as (port, pid, log):
        served = await asyncio.open_connection("127.0.0.1", port)
        with room_for(MANY + 256):
            began = time.monotonic()
            flooding = asyncio.create_task(flood(port))
            while not flooding.done():
                took.append(await answer(served))
                await asyncio.sleep(0.05)
            idle = await flooding
            # They are held until the service has met them: the kernel took them all, however busy it is.
            # Who is in goes on asking, for a connection that asks nothing for a while loses its place too.
            async with asyncio.timeout(WITHIN_S):
                while "http.connections_closed" not in log.read_text():
                    took.append(await answer(served))
                    await asyncio.sleep(0.05)
            took.append(await answer(served))
            open_files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
            for one in idle:
                one.close()
        async with asyncio.timeout(WITHIN_S):
            while not await is_served(port):
                await asyncio.sleep(0.05)
        minutes = 1 + (time.monotonic() - began) // TOLD_EVERY_S
        said = log.read_text()
        await closed(served)

    note(f"{service}: {len(idle)} connections, {open_files} files, slowest answer {max(took):.3f} s")
    assert len(idle) > MANY // 2
    assert open_files < FILES
    assert "Traceback" not in said
    assert "out of system resource" not in said
    assert 1 <= said.count("http.connections_closed") <= minutes
    assert max(took) < 5


async def test_the_bus_has_a_limit_too(tmp_path: Path) -> None:
    """Connections that do not say who they are lose their place, and whoever is in is heard."""
    async with EmbeddedServer(tmp_path / "data", most_connections=64) as endpoint:
        client = await connect(
            endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="test"
        )
        with room_for(MANY + 256):
            idle = await flood(int(endpoint.url.rpartition(":")[2]))
            await client.flush(timeout=10)
            for one in idle:
                one.close()
        await Ledger(client).install()
        await client.close()
        async with asyncio.timeout(WITHIN_S):
            while not await lets_in(endpoint):
                await asyncio.sleep(0.05)
    written = (tmp_path / "data" / "nats-server.log").stat().st_size

    note(f"nats-server: {len(idle)} connections, {written} bytes of log")
    assert "maximum connections exceeded" in (tmp_path / "data" / "nats-server.log").read_text()
    assert written < 300 * MANY + 20_000


async def lets_in(endpoint: Endpoint) -> bool:
    """Tell whether a newcomer who says who it is gets a place."""
    try:
        client = await connect(
            endpoint.url, user=User.CLI, password=endpoint.passwords[User.CLI], name="newcomer"
        )
    except Exception:  # noqa: BLE001  (whatever it says, there is no place yet)
        return False
    await client.close()
    return True
