"""Files of YAML are read strictly, and what is wrong with one is told with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from answerable import strict_yaml
from answerable.strict_yaml import Mark, read_strictly, values

ROOT = Path(__file__).parents[1]
SHIPPED = sorted(path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.yaml"))


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


def test_whoever_reads_a_file_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the package has the same values in the same places, read by libyaml or by Python."""
    assert len(SHIPPED) > 20
    quick = {path: read_strictly(path.read_bytes()) for path in SHIPPED}
    monkeypatch.setattr(strict_yaml, "_is_plain", lambda _: False)
    differing = [path.name for path in SHIPPED if read_strictly(path.read_bytes()) != quick[path]]
    assert differing == []
    texts = {path: path.read_text(encoding="utf-8") for path in SHIPPED}
    assert [path.name for path, text in texts.items() if values(text) != yaml.safe_load(text)] == []


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "{b: " * 100_000, "a: " + "- " * 100_000])
def test_no_depth_ends_the_process(text: str) -> None:
    """A file that is nested deeper than a stack can hold is a fault, for whoever reads it."""
    (fault,) = read_strictly(text.encode()).faults

    assert fault.rule == "yaml"
