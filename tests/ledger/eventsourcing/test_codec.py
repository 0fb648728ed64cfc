"""A framed event comes back as it was, whatever its id, topic and state."""

from __future__ import annotations

from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import example, given
from hypothesis import strategies as st

from answerable.errors import Corrupt, Invalid, TooLarge
from answerable.ledger.eventsourcing import FramedCodec
from answerable.ledger.store.recorded import Recorded

CODEC = FramedCodec("events")
SIXTY_FOUR_BITS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


@given(
    originator_id=st.uuids() | TEXTS,
    version=SIXTY_FOUR_BITS,
    topic=TEXTS,
    state=st.binary(max_size=64),
)
def test_round_trip(originator_id: UUID | str, version: int, topic: str, state: bytes) -> None:
    """Encoding and decoding gives an equal event; a UUID stays one."""
    event = StoredEvent(originator_id, version, topic, state)

    subject, body = CODEC.encode(event)

    assert CODEC.decode(Recorded(1, subject, body)) == event


@given(originator_id=TEXTS)
@example(originator_id="a\n")
def test_one_token(originator_id: str) -> None:
    """Every id is one token of a subject that the server takes."""
    prefix, _, token = CODEC.scope(originator_id).partition(".")

    assert prefix == "events"
    assert token
    assert not set(token) & set(".*> \t\r\n")
    assert token.isascii()


@given(one=TEXTS, other=TEXTS)
def test_distinct(one: str, other: str) -> None:
    """Two ids share a subject only if they are the same."""
    assert (CODEC.scope(one) == CODEC.scope(other)) == (one == other)


@pytest.mark.parametrize("originator_id", ["", "x" * 513, "清" * 60])
def test_id_refused(originator_id: str) -> None:
    """An id that cannot be one token of sensible length is refused before anything is sent."""
    with pytest.raises(Invalid, match="part of a subject"):
        CODEC.encode(StoredEvent(originator_id, 1, "topic", b""))


def test_version_refused() -> None:
    """A version beyond 64 bits is refused."""
    with pytest.raises(Invalid, match="64-bit"):
        CODEC.encode(StoredEvent("a", 2**63, "topic", b""))


def test_topic_refused() -> None:
    """A topic that the frame cannot hold is refused."""
    with pytest.raises(TooLarge, match="65536 bytes"):
        CODEC.encode(StoredEvent("a", 1, "t" * 65_536, b""))


@pytest.mark.parametrize("prefix", ["", "two.tokens", "wild*", "line\n"])
def test_prefix_refused(prefix: str) -> None:
    """A prefix is one plain token."""
    with pytest.raises(Invalid, match="prefix"):
        FramedCodec(prefix)


@pytest.mark.parametrize(
    "body", [b"", b"\x01", b"\x02" + bytes(11), b"{}", b"\x01\x01" + bytes(8) + b"\x00\x00"]
)
def test_foreign_bytes(body: bytes) -> None:
    """Bytes that are no frame are reported as damaged, with their place."""
    with pytest.raises(Corrupt, match="message 7"):
        CODEC.decode(Recorded(7, "events.a", body))
