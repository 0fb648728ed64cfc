"""The head file is kept while events are written, and the ledger is compared with it at every start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from answerable.errors import Halted, NotInstalled
from answerable.ledger.integrity import chain
from answerable.ledger.integrity.boot import examine
from answerable.ledger.integrity.chain import Trail
from answerable.ledger.integrity.head import HEAD_FILE, KEY_FILE, HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.api import ask
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.damage import everything, head_of, hold_meetings, kept
from tests.ledger.servers import MortalServer, delete_stream, keep_a_stream, open_ledger, until

pytestmark = pytest.mark.server

DESIGN = StreamDesign()


@pytest.fixture
async def own(mortal_server: MortalServer) -> AsyncIterator[Ledger]:
    """An empty ledger on a server of the test's own, whose operator may do everything."""
    await keep_a_stream(mortal_server.endpoint)
    async with open_ledger(mortal_server.endpoint, DESIGN) as ledger:
        await ledger.install()
        yield ledger


async def rewrite(ledger: Ledger, server: MortalServer) -> None:
    """Do what the accounts forbid everybody: delete the stream, and make another in its name."""
    identity = (await ledger.status()).identity
    await delete_stream(ledger, server.data)
    await ledger.install(identity)


async def test_begins_with_an_empty_ledger(own: Ledger, tmp_path: Path) -> None:
    """On a new ledger the file is there before the first event is, and so is its directory."""
    data = tmp_path / "intake" / "data"
    async with kept(data, own) as guard:
        assert guard.fault is None
        assert head_of(data) == 0

    assert (await examine(data, own)) is not None


async def test_follows(own: Ledger, tmp_path: Path) -> None:
    """The file follows what is written, says the chain of all of it, and goes on after a restart."""
    async with kept(tmp_path, own) as guard:
        await hold_meetings(own, range(1, 31))
        await until(lambda: head_of(tmp_path) == 30)
        assert guard.seen == 30
    async with kept(tmp_path, own):
        await hold_meetings(own, range(31, 36))
        await until(lambda: head_of(tmp_path) == 35)
    trail = Trail()
    trail.take(await everything(own))

    head = await examine(tmp_path, own)
    assert head is not None
    assert head.checkpoint == trail.head


async def test_written_at_the_end(own: Ledger, tmp_path: Path) -> None:
    """What was followed when the keeper is stopped is in the file."""
    async with kept(tmp_path, own) as guard:
        await hold_meetings(own, range(1, 4))
        await until(lambda: guard.seen == 3)

    assert head_of(tmp_path) == 3


async def test_lags_behind(own: Ledger, tmp_path: Path) -> None:
    """A file that lags, as after a crash, fits: it says what the ledger holds at least."""
    async with kept(tmp_path, own):
        await hold_meetings(own, range(1, 4))
        await until(lambda: head_of(tmp_path) == 3)
    await hold_meetings(own, range(4, 11))

    async with kept(tmp_path, own) as guard:
        assert guard.fault is None
        await until(lambda: head_of(tmp_path) == 10)


async def test_adopts_loudly(own: Ledger, tmp_path: Path) -> None:
    """A ledger with events and without a head file is taken as it is, with a warning that says why."""
    await hold_meetings(own, range(1, 6))

    with capture_logs() as told:
        async with kept(tmp_path, own) as guard:
            assert guard.fault is None
            await until(lambda: head_of(tmp_path) == 5)

    [warning] = [entry for entry in told if entry["event"] == "ledger.head_missing"]
    assert (warning["log_level"], warning["events"]) == ("warning", 5)
    assert "nobody can tell whether events were lost" in warning["reason"]


async def test_a_missing_stream(mortal_server: MortalServer, tmp_path: Path) -> None:
    """Where the stream is missing none is made, and no head file either."""
    async with open_ledger(mortal_server.endpoint, DESIGN) as ledger:
        with pytest.raises(NotInstalled):
            async with kept(tmp_path, ledger):
                pass
        with pytest.raises(NotInstalled):
            await ledger.status()

    assert not (tmp_path / HEAD_FILE).exists()


@pytest.mark.parametrize(
    ("rewritten", "said"),
    [
        (range(0), "events 1 to 5 are missing: the ledger ends at 0"),
        (range(1, 5), "event 5 is missing: the ledger ends at 4"),
        ((1, 2, 3, 4, 6), "events 1 to 5 are not all as they were written"),
        ((0, 2, 3, 4, 5, 6, 7), "events 1 to 5 are not all as they were written"),
    ],
)
async def test_refuses_another_history(
    own: Ledger, mortal_server: MortalServer, tmp_path: Path, rewritten: range | tuple[int, ...], said: str
) -> None:
    """A ledger that is shorter, or differs, is not written to; the error names the events and the remedy."""
    async with kept(tmp_path, own) as guard:
        await hold_meetings(own, range(1, 6))
        await until(lambda: head_of(tmp_path) == 5)
    before = (tmp_path / HEAD_FILE).read_bytes()
    await rewrite(own, mortal_server)
    await hold_meetings(own, list(rewritten))

    async with kept(tmp_path, own) as guard:
        with pytest.raises(Halted, match=said) as halted:
            guard.admit()

    assert "answerable ledger restore" in halted.value.message
    assert (tmp_path / HEAD_FILE).read_bytes() == before


async def test_refuses_another_ledger(own: Ledger, mortal_server: MortalServer, tmp_path: Path) -> None:
    """A head file of another ledger, as with the wrong directory, stops the writer, empty or not."""
    async with kept(tmp_path, own):
        pass
    await delete_stream(own, mortal_server.data)
    await own.install()

    async with kept(tmp_path, own) as guard:
        with pytest.raises(Halted, match="and the server has ledger"):
            guard.admit()


@pytest.mark.parametrize("gone", [KEY_FILE, None])
async def test_refuses_a_changed_file(own: Ledger, tmp_path: Path, gone: str | None) -> None:
    """A head file that cannot be believed stops the writer."""
    async with kept(tmp_path, own):
        pass
    if gone is None:
        (tmp_path / HEAD_FILE).write_bytes(
            (tmp_path / HEAD_FILE).read_bytes().replace(b'"sequence":', b'"x":')
        )
    else:
        (tmp_path / gone).unlink()

    async with kept(tmp_path, own) as guard:
        with pytest.raises(Halted, match=HEAD_FILE):
            guard.admit()


async def test_an_old_ledger(own: Ledger, mortal_server: MortalServer, tmp_path: Path) -> None:
    """A stream that was made before ledgers had names is named by the moment it was made."""
    await delete_stream(own, mortal_server.data)
    await ask(own.client, f"STREAM.CREATE.{DESIGN.name}", DESIGN.configuration(), what="creating")

    async with kept(tmp_path, own):
        await hold_meetings(own, [1])
        await until(lambda: head_of(tmp_path) == 1)

    head = HeadFile(tmp_path).read()
    assert head is not None
    assert head.ledger.startswith("20")


async def test_lost_while_it_runs(own: Ledger, mortal_server: MortalServer, tmp_path: Path) -> None:
    """A server that comes back with less than it acknowledged is found without a restart of the writer."""
    async with kept(tmp_path, own) as guard:
        await hold_meetings(own, range(1, 6))
        await until(lambda: guard.seen == 5)
        await rewrite(own, mortal_server)
        await mortal_server.stop()
        await mortal_server.start()
        await until(lambda: guard.fault is not None)

        assert "events 1 to 5 are missing" in str(guard.fault)


async def test_restarts_of_a_sound_server(own: Ledger, mortal_server: MortalServer, tmp_path: Path) -> None:
    """A server that is killed and comes back whole stops nobody, and the file goes on."""
    async with kept(tmp_path, own) as guard:
        await hold_meetings(own, range(1, 6))
        await mortal_server.kill()
        await mortal_server.start()
        await hold_meetings(own, range(6, 9))
        await until(lambda: head_of(tmp_path) == 8)

        assert guard.fault is None


async def test_the_start_costs_the_same(own: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the history, a start reads only what lies behind the older checkpoint."""
    monkeypatch.setattr(chain, "ANCHOR_EVERY", 10)
    async with kept(tmp_path, own):
        await hold_meetings(own, range(1, 201))
        await until(lambda: head_of(tmp_path) == 200)
    read: list[int] = []
    follow = Ledger.follow

    def following(ledger: Ledger, **options: int) -> object:
        read.append(options["start"])
        return follow(ledger, **options)  # type: ignore[arg-type]  # only whole numbers are given here

    monkeypatch.setattr(Ledger, "follow", following)
    assert await examine(tmp_path, own) is not None

    assert len(read) == 1
    assert 180 < read[0] < 200


async def test_readers_may_keep_it(tmp_path: Path) -> None:
    """With the accounts as they are, a user who may only read checks the ledger and keeps the file."""
    data = tmp_path / "data"
    async with EmbeddedServer(data) as endpoint:
        ledgers = [
            await Ledger.open(endpoint.url, user=user, password=endpoint.passwords[user], name="test")
            for user in (User.OPERATOR, User.INTAKE, User.COMMANDS)
        ]
        operator, writer, reader = ledgers
        await operator.install()
        async with kept(data, reader):
            await hold_meetings(writer, range(1, 4))
            await until(lambda: head_of(data) == 3)
        assert await examine(data, reader) is not None
        await asyncio.gather(*(ledger.close() for ledger in ledgers))
