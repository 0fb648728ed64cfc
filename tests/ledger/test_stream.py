"""The stream is made once, checked ever after, and never changed."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.errors import AnswerableError, Conflict, Corrupt, Misconfigured, NotInstalled
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.api import ask
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.servers import open_ledger

pytestmark = pytest.mark.server


async def create(ledger: Ledger, **changes: Any) -> None:
    """Make the stream otherwise than designed."""
    configuration = ledger.design.configuration() | changes
    await ask(ledger.client, f"STREAM.CREATE.{ledger.design.name}", configuration, what="creating")


@pytest.fixture
async def missing(ledger: Ledger, fresh_name: str) -> Ledger:
    """A ledger whose stream was not made yet."""
    name = f"{fresh_name}-later"
    return Ledger(ledger.client, StreamDesign(name=name, subjects=(f"{name}.>",)))


async def test_installed(missing: Ledger) -> None:
    """A new ledger is empty and refuses deletion and purge."""
    status = await missing.install()

    assert (status.messages, status.last_sequence, status.deleted) == (0, 0, 0)
    assert (status.deny_delete, status.deny_purge) == (True, True)


async def test_installed_once(ledger: Ledger, fresh_name: str) -> None:
    """A second installation is refused and leaves what was written."""
    await ledger.append([Entry(f"{fresh_name}.a", b"1", 0)])

    with pytest.raises(Conflict, match="exists already"):
        await ledger.install()

    assert (await ledger.verify()).messages == 1


async def test_not_installed(missing: Ledger) -> None:
    """A stream that is not there is never made in passing."""
    for attempt in (missing.verify, missing.status):
        with pytest.raises(NotInstalled, match="not installed here"):
            await attempt()


@pytest.mark.parametrize(
    "changes",
    [
        {"max_msgs": 1_000_000},
        {"max_age": 1_000_000_000_000},
        {"max_msgs_per_subject": 5},
        {"allow_atomic": False},
        {"deny_purge": False},
        {"deny_delete": False},
        {"discard": "old"},
        {"storage": "memory"},
        {"retention": "interest"},
        {"allow_rollup_hdrs": True, "deny_purge": False},
        {"subjects": ["other.>"]},
        {"max_msg_size": 1_000},
        {"no_ack": True},
        {"allow_msg_ttl": True},
        {"subject_transform": {"src": "a", "dest": "b"}},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_configured_otherwise(missing: Ledger, changes: dict[str, Any]) -> None:
    """A stream that could lose or refuse what a ledger must keep is not accepted, and the error says why."""
    await create(missing, **changes)

    with pytest.raises(Misconfigured, match=f"{next(iter(changes))} is"):
        await missing.verify()


async def test_missing_messages(missing: Ledger) -> None:
    """A stream that was locked only after a message was deleted lacks it, and is not accepted."""
    name = missing.design.name
    await create(missing, deny_delete=False)
    await missing.append(
        [Entry(f"{name}.a", str(number).encode(), 0 if not number else None) for number in range(3)]
    )
    await ask(missing.client, f"STREAM.MSG.DELETE.{name}", {"seq": 2}, what="deleting")
    await ask(missing.client, f"STREAM.UPDATE.{name}", missing.design.configuration(), what="locking")

    with pytest.raises(Corrupt, match="lacks 1 of 3 messages"):
        await missing.verify()


@pytest.mark.parametrize(
    ("operation", "request_document"), [("STREAM.MSG.DELETE", {"seq": 1}), ("STREAM.PURGE", {})]
)
async def test_locked(
    ledger: Ledger, fresh_name: str, operation: str, request_document: dict[str, Any]
) -> None:
    """Not even the operator of an open server can delete or purge messages."""
    await ledger.append([Entry(f"{fresh_name}.a", b"1", 0)])

    with pytest.raises(AnswerableError):
        await ask(ledger.client, f"{operation}.{fresh_name}", request_document, what="removing")

    assert (await ledger.verify()).messages == 1


async def test_replicas_may_differ(shared_server: Endpoint, ledger: Ledger, fresh_name: str) -> None:
    """How many copies there are is the operator's choice, not the ledger's identity."""
    three = StreamDesign(name=fresh_name, subjects=(f"{fresh_name}.>",), replicas=3)
    async with open_ledger(shared_server, three) as other:
        assert (await other.verify()).messages == 0
