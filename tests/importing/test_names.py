"""Names made from foreign values."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from answerable.importing.names import name_of

FIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def test_a_value_that_fits_is_its_own_name() -> None:
    """A value of letters, digits, dash and underscore stands in the id as it is."""
    assert name_of(["INC0000045"]) == "INC0000045"


def test_a_value_that_does_not_fit_gets_a_mark() -> None:
    """What had to be changed is marked with a digest of the value."""
    assert re.fullmatch(r"29-02-2016-01-23-x[0-9a-f]{10}", name_of(["29-02-2016 01:23"]))


def test_a_value_that_looks_marked_is_marked_itself() -> None:
    """A value cannot pass for the marked name of another."""
    marked = name_of(["a b"])

    assert name_of([marked]) != marked


def test_a_hidden_value_cannot_be_read_off() -> None:
    """Of a hidden value only the digest is left."""
    assert re.fullmatch(r"x[0-9a-f]{10}", name_of(["ALPHA"], is_hidden=True))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_every_name_fits_an_id(parts: list[str]) -> None:
    """Whatever the values are, the name fits the pattern of ids."""
    assert FIT.fullmatch(name_of(parts))


ALIKE = st.text(alphabet="ab_- x1:", min_size=1, max_size=6)


@given(st.lists(ALIKE, min_size=1, max_size=3), st.lists(ALIKE, min_size=1, max_size=3))
def test_different_values_have_different_names(one: list[str], other: list[str]) -> None:
    """Two values, or two rows of values of one length, that differ do not share a name."""
    if one != other and len(one) == len(other):
        assert name_of(one) != name_of(other)
