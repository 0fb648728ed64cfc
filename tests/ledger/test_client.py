"""The connection: many messages sent as one piece arrive as they were, in their order."""

from __future__ import annotations

import asyncio

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import ConnectionClosedError, OutboundBufferLimitError

from answerable.errors import Invalid
from answerable.ledger.store.client import Message
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.servers import MortalServer, open_ledger, until

pytestmark = pytest.mark.server


async def test_arrives_as_it_was(ledger: Ledger, fresh_name: str) -> None:
    """Subject, headers and bytes of each message arrive, in order, whatever the bytes are."""
    got: list[Msg] = []

    async def on_message(message: Msg) -> None:
        got.append(message)

    await ledger.client.subscribe("piece.>", cb=on_message)
    sent = [
        Message(f"piece.{number}", b"X-Number: %d\r\n" % number, b"\r\nHPUB \x00\xff" * number)
        for number in range(300)
    ]
    await ledger.client.publish_all(sent)
    await until(lambda: len(got) == len(sent))

    assert [(one.subject, one.headers, one.data) for one in got] == [
        (message.subject, {"X-Number": str(number)}, message.body) for number, message in enumerate(sent)
    ]


async def test_nothing_to_send(ledger: Ledger) -> None:
    """No messages are sent as nothing."""
    before = ledger.client.stats["out_msgs"]
    await ledger.client.publish_all([])

    assert ledger.client.stats["out_msgs"] == before


@pytest.mark.parametrize("subject", ["", "a b", "a\r\nPUB b 0", "a\t", "中"])
async def test_subject_cannot_end_its_line(ledger: Ledger, subject: str) -> None:
    """A subject that would break the protocol is refused, and what stands before it is not sent."""
    before = ledger.client.stats["out_msgs"]
    with pytest.raises(Invalid, match="visible ASCII"):
        await ledger.client.publish_all([Message("fine", b"", b""), Message(subject, b"", b"")])

    assert ledger.client.stats["out_msgs"] == before


async def test_closed(ledger: Ledger) -> None:
    """A connection that was closed says so."""
    await ledger.close()
    with pytest.raises(ConnectionClosedError):
        await ledger.client.publish_all([Message("a", b"", b"")])


async def test_server_away(mortal_server: MortalServer) -> None:
    """While the server is away messages wait up to the limit, and go out when it is back."""
    async with open_ledger(mortal_server.endpoint, StreamDesign(name="away", subjects=("away.>",))) as ledger:
        await ledger.install()
        await mortal_server.kill()
        await until(lambda: not ledger.client.is_connected)
        await ledger.client.publish_all([Message("away.a", b"", b"waits")])
        with pytest.raises(OutboundBufferLimitError):
            await ledger.client.publish_all([Message("away.b", b"", bytes(70 * 1024 * 1024))])
        await mortal_server.start()
        async with asyncio.timeout(20):
            while (await ledger.status()).messages < 1:
                await asyncio.sleep(0.02)

        assert (await ledger.reader.last("away.a")) == (1, "away.a", b"waits")


async def test_a_cancellation_in_the_moment_of_the_answer_is_not_lost(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cancels a task that asks, and waits for its end, does not wait for ever."""
    asking: list[asyncio.Task[Msg]] = []

    async def answered_while_cancelled(*_: object) -> object:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[object] = loop.create_future()
        # In this order within one turn of the loop: the library's own wait gives the answer back then.
        loop.call_soon(answer.set_result, object())
        loop.call_soon(asking[0].cancel)
        return await asyncio.wait_for(answer, 5)

    monkeypatch.setattr(Client, "request", answered_while_cancelled)
    asking.append(asyncio.create_task(ledger.client.request("nobody")))
    await asyncio.wait(asking)
    assert asking[0].cancelled()


async def test_what_a_write_left_in_the_ledger_is_not_read_again(ledger: Ledger, fresh_name: str) -> None:
    """A stored message comes without the headers of its writing; where the server added some, with all."""
    subject = f"{fresh_name}.1"
    await ledger.append([Entry(subject, b"1", 0), Entry(subject, b"2")])
    got: list[Msg] = []

    async def on_message(message: Msg) -> None:
        got.append(message)

    inbox = ledger.client.new_inbox()
    await ledger.client.subscribe(inbox, cb=on_message)
    written = f"Nats-Batch-Id: {fresh_name}\r\nNats-Batch-Sequence: 1\r\n".encode()
    own = b"X-Number: 1\r\n"
    served = written + b"Nats-Stream: LEDGER\r\n"
    await ledger.client.publish_all([Message(inbox, header, b"") for header in (written, own, served)])
    await until(lambda: len(got) == 3)

    assert got[0].headers is None
    assert got[1].headers == {"X-Number": "1"}
    assert got[2].headers == {
        "Nats-Batch-Id": fresh_name,
        "Nats-Batch-Sequence": "1",
        "Nats-Stream": "LEDGER",
    }
    assert [one.body for one in await ledger.reader.history(subject)] == [b"1", b"2"]
