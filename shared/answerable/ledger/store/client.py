"""The client library's connection, which can also send many messages as one piece.

Publishing one by one costs the library some fifteen microseconds a message: it checks, counts, writes the
headers and wakes its flusher each time. For a batch that is decided as a whole all of it is done once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from nats.aio.client import Client
from nats.errors import ConnectionClosedError, OutboundBufferLimitError

from answerable.errors import Invalid
from answerable.ledger.feed_names import FeedNames

if TYPE_CHECKING:
    from nats.aio.msg import Msg

_SUBJECT = re.compile(r"[\x21-\x7e]+")

# What the writer's checks leave in the ledger. Where the server adds headers of its own, these are read.
_OF_A_WRITE = (b"NATS/1.0\r\nNats-Batch-Id: ", b"NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: ")
_OF_THE_SERVER = b"\r\nNats-Stream: "


class Message(NamedTuple):
    """A message as it goes out.

    Arguments:
        subject: where to; visible ASCII, so that it cannot end the line it stands in.
        header: the lines of its headers, each ended by CR and LF.
        body: its bytes.
    """

    subject: str
    header: bytes
    body: bytes


def _frame(message: Message) -> bytes:
    """Write a message with headers in the client protocol.

    Source: NATS client protocol, HPUB.

    Raises:
        Invalid: the subject cannot stand on a line.
    """
    if not _SUBJECT.fullmatch(message.subject):
        text = f"subject {message.subject!r}: visible ASCII only"
        raise Invalid(text)
    header = b"NATS/1.0\r\n" + message.header + b"\r\n"
    size = len(header) + len(message.body)
    return b"HPUB %b %d %d\r\n%b%b\r\n" % (
        message.subject.encode(),
        len(header),
        size,
        header,
        message.body,
    )


class LedgerClient(Client):
    """A connection to the server.

    Arguments:
        user: who connects, as whom its consumers are named.
    """

    def __init__(self, user: str | None = None) -> None:
        super().__init__()
        self.feed_names = FeedNames(user)

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        timeout: float = 0.5,  # noqa: ASYNC109  (the library's own signature)
        old_style: bool = False,  # noqa: FBT001, FBT002  (the library's own signature)
        headers: dict[str, Any] | None = None,
    ) -> Msg:
        """Ask, and wait for the answer; a cancellation in the same moment ends the task all the same.

        The library waits with `asyncio.wait_for`, which before Python 3.12 gives the answer then and forgets
        the cancellation: whoever cancelled would wait for ever.

        Arguments:
            subject: whom.
            payload: what.
            timeout: seconds to wait.
            old_style: whether the answer gets a subscription of its own.
            headers: of the question.
        """
        task = asyncio.current_task()
        asked = 0 if task is None else task.cancelling()
        answer = await super().request(subject, payload, timeout, old_style, headers)
        if task is not None and task.cancelling() > asked:
            raise asyncio.CancelledError
        return answer

    async def _process_headers(self, headers: bytes | None) -> dict[str, str] | None:
        """Leave unread what a stored message has from its writing: the library takes 4 µs for it.

        Arguments:
            headers: as they came; None where there are none.
        """
        if headers is not None and headers.startswith(_OF_A_WRITE) and _OF_THE_SERVER not in headers:
            return None
        return await super()._process_headers(headers)

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """Send messages in order, none of which is answered.

        While the connection is away they wait, as those of `publish` do.

        Raises:
            ConnectionClosedError: the connection was closed.
            OutboundBufferLimitError: the connection is away and too much waits already.
            Invalid: a subject cannot stand on a line; nothing was sent.
        """
        frames = [_frame(message) for message in messages]
        if not frames:
            return
        if self.is_closed:
            raise ConnectionClosedError
        piece = b"".join(frames)
        if not self.is_connected and len(piece) + self._pending_data_size > self._max_pending_size:
            raise OutboundBufferLimitError
        self.stats["out_msgs"] += len(frames)
        self.stats["out_bytes"] += len(piece)
        await self._send_command(piece)
        if self._flush_queue is not None and self._flush_queue.empty():
            await self._flush_pending()
