"""The guard lets writes pass until there is a reason not to."""

from __future__ import annotations

import pytest

from answerable.errors import Halted
from answerable.ledger.integrity.guard import Guard
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry


def test_open_until_halted() -> None:
    """Nothing is refused before a fault is found, everything afterwards, and the first reason is told."""
    guard = Guard()
    guard.seen = 3
    assert guard.admit() == 3

    guard.halt("first")
    guard.halt("second")
    with pytest.raises(Halted, match=r"^first$"):
        guard.admit()

    guard.lift()
    assert guard.admit() == 3


def test_a_sequence_given_twice() -> None:
    """An acknowledged sequence that another event had proves a loss; nothing is written behind it."""
    guard = Guard()
    guard.written([4, 5], behind=3)
    assert guard.fault is None

    with pytest.raises(Halted, match="events 4 to 7 are missing"):
        guard.written([4, 5], behind=7)
    with pytest.raises(Halted):
        guard.admit()


@pytest.mark.server
async def test_the_ledger_asks(ledger: Ledger, fresh_name: str) -> None:
    """A ledger whose guard stands writes nothing, and is read on."""
    await ledger.append([Entry(f"{fresh_name}.a", b"1", 0)])
    ledger.guard.halt("the ledger is damaged")

    with pytest.raises(Halted, match="the ledger is damaged"):
        await ledger.append([Entry(f"{fresh_name}.b", b"2", 0)])

    assert [message.body for message in await ledger.reader.history(f"{fresh_name}.>")] == [b"1"]


@pytest.mark.server
async def test_the_ledger_sees_a_sequence_given_twice(ledger: Ledger, fresh_name: str) -> None:
    """A server that gives a sequence again is caught by the first write."""
    ledger.guard.seen = 10

    with pytest.raises(Halted, match="the sequence 1 a second time: events 1 to 10 are missing"):
        await ledger.append([Entry(f"{fresh_name}.a", b"1", 0)])
    with pytest.raises(Halted):
        await ledger.append([Entry(f"{fresh_name}.b", b"1", 0)])
