"""Formats: told by what a file holds; what would run is refused, and so is all that nobody asked for."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.attachments.formats import format_of
from answerable.errors import UnsupportedMedia
from tests.attachments.files import REFUSED, TAKEN


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken(name: str) -> None:
    """Each format is told by its own bytes."""
    content, found = TAKEN[name]
    assert format_of(BytesIO(content)) == found


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not(name: str) -> None:
    """What a browser, a shell or an office program would run is refused, and what is of no use too."""
    with pytest.raises(UnsupportedMedia):
        format_of(BytesIO(REFUSED[name]))


@given(st.binary(max_size=400) | st.sampled_from([one for one, _ in TAKEN.values()]).flatmap(
    lambda whole: st.integers(0, len(whole)).map(lambda end: whole[:end])
))  # fmt: skip
def test_any_bytes_have_an_answer(content: bytes) -> None:
    """Whatever comes, it is of a format or refused; nothing else happens."""
    with suppress(UnsupportedMedia):
        format_of(BytesIO(content))
