"""The hash chain: defined to the byte, and different wherever the events are."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import Corrupt
from answerable.ledger.integrity import chain
from answerable.ledger.integrity.chain import START, Trail
from answerable.ledger.store.recorded import Recorded

EVENTS = [Recorded(1, "ledger.xm01.site.站", b"one"), Recorded(2, "s", b"")]


def chain_of(events: list[Recorded]) -> bytes:
    trail = Trail()
    trail.take(events)
    return trail.head.chain


def test_defined_to_the_byte() -> None:
    """The chain is what its definition says, computed here by hand."""
    start = sha256(b"answerable ledger chain v1").digest()
    subject = EVENTS[0].subject.encode()
    first = sha256(
        start
        + (1).to_bytes(8, "big")
        + len(subject).to_bytes(4, "big")
        + subject
        + (3).to_bytes(4, "big")
        + b"one"
    ).digest()
    second = sha256(first + (2).to_bytes(8, "big") + b"\0\0\0\1s" + b"\0\0\0\0").digest()

    assert start == START.chain
    assert chain_of(EVENTS) == second


def test_never_changes() -> None:
    """A kept value still fits: a changed definition would make every head file and export worthless."""
    assert chain_of(EVENTS).hex() == "97dd1ba0bb6f8dc79f12c9a3b01ceef34a4f2ea45a169a94dc36e42ec674bfe9"


contents = st.lists(st.tuples(st.text(max_size=4), st.binary(max_size=4)), min_size=1, max_size=4)


def numbered(pairs: list[tuple[str, bytes]]) -> list[Recorded]:
    return [Recorded(number, subject, body) for number, (subject, body) in enumerate(pairs, start=1)]


@given(contents, contents)
def test_tells_ledgers_apart(left: list[tuple[str, bytes]], right: list[tuple[str, bytes]]) -> None:
    """Two ledgers have the same chain only if they are the same, wherever their bytes are cut."""
    assert (chain_of(numbered(left)) == chain_of(numbered(right))) == (left == right)


def test_a_gap_stops_the_trail() -> None:
    """Where a sequence is missing, the trail stands behind the last good event and names what is missing."""
    trail = Trail()
    with pytest.raises(Corrupt, match="events 2 to 3 are missing"):
        trail.take([EVENTS[0], Recorded(4, "s", b"")])

    assert trail.head.sequence == 1


def test_the_anchor_stays_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """The older checkpoint is one that the trail passed, one to two steps behind where it stands."""
    monkeypatch.setattr(chain, "ANCHOR_EVERY", 10)
    trail = Trail()
    passed = {START}
    for number in range(1, 100):
        trail.take([Recorded(number, "s", b"")])
        passed.add(trail.head)
        assert trail.anchor in passed
        assert min(number, 10) <= trail.head.sequence - trail.anchor.sequence < 20
