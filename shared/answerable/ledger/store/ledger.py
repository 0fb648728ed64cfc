"""The ledger as one object: connect, append, read, follow."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import structlog
from nats.errors import Error as NatsError

from answerable.errors import PartlyWritten, Unavailable
from answerable.events.subjects import anywhere, may_change_site, subject_of
from answerable.ledger.integrity.guard import Guard
from answerable.ledger.server.accounts import inbox_prefix
from answerable.ledger.store import stream
from answerable.ledger.store.api import ask
from answerable.ledger.store.append import Appender
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.follow import Feed
from answerable.ledger.store.read import Reader
from answerable.ledger.store.recorded import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answerable.ledger.store.recorded import Recorded
    from answerable.ledger.store.stream import StreamDesign, StreamStatus

log = structlog.get_logger()

DESIGN = stream.StreamDesign()


async def connect(
    url: str, *, user: str | None = None, password: str | None = None, name: str, within_s: float = 10.0
) -> LedgerClient:
    """Open a connection that outlives restarts of the server.

    Arguments:
        url: ``nats://host:port``; several, with commas, for a cluster.
        user: who connects.
        password: their secret.
        name: what the server calls this connection in its own log.
        within_s: seconds to try for; once open, the connection tries for ever to come back.

    Raises:
        Unavailable: the server does not answer, or refuses this user.
    """

    async def on_error(error: Exception) -> None:
        log.debug("nats.error", connection=name, reason=str(error))

    # The client library takes fractions of a second, and says whole ones in its types.
    options: dict[str, Any] = {"reconnect_time_wait": 0.2, "connect_timeout": 5}
    client = LedgerClient(user)
    try:
        async with asyncio.timeout(within_s):
            await client.connect(
                [part.strip() for part in url.split(",")],
                user=user,
                password=password,
                name=name,
                inbox_prefix=inbox_prefix(user),
                error_cb=on_error,
                max_reconnect_attempts=-1,
                allow_reconnect=True,
                pending_size=64 * 1024 * 1024,
                **options,
            )
    except (NatsError, OSError, TimeoutError) as error:
        reason = client.last_error or error
        await disconnect(client)
        message = f"no connection to the NATS server at {url}: {reason or type(reason).__name__}"
        raise Unavailable(message) from error
    return client


async def disconnect(client: LedgerClient) -> None:
    """End a connection, also one whose server is gone.

    The client library then fails to send what is left; or it cancels its own reconnecting and lets that
    cancellation out, which must not end whoever asked, so closing is a task of its own.
    """
    closing = asyncio.ensure_future(client.close())
    await asyncio.wait([closing])
    if not closing.cancelled():
        with suppress(OSError, NatsError):
            closing.result()


class Ledger:
    """The immutable log of everything that happened.

    Arguments:
        client: an open connection; the ledger does not close it.
        design: the stream it lives in.
    """

    def __init__(self, client: LedgerClient, design: StreamDesign = DESIGN) -> None:
        self.client = client
        self.design = design
        self.reader = Reader(client, design.name)
        self.guard = Guard()
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
        await disconnect(self.client)

    async def install(self, identity: str | None = None) -> StreamStatus:
        """Make the stream, on a new installation only; see `stream.install`."""
        return await stream.install(self.client, self.design, identity)

    async def verify(self, *, may_lack: bool = False) -> StreamStatus:
        """Check that the stream is there and is what it must be; see `stream.verify`."""
        return await stream.verify(self.client, self.design, may_lack=may_lack)

    async def status(self) -> StreamStatus:
        """Ask the server for the stream's state."""
        return await stream.status(self.client, self.design)

    async def deleted(self) -> list[int]:
        """List the sequences that have no message; see `stream.deleted`."""
        return await stream.deleted(self.client, self.design)

    async def append(self, entries: Sequence[Entry], *, in_chunks: bool = False) -> list[int]:
        """Write entries, all or none, and give their sequences; see `Appender.append`.

        Raises:
            Halted: the ledger was found damaged; see `Guard`.
        """
        behind = self.guard.admit()
        try:
            sequences = await self._appender.append(entries, in_chunks=in_chunks)
        except PartlyWritten as error:
            self.guard.written(error.sequences, behind=behind)
            raise
        self.guard.written(sequences, behind=behind)
        return sequences

    @property
    def append_retries(self) -> int:
        """How often an append was tried again, since the connection was opened."""
        return self._appender.retries

    async def subjects(self, wanted: str) -> list[str]:
        """List the subjects that a filter finds; for those that find few, which come in one answer."""
        request = {"subjects_filter": wanted}
        what = f"looking for {wanted}"
        found = await ask(self.client, f"STREAM.INFO.{self.design.name}", request, what=what)
        return list(found["state"].get("subjects") or ())

    async def history(self, originator_id: str) -> list[Recorded]:
        """Give everything an aggregate's events say, oldest first, whatever its site."""
        scope = anywhere(originator_id)
        if await self._is_at_several_sites(scope):
            return await self.reader.history(scope)
        return await self.reader.aggregate(scope)

    async def page(self, originator_id: str, *, after: int, limit: int) -> list[Recorded]:
        """Give what an aggregate's events say behind a place in the ledger, oldest first, so many at most."""
        scope = anywhere(originator_id)
        if await self._is_at_several_sites(scope):
            return [one for one in await self.reader.history(scope) if one.sequence > after][:limit]
        return await self.reader.aggregate_page(scope, after=after, limit=limit)

    async def page_before(self, originator_id: str, *, before: int | None, limit: int) -> list[Recorded]:
        """Give what an aggregate's events say before a place in the ledger, newest first, so many at most."""
        scope = anywhere(originator_id)
        if await self._is_at_several_sites(scope):
            told = await self.reader.history(scope)
            return [one for one in told if before is None or one.sequence < before][: -limit - 1 : -1]
        return await self.reader.aggregate_page_before(scope, before=before, limit=limit)

    async def _is_at_several_sites(self, scope: str) -> bool:
        """Tell whether an aggregate of a person has events at more than one site; such are short.

        Their number is that of what a person's register or month holds, so they are read whole.
        """
        return may_change_site(scope) and len(await self.subjects(scope)) > 1

    def follow(self, *, filters: Sequence[str] = (), start: int = 0, window: int = 4000) -> Feed:
        """Give the feed of events behind a position; see `Feed`."""
        return Feed(self.client, self.design.name, filters=filters, start=start, window=window)

    async def count(self, *, filters: Sequence[str] = (), start: int = 0) -> int:
        """Count the events behind a position that match the filters, without reading them."""
        async with self.follow(filters=filters, start=start) as feed:
            return await feed.count()


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
