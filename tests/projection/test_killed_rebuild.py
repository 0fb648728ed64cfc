"""A rebuild killed anywhere leaves the served view as it was, and nothing that the next one would keep."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.views.store import Store
from tests.ledger.servers import OPERATOR
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import Topics
from tests.projection.following import CLOCK, write
from tests.soak import chances, note, times

NURSERY = """
import asyncio, itertools, os, signal, sys, threading
from pathlib import Path
from pydantic import SecretStr
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling import rebuilding
from answerable.projection.views.store import Store
from tests.projection.examples import TABLES, Topics
from tests.projection.following import CLOCK

url, user, views = sys.argv[1:]
views = SecretStr(views) if "://" in views else Path(views)
rebuilding.BATCH = 7
STORING = tuple(f"projection/{name}.py" for name in (
    "filling/rebuilding", "filling/replacement", "views/generation", "views/postgresql_schemas",
    "views/sqlite_files", "views/store", "views/transactions",
))

async def rebuilt():
    ledger = await Ledger.open(url, user=user, password=os.environ["PASSWORD"], name="victim")
    await rebuilding.rebuild(Topics(), Store(views, "topics", TABLES), ledger, CLOCK)

def live_until(limit, is_storing):
    calls = itertools.count(1)
    last = 0
    def called(frame, event, _):
        nonlocal last
        if event in ("call", "c_call") and (not is_storing or frame.f_code.co_filename.endswith(STORING)):
            last = next(calls)
            if last == limit:
                os.kill(os.getpid(), signal.SIGKILL)
    threading.setprofile(called)
    sys.setprofile(called)
    asyncio.run(rebuilt())
    sys.setprofile(None)
    print(last, flush=True)
    os._exit(0)

for line in sys.stdin:
    limit, is_storing = map(int, line.split())
    if (child := os.fork()) == 0:
        live_until(limit, bool(is_storing))
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Nursery:
    """Starts rebuilds as processes of their own, each told at which of its calls to kill itself."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def run(self, limit: int, *, is_storing: bool) -> list[int]:
        """Run one and give what was printed: its number of calls, where it came to its end, and its status.

        Arguments:
            limit: the call at which it dies; none where 0.
            is_storing: whether only calls of what keeps generations count.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{limit} {int(is_storing)}\n".encode())
        said: list[int] = []
        while not said or said[-1] > 0:
            said.append(int(await asyncio.wait_for(self._process.stdout.readline(), 60)))
        return said


@asynccontextmanager
async def nursery(server: Endpoint, views: Path | SecretStr) -> AsyncIterator[Nursery]:
    where = str(views) if isinstance(views, Path) else views.get_secret_value()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", NURSERY, server.url, OPERATOR, where),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PASSWORD": server.passwords[OPERATOR], "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Killed:
    kills = 10

    async def test_anywhere(
        self, server: Endpoint, ledger: Ledger, store: Store, views: Path | SecretStr
    ) -> None:
        """Killed at any call, it has taken over whole or not at all, and running it again succeeds."""
        await write(ledger, range(60), lambda number: f"topic {number % 7}")
        await rebuild(Topics(), store, ledger, CLOCK)
        expected = store.serving().dump()
        points, killed = chances(type(self).__name__), 0
        async with nursery(server, views) as nurses:
            for is_storing in (False, True):
                calls, status = await nurses.run(0, is_storing=is_storing)
                assert (status, store.serving().dump()) == (0, expected)
                for _ in range((self.kills + 1) // 2):
                    limit, before = points.randint(1, calls), store.active()
                    *_, status = await nurses.run(limit, is_storing=is_storing)
                    killed += status == -signal.SIGKILL
                    where = f"killed at call {limit} of {calls}, {is_storing=}"
                    assert store.active() in {before, (before or 0) + 1}, where
                    assert store.serving().dump() == expected, where

                    await rebuild(Topics(), store, ledger, CLOCK)
                    assert (store.serving().dump(), store.numbers()) == (expected, [store.active()]), where
                    self.check_leftovers(store, views)
        note(f"{killed} rebuilds killed, each taken over whole or not at all, and run again")
        assert killed > 0

    def check_leftovers(self, store: Store, views: Path | SecretStr) -> None:
        """Make sure that nothing is left of what was killed."""


@pytest.mark.server
class TestKilledOnSqlite(OnSqlite, Killed):
    kills = times(10, "SOAK_KILLS", 200)

    def check_leftovers(self, store: Store, views: Path | SecretStr) -> None:
        assert isinstance(views, Path)
        found = {path.name for path in (views / "topics").iterdir()}
        served = f"g{store.active()}.sqlite"
        assert found == {"active", "rebuild.lock", served, f"{served}-shm", f"{served}-wal"}


@pytest.mark.server
class TestKilledOnPostgresql(OnPostgresql, Killed):
    kills = times(4, "SOAK_KILLS", 60)
