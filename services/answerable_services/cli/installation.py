"""An installation: a data directory with a ledger that was made once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from answerable.errors import Conflict, Corrupt, Unavailable
from answerable.events.cloudevents import recorded_at_in
from answerable.events.subjects import EVERYTHING
from answerable.installation import FILE, Installation, read
from answerable.ledger.integrity.head import HEAD_FILE, HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.endpoint import Endpoint
from answerable.ledger.server.machine import write_private
from answerable.ledger.store.ledger import Ledger


async def ensure(
    data: Path, endpoint: Endpoint, *, clock_start: datetime | None, identity: str | None = None
) -> Installation:
    """Give the installation, making the ledger on a new one only.

    An installation whose ledger is gone is never given a new one: that would fork history.

    Arguments:
        data: the data directory.
        endpoint: the running server on it.
        clock_start: for a new installation of the sample centre.
        identity: which ledger a new one is to be, where an earlier one is restored.

    Raises:
        Unavailable: the installation's ledger is not there.
        Corrupt: the ledger is not what it must be.
    """
    known = read(data)
    if known is None and HeadFile(data).exists():
        message = (
            f"{data} had a ledger, says {HEAD_FILE} in it, and {FILE} is gone: "
            "restore that file, or begin in a new directory"
        )
        raise Corrupt(message)
    ledger = await Ledger.open(
        endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="installation"
    )
    try:
        if known is None:
            await _make(ledger, identity)
            known = Installation(installed_at=datetime.now(UTC), clock_start=clock_start)
            write_private(data / FILE, known.model_dump_json(indent=2).encode())
        else:
            # One that has lost events is there to be read; intake refuses to write to it.
            await ledger.verify(may_lack=True)
    except Unavailable as error:
        message = (
            f"the ledger of {data}, made {known.installed_at if known else 'just now'}, is not there: {error}"
        )
        raise Unavailable(message) from error
    finally:
        await ledger.close()
    return known


async def clock_goes_on_from(endpoint: Endpoint, clock_start: datetime) -> datetime:
    """Give the moment that the sample centre's clock starts at: its own, or that of the last event.

    Arguments:
        endpoint: the running server.
        clock_start: the moment it started at first.

    Raises:
        Unavailable: the ledger is not there.
    """
    password = endpoint.passwords[User.CLI]
    ledger = await Ledger.open(endpoint.url, user=User.CLI, password=password, name="installation")
    try:
        last = await ledger.reader.last(EVERYTHING)
    finally:
        await ledger.close()
    recorded_at = None if last is None else recorded_at_in(last.body)
    return clock_start if recorded_at is None else max(clock_start, recorded_at)


async def _make(ledger: Ledger, identity: str | None) -> None:
    """Make the stream, or take over one that a process made and died before it wrote so down."""
    try:
        await ledger.install(identity)
    except Conflict:
        found = await ledger.verify()
        if found.messages:
            message = "a ledger with events is here, but no record of its installation; refusing to guess"
            raise Corrupt(message) from None
