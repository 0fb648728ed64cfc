"""Programs of one's own on the embedded server: let in before it starts or while it runs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from answerable.errors import Busy, Corrupt, Invalid, NotFound
from answerable.ledger.programs import Programs, admit
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.stream import StreamDesign, install
from answerable.service import connection_of
from answerable.settings import Settings
from tests.ledger.serving import connected

CASES = "ledger.*.case.*"


@pytest.mark.server
async def test_let_in_while_it_runs(tmp_path: Path) -> None:
    """A running server takes a new user at once; who is connected stays so; a restart keeps it."""
    settings = Settings(data=tmp_path, nats_url="")
    async with EmbeddedServer(tmp_path) as first:
        async with connected(first, User.OPERATOR) as operator:
            await install(operator.client, StreamDesign())
        async with connected(first, User.CLI) as cli:
            was_running = await admit(tmp_path, "firstcontact")
            again = await admit(tmp_path, "firstcontact")
            state = await cli.client.request("$JS.API.STREAM.INFO.LEDGER", b"", timeout=5)
        _, user, password = connection_of(settings, "firstcontact")
        assert b"error" not in state.data
    async with EmbeddedServer(tmp_path) as second, connected(second, "firstcontact") as service:
        read = await service.client.request("$JS.API.STREAM.INFO.LEDGER", b"", timeout=5)

    assert (was_running, again, user) == (True, True, "firstcontact")
    assert second.passwords == {**first.passwords, "firstcontact": password}
    assert b"error" not in read.data


@pytest.mark.server
async def test_let_in_beforehand(tmp_path: Path) -> None:
    """What is let in while no server runs is known to the next one; each has a password of its own."""
    was_running = [await admit(tmp_path, "firstcontact"), await admit(tmp_path, "alarms", CASES)]
    async with EmbeddedServer(tmp_path) as endpoint:
        for user in ("firstcontact", "alarms"):
            async with connected(endpoint, user):
                pass

    assert was_running == [False, False]
    assert set(endpoint.passwords) == {*User, "firstcontact", "alarms"}
    assert len(set(endpoint.passwords.values())) == len(endpoint.passwords)
    assert Programs.read(tmp_path) == Programs(services=("firstcontact",), consumers={"alarms": CASES})


async def test_files_are_private(tmp_path: Path) -> None:
    """Names and passwords of programs are their owner's only."""
    await admit(tmp_path, "firstcontact")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"programs.json": 0o600, "credentials.json": 0o600}


@pytest.mark.parametrize(
    ("name", "reads", "kind"),
    [
        ("desk", None, Invalid),
        ("scores", None, Invalid),
        ("scoring-01", None, Invalid),
        ("a.b", None, Invalid),
        ("alarms", "ledger.>", Invalid),
        ("firstcontact", CASES, Busy),
    ],
)
async def test_who_is_not_let_in(tmp_path: Path, name: str, reads: str | None, kind: type[Exception]) -> None:
    """Nobody is let in under a user's name or a feed's, to read what is no filter, or as two things."""
    await admit(tmp_path, "firstcontact")
    before = (tmp_path / "programs.json").read_bytes()

    with pytest.raises(kind):
        await admit(tmp_path, name, reads)
    assert (tmp_path / "programs.json").read_bytes() == before


async def test_where_nothing_is_installed(tmp_path: Path) -> None:
    """Where there is no installation, it says how to start one."""
    with pytest.raises(NotFound, match="answerable up --data"):
        await admit(tmp_path / "nowhere", "firstcontact")


async def test_a_damaged_file(tmp_path: Path) -> None:
    """A file that cannot be read is named, and not replaced."""
    (tmp_path / "programs.json").write_text("{")
    with pytest.raises(Corrupt, match=r"programs\.json"):
        await admit(tmp_path, "firstcontact")


@pytest.mark.server
async def test_who_was_not_let_in(tmp_path: Path) -> None:
    """A service that was not let in is told how that is done."""
    async with EmbeddedServer(tmp_path) as endpoint:
        assert Endpoint.read(tmp_path) == endpoint
        with pytest.raises(NotFound, match="answerable consumer admit firstcontact"):
            connection_of(Settings(data=tmp_path, nats_url=""), "firstcontact")
