"""The ledger as one object: connect, append, read, follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import nats
import structlog
from nats.errors import Error as NatsError

from answerable.errors import Unavailable
from answerable.events.subjects import anywhere, subject_of
from answerable.ledger import stream
from answerable.ledger.append import Appender
from answerable.ledger.follow import Feed
from answerable.ledger.read import Reader
from answerable.ledger.recorded import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.client import Client

    from answerable.ledger.recorded import Recorded
    from answerable.ledger.stream import StreamDesign, StreamStatus

log = structlog.get_logger()

DESIGN = stream.StreamDesign()


async def connect(url: str, *, user: str | None = None, password: str | None = None, name: str) -> Client:
    """Open a connection that outlives restarts of the server.

    Arguments:
        url: ``nats://host:port``; several, with commas, for a cluster.
        user: who connects.
        password: their secret.
        name: what the server calls this connection in its own log.

    Raises:
        Unavailable: the server does not answer, or refuses this user.
    """

    async def on_error(error: Exception) -> None:
        log.debug("nats.error", connection=name, reason=str(error))

    try:
        return await nats.connect(
            [part.strip() for part in url.split(",")],
            user=user,
            password=password,
            name=name,
            error_cb=on_error,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,
            connect_timeout=5,
            allow_reconnect=True,
            pending_size=64 * 1024 * 1024,
        )
    except (NatsError, OSError, TimeoutError) as error:
        message = f"no connection to the NATS server at {url}: {error or type(error).__name__}"
        raise Unavailable(message) from error


class Ledger:
    """The immutable log of everything that happened.

    Arguments:
        client: an open connection; the ledger does not close it.
        design: the stream it lives in.
    """

    def __init__(self, client: Client, design: StreamDesign = DESIGN) -> None:
        self.client = client
        self.design = design
        self.reader = Reader(client, design.name)
        self._appender = Appender(client, self.reader)

    @classmethod
    async def open(cls, url: str, *, user: str | None, password: str | None, name: str) -> Self:
        """Connect to a server; `close` ends the connection again.

        Raises:
            Unavailable: the server does not answer.
        """
        return cls(await connect(url, user=user, password=password, name=name))

    async def close(self) -> None:
        """End the connection."""
        await self.client.close()

    async def install(self) -> StreamStatus:
        """Make the stream, on a new installation only; see `stream.install`."""
        return await stream.install(self.client, self.design)

    async def verify(self) -> StreamStatus:
        """Check that the stream is there and is what it must be; see `stream.verify`."""
        return await stream.verify(self.client, self.design)

    async def status(self) -> StreamStatus:
        """Ask the server for the stream's state."""
        return await stream.status(self.client, self.design)

    async def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries, all or none, and give their sequences; see `Appender.append`."""
        return await self._appender.append(entries)

    async def history(self, originator_id: str) -> list[Recorded]:
        """Give everything an aggregate's events say, oldest first, whatever its site."""
        return await self.reader.history(anywhere(originator_id))

    def follow(self, *, filters: Sequence[str] = (), start: int = 0, window: int = 4000) -> Feed:
        """Give the feed of events behind a position; see `Feed`."""
        return Feed(self.client, self.design.name, filters=filters, start=start, window=window)


def entry_for(site: str, originator_id: str, body: bytes, *, expected: int | None) -> Entry:
    """Make the entry that writes one aggregate's event; the check spans all sites.

    Arguments:
        site: where it happened.
        originator_id: the aggregate.
        body: the event's bytes.
        expected: the sequence of the aggregate's last event, 0 for a new one; None behind the first
            event of one save.
    """
    scope = None if expected is None else anywhere(originator_id)
    return Entry(subject_of(site, originator_id), body, expected, scope)
