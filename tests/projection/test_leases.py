"""Leases: one has it at a time, the living are counted, and the end of a process gives everything back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import Superseded
from answerable.projection.running.leases import Leases
from answerable.projection.views.store import Store
from tests.postgresql import Server
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TABLES
from tests.services.cli.running import until

HOLDER = """
import sys
from pathlib import Path
from pydantic import SecretStr
from answerable.projection.views.store import Store
from tests.projection.examples import TABLES

where = sys.argv[1]
leases = Store(Path(where) if where.startswith("/") else SecretStr(where), "topics", TABLES).leases()
leases.join()
assert leases.acquire("site")
print("holds", flush=True)
sys.stdin.read()
"""


class Locks:
    """What every kind of leases does."""

    @pytest.fixture
    def joined(self, views: Path | SecretStr) -> Iterator[Callable[[], Leases]]:
        """Makes instances that have joined."""
        with ExitStack() as stack:

            def make(name: str = "topics") -> Leases:
                store = Store(views, name, TABLES)
                stack.callback(store.close)
                leases = store.leases()
                stack.callback(leases.close)
                leases.join()
                return leases

            yield make

    def test_one_has_it_at_a_time(self, joined: Callable[[], Leases]) -> None:
        """What one instance has, no other gets before it is given back; asking twice changes nothing."""
        one, other = joined(), joined()
        assert one.acquire("a")
        assert one.acquire("a")
        assert not other.acquire("a")
        assert other.acquire("b")
        one.release("a")

        assert other.acquire("a")
        assert not one.acquire("a")

    def test_giving_back_what_one_does_not_have(self, joined: Callable[[], Leases]) -> None:
        """It changes nothing, not for the one who has it either."""
        one, other = joined(), joined()
        assert one.acquire("a")
        other.release("a")

        assert not other.acquire("a")

    def test_the_whole_and_odd_names(self, joined: Callable[[], Leases]) -> None:
        """The whole view and any site, whatever letters it is written with, are things apart."""
        one, other = joined(), joined()
        for key in ("", "*", "a/b", "../x", "厦门", "members"):
            assert one.acquire(key)
            assert not other.acquire(key)

        assert one.members() == 2

    def test_views_are_apart(self, joined: Callable[[str], Leases]) -> None:
        """Two projections in one place do not share their leases, nor count each other's instances."""
        one, other = joined("topics"), joined("tally")

        assert (one.acquire("a"), other.acquire("a")) == (True, True)
        assert (one.members(), other.members()) == (1, 1)

    def test_the_living_are_counted(self, joined: Callable[[], Leases]) -> None:
        """Who joined and has not left counts, seen by each of them."""
        three = [joined() for _ in range(3)]
        assert [leases.members() for leases in three] == [3, 3, 3]
        three[1].close()

        assert [three[0].members(), three[2].members()] == [2, 2]

    def test_closing_gives_everything_back(self, joined: Callable[[], Leases]) -> None:
        """Who leaves holds nothing any more."""
        one, other = joined(), joined()
        assert one.acquire("a")
        one.close()

        assert other.acquire("a")

    def test_a_killed_process_holds_nothing(
        self, joined: Callable[[], Leases], views: Path | SecretStr
    ) -> None:
        """What a process had is free within moments of its end, and it does not count any more."""
        where = str(views) if isinstance(views, Path) else views.get_secret_value()
        leases = joined()
        with subprocess.Popen(
            [sys.executable, "-c", HOLDER, where],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"holds\n"
            assert (leases.members(), leases.acquire("site")) == (2, False)
            holder.send_signal(signal.SIGKILL)

        until(lambda: leases.acquire("site"), "the lease", 5)
        assert leases.members() == 1

    def test_what_is_held_passes_the_check(self, joined: Callable[[], Leases]) -> None:
        """As long as nothing happened to the locks, a check says nothing."""
        leases = joined()
        assert leases.acquire("a")
        leases.check()


class TestFiles(OnSqlite, Locks):
    def test_a_removed_file_is_noticed(self, joined: Callable[[], Leases], views: Path) -> None:
        """Where somebody removes a lock's file, another could take it: the holder is told to stop."""
        leases = joined()
        assert leases.acquire("a")
        (views / "topics" / "leases" / "a.lock").unlink()

        with pytest.raises(Superseded, match="was removed"):
            leases.check()

    def test_files_of_the_dead_are_removed(self, joined: Callable[[], Leases], views: Path) -> None:
        """A file that a killed instance left behind is gone once somebody has counted."""
        leases = joined()
        left = views / "topics" / "leases" / "members" / "killed"
        left.touch()

        assert leases.members() == 1
        assert not left.exists()


class TestAdvisoryLocks(OnPostgresql, Locks):
    def test_a_lost_connection_is_noticed(
        self, joined: Callable[[], Leases], postgresql_server: Server
    ) -> None:
        """Where the server ends the connection, the locks are free, and the holder is told to stop."""
        one, other = joined(), joined()
        assert one.acquire("a")
        with postgresql_server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"
            )

        with pytest.raises(Superseded, match="connection that holds the locks"):
            one.check()
        until(lambda: other.acquire("a"), "the lease", 5)
