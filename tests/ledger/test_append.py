"""Appending: once or not at all, whatever happens to the connection or the server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from answerable.errors import Conflict, Invalid, OutcomeUnknown, PartlyWritten, TooLarge
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.append import Appender
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.ledger.store.sending import HEADER_ROOM, Sender
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.servers import LossyProxy, MortalServer, open_ledger, until

pytestmark = pytest.mark.server


class Subjects:
    """Makes entries and reads them back, below a test's own prefix."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._prefix = ledger.design.name

    def chain(self, token: str, expected: int, *bodies: bytes) -> list[Entry]:
        """Give several events of one subject, the first behind a sequence."""
        return [
            Entry(f"{self._prefix}.{token}", body, None if position else expected)
            for position, body in enumerate(bodies)
        ]

    async def bodies(self, token: str = ">") -> list[bytes]:
        return [message.body for message in await self._ledger.reader.history(f"{self._prefix}.{token}")]


@pytest.fixture
def subjects(ledger: Ledger) -> Subjects:
    return Subjects(ledger)


def numbered(count: int) -> list[bytes]:
    return [str(number).encode() for number in range(count)]


async def test_single(ledger: Ledger, subjects: Subjects) -> None:
    """One event behind another gets the next sequence."""
    assert await ledger.append(subjects.chain("a", 0, b"1")) == [1]
    assert await ledger.append(subjects.chain("a", 1, b"2")) == [2]
    assert await subjects.bodies("a") == [b"1", b"2"]


async def test_several_subjects(ledger: Ledger, subjects: Subjects) -> None:
    """Events of several subjects are written as one, in their order."""
    entries = [*subjects.chain("a", 0, b"1", b"2"), *subjects.chain("b", 0, b"3")]

    assert await ledger.append(entries) == [1, 2, 3]
    assert await subjects.bodies() == [b"1", b"2", b"3"]


async def test_nothing(ledger: Ledger) -> None:
    """An empty save does nothing."""
    assert await ledger.append([]) == []


@pytest.mark.parametrize("expected", [0, 2])
async def test_conflict(ledger: Ledger, subjects: Subjects, expected: int) -> None:
    """Behind any but the last sequence nothing is written."""
    await ledger.append(subjects.chain("a", 0, b"1"))

    with pytest.raises(Conflict, match="decide anew"):
        await ledger.append(subjects.chain("a", expected, b"2"))

    assert await subjects.bodies() == [b"1"]


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "middle", "last"])
async def test_conflict_in_a_batch(ledger: Ledger, subjects: Subjects, place: int) -> None:
    """One conflict, wherever it stands, refuses the whole batch; the stream then goes on without a gap."""
    await ledger.append(subjects.chain("taken", 0, b"1"))
    parts = [subjects.chain("a", 0, b"2"), subjects.chain("b", 0, b"3")]
    parts.insert(place, subjects.chain("taken", 0, b"4"))

    with pytest.raises(Conflict):
        await ledger.append([entry for part in parts for entry in part])

    assert await subjects.bodies() == [b"1"]
    assert await ledger.append(subjects.chain("a", 0, b"2")) == [2]


async def test_check_spans_sites(shared_server: Endpoint, ledger: Ledger, fresh_name: str) -> None:
    """An aggregate that exists at one site cannot be begun at another."""
    first = entry_for("xm01", "case-1", b"1", expected=0)
    second = entry_for("xm02", "case-1", b"2", expected=0)
    assert (first.subject, second.scope) == ("ledger.xm01.case.case-1", "ledger.*.case.case-1")
    moved = [
        Entry(f"{fresh_name}.{entry.subject}", entry.body, 0, f"{fresh_name}.{entry.scope}")
        for entry in (first, second)
    ]
    await ledger.append(moved[:1])

    with pytest.raises(Conflict):
        await ledger.append(moved[1:])


async def test_one_winner(ledger: Ledger, subjects: Subjects) -> None:
    """Of many that write behind the same sequence at once, exactly one succeeds."""
    outcomes = await asyncio.gather(
        *(ledger.append(subjects.chain("a", 0, body)) for body in numbered(100)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes].count(list) == 1
    assert [type(outcome) for outcome in outcomes].count(Conflict) == 99
    assert len(await subjects.bodies()) == 1


async def test_many_batches_at_once(ledger: Ledger, subjects: Subjects) -> None:
    """More batches at once than the server keeps open all succeed, each in one piece."""
    found = await asyncio.gather(
        *(ledger.append(subjects.chain(f"a{number}", 0, *numbered(10))) for number in range(120))
    )

    assert sorted(sequence for sequences in found for sequence in sequences) == list(range(1, 1201))
    assert all(sequences == list(range(sequences[0], sequences[0] + 10)) for sequences in found)


class Rival:
    """Writes its commands to a subject that others write to as well, loading again after each conflict."""

    def __init__(self, ledger: Ledger, subject: str, name: str) -> None:
        self._ledger = ledger
        self._subject = subject
        self._name = name
        self.acknowledged: list[Recorded] = []

    async def write(self, commands: int) -> None:
        for command in range(commands):
            body = f"{self._name}/{command}".encode()
            while True:
                last = await self._ledger.reader.last(self._subject)
                behind = 0 if last is None else last.sequence
                try:
                    [sequence] = await self._ledger.append([Entry(self._subject, body, behind)])
                except Conflict:
                    continue
                self.acknowledged.append(Recorded(sequence, self._subject, body))
                break


async def test_many_in_flight(ledger: Ledger, subjects: Subjects) -> None:
    """Hundreds of single appends share the connection: each stands once, each writer's in their order."""
    rivals = [
        Rival(ledger, f"{ledger.design.name}.a{number}", name) for number in range(40) for name in "xyz"
    ]

    await asyncio.gather(*(rival.write(5) for rival in rivals))

    stored = await ledger.reader.history(f"{ledger.design.name}.>")
    assert stored == sorted(message for rival in rivals for message in rival.acknowledged)
    assert [message.sequence for message in stored] == list(range(1, 601))
    for rival in rivals:
        assert rival.acknowledged == sorted(rival.acknowledged)


async def test_largest_batch(ledger: Ledger, subjects: Subjects) -> None:
    """1,000 events can be one; 1,001 are refused and nothing of them is written."""
    with pytest.raises(TooLarge, match="1001 events"):
        await ledger.append(subjects.chain("a", 0, *numbered(1001)))

    assert await ledger.append(subjects.chain("a", 0, *numbered(1000))) == list(range(1, 1001))


def mixed(subjects: Subjects, count: int) -> list[Entry]:
    """Give events of seven subjects in turn, the first of each behind nothing."""
    parts = [subjects.chain(f"a{number}", 0, *numbered(count // 7 + 1)) for number in range(7)]
    return [entry for turn in zip(*parts, strict=True) for entry in turn][:count]


class TestChunks:
    async def test_order_kept(self, ledger: Ledger, subjects: Subjects) -> None:
        """A save in chunks stands in its order, without anything between."""
        entries = mixed(subjects, 2300)

        assert await ledger.append(entries, in_chunks=True) == list(range(1, 2301))
        assert await subjects.bodies() == [entry.body for entry in entries]

    async def test_later_chunk_fails(self, ledger: Ledger, subjects: Subjects) -> None:
        """Where a later chunk fails, nothing of it stands, and the error says what does."""
        await ledger.append(subjects.chain("taken", 0, b"1"))
        entries = [*mixed(subjects, 1500), *subjects.chain("taken", 0, b"2"), *subjects.chain("b", 0, b"3")]

        with pytest.raises(PartlyWritten, match="first 1000 of 1502 events stand") as failed:
            await ledger.append(entries, in_chunks=True)

        assert failed.value.sequences == tuple(range(2, 1002))
        assert isinstance(failed.value.__cause__, Conflict)
        assert await subjects.bodies() == [b"1", *(entry.body for entry in entries[:1000])]

    async def test_first_chunk_fails(self, ledger: Ledger, subjects: Subjects) -> None:
        """Where the first chunk fails, nothing stands, and the error is the plain one."""
        await ledger.append(subjects.chain("a0", 0, b"1"))

        with pytest.raises(Conflict):
            await ledger.append(mixed(subjects, 1500), in_chunks=True)

        assert await subjects.bodies() == [b"1"]

    async def test_somebody_between(
        self, ledger: Ledger, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who writes to one of the aggregates between two chunks has the second one refused."""
        send = Sender.send
        scope = f"{ledger.design.name}.*"

        async def let_another_in(sender: Sender, entries: Sequence[Entry]) -> list[int]:
            sequences = await send(sender, entries)
            monkeypatch.setattr(Sender, "send", send)
            await ledger.append(subjects.chain("a", 1000, b"another's"))
            return sequences

        monkeypatch.setattr(Sender, "send", let_another_in)
        entries = subjects.chain("a", 0, *numbered(1500))
        spanning = [entries[0]._replace(scope=scope), *entries[1:]]

        with pytest.raises(PartlyWritten, match="wrong last sequence: 1001"):
            await ledger.append(spanning, in_chunks=True)

        assert await subjects.bodies() == [*numbered(1000), b"another's"]

    async def test_refused_before_anything(self, ledger: Ledger, subjects: Subjects) -> None:
        """What can never be written is refused before the first chunk."""
        entries = mixed(subjects, 1500)
        too_large = Entry(entries[-1].subject, bytes(ledger.client.max_payload))

        with pytest.raises(TooLarge):
            await ledger.append([*entries, too_large], in_chunks=True)
        with pytest.raises(Invalid, match="in chunks every aggregate needs its check"):
            await ledger.append([*entries, Entry(f"{ledger.design.name}.b", b"1")], in_chunks=True)

        assert await subjects.bodies() == []


async def test_checked_twice(ledger: Ledger, subjects: Subjects) -> None:
    """A batch can check an aggregate once only, so a second check is refused before anything is sent."""
    with pytest.raises(Invalid, match="checked twice"):
        await ledger.append([*subjects.chain("a", 0, b"1"), *subjects.chain("a", 1, b"2")])

    assert await subjects.bodies() == []


@pytest.mark.parametrize("before", [[], [b"1", b"2"]], ids=["single", "batch"])
async def test_largest_event(ledger: Ledger, subjects: Subjects, before: Sequence[bytes]) -> None:
    """The largest event is written; one byte more is refused, and the connection survives."""
    largest = ledger.client.max_payload - HEADER_ROOM

    with pytest.raises(TooLarge, match="the server takes at most"):
        await ledger.append(subjects.chain("a", 0, *before, bytes(largest + 1)))

    assert len(await ledger.append(subjects.chain("a", 0, *before, bytes(largest)))) == len(before) + 1
    assert ledger.client.stats["reconnects"] == 0


async def test_unchecked_refused(ledger: Ledger, subjects: Subjects) -> None:
    """A save that follows nothing could be written twice, so it is refused."""
    with pytest.raises(Invalid, match="which sequence it follows"):
        await ledger.append([Entry(f"{ledger.design.name}.a", b"1")])


@pytest.mark.parametrize(("count", "losses"), [(1, 1), (25, 1), (25, 2)])
async def test_lost_acknowledgements(
    shared_server: Endpoint, ledger: Ledger, subjects: Subjects, count: int, losses: int
) -> None:
    """However often the connection is cut in place of an answer, the save stands once."""
    async with (
        LossyProxy(shared_server.url, losses=losses) as proxy,
        open_ledger(shared_server, ledger.design, url=proxy.url) as cut,
    ):
        appender = Appender(cut.client, cut.reader, timeout_s=0.3)
        entries = subjects.chain("a", 0, *numbered(count))

        assert await appender.append(entries) == list(range(1, count + 1))
        assert proxy.lost == losses
        assert await subjects.bodies() == numbered(count)


async def test_same_beginning(ledger: Ledger, subjects: Subjects) -> None:
    """A batch is not taken for written because another wrote the same first event alone."""
    await ledger.append(subjects.chain("a", 0, b"1"))
    await ledger.append(subjects.chain("b", 0, b"3"))
    appender = Appender(ledger.client, ledger.reader)

    with pytest.raises(Conflict):
        await appender._try(subjects.chain("a", 0, b"1", b"2"), is_repeat=True)

    assert await subjects.bodies() == [b"1", b"3"]


async def test_dead_server(mortal_server: MortalServer) -> None:
    """Where no acknowledgement can be had, the error says that the outcome is open."""
    async with open_ledger(mortal_server.endpoint, StreamDesign(name="dead", subjects=("dead.>",))) as ledger:
        await ledger.install()
        await mortal_server.kill()
        appender = Appender(ledger.client, ledger.reader, timeout_s=0.1, within_s=0)

        with pytest.raises(OutcomeUnknown, match=r"no acknowledgement for dead\.a within 0 s"):
            await appender.append([Entry("dead.a", b"1", 0)])


class Writer:
    """Appends to one subject at random and keeps what was acknowledged."""

    def __init__(self, ledger: Ledger, token: str, seed: int) -> None:
        self._appender = Appender(ledger.client, ledger.reader, timeout_s=0.4)
        self._subjects = Subjects(ledger)
        self._token = token
        self._random = random.Random(seed)
        self._last = 0
        self.acknowledged: list[Recorded] = []

    async def write(self, saves: int) -> None:
        for save in range(saves):
            size = self._random.choice([1, 1, 1, 2, self._random.randint(3, 40)])
            bodies = [f"{self._token}/{save}/{position}".encode() for position in range(size)]
            entries = self._subjects.chain(self._token, self._last, *bodies)
            sequences = await self._appender.append(entries)
            self._last = sequences[-1]
            self.acknowledged.extend(
                Recorded(sequence, entry.subject, entry.body)
                for sequence, entry in zip(sequences, entries, strict=True)
            )


def reached(count: Callable[[], int], enough: int) -> bool:
    return count() >= enough


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_kills_at_random(mortal_server: MortalServer, seed: int) -> None:
    """Whatever was acknowledged while the server was killed again and again is there exactly once."""
    chance = random.Random(seed)
    async with open_ledger(
        mortal_server.endpoint, StreamDesign(name="storm", subjects=("storm.>",))
    ) as ledger:
        await ledger.install()
        writers = [Writer(ledger, f"w{number}", seed * 100 + number) for number in range(6)]
        writing = asyncio.gather(*(writer.write(120) for writer in writers))

        def written() -> int:
            return sum(len(writer.acknowledged) for writer in writers)

        for _ in range(3):
            await until(partial(reached, written, written() + chance.randint(100, 600)), 30)
            await mortal_server.kill()
            await mortal_server.start()
        await writing

        status = await ledger.verify()
        stored = await ledger.reader.history("storm.>")
        assert stored == sorted(message for writer in writers for message in writer.acknowledged)
        assert status.messages == len(stored)
