"""The export's format: what is written is read, and whatever is damaged is named."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import Corrupt, Invalid
from answerable.ledger.archive.export_format import LONGEST_BODY, MAGIC, ExportReader, ExportWriter
from answerable.ledger.integrity.chain import START
from answerable.ledger.store.recorded import Recorded

subjects = st.text(st.characters(codec="utf-8"), max_size=12)
ledgers = st.lists(st.tuples(subjects, st.binary(max_size=40)), max_size=6).map(
    lambda pairs: [Recorded(number, *pair) for number, pair in enumerate(pairs, start=1)]
)

EVENTS = [Recorded(1, "a", b"one"), Recorded(2, "b", b"two"), Recorded(3, "c", b"three")]


def written(messages: list[Recorded], ledger: str = "abc") -> bytes:
    file = io.BytesIO()
    writer = ExportWriter(file, ledger)
    writer.add(messages)
    writer.finish()
    return file.getvalue()


def read(content: bytes) -> list[Recorded]:
    return list(ExportReader(io.BytesIO(content), "export").events())


@given(ledgers)
def test_round_trip(messages: list[Recorded]) -> None:
    """What was exported is read, to the byte, with the ledger's id and the chain."""
    reader = ExportReader(io.BytesIO(written(messages, "ledger 账")), "export")

    assert list(reader.events()) == messages
    assert (reader.ledger, reader.checkpoint.sequence) == ("ledger 账", len(messages))


def test_defined_to_the_byte() -> None:
    """The format is what its definition says, written here by hand."""
    message = EVENTS[0]
    chain = START.then(message).chain
    by_hand = (
        b"\x89ANSLG\r\n\x00\x01\x00\x03abc"
        b"\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01a\x00\x00\x00\x03one"
        + chain[:8]
        + b"\x00\x00\x00\x00\x00\x00\x00\x00\x01"
        + chain
    )

    assert written([message]) == by_hand


@given(ledgers, st.data())
def test_cut_off(messages: list[Recorded], data: st.DataObject) -> None:
    """An export that ends too early is refused, wherever it ends."""
    whole = written(messages)
    length = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(Corrupt):
        read(whole[:length])


@given(ledgers, st.data())
def test_one_bit(messages: list[Recorded], data: st.DataObject) -> None:
    """An export with one bit turned over is refused, wherever it is; only the ledger's name is no event."""
    content = bytearray(written(messages))
    name = range(len(MAGIC) + 4, len(MAGIC) + 7)
    place = data.draw(st.integers(0, len(content) - 1).filter(lambda place: place not in name))
    content[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(Corrupt):
        read(bytes(content))


@given(st.binary(max_size=200), st.sampled_from([b"", MAGIC, MAGIC + b"\x00\x01\x00\x00"]))
def test_garbage(content: bytes, beginning: bytes) -> None:
    """Whatever bytes come, they are refused with an error of ours."""
    with pytest.raises(Corrupt):
        read(beginning + content)


@pytest.mark.parametrize("length", [LONGEST_BODY, LONGEST_BODY + 1, 0xFFFFFFFF])
def test_a_length_without_bytes(length: int) -> None:
    """A length that the file does not fill is refused without asking for that much memory."""
    content = written([])[: len(MAGIC) + 7] + b"\x01" + (1).to_bytes(8, "big") + b"\x00\x01a"
    content += length.to_bytes(4, "big") + b"x" * 100
    tracemalloc.start()
    try:
        with pytest.raises(Corrupt, match="damaged at event 1"):
            read(content)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (b"one", "damaged at event 1, which is not as it was written; the 0 events before it are whole"),
        (b"two", "damaged at event 2, which is not as it was written; the 1 events before it are whole"),
        (b"three", "damaged at event 3, which is not as it was written; the 2 events before it are whole"),
    ],
)
def test_names_the_first_damaged_event(place: bytes, said: str) -> None:
    """The error names the first event that is damaged, and how many before it are whole."""
    with pytest.raises(Corrupt, match=said):
        read(written(EVENTS).replace(place, place.upper()))


def test_more_than_whole() -> None:
    """Nothing stands behind the end."""
    with pytest.raises(Corrupt, match="behind its end"):
        read(written(EVENTS) + b"\n")


def test_another_version() -> None:
    """A version that this program does not know is told as such."""
    with pytest.raises(Corrupt, match="version 2"):
        read(MAGIC + b"\x00\x02")


@pytest.mark.parametrize(
    "message",
    [Recorded(2, "a", b""), Recorded(1, "a" * 70_000, b""), Recorded(1, "a", bytes(LONGEST_BODY + 1))],
)
def test_what_cannot_be_written(message: Recorded) -> None:
    """A sequence left out, and what is too long for the format, is refused by the writer already."""
    with pytest.raises(Invalid):
        written([message])
