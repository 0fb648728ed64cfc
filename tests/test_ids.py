"""Ids: sortable by time, the same for the same key, and ULIDs behind their stream's name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from answerable.ids import id_from_key, new_id

_TIMES = st.integers(0, (1 << 48) - 1)
_RANDOM = st.integers(0, (1 << 80) - 1)


def test_a_key_gives_the_id_that_it_always_gave() -> None:
    """Ids that follow from keys are in ledgers: whoever writes them, they stay the same."""
    assert id_from_key("case", "tianjin", "k-1") == "case-2GFSWB490WENXY742X091VM6XH"
    assert new_id("case", 1_700_000_000_000, 12345) == "case-01HF7YAT000000000000000C1S"


@given(_TIMES, _TIMES, _RANDOM, _RANDOM)
def test_later_ids_sort_behind_earlier_ones(one: int, other: int, chance: int, other_chance: int) -> None:
    """As text, as a database and a person sort them."""
    first, second = sorted([(one, chance), (other, other_chance)])
    assert (new_id("case", *first) <= new_id("case", *second)) is True


@given(_TIMES, _RANDOM)
def test_what_stands_behind_the_stream_is_a_ulid(at_ms: int, chance: int) -> None:
    """Any tool that reads ULIDs tells when the id was made."""
    stream, _, rest = new_id("contact", at_ms, chance).partition("-")
    assert (stream, ULID.from_str(rest).milliseconds) == ("contact", at_ms)
