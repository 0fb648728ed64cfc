"""Appending when something is wrong: each fault, provoked for real, has an error of its own."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from answerable.errors import Misconfigured, NotInstalled, OutcomeUnknown, StorageFailed, TooLarge
from answerable.ledger.server import embedded as server
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.api import ask
from answerable.ledger.store.append import Appender
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.servers import LossyProxy, MortalServer, open_ledger

pytestmark = pytest.mark.server

_MEBIBYTE = 1024 * 1024


def appender_of(ledger: Ledger, *, within_s: float = 30.0, timeout_s: float = 0.25) -> Appender:
    """Give an appender that is soon at its end."""
    return Appender(ledger.client, ledger.reader, timeout_s=timeout_s, within_s=within_s)


def events(subject: str, count: int, expected: int = 0, size: int = 0) -> list[Entry]:
    return [
        Entry(subject, f"{expected}/{number}/".encode().ljust(size, b"."), None if number else expected)
        for number in range(count)
    ]


single_or_batch = pytest.mark.parametrize("count", [1, 3], ids=["single", "batch"])


@dataclass
class Exhausted:
    """A server that soon cannot store more, and what gives it room again."""

    server: MortalServer
    relieve: Callable[[], None]


@asynccontextmanager
async def started(data: Path) -> AsyncIterator[tuple[EmbeddedServer, MortalServer]]:
    embedded = EmbeddedServer(data, open_access=True)
    mortal = MortalServer(embedded)
    await mortal.start()
    try:
        yield embedded, mortal
    finally:
        await mortal.stop()


@asynccontextmanager
async def full_disk(directory: Path) -> AsyncIterator[Exhausted]:
    """A file system of its own that holds hardly more than what the server has there already."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(directory)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here; the other ways of running out of room are tested")
    try:
        async with started(directory / "server") as (_, mortal):
            filler = directory / "filler"
            filler.write_bytes(bytes(13 * _MEBIBYTE))
            yield Exhausted(mortal, filler.unlink)
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


@asynccontextmanager
async def largest_file(directory: Path) -> AsyncIterator[Exhausted]:
    """The operating system refuses to let the server's files grow: what it writes ends in the middle."""
    async with started(directory) as (embedded, mortal):
        assert embedded.pid is not None
        limit = partial(resource.prlimit, embedded.pid, resource.RLIMIT_FSIZE)
        limit((2 * _MEBIBYTE, resource.RLIM_INFINITY))
        yield Exhausted(mortal, lambda: None)


@asynccontextmanager
async def own_limit(directory: Path) -> AsyncIterator[Exhausted]:
    """The server has a limit of its own, ``max_file_store``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "_MAX_STORE", 2 * _MEBIBYTE)
        async with started(directory) as (_, mortal):
            yield Exhausted(mortal, patch.undo)


class Filler:
    """Writes saves to one subject until there is no room, and keeps what was acknowledged."""

    def __init__(self, ledger: Ledger, count: int) -> None:
        self._appender = appender_of(ledger, timeout_s=0.5)
        self._count = count
        self.acknowledged: list[Recorded] = []

    @property
    def next_save(self) -> list[Entry]:
        return events("full.a", self._count, expected=len(self.acknowledged), size=100_000)

    async def write(self, saves: int) -> None:
        for _ in range(saves):
            self.take(await self._appender.append(self.next_save))

    def take(self, sequences: list[int]) -> None:
        self.acknowledged += [
            Recorded(sequence, entry.subject, entry.body)
            for sequence, entry in zip(sequences, self.next_save, strict=True)
        ]


@single_or_batch
@pytest.mark.parametrize("exhausted", [full_disk, largest_file, own_limit])
async def test_no_room(tmp_path: Path, exhausted: Any, count: int) -> None:
    """A server without room is told from one that is away, and what was acknowledged can still be read.

    Once there is room and it was started again, writing goes on over the same connection. The save that
    failed then stands as a whole or not at all: the server finishes a batch that it was in the middle of.
    """
    async with AsyncExitStack() as stack:
        it: Exhausted = await stack.enter_async_context(exhausted(tmp_path))
        ledger = await stack.enter_async_context(
            open_ledger(it.server.endpoint, StreamDesign("full", ("full.>",)))
        )
        await ledger.install()
        filler = Filler(ledger, count)

        with pytest.raises(StorageFailed, match=r"stor(e|es|ing)\b"):
            await filler.write(saves=100)
        with pytest.raises(StorageFailed):
            await appender_of(ledger).append(events("full.b", count, size=100_000))
        written = len(filler.acknowledged)
        assert written > count
        assert (await ledger.reader.history("full.>"))[:written] == filler.acknowledged

        it.relieve()
        await it.server.kill()
        await it.server.start()

        if rest := (await ledger.reader.history("full.>"))[written:]:
            filler.take([message.sequence for message in rest])
        for _ in range(2):
            filler.take(await ledger.append(filler.next_save))
        assert await ledger.reader.history("full.>") == filler.acknowledged
        assert (await ledger.verify()).messages == len(filler.acknowledged)


async def test_silent_server(tmp_path: Path) -> None:
    """From a server that says nothing at all it cannot be known what became of an event."""
    async with started(tmp_path) as (embedded, mortal), AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(
            open_ledger(mortal.endpoint, StreamDesign("mute", ("mute.>",)))
        )
        await ledger.install()
        assert embedded.pid is not None
        os.kill(embedded.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, embedded.pid, os.WSTOPPED)
        try:
            with pytest.raises(OutcomeUnknown, match=r"no acknowledgement for mute\.a .*load again"):
                await appender_of(ledger, within_s=0.4).append(events("mute.a", 1))
        finally:
            os.kill(embedded.pid, signal.SIGCONT)

        await ledger.append(events("mute.b", 1))
        assert len(await ledger.reader.history("mute.a")) <= 1


@single_or_batch
async def test_connection_never_lasts(
    shared_server: Endpoint, ledger: Ledger, fresh_name: str, count: int
) -> None:
    """Where every acknowledgement and every look is lost, the event may stand, and stands once."""
    async with (
        LossyProxy(shared_server.url, losses=1000) as proxy,
        open_ledger(shared_server, ledger.design, url=proxy.url) as cut,
    ):
        with pytest.raises(OutcomeUnknown, match="may have been written"):
            await appender_of(cut, within_s=0.4).append(events(f"{fresh_name}.a", count))

    assert len(await ledger.reader.history(f"{fresh_name}.>")) == count


@single_or_batch
async def test_no_stream(ledger: Ledger, fresh_name: str, count: int) -> None:
    """Where there is no stream, nothing is written, and nothing is made in passing."""
    nowhere = Ledger(ledger.client, StreamDesign(f"{fresh_name}-none", (f"{fresh_name}-none.>",)))

    for _ in range(2):
        with pytest.raises(NotInstalled, match="not installed here"):
            await appender_of(nowhere, within_s=0.4).append(events(f"{fresh_name}-none.a", count))


@single_or_batch
async def test_subject_not_taken(ledger: Ledger, fresh_name: str, count: int) -> None:
    """A stream that does not take the subject is not one that is missing."""
    with pytest.raises(Misconfigured, match=f"does not take {fresh_name}-other.a; nothing was written"):
        await appender_of(ledger, within_s=0.4).append(events(f"{fresh_name}-other.a", count))


@pytest.mark.parametrize(
    ("changes", "count", "error", "said"),
    [
        ({"allow_atomic": False}, 2, Misconfigured, "must have allow_atomic"),
        ({"max_msgs": 1}, 2, Misconfigured, "must have no limits"),
        ({"max_bytes": 100}, 1, Misconfigured, "must have no limits"),
        ({"max_msg_size": 50}, 1, TooLarge, "message size exceeds maximum"),
        ({"max_msg_size": 50}, 2, TooLarge, "message size exceeds maximum"),
    ],
)
async def test_configured_otherwise(
    ledger: Ledger, fresh_name: str, changes: dict[str, Any], count: int, error: type[Exception], said: str
) -> None:
    """A stream whose set-up cannot take an event refuses it at once, and nothing of it stands."""
    name = f"{fresh_name}-odd"
    odd = Ledger(ledger.client, StreamDesign(name, (f"{name}.>",)))
    await ask(odd.client, f"STREAM.CREATE.{name}", odd.design.configuration() | changes, what="creating")

    with pytest.raises(error, match=said):
        await odd.append(events(f"{name}.a", count, size=200))

    assert await odd.reader.history(f"{name}.>") == []


async def test_stream_that_never_acknowledges(ledger: Ledger, fresh_name: str) -> None:
    """What a stream stores without a word is found by reading, and stands once."""
    name = f"{fresh_name}-mute"
    mute = Ledger(ledger.client, StreamDesign(name, (f"{name}.>",)))
    silent = mute.design.configuration() | {"no_ack": True}
    await ask(mute.client, f"STREAM.CREATE.{name}", silent, what="creating")

    assert await appender_of(mute).append(events(f"{name}.a", 1)) == [1]
    assert len(await mute.reader.history(f"{name}.>")) == 1
