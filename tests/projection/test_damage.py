"""A damaged view is set aside and filled anew by itself, whatever was done to it, and nothing else stops."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select, text

from answerable.errors import Unavailable
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling import replacement
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.filling.retrying import Decision, discard
from answerable.projection.running import runtime
from answerable.projection.running.instance import Instance
from answerable.projection.running.runtime import Runner
from answerable.projection.views.status import report
from answerable.projection.views.store import Store
from answerable.queries.views import SetAside
from tests.ledger.servers import until
from tests.postgresql import Server
from tests.projection.databases import OnSqlite
from tests.projection.examples import TABLES, TOPICS, Topics
from tests.projection.following import CLOCK, has_reached, write

EVENTS = 300

Damage = Callable[[Path], object]


def _noise(path: Path) -> None:
    """Write 4 kB of noise over the second page, and leave the rest."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(6).randbytes(4096))


DAMAGES: dict[str, Damage] = {
    "noise": _noise,
    "empty": lambda path: os.truncate(path, 0),
    "no database": lambda path: path.write_bytes(b"name;value\n" * 2000),
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
}


@asynccontextmanager
async def keeping(store: Store, ledger: Ledger) -> AsyncIterator[Runner]:
    """Keep the view as a service does."""
    runner = Runner(Topics(), store, ledger, CLOCK)
    task = asyncio.create_task(Instance(runner, ledger, CLOCK).run())
    try:
        yield runner
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def filled(ledger: Ledger, store: Store) -> int:
    """Fill a view of several pages, and give the last sequence."""
    last = await write(ledger, range(EVENTS), lambda number: f"topic {number} {'long ' * 30}")
    async with keeping(store, ledger):
        await until(has_reached(store, last))
    store.release(1)
    return last


def topics(store: Store) -> int:
    """Ask the view as a query does."""
    with store.reading() as connection:
        return len(connection.execute(select(TOPICS)).all())


def set_aside(store: Store) -> SetAside:
    """Give what the view's status says of the damaged one."""
    told = report(Topics(), store, 0).set_aside
    assert told is not None
    return told


@pytest.fixture
def mending(views: Path | SecretStr) -> Iterator[Store]:
    """A store as services have it."""
    store = Store(views, "topics", TABLES, mends=True)
    yield store
    store.close()


@pytest.mark.server
class TestSqlite(OnSqlite):
    @pytest.mark.parametrize("kind", DAMAGES)
    async def test_found_at_the_start(
        self, ledger: Ledger, mending: Store, tmp_path: Path, kind: str
    ) -> None:
        """Damaged while nothing ran, a view is set aside, kept, named in the status, and filled anew."""
        last = await filled(ledger, mending)
        file = tmp_path / "views" / "topics" / "g1.sqlite"
        DAMAGES[kind](file)
        damaged = file.read_bytes()
        async with keeping(mending, ledger) as runner:
            await until(has_reached(mending, last, generation=2))
            assert runner.progress.error is None
        told = set_aside(mending)

        assert topics(mending) == EVENTS
        assert not damaged or Path(told.kept).read_bytes()[-100:] == damaged[-100:]
        assert Path(told.kept).name.startswith("g1.sqlite.damaged-")
        assert report(Topics(), mending, 0).trouble is None
        Path(told.kept).unlink()
        assert report(Topics(), mending, 0).set_aside is None

    @pytest.mark.parametrize("kind", DAMAGES)
    async def test_found_by_a_reader_while_it_runs(
        self, ledger: Ledger, mending: Store, tmp_path: Path, kind: str
    ) -> None:
        """A reader that meets the damage is told to ask again; the view is whole again within moments."""
        last = await filled(ledger, mending)
        async with keeping(mending, ledger):
            await until(has_reached(mending, last))
            mending.release(1)
            DAMAGES[kind](tmp_path / "views" / "topics" / "g1.sqlite")

            def is_whole() -> bool:
                try:
                    return topics(mending) == EVENTS and (mending.active() or 0) > 1
                except Unavailable:
                    return False

            await until(is_whole)
        assert set_aside(mending).why

    async def test_nobody_is_answered_from_a_part(
        self, ledger: Ledger, mending: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While the view is filled anew, who asks is told so, and is answered when it is whole again."""
        monkeypatch.setattr(runtime, "BATCH", 3)
        await filled(ledger, mending)
        DAMAGES["half"](tmp_path / "views" / "topics" / "g1.sqlite")
        told: list[str] = []

        def count(connection: Connection) -> int:
            return len(connection.execute(select(TOPICS)).all())

        async with keeping(mending, ledger), asyncio.timeout(60):
            found = 0
            while not (found and any("topics is filled anew" in one for one in told)):
                try:
                    found = await mending.read(count)
                except Unavailable as error:
                    told.append(error.message)
                    await asyncio.sleep(0)
                else:
                    assert mending.active() == 1 or found == EVENTS
            assert found == EVENTS
        assert set_aside(mending).why

    async def test_a_part_is_one_whoever_began_it(self, ledger: Ledger, mending: Store) -> None:
        """What another process began, and did not end, is answered from when this one has filled it."""
        last = await write(ledger, range(EVENTS), lambda number: f"topic {number}")
        begun = mending.new()
        begun.prepare(Topics().version, CLOCK.now())
        with begun.writing() as connection:
            replacement.begin(connection, EVENTS, CLOCK.now())
        mending.activate(begun.number)

        with pytest.raises(Unavailable, match=f"filled anew, and {EVENTS} events"):
            await mending.read(lambda connection: connection.execute(select(TOPICS)).all())
        async with keeping(mending, ledger):
            await until(has_reached(mending, last))
            found = await mending.read(lambda connection: connection.execute(select(TOPICS)).all())
        assert len(found) == EVENTS

    async def test_found_by_the_writer(self, ledger: Ledger, mending: Store, tmp_path: Path) -> None:
        """Where the next event cannot be written for damage, nothing is parked: the view is filled anew."""
        last = await filled(ledger, mending)
        async with keeping(mending, ledger):
            await until(has_reached(mending, last))
            mending.release(1)
            DAMAGES["half"](tmp_path / "views" / "topics" / "g1.sqlite")
            last = await write(ledger, range(EVENTS, EVENTS + 5), lambda number: f"late {number}")
            await until(has_reached(mending, last, generation=2))
        status = report(Topics(), mending, 0)

        assert topics(mending) == EVENTS + 5
        assert (status.parked, status.set_aside is None) == (0, False)

    async def test_a_removed_file(self, ledger: Ledger, mending: Store, tmp_path: Path) -> None:
        """A file that is removed under the running service is filled anew too."""
        last = await filled(ledger, mending)
        async with keeping(mending, ledger):
            await until(has_reached(mending, last))
            (tmp_path / "views" / "topics" / "g1.sqlite").unlink()
            await until(has_reached(mending, last, generation=2))
        assert topics(mending) == EVENTS

    async def test_a_pointer_that_says_nothing(self, ledger: Ledger, mending: Store, tmp_path: Path) -> None:
        """Noise in the small file that names the served generation: another one is filled."""
        last = await filled(ledger, mending)
        (tmp_path / "views" / "topics" / "active").write_bytes(b"\xff\xfe\x00")
        async with keeping(mending, ledger):
            await until(has_reached(mending, last, generation=2))
        assert topics(mending) == EVENTS

    async def test_a_rebuild_of_a_damaged_view(self, ledger: Ledger, store: Store, tmp_path: Path) -> None:
        """``projection rebuild`` works on a damaged view as on any other."""
        await filled(ledger, store)
        DAMAGES["noise"](tmp_path / "views" / "topics" / "g1.sqlite")

        assert await rebuild(Topics(), store, ledger, CLOCK) == EVENTS
        assert topics(store) == EVENTS
        assert set_aside(store).why

    async def test_a_reader_that_does_not_mend(self, ledger: Ledger, store: Store, tmp_path: Path) -> None:
        """Who only reads a view, as the command line does, is told, and touches nothing."""
        await filled(ledger, store)
        file = tmp_path / "views" / "topics" / "g1.sqlite"
        DAMAGES["no database"](file)

        with pytest.raises(Unavailable, match="the view topics"):
            topics(store)
        assert file.exists()

    async def test_three_are_kept(self, ledger: Ledger, mending: Store, tmp_path: Path) -> None:
        """A disk that damages one view after the other does not fill up with them."""
        last = await filled(ledger, mending)
        for number in range(1, 6):
            mending.set_aside(number, "test")
            async with keeping(mending, ledger):
                await until(has_reached(mending, last, generation=number + 1))
        kept = [path.name for path in (tmp_path / "views" / "topics").glob("*.damaged-*")]

        assert sorted(
            name.partition(".")[0] for name in kept if "-wal" not in name and "-shm" not in name
        ) == [
            "g3",
            "g4",
            "g5",
        ]

    async def test_decisions_are_taken_over(self, ledger: Ledger, mending: Store, tmp_path: Path) -> None:
        """What people discarded stays left out, as far as the damaged view can still be read."""
        last = await write(ledger, range(5), lambda number: "poison" if number == 2 else "a")
        async with keeping(mending, ledger):
            await until(has_reached(mending, last))
        await discard(Topics(), mending, ledger, CLOCK, Decision(3, "typed twice", "staff-lead"))
        with mending.generation(1).engine.begin() as connection:
            connection.execute(text("DROP TABLE odds"))
        async with keeping(mending, ledger):
            await until(has_reached(mending, last, generation=2))
        status = report(Topics(), mending, 0)

        assert (status.parked, status.discarded) == (0, 1)
        assert set_aside(mending).why == "it lacks odds"


@pytest.mark.server
@pytest.mark.postgresql
class TestPostgresql:
    @pytest.fixture
    def views(self, postgresql_server: Server) -> SecretStr:
        """A database that the class's tests use in turn."""
        return SecretStr(postgresql_server.url(postgresql_server.emptied()))

    @pytest.mark.parametrize(
        "damage",
        [
            "DROP TABLE {schema}.topics",
            "DROP TABLE {schema}.projection_position",
            "DELETE FROM {schema}.projection_position",
            "DROP SCHEMA {schema} CASCADE",
        ],
    )
    @pytest.mark.parametrize("runs", [False, True], ids=["at the start", "while it runs"])
    async def test_filled_anew(
        self, ledger: Ledger, mending: Store, postgresql_server: Server, damage: str, *, runs: bool
    ) -> None:
        """A missing table, position or schema: the rest is set aside, and the view is filled anew."""
        last = await filled(ledger, mending)

        def ruin() -> None:
            with postgresql_server.connect("shared") as connection:
                connection.execute(damage.format(schema="view_topics_g1").encode())

        if runs:
            async with keeping(mending, ledger):
                await until(has_reached(mending, last))
                await asyncio.to_thread(ruin)
                last = await write(ledger, range(EVENTS, EVENTS + 2), lambda number: f"late {number}")
                await until(has_reached(mending, last, generation=2))
        else:
            ruin()
            async with keeping(mending, ledger):
                await until(has_reached(mending, last, generation=2))
        status = report(Topics(), mending, 0)

        assert topics(mending) == last
        assert status.parked == 0
        assert (status.set_aside is None) == ("SCHEMA" in damage)
