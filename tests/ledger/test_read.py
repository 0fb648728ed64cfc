"""Reading single messages and histories from the stream's leader."""

from __future__ import annotations

from itertools import product

import pytest

from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry

pytestmark = pytest.mark.server


@pytest.fixture
async def filled(ledger: Ledger, fresh_name: str) -> Ledger:
    """Sequences 1, 2 and 4 are of ``x.a``, 3 is of ``x.b``."""
    a, b = f"{fresh_name}.x.a", f"{fresh_name}.x.b"
    await ledger.append([Entry(a, b"1", 0), Entry(a, b"2"), Entry(b, b"3", 0), Entry(a, b"4")])
    return ledger


OF_A = (*range(1, 41), 43, 77, 78, *range(130, 133), 198, 199, 200)
"""Where an aggregate's events lie among those of another."""


@pytest.fixture
async def crowded(ledger: Ledger, fresh_name: str) -> Ledger:
    """Two hundred events of two aggregates; see `OF_A`."""
    names = ["a" if sequence in OF_A else "b" for sequence in range(1, 201)]
    firsts = {names.index("a"), names.index("b")}
    await ledger.append(
        [Entry(f"{fresh_name}.x.{name}", b"{}", 0 if at in firsts else None) for at, name in enumerate(names)]
    )
    return ledger


async def test_by_sequence(filled: Ledger, fresh_name: str) -> None:
    """A message is found by its sequence; behind the end there is none."""
    assert await filled.reader.get(3) == (3, f"{fresh_name}.x.b", b"3")
    assert await filled.reader.get(5) is None


async def test_last(filled: Ledger, fresh_name: str) -> None:
    """The last message is found by subject or filter."""
    assert await filled.reader.last(f"{fresh_name}.*.a") == (4, f"{fresh_name}.x.a", b"4")
    assert await filled.reader.last(f"{fresh_name}.x.none") is None


@pytest.mark.parametrize(("after", "expected"), [(0, 1), (1, 2), (2, 4), (4, None)])
async def test_next(filled: Ledger, fresh_name: str, after: int, expected: int | None) -> None:
    """The first message behind a sequence is found by subject or filter."""
    found = await filled.reader.next(f"{fresh_name}.*.a", after=after)

    assert (found and found.sequence) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"), [("x.a", [1, 2, 4]), ("x.b", [3]), ("x.*", [1, 2, 3, 4]), ("x.none", [])]
)
async def test_history(filled: Ledger, fresh_name: str, pattern: str, expected: list[int]) -> None:
    """All messages of a subject or filter come in order: many, one or none."""
    history = await filled.reader.history(f"{fresh_name}.{pattern}")

    assert [message.sequence for message in history] == expected


@pytest.mark.parametrize(("token", "expected"), [("a", [1, 2, 4]), ("b", [3]), ("none", [])])
async def test_aggregate(filled: Ledger, fresh_name: str, token: str, expected: list[int]) -> None:
    """An aggregate is found by a filter that leaves its site open."""
    history = await filled.reader.aggregate(f"{fresh_name}.*.{token}")

    assert [message.sequence for message in history] == expected


async def test_newest_first(crowded: Ledger, fresh_name: str) -> None:
    """However unevenly an aggregate's events lie among others, the newest before a place come first."""
    reader, scope = crowded.reader, f"{fresh_name}.*.a"
    asked = list(product((None, 1, 2, 40, 41, 42, 43, 44, 131, 200, 10_000), (1, 2, 7, 100)))

    pages = [await reader.aggregate_page_before(scope, before=end, limit=limit) for end, limit in asked]

    assert [[message.sequence for message in page] for page in pages] == [
        [one for one in reversed(OF_A) if end is None or one < end][:limit] for end, limit in asked
    ]


async def test_nothing_is_newest_where_there_is_nothing(filled: Ledger, fresh_name: str) -> None:
    """An aggregate that nobody knows has no page."""
    assert await filled.reader.aggregate_page_before(f"{fresh_name}.x.none", before=None, limit=3) == []
