"""Files of YAML are read strictly, and what is wrong with one is told with its line and column."""

from __future__ import annotations

import pytest

from answerable.strict_yaml import Mark, read_strictly


@pytest.mark.parametrize(
    ("text", "mark", "rule"),
    [
        ("a: 1\na: 2\n", Mark(2, 1), "duplicate-key"),
        ("a: 1\nb: {c: 2.5}\n", Mark(2, 8), "unquoted-decimal"),
        ("a:\n  on: 1\n", Mark(2, 3), "key"),
        ("a: 2016-13-01\n", Mark(1, 4), "value"),
        ("a: &x 1\nb: *x\n", Mark(2, 4), "yaml"),
        ("a: !!binary aGk=\n", Mark(1, 4), "tag"),
        ("- a\n", Mark(1, 1), "yaml"),
        ("a: [\n", Mark(2, 1), "yaml"),
        ("", Mark(1, 1), "yaml"),
    ],
)
def test_a_fault_has_its_place(text: str, mark: Mark, rule: str) -> None:
    """An editor can go there."""
    (fault,) = read_strictly(text.encode()).faults

    assert (fault.mark, fault.rule) == (mark, rule)


def test_every_value_has_its_place() -> None:
    """Where something stands is known, also inside lists; what is missing is sought where it belongs."""
    written = read_strictly(b"a:\n  - b\n  - {c: d}\n")

    assert written.data == {"a": ["b", {"c": "d"}]}
    assert written.mark(("a", 1, "c")) == Mark(3, 9)
    assert written.mark(("a", 1, "missing")) == Mark(3, 5)
    assert written.mark(("missing",)) == Mark(1, 1)


def test_depth_has_an_end() -> None:
    """A file that is nested a thousandfold is a fault, and no crash."""
    (fault,) = read_strictly(b"a: " + b"[" * 5000).faults

    assert fault.rule == "yaml"
